"""What people read for the values of a dimension, many at once, and the order in which they stand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import PeriodType, parse

from ..codebook import codebook
from ..models import Facility, Sheet
from ..queries.dimensions import label_of, provinces
from ..rules.ages import BANDS
from .dimensions import TIMES

# dimension → the codebook's list that names its values
_LISTS = {
    "sex": "sex",
    "insured": "insured",
    "ethnic": "ethnic",
    "new_in_institution": "attendance",
    "new_in_service": "attendance",
    "care_type": "care_type",
    "care_frequency": "care_frequency",
    "programme": "programme",
    "school_programme": "school_programme",
    "adult_service": "adult_service",
    "referral": "referral",
    "schedule": "schedule",
    "activity_class": "activity_class",
    "diagnosis_class": "diagnosis_class",
}
_MARKS = {"disabled", "completed", "suspected_violence"}  # "1" or nothing, as the box on paper
_BLANK = {
    "programme": "Sin programa",
    "school": "Sin escuela",
    "adult_service": "Sin anotar",
    "referral": "Sin referencia",
    "age_group_maternal": "Fuera de estos grupos",
    "age_group_printed": "Fuera de los grupos impresos",
    "technique": "Sin técnica (otro código)",
    "other_code": "Sin otro código",
    "promotion_programme": "Sin programa",
}
_GROUPS = {"activity": "Actividades", "preventive": "Preventivas", "curative": "Curativas"}
_MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]


@dataclass(slots=True)
class Labels:
    """The words and the order of one dimension's values: `text(value)`, `order(value)`."""

    dimension: str
    words: Mapping[str, str] = field(default_factory=dict)
    blank: str = "Sin dato"
    by_code: bool = True  # False: in the order of the words

    def text(self, value: str | None) -> str:
        """What people read; the code itself when nothing names it."""
        return _(self.blank) if value is None else self.words.get(value, value)

    def order(self, value: str | None) -> tuple[bool, int, str]:
        """The unknown last; known codes in their own order."""
        if value is None:
            return True, 0, ""
        if not self.by_code:
            return False, 0, self.words.get(value, value).casefold()
        place = list(self.words).index(value) if value in self.words else len(self.words)
        return False, place, value


def labels(dimension: str, values: Iterable[str | None]) -> Labels:
    """The words of these values of a dimension; one query at most."""
    known = {value for value in values if value is not None}
    if dimension in TIMES:
        return Labels(dimension, {v: period_words(v) for v in sorted(known)})
    if dimension in _MARKS:
        return Labels(dimension, {"1": _("Sí")}, "No")
    if dimension in _BY_QUERY:
        return Labels(dimension, _BY_QUERY[dimension](known), by_code=dimension not in {"facility", "region"})
    return Labels(dimension, dict(_coded(dimension)), _BLANK.get(dimension, "Sin dato"))


def choices(dimension: str) -> list[tuple[str | None, str]]:
    """The values that a filter offers: those of the codebook, or the places; [] when they are typed."""
    if dimension == "facility":
        return list(Facility.objects.order_by("unit__name").values_list("code", "unit__name"))
    if dimension == "region":
        units = OrgUnit.objects.filter(kind=OrgUnit.Kind.REGION).order_by("name")
        return list(units.values_list("code", "name"))
    found = labels(dimension, ())
    known: list[tuple[str | None, str]] = [(key, words) for key, words in found.words.items()]
    return [*known, (None, found.text(None))] if known else []


def period_words(period: str) -> str:
    """«mar 2026», «T1 2026», «2026»."""
    span = parse(period)
    if span.type == PeriodType.MONTH:
        return f"{_MONTHS[span.start.month - 1]} {span.start.year}"
    if span.type == PeriodType.QUARTER:
        return f"T{(span.start.month + 2) // 3} {span.start.year}"
    return str(span.start.year)


@cache
def _coded(dimension: str) -> Mapping[str, str]:
    """The values that the codebook or the rules name."""
    book = codebook()
    if dimension in BANDS:
        return {band.key: band.label for band in BANDS[dimension]}
    if dimension in _LISTS:
        return {code: item.label for code, item in book.lists[_LISTS[dimension]].items() if item.applies}
    tables: dict[str, Mapping] = {
        "activity": book.procedures,
        "technique": book.techniques,
        "promotion_type": book.promotion_types,
        "other_code": book.other_codes,
        "admin_code": book.administrative,
        "diagnosis": book.diagnoses,
    }
    names = {code: row["name"] for code, row in provinces().items()}
    if dimension in tables:
        return {code: f"{code} {item.label}" for code, item in tables[dimension].items()}
    if dimension == "diagnosis_category":
        categories = {d.category: d.label for d in book.diagnoses.values() if d.code == d.category}
        rest = {d.category: d.category for d in book.diagnoses.values()}
        return {c: f"{c} {categories[c]}" if c in categories else c for c in sorted(rest)}
    fixed = {
        "activity_group": _GROUPS,
        "institution": dict(Facility.Institution.choices),
        "province": names,
        "facility_province": names,
        "comarca": {"00": "Fuera de comarca", **{c: names[c] for c in ("10", "11", "12")}},
    }
    return {str(k): str(v) for k, v in fixed.get(dimension, {}).items()}


def _units(codes: set[str]) -> dict[str, str]:
    return dict(OrgUnit.objects.filter(code__in=codes).values_list("code", "name"))


def _professionals(codes: set[str]) -> dict[str, str]:
    """Registration → «name (registration)», by the last sheet that names it."""
    named = Sheet.objects.filter(registration__in=codes).order_by("registration", "pk")
    pairs = dict(named.values_list("registration", "professional"))
    return {code: f"{name} ({code})" for code, name in sorted(pairs.items(), key=lambda p: p[1].casefold())}


def _areas(codes: set[str]) -> dict[str, str]:
    return {code: label_of("district", code) for code in sorted(codes)}


_BY_QUERY: dict[str, Callable[[set[str]], dict[str, str]]] = {
    "region": _units,
    "facility": _units,
    "professional": _professionals,
    **dict.fromkeys(("district", "corregimiento", "facility_district", "facility_corregimiento"), _areas),
}
