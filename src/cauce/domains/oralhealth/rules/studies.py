"""A study as typed: what each phase of the surveillance must say (source 004, p. 46). Pure."""

from collections.abc import Mapping
from typing import Any

from cauce.core.errors import Problem

from .codes import Codebook
from .epidemiology import broken
from .flow import broken as flow_broken
from .reading import cell, day, whole

FREQUENCIES = frozenset({"mensual", "trimestral", "semestral", "anual"})
# field → (list of the codebook, what people read)
LISTS = {
    "events": ("surveillance_event", "afecciones"),
    "groups": ("population_group", "grupos de población"),
}
MANY = 999_999


def read_study(typed: Mapping[str, Any], place: str, book: Codebook) -> tuple[dict[str, Any], list[Problem]]:
    """The study's fields and what is wrong with them. `events` and `groups` come as lists of keys."""
    problems: list[Problem] = []
    values: dict[str, Any] = {
        "phase": cell(typed, "phase"),
        "name": cell(typed, "name")[:160],
        "starts_on": day(cell(typed, "starts_on")),
        "ends_on": day(cell(typed, "ends_on")),
        "purpose": cell(typed, "purpose"),
        "frequency": cell(typed, "frequency"),
    }
    for name, (listed, label) in LISTS.items():
        keys = [str(key) for key in typed.get(name) or ()]
        unknown = [key for key in keys if key not in book.lists[listed]]
        problems += [broken("OE-49", f"{place}.{name}", value=key[:20], field=label) for key in unknown]
        values[name] = " ".join(keys)
    for name in ("sample_urban", "sample_rural"):
        values[name] = _persons(typed, name, place, problems)
    problems += _head(values, typed, place, book) + _phase(values, place)
    return values, problems


def _persons(typed: Mapping[str, Any], name: str, place: str, problems: list[Problem]) -> int | None:
    text = cell(typed, name)
    value = whole(text, MANY) if text else None
    if text and value is None:
        problems.append(flow_broken("OH-140", f"{place}.{name}", value=text[:20]))
    return value


def _head(values: Mapping[str, Any], typed: Mapping[str, Any], place: str, book: Codebook) -> list[Problem]:
    problems = []
    if not values["name"]:
        problems.append(broken("OE-40", f"{place}.name"))
    if values["phase"] not in book.lists["surveillance_phase"]:
        problems.append(broken("OE-42", f"{place}.phase", value=str(values["phase"])[:20]))
    starts, ends = values["starts_on"], values["ends_on"]
    unread = bool(cell(typed, "ends_on")) and ends is None
    if starts is None or unread or (ends is not None and ends < starts):
        problems.append(broken("OE-41", f"{place}.{'ends_on' if starts else 'starts_on'}"))
    return problems


def _phase(values: Mapping[str, Any], place: str) -> list[Problem]:
    """What the phase asks for besides."""
    if values["phase"] == "centinela" and values["frequency"] not in FREQUENCIES:
        return [broken("OE-43", f"{place}.frequency")]
    if values["phase"] == "encuesta" and not (values["sample_urban"] and values["sample_rural"]):
        return [broken("OE-44", f"{place}.sample_urban")]
    if values["phase"] == "especial" and not values["purpose"]:
        return [broken("OE-45", f"{place}.purpose")]
    return []
