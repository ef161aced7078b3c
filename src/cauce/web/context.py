"""What every page knows: the person's menu and theme, and the product's name and version."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from cauce import __version__

from .navigation import MenuGroup, address, menu_for, public_links
from .search import hint_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    menu = menu_for(user, request.now) if signed_in and hasattr(request, "now") else []
    return {
        "lang": to_locale(get_language()).replace("_", "-"),
        "signed_in": signed_in,
        "menu": menu,
        "menu_current": _current(menu, request.path),
        "home_url": reverse("home"),
        "search_hint": hint_for(user, request.now) if menu else "",
        "public_links": public_links(),
        "notifications_url": address("notifications:list") if signed_in else "",
        "theme": user.theme if signed_in else request.COOKIES.get("tema", "auto"),
        "theme_choices": [("auto", _("Auto")), ("light", _("Claro")), ("dark", _("Oscuro"))],
        "cauce_env": settings.CAUCE_ENV,
        "cauce_version": __version__,
    }


def _current(menu: list[MenuGroup], path: str) -> str:
    """The menu address that is the longest beginning of this page's address."""
    urls = [item.url for group in menu for item in group.items if path.startswith(item.url)]
    return max(urls, key=len, default="")
