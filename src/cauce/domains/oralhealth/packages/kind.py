"""Registers the facility's month as a kind of package."""

from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.kinds import Kind, register

from ..country import is_month
from ..rules.flow import broken
from .making import export
from .taking import take

KIND = "oralhealth.month"


def period_of(typed: str) -> str:
    """202603 from 2026-03 or 202603. Raises ValueError with the sentence (OH-130)."""
    period = typed.strip().replace("-", "")
    if not is_month(period):
        raise ValueError(str(broken("OH-130", "month", value=typed[:20])))
    return period


register(
    Kind(
        key=KIND,
        label=_("Mes de salud bucal"),
        places=lambda: OrgUnit.objects.filter(oralhealth__isnull=False).order_by("name"),
        period_of=period_of,
        export=export,
        take=take,
    )
)
