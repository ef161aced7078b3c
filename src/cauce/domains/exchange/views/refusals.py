"""A refusal beside the form that caused it: what was typed stays, and the page says why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.core.organisations.models import OrgUnit

from ..models import Declaration
from ..policies import is_refused


def refused_page(
    request: HttpRequest, template: str, context: dict[str, Any], refusal: Refusal
) -> HttpResponse:
    """The form's page again, with the refusal's problems and its status."""
    context |= {"problems": refusal.problems, "refusal": refusal}
    return render(request, template, context, status=refusal.status)


def why_not(
    request: HttpRequest,
    permission: Permission,
    place: OrgUnit,
    check: Callable[[Declaration, datetime], None],
    declaration: Declaration,
) -> Refusal | None:
    """What stands in the way (first who, then when), or None: the sentence of a disabled button."""
    try:
        require(request.user, permission, place, request.now)
    except Refusal as refusal:
        return refusal
    return is_refused(check, declaration, request.now)
