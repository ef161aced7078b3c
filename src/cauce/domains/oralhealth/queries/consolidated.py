"""Formulario 2 of a facility's month, in three sheets: per professional, per service, activities (p. 77).

Counts are of reviewed and unreviewed sheets alike; the action decides which months may be consolidated.
A continuation's activities and diagnoses count, its patient does not.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from cauce.core.organisations.models import OrgUnit

from ..models import Activity, AdminRow, Diagnosis, PatientRow, PromotionRow, Sheet
from ..rules.ages import STANDARD

PATIENT = Q(continues__isnull=True)
NEW, AGAIN = Q(new_in_service="1"), Q(new_in_service="2")
SERVICE_BREAKDOWNS = ("programme", "care_type", "insured", "ethnic", "schedule")


def month_figures(facility: OrgUnit, month: int) -> dict[str, Any]:
    """The three sheets as plain data: `professionals`, `service`, `activities` (with diagnoses, promotion, admin)."""
    sheets = Sheet.objects.filter(facility=facility, month=month)
    # Joins, not nested IN: a month is found from its sheets whatever the tables hold.
    rows = PatientRow.objects.filter(sheet__facility=facility, sheet__month=month)
    below = {"row__sheet__facility": facility, "row__sheet__month": month}
    return {
        "professionals": _professionals(sheets, rows, Activity.objects.filter(**below)),
        "service": _service(rows),
        "activities": _activities(Activity.objects.filter(**below)),
        "diagnoses": _diagnoses(Diagnosis.objects.filter(**below)),
        "promotion": _promotion(sheets),
        "admin": _admin(sheets),
    }


def _professionals(
    sheets: QuerySet[Sheet], rows: QuerySet[PatientRow], activities: QuerySet[Activity]
) -> list[dict[str, Any]]:
    """One line per professional; the day counts once however many sheets it has."""
    heads = sheets.values("registration", "professional").annotate(
        sheets=Count("pk"),
        days=Count("date", distinct=True, filter=Q(chair_hours__gt=0)),
        hours=Sum("chair_hours"),
    )
    key = ("sheet__registration", "sheet__professional")
    seen = _keyed(_people(rows.filter(PATIENT).order_by().values(*key)), key)
    acts = _keyed(
        activities.order_by().values(*(f"row__{k}" for k in key)).annotate(activities=Sum("number")),
        tuple(f"row__{k}" for k in key),
    )
    lines = []
    for head in heads.order_by("professional", "registration"):
        mine = (head["registration"], head["professional"])
        lines.append(
            {
                "registration": mine[0],
                "professional": mine[1],
                "sheets": head["sheets"],
                "days": head["days"],
                "chair_hours": f"{head['hours']:.2f}",
                **_numbers(seen.get(mine)),
                "activities": (acts.get(mine) or {}).get("activities", 0),
            }
        )
    return lines


def _service(rows: QuerySet[PatientRow]) -> dict[str, Any]:
    """Totals of the service, by sex and age, and by each box that the statistics form asks."""
    patients = rows.filter(PATIENT).order_by()
    years = Case(When(age_unit="3", then=F("age")), default=Value(0), output_field=IntegerField())
    by_age = patients.annotate(years=years).annotate(
        band=Case(*_bands(), default=Value(""), output_field=CharField())
    )
    return {
        "total": _numbers(patients.aggregate(**_COUNTS)),
        "by_sex_age": sorted(_lines(_people(by_age.values("sex", "band")), ("sex", "band")), key=_by_age),
        **{
            f"by_{name}": _lines(_people(patients.values(name)), (name,))
            for name in SERVICE_BREAKDOWNS
            if name != "schedule"
        },
        "by_schedule": _lines(_people(patients.values("sheet__schedule")), ("sheet__schedule",)),
        "by_referral": _lines(_people(patients.exclude(referral="").values("referral")), ("referral",)),
    }


_ORDER = {band.key: number for number, band in enumerate(STANDARD)}


def _by_age(line: dict[str, Any]) -> tuple[str, int]:
    """By sex, then from the youngest; by the key alone 10-14 would come before 5-9."""
    return line["sex"], _ORDER.get(line["band"], len(_ORDER))


def _bands() -> Iterable[When]:
    for band in STANDARD:
        inside = Q(years__gte=band.lower) & (Q() if band.upper is None else Q(years__lte=band.upper))
        yield When(inside, then=Value(band.key))


_COUNTS = {
    "patients": Count("pk"),
    "new": Count("pk", filter=NEW),
    "subsequent": Count("pk", filter=AGAIN),
    "completed": Count("pk", filter=Q(completed=True)),
    "violence": Count("pk", filter=Q(violence=True)),
}


def _people(groups: Any) -> Any:
    return groups.annotate(**_COUNTS)


def _numbers(found: dict[str, Any] | None) -> dict[str, int]:
    return {name: (found or {}).get(name, 0) for name in _COUNTS}


def _lines(groups: Any, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {k.removeprefix("sheet__"): found[k] for k in keys} | _numbers(found)
        for found in groups.order_by(*keys)
    ]


def _keyed(groups: Any, keys: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(found[k] for k in keys): found for found in groups}


def _activities(lines: QuerySet[Activity]) -> list[dict[str, Any]]:
    found = (
        lines.order_by()
        .values("code")
        .annotate(
            lines=Count("pk"),
            new=Coalesce(Sum("number", filter=Q(klass="1")), 0),
            subsequent=Coalesce(Sum("number", filter=Q(klass="2")), 0),
            number=Sum("number"),  # last: from here on "number" is the sum
        )
    )
    return list(found.order_by("code"))


def _diagnoses(lines: QuerySet[Diagnosis]) -> list[dict[str, Any]]:
    found = (
        lines.order_by()
        .values("code")
        .annotate(
            lines=Count("pk"), new=Count("pk", filter=Q(klass="1")), control=Count("pk", filter=Q(klass="2"))
        )
    )
    return list(found.order_by("code"))


def _promotion(sheets: QuerySet[Sheet]) -> list[dict[str, Any]]:
    found = PromotionRow.objects.filter(sheet__in=sheets.values("pk")).order_by()
    return list(
        found.values("technique", "other_code", "promotion_type")
        .annotate(rows=Count("pk"), time=Sum("minutes"), men_total=Sum("men"), women_total=Sum("women"))
        .order_by("technique", "other_code", "promotion_type")
    )


def _admin(sheets: QuerySet[Sheet]) -> list[dict[str, Any]]:
    found = AdminRow.objects.filter(sheet__in=sheets.values("pk")).order_by()
    return list(found.values("code").annotate(rows=Count("pk"), time=Sum("minutes")).order_by("code"))
