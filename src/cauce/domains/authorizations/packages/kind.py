"""Registers the requests of a unit's month as a kind of package."""

import re

from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.kinds import Kind, register

from ..places import UNIT_KINDS
from ..rules.table import broken
from .making import export
from .taking import take

KIND = "authorizations.requests"


def period_of(typed: str) -> str:
    """202603 from 2026-03 or 202603. Raises ValueError with the sentence (AP-113)."""
    period = typed.strip().replace("-", "")
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", period, re.ASCII):
        raise ValueError(str(broken("AP-113", "month", value=typed[:20])))
    return period


register(
    Kind(
        key=KIND,
        label=_("Solicitudes de autorización capturadas sin red"),
        places=lambda: OrgUnit.objects.filter(kind__in=UNIT_KINDS),
        period_of=period_of,
        export=export,
        take=take,
    )
)
