"""Studies, protective factors, costs and audits of records as people look at them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet, Sum

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..models import Activity, Cost, Facility, PatientRow, ProtectiveFactor, RecordAudit
from .epidemiology import reach


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost with what it bought: activities done or patients of the programme, and the cost of each."""

    cost: Cost
    label: str
    done: int
    each: Decimal | None  # balboas, two decimals; None when nothing was done

    @property
    def month(self) -> str:
        """The month as people write it."""
        return f"{self.cost.month // 100}-{self.cost.month % 100:02d}"


def factors_of(facility: OrgUnit, year: int) -> QuerySet[ProtectiveFactor]:
    """The measurements of a facility's year, latest first."""
    return ProtectiveFactor.objects.filter(facility=facility, date__year=year).select_related("saved_by")


def costs_of(facility: OrgUnit, year: int) -> list[CostLine]:
    """The costs of a facility's year with what each activity or patient cost."""
    held = Cost.objects.filter(facility=facility, month__range=(year * 100 + 1, year * 100 + 12))
    return [_line(cost) for cost in held.select_related("saved_by")]


def _line(cost: Cost) -> CostLine:
    book = codebook()
    if cost.activity:
        label = f"{cost.activity} {book.procedures[cost.activity].label}"
        done = _activities(cost)
    else:
        label = f"Programa {book.lists['programme'][cost.programme].label}"
        done = _patients(cost)
    each = (cost.amount / done).quantize(Decimal("0.01"), ROUND_HALF_UP) if done else None
    return CostLine(cost, label, done, each)


def _activities(cost: Cost) -> int:
    found = Activity.objects.filter(
        code=cost.activity, row__sheet__facility=cost.facility_id, row__sheet__month=cost.month
    )
    return found.aggregate(total=Sum("number"))["total"] or 0


def _patients(cost: Cost) -> int:
    return PatientRow.objects.filter(
        sheet__facility=cost.facility_id, sheet__month=cost.month, programme=cost.programme, continues=None
    ).count()


def audits_in_reach(user: User, at: datetime) -> QuerySet[RecordAudit]:
    """Audits of records that the person may read, latest first."""
    found = RecordAudit.objects.filter(reach(user, Permission.ORAL_READ, at, "facility"))
    return found.select_related("facility", "closed_by").order_by("-year", "facility__name")


def study_places(user: User, at: datetime) -> list[OrgUnit]:
    """Where the person may register a study: facilities, their regions and the country."""
    rows = Facility.objects.values_list("unit_id", "unit__parent_id", "unit__parent__parent_id")
    ids = {pk for row in rows for pk in row if pk}
    found = OrgUnit.objects.filter(pk__in=ids).order_by("path")
    return list(within(found, user, Permission.ORAL_STUDY, at))
