"""The supporting forms: hospital month and school rinses (spec 4, D). Pure."""

from collections.abc import Mapping

from cauce.core.errors import Problem

from .flow import broken
from .reading import Typed, cell, whole

HOSPITAL = {
    "postoperative_deaths": "Defunciones posoperatorias",
    "operations": "Operaciones",
    "discharges": "Egresos",
    "interconsultation_discharges": "Egresos por interconsulta",
    "bed_days": "Días cama ocupados",
    "surgical_interventions": "Intervenciones quirúrgicas",
    "laboratory_tests": "Exámenes de laboratorio",
}
PARTS_OF = {"postoperative_deaths": "operations", "interconsultation_discharges": "discharges"}
RINSES = {"enrolled": "Escolares incluidos", "covered": "Escolares cubiertos"}
MANY = 9_999_999


def read_hospital(typed: Typed, place: str) -> tuple[dict[str, int | None], list[Problem]]:
    """The seven figures of a hospital's month; blank is not reported, not zero."""
    problems: list[Problem] = []
    values = {name: _quantity(typed, name, place, problems) for name in HOSPITAL}
    for part, total in PARTS_OF.items():
        problems += _within(values, part, total, HOSPITAL, place)
    return values, problems


def read_rinses(typed: Typed, place: str) -> tuple[dict[str, int | None], list[Problem]]:
    """Pupils enrolled, pupils covered and weeks covered of a school's year; all three are needed."""
    problems: list[Problem] = []
    values = {name: _quantity(typed, name, place, problems, needed=True) for name in RINSES}
    values["weeks"] = _quantity(typed, "weeks", place, problems, needed=True)
    problems += _within(values, "covered", "enrolled", RINSES, place)
    weeks = values["weeks"]
    if weeks is not None and weeks > 53:
        problems.append(broken("OH-142", f"{place}.weeks", value=weeks))
    return values, problems


def _quantity(
    typed: Typed, name: str, place: str, problems: list[Problem], *, needed: bool = False
) -> int | None:
    text = cell(typed, name)
    if not text and not needed:
        return None
    value = whole(text, MANY)
    if value is None:
        problems.append(broken("OH-140", f"{place}.{name}", value=text[:20]))
    return value


def _within(
    values: Mapping[str, int | None], part: str, total: str, labels: Mapping[str, str], place: str
) -> list[Problem]:
    few, many = values[part], values[total]
    if few is None or many is None or few <= many:
        return []
    return [
        broken("OH-141", f"{place}.{part}", part=labels[part], value=few, whole=labels[total], total=many)
    ]
