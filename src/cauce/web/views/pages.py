"""Pages with nothing but text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everyone can use Cauce, and how to tell us of a barrier."""
    return render(request, "web/accessibility.html")
