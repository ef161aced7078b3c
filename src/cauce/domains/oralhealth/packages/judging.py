"""Whether a proposed sheet or row is taken: the same rules as the pages', against what is stored and the package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cauce.core.errors import Problem
from cauce.interop.packages.fates import Outcome
from cauce.interop.packages.rules import broken

from ..actions.common import locked_month
from ..codebook import codebook
from ..country import local, today
from ..models import Facility, PatientRow, Sheet
from ..policies import who_reopens
from ..queries.earlier import completed_in_years
from ..rules.flow import broken as flow_broken
from ..rules.header import read_header
from ..rules.patient import check_sequence, read_patient
from ..rules.reading import day
from ..rules.states import MonthState
from ..rules.table import broken as rda_broken
from ..rules.values import Context, Header
from ..rules.values import PatientRow as RowValues
from ..stored import values_of
from .proposals import Line, Proposed

Judgement = tuple[Outcome, list[Problem]]
Key = tuple[date, str, str]


@dataclass(slots=True)
class Judged:
    """A row with its outcome; values: what it says in the end (the stored ones when they are kept)."""

    line: Line
    outcome: Outcome
    problems: list[Problem]
    values: RowValues | None
    row: PatientRow | None


class Judge:
    """Looks at a whole package once; `sheet` and `rows` answer for its parts."""

    def __init__(
        self,
        at: datetime,
        profile: Facility,
        proposals: Sequence[Proposed],
        stored: Mapping[Any, Sheet],
        gone: Sequence[Sheet],
    ) -> None:
        self.stored, self._profile, self._proposals = stored, profile, proposals
        self._context = Context(today=today(at), hospital=profile.is_hospital, equipped=profile.can_sedate)
        self._others = self._elsewhere({sheet.pk for sheet in gone})
        self._completed = self._finished({sheet.pk for sheet in (*stored.values(), *gone)})
        self._sheets = {one.uid: self._sheet(one) for one in proposals}

    def header(self, proposed: Proposed) -> tuple[Header | None, list[Problem]]:
        """The head by the rules."""
        typed = {**proposed.head, "facility": self._profile.code}
        return read_header(typed, self._context, codebook())

    def sheet(self, proposed: Proposed) -> Judgement:
        """What becomes of a sheet's head."""
        return self._sheets[proposed.uid]

    def _sheet(self, proposed: Proposed) -> Judgement:
        stored = self.stored.get(proposed.uid)
        if stored is not None and stored.facility_id != self._profile.unit_id:
            return Outcome.REFUSED, [broken("PK-21")]
        if stored is not None and stored.version > proposed.version:
            return Outcome.KEPT, [broken("PK-20", ours=stored.version, theirs=proposed.version)]
        header, problems = self.header(proposed)
        errors = [p for p in problems if p.level == "error"]
        if header is None or errors:
            return Outcome.REFUSED, errors
        if self._others.get((header.date, header.registration, header.schedule)):
            return Outcome.REFUSED, [flow_broken("OH-103")]
        if stored is None:
            return Outcome.TAKEN, []
        if (locked := self._leaves_locked(stored, header)) is not None:
            return Outcome.REFUSED, [locked]
        return (Outcome.UNCHANGED if _same(stored, proposed, header) else Outcome.REPLACED), []

    def _leaves_locked(self, stored: Sheet, header: Header) -> Problem | None:
        """A sheet does not leave a month that is agreed and closed."""
        if stored.month == header.date.year * 100 + header.date.month:
            return None
        month = locked_month(stored.facility, stored.month)
        if month.state != MonthState.LOCKED or month.locked_at is None:
            return None
        return flow_broken("OH-102", month=month.month, at=local(month.locked_at), who=who_reopens())

    def moving(self) -> list[Sheet]:
        """Stored sheets that are about to get another day, professional or schedule."""
        found = []
        for proposed in self._proposals:
            stored, (outcome, _problems) = self.stored.get(proposed.uid), self._sheets[proposed.uid]
            if stored is None or outcome != Outcome.REPLACED:
                continue
            header, _ = self.header(proposed)
            if header and _key(stored) != (header.date, header.registration, header.schedule):
                found.append(stored)
        return found

    def rows(self, proposed: Proposed, stored: Mapping[UUID, PatientRow]) -> list[Judged]:
        """What becomes of a sheet's patient rows, in order."""
        found: list[Judged] = []
        above: list[tuple[str, RowValues]] = []
        is_there = False  # the patient that a continuation would continue
        for line in sorted(proposed.rows, key=lambda one: one.position):
            continues = bool(line.typed.get("continuation"))
            judged = (
                Judged(line, Outcome.REFUSED, [broken("PK-24")], None, stored.get(line.uid))
                if continues and not is_there
                else self._row(line, stored.get(line.uid), proposed, above)
            )
            found.append(judged)
            is_there = judged.values is not None or (continues and is_there)
            if judged.values is not None:
                above.append(("above", judged.values))
        return found

    def _row(
        self, line: Line, row: PatientRow | None, proposed: Proposed, above: list[tuple[str, RowValues]]
    ) -> Judged:
        if row is not None and row.sheet.uid != proposed.uid:
            return Judged(line, Outcome.REFUSED, [broken("PK-21")], None, None)
        ours = values_of(row) if row is not None else None
        if row is not None and row.version > line.version:
            self._finish(ours, proposed)
            newer = broken("PK-20", ours=row.version, theirs=line.version)
            return Judged(line, Outcome.KEPT, [newer], ours, row)
        values, problems = read_patient(line.typed, "rows", codebook(), self._context)
        sequence = check_sequence([*above, ("rows", values)], codebook(), self._context)
        problems += [p for p in sequence if p.place.startswith("rows")]
        errors = [p for p in problems if p.level == "error"]
        if not errors and values.completed:
            errors = self._finish(values, proposed)
        if errors:
            return Judged(line, Outcome.REFUSED, errors, ours, row)
        confirmed = line.warnings.split()
        told = [p for p in problems if p.rule not in confirmed]
        same = (
            ours == values
            and row is not None
            and (row.version, row.warnings) == (line.version, line.warnings)
        )
        outcome = Outcome.TAKEN if row is None else Outcome.UNCHANGED if same else Outcome.REPLACED
        return Judged(line, outcome, told, values, row)

    def _finish(self, values: RowValues | None, proposed: Proposed) -> list[Problem]:
        """Box 23 is once a year: note it, or say when it was."""
        if values is None or not values.completed:
            return []
        when = day(proposed.head["date"])
        assert when is not None  # noqa: S101  proposals.read saw to it
        key = (when.year, values.identity)
        if before := self._completed.get(key):
            return [rda_broken("OH-39", "rows.completed", date=before.isoformat())]
        self._completed[key] = when
        return []

    def _elsewhere(self, gone: set[int]) -> dict[Key, bool]:
        """Days of the facility that a sheet outside the package occupies."""
        inside = {one.uid for one in self._proposals}
        days = {day(one.head["date"]) for one in self._proposals}
        sheets = Sheet.objects.filter(facility=self._profile.unit_id, date__in=days)
        return {_key(s): True for s in sheets if s.uid not in inside and s.pk not in gone}

    def _finished(self, inside: set[int]) -> dict[tuple[int, str], date]:
        """Who was already terminado this year in another sheet than the package's."""
        wanted = {
            (
                day(one.head["date"]).year,
                str(  # type: ignore[union-attr]
                    line.typed.get("identity", "")
                )
                .strip()
                .upper(),
            )
            for one in self._proposals
            for line in one.rows
            if line.typed.get("completed")
        }
        return {(y, i): when for y, i, when in completed_in_years(wanted, besides_sheets=inside)}


def _key(sheet: Sheet) -> Key:
    return sheet.date, sheet.registration, sheet.schedule


def _same(stored: Sheet, proposed: Proposed, header: Header) -> bool:
    ours = (
        stored.version, _key(stored), stored.professional, stored.centre, stored.chair_hours,
        stored.state, stored.sent_at, stored.reviewed_at, stored.return_note,
    )  # fmt: skip
    theirs = (
        proposed.version, (header.date, header.registration, header.schedule), header.professional[:120],
        header.centre[:80], header.chair_hours, proposed.state, proposed.sent_at, proposed.reviewed_at,
        proposed.return_note,
    )  # fmt: skip
    return ours == theirs
