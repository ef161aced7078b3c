"""Every line of a file against every rule: its own, its sheet's, and what the database already holds.

Lines go through in batches: what must be asked of the database is asked once a batch, what the rules say of a
repeated part is remembered (rules/shapes.py). Memory: a batch, and a hundred bytes or so per sheet and patient.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from typing import Protocol

from cauce.core.accounts.models import User
from cauce.core.errors import Problem

from ..codebook import codebook
from ..country import today
from ..queries.earlier import completed_in_years
from ..rules.flat import COLUMNS, HEAD, check_columns, row_of
from ..rules.flow import broken
from ..rules.patient import check_sequence, read_patient
from ..rules.shapes import Read, Reader, Render
from ..rules.table import broken as rda_broken
from ..rules.values import Context
from ..rules.values import PatientRow as RowValues
from .days import Day, Days
from .files import Line
from .findings import Findings

BATCH = 5_000
Cells = tuple[str, ...]
_HEAD = len(HEAD)
_IDENTITY, _COMPLETED = COLUMNS.index("identity"), COLUMNS.index("completed")


_SEPARATOR = "\0"  # in no cell: files.py refuses it


@dataclass(slots=True)
class Checked:
    """A line with its sheet and row, the rules of its warnings, and whether it may be stored."""

    line: int
    day: Day
    read: Read
    warnings: tuple[str, ...] = ()
    good: bool = True


class Asking(Protocol):
    """Told before and after the database is asked for a batch (so many sheets and rows may come of it)."""

    def before(self) -> None: ...

    def after(self, sheets: int, rows: int) -> None: ...


class Checker:
    """Reads lines; `batches()` yields the lines without errors, in order; `findings` grows.

    render: see rules.shapes.Render; lock: keep the months as they are until the transaction ends (for storing).
    """

    def __init__(
        self,
        by: User,
        at: datetime,
        render: Render = lambda *v: v,
        *,
        lock: bool = False,
        asking: Asking | None = None,
    ) -> None:
        self._asking = asking
        self.findings = Findings()
        self.days = Days(by, at, self.findings, lock=lock)
        self.lines = 0
        self._today, self._render = today(at), render
        self._readers: dict[tuple[bool, bool], Reader] = {}
        self._completed: dict[str, date] = {}  # "2026 8-1-2" → day
        self._current: Day | None = None

    def batches(self, lines: Iterable[Line]) -> Iterator[list[Checked]]:
        """The lines that may be stored, a batch at a time."""
        rows = iter(lines)
        number, header = next(rows, (1, [""]))
        columns = [name.strip().lower() for name in header]
        for problem in check_columns(columns):
            self.findings.add(problem, number)
        if self.findings.errors:
            return
        ordered = _in_order(columns)
        while batch := list(islice(rows, BATCH)):
            self.lines += len(batch)
            yield self._batch([(n, ordered(c)) for n, c in self._whole(batch, len(columns))])

    def _whole(self, batch: Sequence[Line], expected: int) -> Iterator[Line]:
        """The lines with as many cells as the header."""
        for line, cells in batch:
            if len(cells) == expected:
                yield line, cells
            else:
                self.findings.add(broken("OH-163", found=len(cells), expected=expected), line)

    def _batch(self, batch: Sequence[tuple[int, Cells]]) -> list[Checked]:
        heads: dict[str, tuple[int, Cells]] = {}
        keyed = []
        last: Cells = ()
        key = ""
        for line, cells in batch:
            if (head := cells[:_HEAD]) != last:
                last, key = head, _SEPARATOR.join(head)
                heads.setdefault(key, (line, head))
            keyed.append((line, key, cells))
        self._ask(heads, keyed)
        days = self.days.by_head
        found = [self._line(line, day, cells) for line, key, cells in keyed if (day := days[key])]
        self._once_a_year([checked for checked in found if checked.read.completed])
        return [checked for checked in found if checked.good]

    def _ask(self, heads: dict[str, tuple[int, Cells]], keyed: Sequence[tuple[int, str, Cells]]) -> None:
        """All that the database must say for this batch."""
        if self._asking:
            self._asking.before()
        self.days.open(heads)
        days = self.days.by_head
        self._look_up(
            {
                (day.header.date.year, cells[_IDENTITY].strip().upper())
                for _line, key, cells in keyed
                if cells[_COMPLETED] and (day := days[key])
            }
        )
        if self._asking:
            self._asking.after(len(heads), len(keyed))

    def _line(self, line: int, day: Day, cells: Cells) -> Checked:
        if day is not self._current:
            if self._current is not None:
                _rest(self._current)
            self._current = day
        read = self._reader(day).read(cells)
        problems = read.problems
        if read.continuation:
            problems = problems + self._sequence(day, cells)
            day.block.append(cells)
        else:
            day.block = [cells]
            if read.identity and day.seen.add(read.identity):
                problems = [*problems, rda_broken("OH-78", ".identity", value=read.identity)]
        if not problems:
            return Checked(line, day, read)
        self.findings.add_all(problems, line)
        good = all(p.level == "warning" for p in problems)
        return Checked(line, day, read, tuple(sorted({p.rule for p in problems})), good)

    def _reader(self, day: Day) -> Reader:
        what = (day.profile.is_hospital, day.profile.can_sedate)
        reader = self._readers.get(what)
        if reader is None:
            context = Context(today=self._today, hospital=what[0], equipped=what[1])
            reader = self._readers[what] = Reader(codebook(), context, self._render)
        return reader

    def _sequence(self, day: Day, cells: Cells) -> list[Problem]:
        """The rules of a continuation, with the lines that it continues."""
        context = self._reader(day).context
        above = [(f"above.{n}", _values(one, context)) for n, one in enumerate(day.block)]
        found = check_sequence([*above, ("", _values(cells, context))], codebook(), context)
        return [problem for problem in found if problem.place.startswith(".")]

    def _once_a_year(self, finished: Sequence[Checked]) -> None:
        """Box 23 against the database and the file's earlier lines."""
        for checked in finished:
            day = checked.day.header.date
            key = f"{day.year} {checked.read.identity}"
            if before := self._completed.get(key):
                problem = rda_broken("OH-39", ".completed", date=before.isoformat())
                self.findings.add(problem, checked.line, "completed")
                checked.good = False
            else:
                self._completed[key] = day

    def _look_up(self, wanted: set[tuple[int, str]]) -> None:
        """Remember who of them the database holds as finished. (What this import stored is remembered already.)"""
        unknown = [(y, i) for y, i in wanted if f"{y} {i}" not in self._completed]
        for year, identity, day in completed_in_years(unknown):
            self._completed[f"{year} {identity}"] = day


def _rest(day: Day) -> None:
    """The file goes on with another sheet: this one becomes small."""
    day.seen.rest()
    day.block = [one if isinstance(one, str) else _SEPARATOR.join(one) for one in day.block]


def _values(cells: Cells | str, context: Context) -> RowValues:
    if isinstance(cells, str):
        cells = tuple(cells.split(_SEPARATOR))
    return read_patient(row_of(dict(zip(COLUMNS, cells, strict=True))), "", codebook(), context)[0]


def _in_order(columns: Sequence[str]) -> Callable[[Sequence[str]], Cells]:
    """A line's cells in the order of COLUMNS, blank where the file has no such column."""
    if tuple(columns) == COLUMNS:
        return tuple
    at = {name: n for n, name in enumerate(columns)}
    pick = itemgetter(*(at.get(name, len(columns)) for name in COLUMNS))
    return lambda cells: pick([*cells, ""])
