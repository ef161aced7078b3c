"""One invented case: what is asked, when, and what becomes of it; by fixed seed. It touches no database."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..rules.clocks import DEFAULTS, Kind, Pause, Spent, Term, Unit, due_at, spent

# Fewer in December, at Easter's month and in summer holidays; more after the winter and in autumn.
SEASON = (1.15, 1.1, 1.05, 0.85, 1.05, 1.05, 0.85, 0.95, 1.05, 1.15, 1.05, 0.7)
WEEKDAY = (1.2, 1.15, 1.1, 1.05, 1.0, 0.15, 0.05)
URGENT, EMERGENCY, CANCELLED, ASKED = 0.13, 0.035, 0.025, 0.19
DENY_REASONS = ("criteria", "alternative", "evidence", "repeated", "capacity")


@dataclass(slots=True)
class Line:
    """One service of a case and what was decided: outcome "" while it waits, "cancelled" when taken back."""

    service: dict[str, str]
    quantity: int
    side: str
    outcome: str = ""
    by_screening: bool = False
    granted: int = 0
    reason: str = ""
    appeal: str = ""  # upheld | overturned | filed | assigned | withdrawn


@dataclass(slots=True)
class Case:
    """A request to be inserted. All instants aware; `decided_at` None while it is open."""

    number: int
    region: int
    submitted_at: datetime
    priority: str
    emergency: bool
    setting: str
    lines: list[Line]
    diagnosis: str
    term: Term
    evidence: int
    unit: int = -1  # which of the region's units asks, by whom, for whom (-1: by chance)
    asker: int = -1
    patient: int = -1
    concentrated: bool = False  # everything of this requester is done at one centre
    no_capacity: bool = False  # denied, since there is nowhere to do it
    cancelled_at: datetime | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    question: int = 0
    claimed_at: datetime | None = None
    decided_at: datetime | None = None
    chance: random.Random = field(default_factory=random.Random)

    @property
    def pauses(self) -> list[Pause]:
        """The stops of its clock."""
        return [Pause(self.asked_at, self.answered_at)] if self.asked_at else []

    @property
    def due_at(self) -> datetime:
        """When an answer is due."""
        return due_at(self.submitted_at, self.term, self.pauses)

    @property
    def spent(self) -> Spent | None:
        """Gross and net time, once it ended."""
        end = self.decided_at or self.cancelled_at
        return spent(self.submitted_at, end, self.term, self.pauses) if end else None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What makes a case one of those that a signal should find; everything by default: it is not."""

    urgent: bool = False
    unit: int = -1
    asker: int = -1
    patient: int = -1
    service: str = ""
    quantity: int = 0
    concentrated: bool = False
    no_capacity: bool = False


