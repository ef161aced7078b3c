"""The supporting forms: hospital month, school rinses, epidemiological exam (spec 4, C and D). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce.core.errors import Problem

from .codes import Codebook
from .dmft import PERMANENT, PRIMARY, Exam, examine, is_code
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
FINDINGS = {
    "periodontal": "periodontal",
    "occlusion": "occlusion",
    "prosthetic_need": "prosthetic_need",
    "fluorosis": "fluorosis",
    "lesion": "mucosal_lesion",
    "population_group": "population_group",
}
MAX_AGE = 120
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


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A read epidemiological exam: its counts, teeth and findings."""

    exam: Exam
    teeth: Mapping[str, str]
    findings: Mapping[str, str]


def read_exam(typed: Mapping[str, Any], place: str, book: Codebook) -> tuple[ExamForm | None, list[Problem]]:
    """An exam as typed: person, age, sex, `teeth` (FDI number → crown code) and findings by WHO code.

    Returns None when there is an error. Blank teeth are not recorded.
    """
    problems: list[Problem] = []
    person, age, sex = cell(typed, "person"), _age(typed, place, problems), cell(typed, "sex")
    if not person:
        problems.append(broken("OH-152", f"{place}.person"))
    if sex not in {"", "1", "2"}:
        problems.append(broken("OH-151", f"{place}.sex", value=sex[:10], field="sexo"))
    teeth = {str(t): str(c).strip().upper() for t, c in (typed.get("teeth") or {}).items() if str(c).strip()}
    for tooth, code in teeth.items():
        if tooth not in PERMANENT | PRIMARY or not is_code(tooth, code):
            problems.append(broken("OH-150", f"{place}.teeth.{tooth}", value=code[:10], tooth=tooth[:4]))
    findings = {}
    for name, listed in FINDINGS.items():
        findings[name] = cell(typed, name)
        if findings[name] and findings[name] not in book.lists[listed]:
            problems.append(broken("OH-151", f"{place}.{name}", value=findings[name][:10], field=name))
    if any(p.level == "error" for p in problems):
        return None, problems
    if not teeth:
        problems.append(broken("OH-153", f"{place}.teeth"))
    return ExamForm(examine(person, teeth, age, sex), teeth, findings), problems


def _age(typed: Typed, place: str, problems: list[Problem]) -> int | None:
    text = cell(typed, "age")
    if not text:
        return None
    value = whole(text, MAX_AGE)
    if value is None:
        problems.append(broken("OH-154", f"{place}.age", value=text[:10]))
    return value
