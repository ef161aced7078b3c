"""Diagnoses of a patient: words, CIE-10 code and class (source 004, p. 23 and 29-38)."""

from collections.abc import Sequence

from cauce.core.errors import Problem

from .codes import Codebook
from .reading import Typed, cell
from .table import broken
from .values import MAX_DIAGNOSES, Context, DiagnosisLine


def read_diagnoses(
    lines: Sequence[Typed], place: str, book: Codebook, context: Context, sex: str
) -> tuple[tuple[DiagnosisLine, ...], list[Problem]]:
    """The filled lines with normalised codes, and all problems. Lines: mappings of text, code, class as typed.

    A line without words takes the label of its code.
    """
    problems: list[Problem] = []
    filled = [
        (n, line)
        for n, line in enumerate(lines, 1)
        if any(cell(line, key) for key in ("text", "code", "class"))
    ]
    if len(filled) > MAX_DIAGNOSES:
        problems.append(broken("OH-68", f"{place}.diagnoses"))
    found: list[DiagnosisLine] = []
    for n, line in filled:
        diagnosis = read_diagnosis(line, f"{place}.diagnoses.{n}", book, context, sex, problems)
        if diagnosis is None:
            continue
        if any(d.code == diagnosis.code for d in found):
            problems.append(broken("OH-65", f"{place}.diagnoses.{n}.code", code=diagnosis.code))
        found.append(diagnosis)
    return tuple(found), problems


def read_diagnosis(
    line: Typed, place: str, book: Codebook, context: Context, sex: str, problems: list[Problem]
) -> DiagnosisLine | None:
    text, typed = cell(line, "text"), cell(line, "code")
    if not typed:
        problems.append(broken("OH-62", f"{place}.code", value=text[:60]))
        return None
    code = book.normalise(typed)
    if code is None:
        problems.append(broken("OH-60", f"{place}.code", value=typed[:20]))
        return None
    known = book.diagnoses.get(code)
    if known is None:
        problems.append(broken("OH-61", f"{place}.code", value=code))
    if code.startswith("O") and sex == "1":
        problems.append(broken("OH-69", f"{place}.code", code=code))
    klass = _class(line, place, code, context, problems)
    return DiagnosisLine((text or (known.label if known else ""))[:200], code, klass)


def _class(line: Typed, place: str, code: str, context: Context, problems: list[Problem]) -> str:
    klass = cell(line, "class")
    if klass == "3" and not context.physician:
        problems.append(broken("OH-64", f"{place}.class"))
    elif klass not in {"1", "2", "3"}:
        problems.append(broken("OH-63", f"{place}.class", code=code, value=klass[:20]))
    return klass
