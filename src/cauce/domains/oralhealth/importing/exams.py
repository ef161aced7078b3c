"""Exams of a brigade from the file that `cauce oralhealth dmft` takes, by the same rules and those of the form."""

import csv
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound, Problem
from cauce.core.imports.columns import Column
from cauce.core.imports.kinds import Context
from cauce.core.imports.plan import Change, Plan
from cauce.core.imports.rules import at as place_at
from cauce.core.imports.rules import broken as import_broken
from cauce.core.imports.tables import read_table

from .. import actions
from ..actions.exams import NewExam, where_of
from ..codebook import codebook
from ..models import Brigade
from ..policies import check_brigade_open
from ..presenting_odontogram import say
from ..rules.dmft_file import SEXES, TEETH, BadFile, lines_of, read_exams
from ..rules.epidemiology import broken
from ..rules.exam import read_exam
from ..rules.odontogram import ROWS

COLUMNS = (
    Column("id", "id", required=True, most=40),
    Column("age", "age"),
    Column("sex", "sex"),
    Column("group", "group"),
    *(Column(tooth, tooth) for row in ROWS for tooth in row),
)
EXAMPLE = {"id": "001", "age": "12", "sex": "1", "group": "6.º A", "16": "1", "26": "3", "36": "0", "46": "4"}


def brigade_of(context: Context) -> Brigade:
    """The brigade of the options. Raises NotFound, NotAllowed, NotNow."""
    try:
        uid = uuid.UUID(str(context.options.get("brigade", "")))
    except ValueError:
        uid = None  # type: ignore[assignment]
    brigade = Brigade.objects.select_related("facility", "study").filter(uid=uid).first() if uid else None
    if brigade is None:
        raise NotFound(
            "No existe esa jornada.", rule="OH-404", remedy="Importe desde la página de la jornada."
        )
    if context.by:
        require(context.by, Permission.ORAL_EXAMINE, brigade.facility, context.at)
    check_brigade_open(brigade)
    return brigade


def plan_exams(content: bytes, filename: str, context: Context) -> Plan:
    """The exams that the file would add; one that is there with the same teeth stays, with others is a problem."""
    brigade = brigade_of(context)
    lines = list(_lines(content, filename))
    try:
        read_exams(lines)
    except BadFile as bad:
        return Plan([_issue(issue) for issue in bad.issues])
    held = {
        exam.person: {t.tooth: t.crown for t in exam.teeth.all()}
        for exam in brigade.exams.prefetch_related("teeth")
    }
    problems: list[Problem] = []
    added, unchanged, work = [], 0, []
    for line, cells in _rows(lines):
        new, found = _read(line, cells, brigade)
        problems += found
        if new is None:
            continue
        key = new.form.exam.id
        if key in held and held[key] == new.form.teeth:
            unchanged += 1
        elif key in held:
            problem = broken("OE-03", value=key)
            problems.append(Problem(problem.rule, place_at(line, "id"), problem.message, problem.remedy))
        else:
            exam = new.form.exam
            counts = {"CPOD": ("", say("CPO", exam.cpod)), "ceod": ("", say("ceo", exam.ceod))}
            teeth = " ".join(f"{t}:{c}" for t, c in sorted(new.form.teeth.items()))
            label = ", ".join(
                p for p in (exam.group, f"{exam.age} años" if exam.age is not None else "") if p
            )
            added.append(Change(key, label, {**counts, "dientes": ("", teeth)}))
            work.append(new)
    return Plan(problems, added, (), (), unchanged, payload=(brigade, filename, work))


def apply_exams(plan: Plan, context: Context) -> None:
    """Add them with one event."""
    brigade, filename, work = plan.payload
    actions.add_exams(by=context.by, at=context.at, brigade=brigade, exams=work, file=filename)


def _lines(content: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    """The file's lines as the command reads them; an XLSX's first sheet likewise."""
    if content[:4] == b"PK\x03\x04":
        table = read_table(content, filename)
        yield 1, table.headers
        yield from table.rows
        return
    try:
        yield from lines_of(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid([import_broken("IM-01", why="no está en UTF-8")]) from error
    except csv.Error as error:
        raise Invalid([import_broken("IM-01", why=f"el CSV está mal formado ({error})")]) from error


def _rows(lines: Sequence[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    header = [name.strip().lower() for name in lines[0][1]]
    for line, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _read(line: int, cells: Mapping[str, str], brigade: Brigade) -> tuple[NewExam | None, list[Problem]]:
    typed: dict[str, Any] = {
        "person": cells["id"],
        "age": cells.get("age", ""),
        "sex": SEXES[cells.get("sex", "").upper()],
        "group": cells.get("group", "") or brigade.group,
        "population_group": brigade.population_group,
        "teeth": {name: code for name, code in cells.items() if name in TEETH},
    }
    form, problems = read_exam(typed, "exam", codebook())
    placed = [_placed(line, problem) for problem in problems]
    if form is not None and not form.teeth and (cells.get("cpod") or cells.get("ceod")):
        return None, [_placed(line, broken("OE-29"))]
    if form is None:
        return None, placed
    return NewExam(form, where_of(brigade), tuple(problems)), placed


_COLUMN = {"person": "id", "population_group": "age"}


def _placed(line: int, problem: Problem) -> Problem:
    name = problem.place.rsplit(".", 1)[-1]
    where = place_at(line, _COLUMN.get(name, name)) if name and name != "teeth" else place_at(line)
    return Problem(problem.rule, where, problem.message, problem.remedy, problem.level)


def _issue(issue: Any) -> Problem:
    """What the command says of a file, as a problem of the import."""
    return Problem("DMFT", place_at(issue.line, issue.column), issue.message, issue.remedy)
