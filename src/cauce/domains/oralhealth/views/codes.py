"""The code lists: a page to look in, and the same lists for the cells of the forms."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from ..codebook import RELEASE
from ..codelists import TITLES, as_json, find
from .common import crumbs, page

DAY = 24 * 3600


@page
def codes(request: Any) -> HttpResponse:
    """One list (`?lista=procedures`), narrowed by code or words (`?q=`)."""
    require(request.user, Permission.ORAL_READ, None, request.now)
    key = request.GET.get("lista", "")
    key = key if key in TITLES else "procedures"
    asked = request.GET.get("q", "")[:80]
    context = {
        "crumbs": crumbs((_("Códigos"), "")),
        "lists": TITLES.items(),
        "key": key,
        "title": TITLES[key],
        "asked": asked,
        "found": find(key, asked),
        "release": RELEASE,
    }
    return render(request, "oralhealth/codes.html", context)


@page
def codes_json(request: Any, release: str) -> JsonResponse:
    """All lists of the release in force; kept a day by the browser, so that they serve without a line too."""
    require(request.user, Permission.ORAL_READ, None, request.now)
    answer = JsonResponse(as_json() if release == RELEASE else {})
    answer["Cache-Control"] = f"private, max-age={DAY}"
    return answer
