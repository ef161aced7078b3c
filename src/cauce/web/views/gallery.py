"""The living gallery of components: every one in every state, on invented data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..gallery import examples


def gallery(request: HttpRequest) -> HttpResponse:
    """All components."""
    return render(request, "web/gallery.html", examples(request))
