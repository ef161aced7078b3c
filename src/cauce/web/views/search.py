"""One search box over everything the person may see."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind."""
    return render(request, "web/search.html", {"search_text": request.GET.get("q", "").strip()})
