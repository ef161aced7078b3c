"""Verifying codes without a line: a page that the browser keeps, with the public keys and nothing of any patient."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.documents.keys import public_keys
from cauce.core.organisations.models import OrgUnit

from ..catalogue import CATALOGUE, in_force
from ..models import ServiceCentre
from ..places import today_at
from .using_common import centres_of_person, crumbs, page

SCRIPT = Path(__file__).parents[1] / "static" / "authorizations" / "worker.js"
MOST_CENTRES = 50


@page
@require_safe
def offline(request: Any) -> HttpResponse:
    """The page; it holds the names of services and centres, which are public inside the system, and the keys."""
    require(request.user, Permission.AUTH_LOOK_UP, None, request.now)
    centres = centres_of_person(request.user, request.now)[:MOST_CENTRES]
    services = Entry.objects.filter(catalogue__code=CATALOGUE, kind="service", until__isnull=True)
    context = {
        "crumbs": crumbs((_("Sin conexión"), "")),
        "centres": centres,
        "keys": json.dumps(public_keys()),
        "services": json.dumps(dict(services.values_list("code", "label")), ensure_ascii=False),
        "does": json.dumps({one.code: _does(one, request.now) for one in centres}),
        "today": today_at(centres[0], request.now) if centres else request.now.date(),
    }
    response = render(request, "authorizations/using/offline.html", context)
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


def _does(unit: OrgUnit, at: Any) -> list[str]:
    rows = ServiceCentre.objects.filter(in_force(today_at(unit, at)), unit=unit)
    return sorted(rows.values_list("service_code", flat=True))


@page
@require_safe
def worker(request: Any) -> HttpResponse:
    """The script that opens the page without a line; it must live at the module's own address. Never cached."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
