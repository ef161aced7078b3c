"""Activities and procedures of a patient: up to six lines of code, number and class (source 004, p. 22-29)."""

from collections.abc import Sequence

from cauce.core.errors import Problem

from .codes import Codebook, Procedure
from .reading import Typed, cell, whole
from .table import broken
from .values import MAX_ACTIVITIES, Activity, Context

FULL_SERIES = 18  # 14 periapical and 4 bitewing films (p. 24)
LAST_PRIMARY_AGE = 13  # the last primary teeth are shed at about 12
FIRST_PERMANENT_AGE = 5
LAST_CHILD_AGE = 17
CLASSES = frozenset({"1", "2"})


def read_activities(
    lines: Sequence[Typed], place: str, book: Codebook, context: Context, age: int | None
) -> tuple[tuple[Activity, ...], list[Problem]]:
    """The filled lines as values, and all problems. Lines: mappings of code, number, class as typed.

    age: completed years of the patient, None when unknown. With errors the values are not to be saved.
    """
    problems: list[Problem] = []
    filled = [
        (n, line)
        for n, line in enumerate(lines, 1)
        if any(cell(line, key) for key in ("code", "number", "class"))
    ]
    if len(filled) > MAX_ACTIVITIES:
        problems.append(broken("OH-41", f"{place}.activities"))
    found: list[Activity] = []
    for n, line in filled:
        activity = read_activity(line, f"{place}.activities.{n}", book, context, age, problems)
        if activity is None:
            continue
        if any(a.code == activity.code and a.klass == activity.klass for a in found):
            problems.append(broken("OH-54", f"{place}.activities.{n}.code", code=activity.code))
        found.append(activity)
    problems += overlaps([a.code for a in found], place, book)
    return tuple(found), problems


def overlaps(codes: Sequence[str], place: str, book: Codebook) -> list[Problem]:
    """Procedures of one patient that exclude each other or may count the same work twice."""
    held = set(codes)
    problems = []
    for overlap in book.overlaps:
        if {overlap.first, overlap.second} <= held:
            rule = "OH-49" if overlap.kind == "exclude" else "OH-50"
            where = f"{place}.activities.{codes.index(overlap.second) + 1}.code"
            problems.append(
                broken(rule, where, first=overlap.first, second=overlap.second, reason=overlap.reason)
            )
    return problems


def read_activity(
    line: Typed, place: str, book: Codebook, context: Context, age: int | None, problems: list[Problem]
) -> Activity | None:
    code, number, klass = cell(line, "code"), whole(cell(line, "number")), cell(line, "class")
    if not code:
        problems.append(broken("OH-55", f"{place}.code"))
        return None
    procedure = book.procedures.get(code)
    if procedure is None:
        problems.append(broken("OH-42", f"{place}.code", value=code[:20], hint=_hint(code, book)))
        return None
    if klass not in CLASSES:
        problems.append(broken("OH-44", f"{place}.class", code=code, value=klass[:20]))
    if not number:
        problems.append(broken("OH-43", f"{place}.number", code=code, value=cell(line, "number")[:20]))
        return None
    problems += _count(procedure, number, place)
    problems += _setting(procedure, context, place)
    problems += _plausible_age(procedure, age, place)
    return Activity(code, number, klass)


def _hint(code: str, book: Codebook) -> str:
    """What the person may have meant: a lost zero, or a code of another set."""
    if code.zfill(2) in book.procedures:
        return f" ¿Quiso decir {code.zfill(2)}?"
    if code in book.administrative:
        return " Es un código administrativo: va en su columna."
    if code in book.other_codes:
        return " Es de los otros códigos: va con educación y promoción."
    return ""


def _count(procedure: Procedure, number: int, place: str) -> list[Problem]:
    """The number against the code's unit of count."""
    code, unit = procedure.code, procedure.unit
    if code == "09" and number < FULL_SERIES:
        return [broken("OH-48", f"{place}.number")]
    if number <= procedure.maximum:
        return []
    if unit.code == "patient" and procedure.unit_stated:
        return [broken("OH-45", f"{place}.number", code=code)]
    # A mouth has 32 teeth (20 primary) whoever says what is counted.
    if procedure.unit_stated or unit.code == "tooth":
        return [
            broken(
                "OH-46",
                f"{place}.number",
                code=code,
                number=number,
                maximum=procedure.maximum,
                unit=unit.label,
            )
        ]
    return [broken("OH-47", f"{place}.number", code=code, number=number, unit=unit.label)]


def _setting(procedure: Procedure, context: Context, place: str) -> list[Problem]:
    if procedure.setting == "equipped" and context.equipped is False:
        return [broken("OH-51", f"{place}.code")]
    if procedure.setting == "hospital" and context.hospital is False:
        return [broken("OH-52", f"{place}.code", code=procedure.code)]
    return []


def _plausible_age(procedure: Procedure, age: int | None, place: str) -> list[Problem]:
    if age is None:
        return []
    if procedure.dentition == "primary" and age > LAST_PRIMARY_AGE:
        return [broken("OH-53", f"{place}.code", code=procedure.code, dentition="temporales", age=age)]
    if procedure.dentition == "permanent" and age < FIRST_PERMANENT_AGE:
        return [broken("OH-53", f"{place}.code", code=procedure.code, dentition="permanentes", age=age)]
    if procedure.dentition == "child" and age > LAST_CHILD_AGE:
        return [broken("OH-56", f"{place}.code", age=age)]
    return []
