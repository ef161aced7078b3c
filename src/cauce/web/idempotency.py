"""A sent form is never entered twice (spec: poor lines; double clicks, retries, "back and send again").

A form carries `{% once %}`: a hidden random key. The middleware remembers key and content while the
view works. The same form again is answered with the first one's outcome, and is not run. What was
refused is forgotten, so that a corrected form may use the same key; so may other content.
"""

import hashlib
import uuid
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cauce.core import actions
from cauce.core.errors import NotNow

from .middleware import Next, refusal_page
from .models import SentForm

KEY = "_once"
COOKIE = "enviado"  # tells drafts.js which form arrived
KEEP = timedelta(days=2)
ABANDONED = timedelta(seconds=90)  # a server that died while working on it
_sent: ContextVar[int | None] = ContextVar("sent_form", default=None)


def new_key() -> str:
    """A fresh key for one rendering of a form."""
    return uuid.uuid4().hex


def digest_of(request: HttpRequest) -> str:
    """SHA-256 of key, address and content: other content is another form."""
    content = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")
    files = sorted((k, [(f.name, f.size) for f in v]) for k, v in request.FILES.lists())
    return hashlib.sha256(repr((request.path, content, files)).encode()).hexdigest()


def begin(user: Any, digest: str, at: datetime) -> tuple[SentForm, bool]:
    """The form's row, and whether it may run now (False: entered, or another request works on it)."""
    SentForm.objects.filter(started_at__lt=at - KEEP).delete()
    try:
        with transaction.atomic():
            return SentForm.objects.create(user=user, digest=digest, started_at=at), True
    except IntegrityError:
        row = SentForm.objects.get(user=user, digest=digest)
    if row.entered or at - row.started_at < ABANDONED:
        return row, False
    # Compare and set: of two that find an abandoned row, one takes it over.
    same = SentForm.objects.filter(pk=row.pk, started_at=row.started_at, entered=False)
    return row, same.update(started_at=at) == 1


def finish(row: SentForm, location: str) -> bool:
    """Keep where it led if an action entered it, else forget it. Whether it was entered."""
    if SentForm.objects.filter(pk=row.pk, entered=True).update(location=location[:500]):
        return True
    SentForm.objects.filter(pk=row.pk, entered=False).delete()
    return False


def _note_entered(name: str) -> None:
    """Inside the action's transaction: this form is entered if and only if the action commits."""
    if (pk := _sent.get()) is not None:
        SentForm.objects.filter(pk=pk).update(entered=True)


actions.INSIDE.append(_note_entered)


class SentFormMiddleware:
    """Runs each sent form once; needs the signed-in person and `request.now`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _sent.set(None)
        try:
            response = self.get_response(request)
        finally:
            _sent.reset(token)
        row = getattr(request, "sent_form", None)
        if row is not None and finish(
            row, response.headers.get("Location", response.headers.get("HX-Redirect", ""))
        ):
            response.set_cookie(COOKIE, request.POST[KEY][:64], max_age=600, samesite="Lax")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(KEY):
            return None
        row, run = begin(request.user, digest_of(request), request.now)  # type: ignore[attr-defined]
        if not run:
            return _again(request, row)
        request.sent_form = row  # type: ignore[attr-defined]
        _sent.set(row.pk)
        return None


def _again(request: HttpRequest, row: SentForm) -> HttpResponse:
    """The answer to a form that was already sent."""
    if not row.entered:
        return refusal_page(
            request,
            NotNow(
                _("Este formulario ya se envió y se está guardando."),
                rule="WEB-ONCE",
                remedy=_("Espere unos segundos y recargue la página anterior para ver el resultado."),
            ),
        )
    when = date_format(localtime(row.started_at), "SHORT_DATETIME_FORMAT")
    messages.info(
        request, _("Este formulario ya se había recibido (%(when)s); no se repitió.") % {"when": when}
    )
    onward = row.location or request.path
    response = HttpResponse() if getattr(request, "htmx", False) else HttpResponseRedirect(onward)
    if getattr(request, "htmx", False):
        response["HX-Redirect"] = onward
    response.set_cookie(COOKIE, request.POST[KEY][:64], max_age=600, samesite="Lax")
    return response
