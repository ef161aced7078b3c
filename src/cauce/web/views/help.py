"""The help index."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def index(request: HttpRequest) -> HttpResponse:
    """All help topics."""
    return render(request, "web/help.html")
