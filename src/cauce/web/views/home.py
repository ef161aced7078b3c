"""The first page after sign-in: what waits for the person, then the modules."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by deadline."""
    return render(request, "web/home.html")
