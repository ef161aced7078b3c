"""The help: all topics, search, and one topic to read or print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import help


def index(request: HttpRequest) -> HttpResponse:
    """All topics by module, or those that hold what was asked (`q`)."""
    asked = request.GET.get("q", "").strip()[:120]
    context = {"asked": asked, "found": help.search(asked), "modules": help.modules()}
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
