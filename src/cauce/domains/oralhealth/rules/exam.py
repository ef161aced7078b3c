"""An epidemiological exam as typed: the person, the chart and the findings (spec 4, C). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce.core.errors import Problem

from .codes import Codebook
from .dmft import PERMANENT, PRIMARY, Exam, examine, is_code
from .epidemiology import broken as wrong
from .flow import broken
from .odontogram import check_chart, is_present
from .reading import Typed, cell, whole

# field → (list of the codebook, what people read)
FINDINGS: dict[str, tuple[str, str]] = {
    "periodontal": ("periodontal", "estado periodontal"),
    "occlusion": ("occlusion", "oclusión"),
    "prosthetic_need": ("prosthetic_need", "necesidad protésica"),
    "fluorosis": ("fluorosis", "fluorosis"),
    "lesion": ("mucosal_lesion", "lesión de la mucosa"),
    "population_group": ("population_group", "grupo de población"),
}
# population group → ages, both ends inside
GROUP_AGES = {
    "menores-5": (0, 4),
    "escolares-5-9": (5, 9),
    "escolares-10-14": (10, 14),
    "adolescentes": (15, 19),
    "embarazadas": (10, 59),
    "60-mas": (60, 120),
}
MAX_AGE, MAX_NOTE = 120, 200
POCKETS_FROM = 15
_KEY = re.compile(r"[\w./ -]{1,40}")
_CEDULA = re.compile(r"(PE|E|N|\d{1,2}(AV|PI)?)-\d{1,4}-\d{3,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A read epidemiological exam: its counts, teeth, findings, risk situations and note."""

    exam: Exam
    teeth: Mapping[str, str]
    findings: Mapping[str, str]
    risks: tuple[str, ...] = ()
    note: str = ""


def read_teeth(typed: Mapping[str, Any]) -> dict[str, str]:
    """The teeth with something written: FDI number → code in capitals."""
    return {str(t): str(c).strip().upper() for t, c in (typed.get("teeth") or {}).items() if str(c).strip()}


def read_exam(typed: Mapping[str, Any], place: str, book: Codebook) -> tuple[ExamForm | None, list[Problem]]:
    """An exam as typed: person, age, sex, group, `teeth` (FDI number → crown code), findings by WHO code,
    `risks` (keys) and note.

    Returns None when there is an error. Blank teeth are not recorded.
    """
    problems: list[Problem] = []
    person = _person(typed, place, problems)
    age, sex = read_age(typed, place, problems), cell(typed, "sex")
    if sex not in {"", "1", "2"}:
        problems.append(broken("OH-151", f"{place}.sex", value=sex[:10], field="sexo"))
    teeth = read_teeth(typed)
    for tooth, code in teeth.items():
        if tooth not in PERMANENT | PRIMARY or not is_code(tooth, code):
            problems.append(broken("OH-150", f"{place}.teeth.{tooth}", value=code[:10], tooth=tooth[:4]))
    findings = _findings(typed, place, book, problems)
    risks = tuple(str(key) for key in typed.get("risks") or () if str(key))
    problems += [
        broken("OH-151", f"{place}.risks", value=key[:10], field="las situaciones de riesgo")
        for key in risks
        if key not in book.lists["risk_situation"]
    ]
    note = cell(typed, "note")
    if len(note) > MAX_NOTE:
        problems.append(wrong("OE-27", f"{place}.note", length=len(note), most=MAX_NOTE))
    if any(p.level == "error" for p in problems):
        return None, problems
    problems += check_chart(teeth, age, f"{place}.teeth")
    problems += check_findings(findings, teeth, age, sex, note, place, book)
    if any(p.level == "error" for p in problems):
        return None, problems
    if not teeth:
        problems.append(broken("OH-153", f"{place}.teeth"))
    form = ExamForm(examine(person, teeth, age, sex, cell(typed, "group")), teeth, findings, risks, note)
    return form, problems


def _person(typed: Typed, place: str, problems: list[Problem]) -> str:
    person = cell(typed, "person")
    if not person:
        problems.append(broken("OH-152", f"{place}.person"))
    elif not _KEY.fullmatch(person):
        problems.append(wrong("OE-01", f"{place}.person", value=person[:44]))
    elif _CEDULA.fullmatch(person):
        problems.append(wrong("OE-02", f"{place}.person", value=person))
    return person


def _findings(typed: Typed, place: str, book: Codebook, problems: list[Problem]) -> dict[str, str]:
    findings = {}
    for name, (listed, label) in FINDINGS.items():
        findings[name] = cell(typed, name)
        if findings[name] and findings[name] not in book.lists[listed]:
            problems.append(broken("OH-151", f"{place}.{name}", value=findings[name][:10], field=label))
    return findings


def check_findings(
    findings: Mapping[str, str],
    teeth: Mapping[str, str],
    age: int | None,
    sex: str,
    note: str,
    place: str,
    book: Codebook,
) -> list[Problem]:
    """Findings against the chart, the age and the sex."""
    problems = []
    group = findings.get("population_group", "")
    if group == "embarazadas" and sex == "1":
        problems.append(wrong("OE-21", f"{place}.population_group"))
    if age is not None and group in GROUP_AGES and not GROUP_AGES[group][0] <= age <= GROUP_AGES[group][1]:
        label = book.lists["population_group"][group].label
        problems.append(wrong("OE-20", f"{place}.population_group", age=age, group=label))
    if findings.get("periodontal") in {"3", "4"} and age is not None and age < POCKETS_FROM:
        problems.append(wrong("OE-25", f"{place}.periodontal"))
    if findings.get("lesion") == "8" and not note:
        problems.append(wrong("OE-26", f"{place}.note"))
    return problems + _against_chart(findings, teeth, place)


def _against_chart(findings: Mapping[str, str], teeth: Mapping[str, str], place: str) -> list[Problem]:
    present = {tooth for tooth, code in teeth.items() if is_present(code)}
    problems = []
    arches = {tooth[0] in "1256" for tooth in present}
    if findings.get("prosthetic_need") == "4" and len(arches) == 2:
        problems.append(wrong("OE-22", f"{place}.prosthetic_need"))
    if not teeth or present or all(code == "9" for code in teeth.values()):
        return problems
    for name, what, codes in (
        ("fluorosis", "fluorosis", "012345"),
        ("periodontal", "enfermedad periodontal", "01234"),
    ):
        if findings.get(name) and findings[name] in codes:
            problems.append(wrong("OE-23", f"{place}.{name}", what=what))
    return problems


def read_age(typed: Typed, place: str, problems: list[Problem]) -> int | None:
    """Completed years, None when blank; OH-154 when it is no age."""
    text = cell(typed, "age")
    if not text:
        return None
    value = whole(text, MAX_AGE)
    if value is None:
        problems.append(broken("OH-154", f"{place}.age", value=text[:10]))
    return value