def _pattern(number: int, region: int, first: dict[str, str], day: date, until: datetime) -> Pattern:
    """Of the last quarter: at home, what a signal finds; elsewhere, one clinic whose cataracts find no room."""
    if (until.date() - day).days > 85:
        return Pattern()
    if region == 1 and number % 14 == 0:  # enough for the bridge to propose a shortage to the exchange
        return Pattern(unit=1, asker=1, service="CXA-CATAR", quantity=1, no_capacity=True)
    if region:
        return Pattern()
    if number % 60 == 0:
        return Pattern(unit=1, asker=0, patient=3, service="IMG-US-MAM", quantity=1)
    if number % 50 in (7, 8):
        return Pattern(unit=2, asker=0, patient=number // 50, service="TER-FISIC", quantity=14)
    if number % 7 == 0 and first["speciality"] == "IMAGEN" and not first["basic"]:
        return Pattern(urgent=True, unit=3, asker=1)
    if number % 5 == 0 and not first["basic"]:
        return Pattern(unit=4, asker=0, concentrated=True)
    return Pattern()


class Inventor:
    """Draws cases of services by their weight."""

    def __init__(self, services: list[dict[str, str]], shares: list[int], zones: list[ZoneInfo]) -> None:
        self.services, self.shares = services, shares
        self.weights = [int(row["weight"]) for row in services]
        self.together: dict[str, list[dict[str, str]]] = {}
        for row in services:
            if not row["basic"]:
                self.together.setdefault(row["speciality"], []).append(row)
        self.zones = zones
        self.by_code = {row["code"]: row for row in services}

    def days(self, first: date, last: date, count: int) -> Iterator[date]:
        """`count` days between both, by season and weekday, with a slow growth of the demand."""
        span = [first + timedelta(days=n) for n in range((last - first).days)]
        weights = [
            SEASON[day.month - 1] * WEEKDAY[day.weekday()] * (1 + n / len(span) * 0.25)
            for n, day in enumerate(span)
        ]
        chance = random.Random("días")  # noqa: S311
        yield from sorted(chance.choices(span, weights, k=count))

    def case(self, number: int, day: date, until: datetime) -> Case:
        """The case of a number, submitted on a day; nothing of it happens after `until`."""
        chance = random.Random(f"caso {number}")  # noqa: S311
        region = chance.choices(range(len(self.shares)), self.shares)[0]
        zone = self.zones[region]
        at = datetime.combine(day, time(7), zone) + timedelta(minutes=int(chance.triangular(0, 720, 200)))
        first = chance.choices(self.services, self.weights)[0]
        pattern = _pattern(number, region, first, day, until)
        first = self.by_code.get(pattern.service, first)
        emergency = not first["basic"] and chance.random() < EMERGENCY
        urgent = emergency or pattern.urgent or chance.random() < URGENT
        made = Case(
            number=number,
            region=region,
            submitted_at=min(at, until - timedelta(minutes=chance.randint(20, 300))).astimezone(zone),
            priority="urgent" if urgent else "standard",
            emergency=emergency,
            setting="hospital" if "surgery" in first["category"] else "ambulatory",
            lines=self._lines(chance, first),
            diagnosis=chance.choice(first["diagnoses"].split(";")),
            term=self._term(region, urgent),
            evidence=chance.choices((0, 1, 2, 3), (9, 55, 26, 10))[0],
            unit=pattern.unit,
            asker=pattern.asker,
            patient=pattern.patient,
            concentrated=pattern.concentrated,
            no_capacity=pattern.no_capacity,
            chance=chance,
        )
        if pattern.quantity:
            side = chance.choice(("left", "right")) if first["sided"] else ""
            made.lines = [Line(first, pattern.quantity, side)]
        _live(made, until)
        return made

    def _lines(self, chance: random.Random, first: dict[str, str]) -> list[Line]:
        rows = [first]
        if not first["basic"] and chance.random() < 0.22:
            others = [row for row in self.together[first["speciality"]] if row["code"] != first["code"]]
            rows += chance.sample(others, chance.choices((1, 2), (80, 20))[0])
        return [_line(chance, row) for row in rows]

    def _term(self, region: int, urgent: bool) -> Term:
        zone = self.zones[region].key
        if urgent and region == 0:
            return Term(48, Unit.HOURS, zone, timedelta(hours=96))
        default = DEFAULTS[Kind.ANSWER, "urgent" if urgent else "standard"]
        return Term(default.amount, default.unit, zone, default.pause_cap)


def _line(chance: random.Random, row: dict[str, str]) -> Line:
    most = int(row["max"] or 1)
    quantity = 1
    if most > 2:
        quantity = max(1, min(most, round(chance.gauss(most * 0.55, most * 0.2))))
    elif most == 2:
        quantity = chance.choices((1, 2), (85, 15))[0]
    sided = row["sided"] or row["category"] == "prosthetics"
    side = chance.choices(("left", "right", "both"), (46, 47, 7))[0] if sided else ""
    return Line(row, quantity, side)


def _live(case: Case, until: datetime) -> None:
    """What becomes of a case, as far as it has come."""
    chance = case.chance
    for line in case.lines:
        if line.service["basic"]:
            line.outcome, line.by_screening = "not_required", True
        elif not case.emergency and case.evidence and _criteria_approve(chance, line):
            line.outcome, line.by_screening, line.granted = "approved", True, line.quantity
    if all(line.outcome for line in case.lines):
        case.decided_at = case.submitted_at + timedelta(seconds=2)
        return
    if chance.random() < CANCELLED:
        at = case.submitted_at + timedelta(hours=chance.uniform(2, 60))
        if at < until:
            case.cancelled_at = at
            for line in case.lines:
                line.outcome = line.outcome if line.by_screening else "cancelled"
            if any(line.by_screening for line in case.lines):
                case.cancelled_at, case.decided_at = None, at
            return
    _review(case, until)


def _criteria_approve(chance: random.Random, line: Line) -> bool:
    likely = {"IMG-DENSI": 0.7, "IMG-MAM-DX": 0.75, "TER-FISIC": 0.35, "IMG-RM-LUM": 0.22, "IMG-RM-CER": 0.2}
    if line.service["code"] == "TER-FISIC" and line.quantity > 10:
        return False
    return chance.random() < likely.get(line.service["code"], 0.0)


def _review(case: Case, until: datetime) -> None:
    """Claim, perhaps a question and its answer, the decision; each only if its time has come."""
    chance, hours = case.chance, case.term.amount * (1 if case.term.unit == Unit.HOURS else 24)
    pace = chance.lognormvariate(-0.7, 0.45)  # of the term: some six in a hundred pass it
    claimed = case.submitted_at + timedelta(hours=hours * pace * 0.85)
    decided = case.submitted_at + timedelta(hours=hours * pace)
    if claimed < until:
        case.claimed_at = claimed
    if claimed < until and chance.random() < ASKED:
        asked = claimed + timedelta(minutes=chance.randint(5, 90))
        answered = asked + timedelta(days=chance.triangular(0.3, 9, 2))
        if asked < until:
            case.asked_at, case.question = asked, chance.randrange(5)
            case.answered_at = answered if answered < until else None
        decided += answered - asked
    if decided >= until or (case.asked_at and not case.answered_at):
        return
    case.decided_at = max(decided, (case.answered_at or claimed) + timedelta(minutes=4))
    if case.decided_at >= until:
        case.decided_at = None
        return
    for line in case.lines:
        if not line.outcome:
            _decide(case, line, until)


def _decide(case: Case, line: Line, until: datetime) -> None:
    chance = case.chance
    weights = (90, 0, 10) if case.emergency else (72, 22 if line.quantity > 1 else 0, 16)
    if line.service["category"] in ("chemotherapy", "radiotherapy", "oncologic_surgery"):
        weights = (88, 8 if line.quantity > 1 else 0, 4)
    if case.no_capacity:
        line.outcome, line.reason = "denied", "evidence" if case.emergency else "capacity"
        return
    line.outcome = chance.choices(("approved", "modified", "denied"), weights)[0]
    if line.outcome == "modified" and line.quantity == 1:
        line.outcome = "approved"
    if line.outcome == "approved":
        line.granted = line.quantity
    elif line.outcome == "modified":
        line.granted, line.reason = max(1, line.quantity // 2), "quantity"
    elif case.emergency:
        line.reason = chance.choice(("evidence", "not_an_emergency"))
    else:
        surgical = "surgery" in line.service["category"]
        line.reason = chance.choices(DENY_REASONS, (34, 26, 20, 14, 22 if surgical else 4))[0]
    if line.outcome == "denied" and len(case.lines) == 1 and chance.random() < 0.24:
        line.appeal = chance.choices(("upheld", "overturned", "withdrawn"), (54, 40, 6))[0]
