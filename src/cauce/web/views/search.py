"""One search box over everything the person may see."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import search as finder


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, with the query kept in the box."""
    asked = request.GET.get("q", "").strip()[:120]
    groups = finder.search(request.user, asked, request.now)
    found = sum(len(group.hits) for group in groups)
    context = {
        "search_text": asked,
        "groups": groups,
        "found": found,
        "too_short": len(asked) < finder.SHORTEST,
    }
    return render(request, "web/search.html", context)
