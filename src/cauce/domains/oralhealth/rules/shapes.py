"""Reading very many rows by the same rules, each repeated part of a row only once. Pure.

A million rows hold a few thousand different answers to "age, sex and insurance", a few hundred different activity
lines, and so on. The parts below are read by the functions of patient.py, activities.py and diagnoses.py the first
time they are met; afterwards their values (in the form that `render` gave them) and their problems are looked up.
What depends on two parts at once (repeated activities, overlaps) sends the whole row to `read_patient`, so there
is one set of rules and no second opinion (tests/generative/test_oralhealth_shapes.py compares the two).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from cauce.core.errors import Problem

from .activities import overlaps, read_activity
from .codes import Codebook
from .diagnoses import read_diagnosis
from .flat import ACTIVITY, COLUMNS, DIAGNOSIS, row_of
from .patient import (
    IDENTITY,
    NOT_APPLICABLE,
    check_consistent,
    read_attendance,
    read_end,
    read_patient,
    read_person,
    read_programme,
    read_referral,
    read_residence,
)
from .reading import YES, cell
from .table import broken
from .values import MAX_ACTIVITIES, MAX_DIAGNOSES, Context
from .values import PatientRow as RowValues

# Distinct contents remembered of each part: a strange file costs speed, not memory.
MOST, MOST_OF_AN_AGE = 50_000, 4_000
Cells = tuple[str, ...]
Render = Callable[..., Any]  # values of consecutive columns → what the writer takes

PERSON = ("insured", "ethnic", "disabled", "age_unit", "age", "over_100", "sex")
RESIDENCE = ("province", "district", "corregimiento")
VISIT = (
    "new_in_institution", "new_in_service", "care_type", "care_frequency",
    "referral", "surco", "referred_service", "completed", "violence",
)  # fmt: skip
PROGRAMME = ("programme", "school_programme", "school", "adult_service")
# The order of a row's columns in `Read.values`: each name is a field of rules.values.PatientRow.
ORDER = ("identity", "locality", *PERSON, *RESIDENCE, *VISIT, *PROGRAMME)

_AT = {name: n for n, name in enumerate(COLUMNS)}
_CONTINUATION, _IDENTITY, _LOCALITY = _AT["continuation"], _AT["identity"], _AT["locality"]
_PERSON = ("insured", "ethnic", "age_unit", "age", "over_100", "sex")
_PROGRAMME = (*PROGRAMME, *NOT_APPLICABLE)
_ACTS = range(_AT["act1_code"], _AT["act1_code"] + 3 * MAX_ACTIVITIES, 3)
_DXS = range(_AT["dx1_text"], _AT["dx1_text"] + 3 * MAX_DIAGNOSES, 3)
_FIRST_DX, _END = _DXS.start, _DXS.stop
_BLANK = ("", "", "")


class Read(NamedTuple):
    """One row as read. values: rendered, in ORDER; activities, diagnoses: rendered (code, class, number or text)."""

    identity: str
    completed: bool
    continuation: bool
    values: tuple[Any, ...]
    activities: list[Any]
    diagnoses: list[Any]
    problems: list[Problem]  # errors first; place ".<field>" as read_patient says it


class Reader:
    """Reads rows as tuples of cells in the order of flat.COLUMNS. render: see Render; identity itself by default."""

    def __init__(self, book: Codebook, context: Context, render: Render = lambda *values: values) -> None:
        self.book, self.context, self.render = book, context, render
        self._persons: dict[Hashable, Any] = {}
        self._residences: dict[Hashable, Any] = {}
        self._visits: dict[Hashable, Any] = {}
        self._programmes: dict[Hashable, Any] = {}
        self._activities: dict[Hashable, dict[Cells, Any]] = {}
        self._diagnoses: dict[Hashable, dict[Cells, Any]] = {}
        self._together: dict[Hashable, bool] = {}

    def read(self, cells: Cells) -> Read:
        """One row; any number of problems, never an exception."""
        if cells[_CONTINUATION] and cells[_CONTINUATION].strip() in YES:
            return self.whole(cells)
        person, years, sex, problems = self._persons.get(k := _of_person(cells)) or self._person(k)
        residence, more = self._residences.get(k := _of_residence(cells)) or self._residence(k)
        problems = problems + more if more else problems
        visit, care_type, completed, more = self._visits.get(k := _of_visit(cells)) or self._visit(k)
        problems = problems + more if more else problems
        of_programme = (_of_programme(cells), sex, years)
        programme, more = self._programmes.get(of_programme) or self._programme(of_programme)
        problems = problems + more if more else problems
        activities, held, more = self._acts(cells, years)
        problems = problems + more if more else problems
        diagnoses, codes, found = self._dxs(cells, sex)
        if (len(held) > 1 or len(codes) > 1) and not self._agree(held, codes):
            return self.whole(cells)
        identity = cells[_IDENTITY].strip().upper()
        if not IDENTITY.fullmatch(identity):
            problems = [*problems, broken("OH-13", ".identity")]
        if found:
            problems = problems + found
        if not held and not more:
            problems = [*problems, broken("OH-40", ".activities")]
        if not codes and not found and care_type in {"2", "3"}:
            problems = [*problems, broken("OH-66", ".diagnoses")]
        if len(problems) > 1:
            problems = sorted(problems, key=_level)
        values = (self.render(identity, cells[_LOCALITY].strip()[:80]), person, residence, visit, programme)
        return Read(identity, completed, False, values, activities, diagnoses, problems)

    def whole(self, cells: Cells) -> Read:
        """One row by `read_patient` itself."""
        typed = row_of(dict(zip(COLUMNS, cells, strict=True)))
        row, problems = read_patient(typed, "", self.book, self.context)
        return self.rendered(row, problems)

    def rendered(self, row: RowValues, problems: Iterable[Problem] = ()) -> Read:
        """A row that was read elsewhere, in the form of this reader."""
        return Read(
            row.identity,
            row.completed,
            row.continuation,
            (self.render(*(getattr(row, name) for name in ORDER)),),
            [self.render(a.code, a.klass, a.number) for a in row.activities],
            [self.render(d.code, d.klass, self._own_text(d.code, d.text)) for d in row.diagnoses],
            list(problems),
        )

    def _own_text(self, code: str, text: str) -> str:
        """Words equal to the code's label are not repeated in every row."""
        known = self.book.diagnoses.get(code)
        return "" if known is not None and known.label == text else text

    def _person(self, key: Cells) -> Any:
        problems: list[Problem] = []
        values = read_person(dict(zip(_PERSON, key, strict=True)), "", self.book, problems)
        row = RowValues(**values)
        part = (self.render(*(values[n] for n in PERSON)), row.age_years, row.sex, problems)
        return _keep(self._persons, key, part)

    def _residence(self, key: Cells) -> Any:
        problems: list[Problem] = []
        values = read_residence(dict(zip(RESIDENCE, key, strict=True)), "", problems)
        return _keep(self._residences, key, (self.render(*(values[n] for n in RESIDENCE)), problems))

    def _visit(self, key: Cells) -> Any:
        problems: list[Problem] = []
        typed = dict(zip(VISIT, key, strict=True))
        values = {
            **read_attendance(typed, "", self.book, problems),
            **read_referral(typed, "", self.book, problems),
            **read_end(typed, "", self.context, problems),
        }
        part = (self.render(*(values[n] for n in VISIT)), values["care_type"], values["completed"], problems)
        return _keep(self._visits, key, part)

    def _programme(self, key: tuple[Cells, str, int | None]) -> Any:
        problems: list[Problem] = []
        cells, sex, years = key
        values = read_programme(dict(zip(_PROGRAMME, cells, strict=True)), "", self.book, problems)
        row = RowValues(**values, sex=sex, age_unit="3", age=years)
        problems += check_consistent(row, "", self.book)
        return _keep(self._programmes, key, (self.render(*(values[n] for n in PROGRAMME)), problems))

    def _acts(self, cells: Cells, years: int | None) -> tuple[list[Any], tuple[Any, ...], list[Problem]]:
        """Rendered activities, their (code, class), and the problems of each by itself."""
        known = self._activities.get(years)
        if known is None:
            known = self._activities[years] = {}
        parts: list[Any] = []
        held: tuple[Any, ...] = ()
        problems = _NONE
        for n, start in enumerate(_ACTS, 1):
            triple = cells[start : start + 3]
            if triple == _BLANK:
                continue
            part, pair, found = known.get(triple) or self._activity(known, triple, years)
            if pair:
                parts.append(part)
                held = (*held, pair)
            if found:
                problems = [*problems, *_placed(found, f".activities.{n}")]
        return parts, held, problems

    def _activity(self, known: dict[Cells, Any], triple: Cells, years: int | None) -> Any:
        problems: list[Problem] = []
        line = dict(zip(ACTIVITY, triple, strict=True))
        if not _filled(line):
            return _keep(known, triple, (None, None, _NONE), MOST_OF_AN_AGE)
        found = read_activity(line, "", self.book, self.context, years, problems)
        if found is None:
            return _keep(known, triple, (None, None, problems), MOST_OF_AN_AGE)
        part = self.render(found.code, found.klass, found.number)
        return _keep(known, triple, (part, (found.code, found.klass), problems), MOST_OF_AN_AGE)

    def _dxs(self, cells: Cells, sex: str) -> tuple[list[Any], tuple[Any, ...], list[Problem]]:
        """Rendered diagnoses, their codes, and the problems of each by itself."""
        known = self._diagnoses.get(sex)
        if known is None:
            known = self._diagnoses[sex] = {}
        parts: list[Any] = []
        codes: tuple[Any, ...] = ()
        problems = _NONE
        for n, start in enumerate(_DXS, 1):
            triple = cells[start : start + 3]
            if triple == _BLANK:
                continue
            part, code, found = known.get(triple) or self._diagnosis(known, triple, sex)
            if code:
                parts.append(part)
                codes = (*codes, code)
            if found:
                problems = [*problems, *_placed(found, f".diagnoses.{n}")]
        return parts, codes, problems

    def _diagnosis(self, known: dict[Cells, Any], triple: Cells, sex: str) -> Any:
        problems: list[Problem] = []
        line = dict(zip(DIAGNOSIS, triple, strict=True))
        if not _filled(line):
            return _keep(known, triple, (None, None, _NONE))
        found = read_diagnosis(line, "", self.book, self.context, sex, problems)
        if found is None:
            return _keep(known, triple, (None, None, problems))
        part = self.render(found.code, found.klass, self._own_text(found.code, found.text))
        return _keep(known, triple, (part, found.code, problems))

    def _agree(self, held: tuple[Any, ...], codes: tuple[Any, ...]) -> bool:
        """Whether nothing is repeated and no two activities overlap."""
        key = (held, codes)
        known = self._together.get(key)
        if known is None:
            known = len({*held}) == len(held) and len({*codes}) == len(codes)
            known = known and not overlaps([code for code, _class in held], "", self.book)
            _keep(self._together, key, known)
        return known


_NONE: list[Problem] = []  # shared and never changed: problems are added by making a new list
_of_person: Callable[[Cells], Cells] = itemgetter(*(_AT[n] for n in _PERSON))
_of_residence: Callable[[Cells], Cells] = itemgetter(*(_AT[n] for n in RESIDENCE))
_of_visit: Callable[[Cells], Cells] = itemgetter(*(_AT[n] for n in VISIT))
_of_programme: Callable[[Cells], Cells] = itemgetter(*(_AT[n] for n in _PROGRAMME))


def _keep(known: dict[Any, Any], key: Hashable, part: Any, most: int = 0) -> Any:
    if len(known) >= (most or MOST):
        known.clear()
    known[key] = part
    return part


def _filled(line: Mapping[str, str]) -> bool:
    return any(cell(line, name) for name in line)


def _placed(problems: Sequence[Problem], place: str) -> list[Problem]:
    return [Problem(p.rule, place + p.place, p.message, p.remedy, p.level) for p in problems]


def _level(problem: Problem) -> str:
    return problem.level
