"""The help: all topics, search, and one topic to read or print."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import guides, help


def index(request: HttpRequest) -> HttpResponse:
    """All topics by module, a person's own first, or those that hold what was asked (`q`)."""
    asked = request.GET.get("q", "").strip()[:120]
    user = request.user
    mine, others = help.by_person(user, request.now) if user.is_authenticated else (help.modules(), [])  # type: ignore[attr-defined]
    context = {
        "asked": asked,
        "found": help.search(asked),
        "modules": mine,
        "others": others,
        "guides": guides.guides(),
    }
    return render(request, "web/help.html", context)


def topic(request: HttpRequest, module: str, key: str) -> HttpResponse:
    """One topic, with the one before and the one after."""
    current = help.find(module, key)
    if current is None:
        raise Http404
    label, siblings = next((label, found) for label, found in help.modules() if current in found)
    at = siblings.index(current)
    context = {
        "topic": current,
        "label": label,
        "before": siblings[at - 1] if at else None,
        "after": siblings[at + 1] if at + 1 < len(siblings) else None,
    }
    return render(request, "web/help_topic.html", context)


def manual(request: HttpRequest, name: str = guides.COVER) -> HttpResponse:
    """The manual's cover, or one of its chapters or guides."""
    guide = guides.find(name)
    if guide is None:
        raise Http404
    context = {"guide": guide, "text": guides.html(guide.text), "is_cover": name == guides.COVER}
    return render(request, "web/manual.html", context)


def manual_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the manual."""
    path = guides.picture(name)
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
