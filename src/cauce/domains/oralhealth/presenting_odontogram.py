"""The odontogram as the page draws it: four rows of teeth, each with its picture and its list of codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cauce.core.errors import Problem

from .codebook import codebook
from .models import Exam
from .rules.dmft import PERMANENT, Counts
from .rules.exam import FINDINGS
from .rules.odontogram import LOWER, LOWER_PRIMARY, SUCCESSOR, UPPER, UPPER_PRIMARY, name_of

# Primary codes are drawn as the permanent ones that mean the same.
PICTURES = {"A": "0", "B": "1", "C": "2", "D": "3", "E": "4", "F": "6", "G": "7", "T": "T", "": "blank"}
QUADRANTS = (
    ("upper", "Superior, permanentes", UPPER),
    ("upper-primary", "Superior, temporales", UPPER_PRIMARY),
    ("lower-primary", "Inferior, temporales", LOWER_PRIMARY),
    ("lower", "Inferior, permanentes", LOWER),
)
PERSON = ("person", "age", "sex", "group", "note")
LABELS = {
    "person": "Clave del alumno",
    "age": "Edad",
    "sex": "Sexo",
    "group": "Grupo o sección",
    "note": "Nota",
    **{name: label.capitalize() for name, (_list, label) in FINDINGS.items()},
    "risks": "Situaciones de riesgo",
}


@dataclass(frozen=True, slots=True)
class ToothCell:
    """One tooth on the page. picture: its symbol in teeth.svg; pair: the tooth of the same space, or ""."""

    number: str
    name: str
    code: str
    picture: str
    place: str
    pair: str
    wrong: str  # "" | error | warning


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Half a row: teeth from left to right as one looks at the person. `codes`: what each may be."""

    key: str
    label: str
    teeth: tuple[ToothCell, ...]
    codes: tuple[tuple[str, str], ...]


def quadrants(teeth: Mapping[str, str], problems: Iterable[Problem] = ()) -> list[Quadrant]:
    """The eight quadrants, row by row."""
    found = list(problems)
    sides = (("right", "derecho"), ("left", "izquierdo"))
    result = []
    for key, label, row in QUADRANTS:
        half = len(row) // 2
        codes = _codes(row[0])
        for (side, words), numbers in zip(sides, (row[:half], row[half:]), strict=True):
            cells = tuple(_cell(number, teeth.get(number, ""), found) for number in numbers)
            where, kind = label.split(", ")
            result.append(Quadrant(f"{key}-{side}", f"{where} {words}, {kind}", cells, codes))
    return result


def _codes(tooth: str) -> tuple[tuple[str, str], ...]:
    listed = "crown_permanent" if tooth in PERMANENT else "crown_primary"
    return tuple((c.code, c.label) for c in codebook().lists[listed].values())


_PAIR = {**SUCCESSOR, **{permanent: primary for primary, permanent in SUCCESSOR.items()}}


def _cell(number: str, code: str, problems: list[Problem]) -> ToothCell:
    place = f"exam.teeth.{number}"
    levels = {p.level for p in problems if p.place == place}
    wrong = "error" if "error" in levels else "warning" if levels else ""
    return ToothCell(
        number, name_of(number), code, PICTURES.get(code, code), place, _PAIR.get(number, ""), wrong
    )


def at_teeth(problems: Iterable[Problem]) -> list[tuple[str, str, Problem]]:
    """(place, number, problem) of the teeth, to say beside the chart what is wrong with each."""
    return [(p.place, p.place.rsplit(".", 1)[1], p) for p in problems if p.place.startswith("exam.teeth.")]


def typed_of(exam: Exam) -> dict[str, Any]:
    """A stored exam as it would be typed again."""
    typed: dict[str, Any] = {
        name: getattr(exam, name) for name in (*FINDINGS, "person", "sex", "group", "note")
    }
    typed["age"] = "" if exam.age is None else str(exam.age)
    typed["teeth"] = dict(exam.teeth.values_list("tooth", "crown"))
    typed["risks"] = exam.risk_situations.split()
    return typed


def findings(typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lists of findings with their options and what is chosen."""
    return [
        {
            "name": name,
            "label": LABELS[name],
            "place": f"exam.{name}",
            "value": typed.get(name) or "",
            "options": [(c.code, c.label) for c in codebook().lists[listed].values()],
            "coded": name != "population_group",
        }
        for name, (listed, _label) in FINDINGS.items()
    ]


def risks(typed: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """(key, label, chosen) of the risk situations of the source."""
    chosen = set(typed.get("risks") or ())
    return [(c.code, c.label, c.code in chosen) for c in codebook().lists["risk_situation"].values()]


def say(letters: str, counts: Counts | None) -> str:
    """ "CPOD 3 (C 1 · P 1 · O 1)"; a dash where the dentition was not recorded."""
    name = "CPOD" if letters == "CPO" else "ceod"
    if counts is None:
        return f"{name} —"
    parts = zip(letters, (counts.decayed, counts.missing, counts.filled), strict=True)
    return f"{name} {counts.total} ({' · '.join(f'{letter} {value}' for letter, value in parts)})"


def difference(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[dict[str, str]]:
    """What two versions of an exam say differently, for the conflict table."""
    rows = [
        {
            "name": name,
            "label": LABELS[name],
            "mine": _words(mine.get(name)),
            "theirs": _words(theirs.get(name)),
        }
        for name in LABELS
        if _words(mine.get(name)) != _words(theirs.get(name))
    ]
    one, two = mine["teeth"], theirs["teeth"]
    rows += [
        {
            "name": f"t{tooth}",
            "label": f"Diente {tooth}",
            "mine": one.get(tooth, ""),
            "theirs": two.get(tooth, ""),
        }
        for tooth in sorted({*one, *two})
        if one.get(tooth, "") != two.get(tooth, "")
    ]
    return rows


def choose(mine: dict[str, Any], theirs: Mapping[str, Any], sent: Mapping[str, str]) -> dict[str, Any]:
    """What was typed with the chosen values of the other version put in."""
    for name in LABELS:
        if sent.get(f"choose-{name}") == "theirs":
            mine[name] = theirs.get(name)
    for tooth in {*mine["teeth"], *theirs["teeth"]}:
        if sent.get(f"choose-t{tooth}") == "theirs":
            mine["teeth"][tooth] = theirs["teeth"].get(tooth, "")
    return mine


def _words(value: Any) -> str:
    return " ".join(value) if isinstance(value, list | tuple) else str(value or "")
