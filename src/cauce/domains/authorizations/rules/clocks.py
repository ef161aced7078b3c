"""Terms and their clock (rule 6): when an answer is due, and how long it took, gross and net. Pure.

A term is given in hours, calendar days or business days. It begins at one instant and is first measured out on the
calendar of its zone: seven calendar days end at the same wall time a week later, also across a change of clock;
business days skip Saturdays, Sundays and the given holidays. Only waiting for information stops it: each pause pushes
the due instant by the time it stopped (of business days, by its working part), up to a cap over all pauses; a pause
that begins after the term was missed pushes nothing. All instants are aware; what is computed does not depend on the
zone in which they are written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .codes import Priority

ZERO = timedelta(0)


class Unit(StrEnum):
    """How a term is counted."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"


class Kind(StrEnum):
    """Which term."""

    ANSWER = "answer"  # to a request
    APPEAL_FILING = "appeal_filing"  # to appeal, from the decision
    APPEAL_ANSWER = "appeal_answer"  # to an appeal
    EMERGENCY = "emergency"  # to register one, from the care


UNIT_LABELS = {
    Unit.HOURS: "horas",
    Unit.CALENDAR_DAYS: "días naturales",
    Unit.BUSINESS_DAYS: "días hábiles",
}


@dataclass(frozen=True, slots=True)
class Term:
    """How long, counted how, and the most that pauses may add. `holidays` only matter to business days."""

    amount: int
    unit: Unit
    zone: str = "America/Mexico_City"
    pause_cap: timedelta = ZERO
    holidays: frozenset[date] = frozenset()

    def as_dict(self) -> dict[str, object]:
        """Plain values, as a request keeps the term under which it began."""
        return {
            "amount": self.amount,
            "unit": self.unit.value,
            "zone": self.zone,
            "pause_cap_seconds": int(self.pause_cap.total_seconds()),
            "holidays": sorted(day.isoformat() for day in self.holidays),
        }

    @classmethod
    def from_dict(cls, kept: dict) -> "Term":
        """The inverse of `as_dict`."""
        return cls(
            int(kept["amount"]),
            Unit(kept["unit"]),
            kept["zone"],
            timedelta(seconds=kept["pause_cap_seconds"]),
            frozenset(date.fromisoformat(day) for day in kept["holidays"]),
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock; `end` None: still stopped."""

    start: datetime
    end: datetime | None = None


_CAP = timedelta(days=30)
# (kind, priority or "") → default term; a jurisdiction's own rules take their place. Terms of an answer: spec 2,
# rule 6. The others are ours: neither source nor specification sets them.
DEFAULTS: dict[tuple[Kind, str], Term] = {
    (Kind.ANSWER, Priority.URGENT.value): Term(72, Unit.HOURS, pause_cap=timedelta(days=5)),
    (Kind.ANSWER, Priority.STANDARD.value): Term(7, Unit.CALENDAR_DAYS, pause_cap=_CAP),
    (Kind.APPEAL_FILING, ""): Term(15, Unit.BUSINESS_DAYS),
    (Kind.APPEAL_ANSWER, ""): Term(10, Unit.BUSINESS_DAYS),
    (Kind.EMERGENCY, ""): Term(48, Unit.HOURS),
}


def end_of(start: datetime, term: Term) -> datetime:
    """The instant (UTC) at which a term without pauses ends."""
    if term.unit == Unit.HOURS:
        return start.astimezone(UTC) + timedelta(hours=term.amount)
    local = start.astimezone(ZoneInfo(term.zone))
    if term.unit == Unit.CALENDAR_DAYS:
        return _wall(local, timedelta(days=term.amount))
    day, left = local.date(), term.amount
    while left:
        day += timedelta(days=1)
        left -= _works(day, term)
    return _wall(local, day - local.date())


def due_at(
    start: datetime, term: Term, pauses: Iterable[Pause] = (), now: datetime | None = None
) -> datetime:
    """When the term ends (UTC). An open pause counts until `now`; without `now`, to the whole of its cap.

    So the latest possible instant is kept while information is awaited, and nothing is missed before it.
    """
    return _walk(start, term, pauses, now)[0]


def paused(start: datetime, term: Term, pauses: Iterable[Pause], until: datetime) -> timedelta:
    """How much of the time from `start` to `until` does not count: never more than the cap."""
    clipped = [Pause(p.start, min(p.end, until) if p.end else until) for p in pauses if p.start < until]
    return _walk(start, term, clipped, until)[1]


@dataclass(frozen=True, slots=True)
class Spent:
    """How long something took: gross from start to end, net without the counted pauses."""

    gross: timedelta
    net: timedelta


def spent(start: datetime, end: datetime, term: Term, pauses: Sequence[Pause] = ()) -> Spent:
    """Gross and net time from `start` to `end` (never negative)."""
    gross = max(end.astimezone(UTC) - start.astimezone(UTC), ZERO)
    return Spent(gross, gross - paused(start, term, pauses, end))


def _walk(
    start: datetime, term: Term, pauses: Iterable[Pause], now: datetime | None
) -> tuple[datetime, timedelta]:
    """The due instant and the time not counted, pause by pause in order."""
    due, counted = end_of(start, term), ZERO
    for begin, end in _merged(start, pauses, now):
        if begin >= due:  # the term was missed before this pause
            break
        left = term.pause_cap - counted
        length = left if end is None else min(_stopped(begin, end, term), left)
        due, counted = _pushed(due, length, term), counted + length
    return due, counted


def _stopped(begin: datetime, end: datetime, term: Term) -> timedelta:
    """How much of a pause counts: all of it; of business days, its working part."""
    if term.unit != Unit.BUSINESS_DAYS:
        return end - begin
    total, at = ZERO, begin
    while at < end:
        step = min(end, _next_midnight(at, term))
        total += (step - at) if _works_at(at, term) else ZERO
        at = step
    return total


def _pushed(due: datetime, length: timedelta, term: Term) -> datetime:
    """The due instant, later by a length of time that counts."""
    if term.unit != Unit.BUSINESS_DAYS:
        return due + length
    while length > ZERO:
        midnight = _next_midnight(due, term)
        if _works_at(due, term):
            step = min(length, midnight - due)
            due, length = due + step, length - step
        else:
            due = midnight
    return due


def _next_midnight(at: datetime, term: Term) -> datetime:
    """When the local day after that of `at` begins, in UTC."""
    zone = ZoneInfo(term.zone)
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(UTC)


def _works_at(at: datetime, term: Term) -> bool:
    return _works(at.astimezone(ZoneInfo(term.zone)).date(), term)


def _merged(
    start: datetime, pauses: Iterable[Pause], now: datetime | None
) -> list[tuple[datetime, datetime | None]]:
    """Pauses in UTC from `start` on, in order, overlaps joined; an open one ends at `now` when that is given."""
    begun = start.astimezone(UTC)
    found: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda p: p.start):
        end = pause.end or now
        begin = max(pause.start.astimezone(UTC), begun)
        finish = end.astimezone(UTC) if end else None
        if finish is not None and finish <= begin:
            continue
        if found and (found[-1][1] is None or begin <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if last is None or finish is None else max(last, finish))
        else:
            found.append((begin, finish))
    return found


def _works(day: date, term: Term) -> bool:
    return day.weekday() < 5 and day not in term.holidays


def _wall(local: datetime, days: timedelta) -> datetime:
    """The same wall time some days later, as UTC; an hour that the change of clock skips is the one after it."""
    later = (local.replace(tzinfo=None) + days).replace(tzinfo=local.tzinfo)
    return later.astimezone(UTC)
