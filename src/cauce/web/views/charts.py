"""The pictures of charts."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from ..charts import Theme, picture


@login_required
@cache_control(private=True, max_age=31_536_000, immutable=True)
def chart(request: HttpRequest, key: str, theme: Theme) -> HttpResponse:
    """One picture; its key is unguessable and its content never changes."""
    try:
        content = picture(key, theme)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type="image/svg+xml; charset=utf-8")
