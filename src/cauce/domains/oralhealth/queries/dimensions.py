"""What the dimensions of the facts and their values are called, and in which order they are read."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from cauce.core.organisations.models import OrgUnit
from cauce.indicators.query import ALL
from cauce.reference_data.files import ROOT, read_csv

from ..codebook import codebook
from ..facts import TABLES
from ..models import Facility
from ..rules.ages import BANDS

UNKNOWN = "Sin dato"
TOTAL = "Total"
_LISTS = {"sex", "programme", "insured", "ethnic", "schedule"}
_WORDS = {
    "disabled": {"1": "Con discapacidad"},
    "comarca": {"00": "Fuera de comarca"},
    "institution": dict(Facility.Institution.choices),
}


@cache
def provinces() -> dict[str, dict[str, str]]:
    """Code → name, kind, latitude, longitude of the provinces and comarcas."""
    return {row["code"]: row for row in read_csv(ROOT / "geography" / "panama" / "provinces.csv")}


def name_of_dimension(by: str) -> str:
    """A dimension's name on screen."""
    return next(
        (column.label for table in TABLES.values() for column in table.columns if column.name == by), by
    )


def label_of(by: str, key: str | None) -> str:
    """What people read for one value of a dimension; `labels_of` for many."""
    return labels_of(by, [key])[key]


def labels_of(by: str, keys: Iterable[str | None]) -> dict[str | None, str]:
    """What people read for some values of a dimension; one query at most."""
    keys = list(keys)
    units = _units(keys) if by in {"region", "facility"} else {}
    named: Callable[[str], str] = lambda key: units.get(key) or _label(by, key)  # noqa: E731
    return {key: TOTAL if key == ALL else UNKNOWN if key is None else named(key) for key in keys}


def order_of(by: str, key: str | None) -> tuple[bool, bool, int, str]:
    """How a dimension's values are sorted: bands by age, the rest by code, the unknown and the total last."""
    bands: Sequence[Any] = BANDS.get(by, ())
    place = next((n for n, band in enumerate(bands) if band.key == key), len(bands))
    return key == ALL, key is None, place, key or ""


def _units(keys: Iterable[str | None]) -> dict[str, str]:
    known = [key for key in keys if key is not None and key != ALL]
    return dict(OrgUnit.objects.filter(code__in=known).values_list("code", "name"))


def _label(by: str, key: str) -> str:
    if by in BANDS:
        return next((band.label for band in BANDS[by] if band.key == key), key)
    if by in _LISTS:
        found = codebook().lists[by].get(key)
        return found.label if found else key
    if key in _WORDS.get(by, {}):
        return str(_WORDS[by][key])
    if by.removeprefix("facility_") in {"province", "comarca", "district", "corregimiento"}:
        return _area(key)
    return f"Idoneidad {key}" if by == "professional" else key


def _area(key: str) -> str:
    """ "04" is Chiriquí; "0401" its district 01; "040102" the corregimiento 02 of that."""
    province = provinces().get(key[:2], {}).get("name", key[:2])
    if len(key) == 2:
        return province
    district = f"{province} · distrito {key[2:4]}"
    return district if len(key) == 4 else f"{district} · corregimiento {key[4:]}"
