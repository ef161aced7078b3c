"""What the facilities of an ESE recorded in a report's quarter, beside what the report says."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.domains.oralhealth.models import Activity, PatientRow, Sheet
from cauce.domains.riskplans.country import quarter
from cauce.domains.riskplans.hooks import Offer
from cauce.domains.riskplans.models import QuarterReport
from cauce.domains.riskplans.queries.figures import executed
from cauce.domains.riskplans.rules.cuadros import PRODUCTION

from .counting import Record, concepts

COUNTED = ("sent", "reviewed")


@dataclass(frozen=True, slots=True)
class Line:
    """A concept: what the record counts, what the report holds now (None: blank)."""

    row: str
    label: str
    counted: str
    value: int
    now: Fraction | None

    @property
    def differs(self) -> bool:
        """Whether confirming it would change the report."""
        return self.now != self.value


@dataclass(frozen=True, slots=True)
class Proposal:
    """The lines of a quarter, from how many sheets of which facilities; open: sheets still being written, not counted."""

    lines: tuple[Line, ...]
    sheets: int
    open: int
    facilities: tuple[str, ...]


def facilities_of(report: QuarterReport) -> list[OrgUnit]:
    """Places of the ESE, itself or below, that keep the daily dental record."""
    unit = report.plan.hospital.unit
    return list(OrgUnit.objects.filter(path__startswith=unit.path, oralhealth__isnull=False).order_by("name"))


def proposal_of(report: QuarterReport) -> Proposal:
    """Everything that was sent in the quarter; sheets still open are not counted, and are told."""
    span, places = quarter(report.period), facilities_of(report)
    sheets = Sheet.objects.filter(facility__in=places)
    if span:
        sheets = sheets.filter(date__gte=span.start, date__lte=span.end)
    counted = sheets.filter(state__in=COUNTED)
    rows = PatientRow.objects.filter(sheet__in=counted)
    numbers = Activity.objects.filter(row__sheet__in=counted).values_list("code").annotate(n=Sum("number"))
    record = Record(
        rows.filter(continues=None).count(),
        rows.filter(completed=True).count(),
        dict(numbers.order_by()),
    )
    now = executed(report)
    lines = tuple(
        Line(
            c.row,
            PRODUCTION.row(c.row).label,
            c.counted,
            c.value,
            now.get((PRODUCTION.key, c.row, "ejecutado")),
        )
        for c in concepts(record)
    )
    return Proposal(
        lines, counted.count(), sheets.exclude(state__in=COUNTED).count(), tuple(p.name for p in places)
    )


def offer(report: QuarterReport, user: Any) -> Offer | None:
    """The link that the Cuadro Producción shows; None where no facility of the ESE keeps the record."""
    if not facilities_of(report):
        return None
    return Offer(
        _("Producción de odontología desde el registro diario"), reverse("bridge-dental", args=[report.pk])
    )
