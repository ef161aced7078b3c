"""What every page knows: the menu of the person, and the product's name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .navigation import menu_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "menu": menu_for(user, request.now) if signed_in and hasattr(request, "now") else [],
        "cauce_env": settings.CAUCE_ENV,
    }
