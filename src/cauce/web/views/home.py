"""The first page after sign-in: what waits for the person, then the modules."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.todo import todo_for


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by deadline, and the pages of each module."""
    items = todo_for(request.user, request.now)
    return render(request, "web/home.html", {"items": items, "now": request.now})
