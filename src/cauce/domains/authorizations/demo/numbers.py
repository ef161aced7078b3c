"""What follows a decision in the demonstration: appeals, numbers, their uses, look-ups, readings, second opinions."""

import random
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from uuid import UUID

from cauce.core.bulk import insert
from cauce.core.documents.keys import seal_key

from ..models import (
    Appeal,
    Authorisation,
    BlindReview,
    Decision,
    FolioSeries,
    Item,
    LookUp,
    ReadLog,
    Request,
    Use,
)
from ..rules import qr
from ..rules.number import AUTHORISATION, make
from ..rules.states import AuthorisationState as A
from . import words
from .cases import Case, Line
from .history import History, settle

Kept = tuple[Item, Case, Line, Decision]


def seed_appeals(history: History) -> list[Kept]:
    """Appeals of denials, and the decisions that overturn some of them; returns those, as granted items."""
    rows: list[tuple[Appeal, Kept]] = []
    for kept in history.kept:
        _item, _case, line, _decision = kept
        if line.appeal and _may(history, kept):
            appeal = _appeal(history, kept)
            if appeal:
                rows.append((appeal, kept))
    Appeal.objects.bulk_create([appeal for appeal, _kept in rows], batch_size=300)
    decided = [(appeal, kept) for appeal, kept in rows if appeal.state in ("upheld", "overturned")]
    decisions = [_second(history, appeal, kept) for appeal, kept in decided]
    Decision.objects.bulk_create(decisions, batch_size=300)
    settle()
    won = [
        (kept[0], kept[1], kept[2], decision)
        for (appeal, kept), decision in zip(decided, decisions, strict=True)
        if appeal.state == "overturned"
    ]
    folios = [item.request_id for item, *_rest in won]
    for start in range(0, len(folios), 500):
        Request.objects.filter(pk__in=folios[start : start + 500]).update(outcome="approved")
    return won


def _may(history: History, kept: Kept) -> bool:
    """Not where the second reviewer declared an interest or shares the team."""
    item, case, _line, decision = kept
    if decision.by_id is None or case.submitted_at > history.scene.at - timedelta(days=25):
        return case.submitted_at <= history.scene.at - timedelta(days=6) and item.service_code != "IMG-PET"
    asks = item.request
    other = history.regions[2].doing[0].pk
    return (
        item.service_code != "IMG-PET"
        and asks.unit_id != other
        and asks.requester != history.people["mx.hospital"]
    )


def _appeal(history: History, kept: Kept) -> Appeal | None:
    item, case, line, _decision = kept
    filed = case.decided_at + timedelta(days=case.chance.uniform(1, 12))
    until = history.scene.at
    if filed >= until:
        return None
    _first, second = history.who(item.request, case.lines[0].service["speciality"])
    assigned = filed + timedelta(hours=case.chance.uniform(4, 40))
    decided = assigned + timedelta(days=case.chance.triangular(1, 14, 4))
    appeal = Appeal(
        uid=UUID(int=case.number << 64 | 7),
        request=item.request,
        sequences=[item.sequence],
        grounds=case.chance.choice(words.GROUNDS),
        state="filed",
        filed_at=filed,
        filed_by_id=item.request.requester_id,
        due_at=filed + timedelta(days=14),
    )
    if assigned < until and line.appeal != "withdrawn":
        appeal.state, appeal.reviewer, appeal.assigned_at = "assigned", second, assigned
        if decided < until:
            appeal.state, appeal.decided_at = line.appeal, decided
    elif line.appeal == "withdrawn" and assigned < until:
        appeal.state, appeal.decided_at, appeal.note = (
            "withdrawn",
            assigned,
            "El paciente eligió otro tratamiento",
        )
    return appeal


def _second(history: History, appeal: Appeal, kept: Kept) -> Decision:
    item, _case, line, first = kept
    won = appeal.state == "overturned"
    return Decision(
        item=item,
        level=Decision.Level.APPEAL,
        outcome="approved" if won else "denied",
        reason_code="" if won else first.reason_code,
        clause="" if won else first.clause,
        patient_sentence="" if won else first.patient_sentence,
        would_change="" if won else first.would_change,
        quantity=line.quantity if won else None,
        appeal=appeal,
        at=appeal.decided_at,
        by=appeal.reviewer,
    )


def seed_numbers(history: History, won: list[Kept], centres: dict[tuple[str, str], list[int]]) -> int:
    """Numbers of everything granted, in order of their instants, with their uses; how many."""
    granted = [kept for kept in history.kept if kept[3].outcome in ("approved", "modified")] + won
    granted.sort(key=lambda kept: kept[3].at)
    key, last, rows = seal_key(), defaultdict(int), []
    for kept in granted:
        _item, case, _line, decision = kept
        number = make(AUTHORISATION, decision.at.year, last[decision.at.year])
        last[decision.at.year] = number.sequence
        rows.append((_number(str(number), kept, key), case))
    Authorisation.objects.bulk_create([row for row, _case in rows], batch_size=300)
    for year, sequence in last.items():
        FolioSeries.objects.update_or_create(prefix=AUTHORISATION, year=year, defaults={"last": sequence})
    _use(history, rows, centres)
    return len(rows)


def _number(printed: str, kept: Kept, key) -> Authorisation:
    item, case, line, decision = kept
    today, validity = decision.at.date(), int(line.service["validity"])
    since = item.date_from if case.emergency else max(item.date_from, today)
    until = max(since, today) + timedelta(days=validity - 1)
    payload = qr.Payload(printed, item.service_code, item.side, decision.quantity, min(since, today), until)
    return Authorisation(
        number=printed,
        item=item,
        decision=decision,
        service_id=item.service_id,
        service_code=item.service_code,
        units=decision.quantity,
        valid_from=min(since, today),
        valid_until=until,
        qr=qr.sign(payload, key),
        regularises=case.emergency,
        issued_at=decision.at,
        state_at=decision.at,
        state_by=decision.by,
    )


def _use(history: History, rows: list[tuple[Authorisation, Case]], centres: dict) -> None:
    """Uses, then the state that each number has come to; the trigger counts the units."""
    until, uses, looks, ends = history.scene.at, [], [], defaultdict(list)
    for number, case in rows:
        region = history.regions[case.region].place.code
        used = _uses_of(history, number, case, centres[region, number.service_code])
        uses += used
        looks += [
            (number.number, number.pk, unit, at - timedelta(minutes=3), by, "found")
            for _key, _number, unit, _units, _on, at, by, _why in used
        ]
        ends[_state(case, number, sum(row[3] for row in used), until)].append(number.pk)
    columns = ("key", "authorisation_id", "unit_id", "units", "performed_on", "at", "by_id", "reason")
    _mistakes(history, rows, centres)
    for wave in _waves(uses):
        insert(Use, columns, wave)
    insert(LookUp, ("typed", "authorisation_id", "unit_id", "at", "by_id", "answer"), looks)
    for (state, reason), ids in ends.items():
        for start in range(0, len(ids), 500):
            found = Authorisation.objects.filter(pk__in=ids[start : start + 500])
            found.update(state=state, state_reason=reason)


def _uses_of(history: History, number: Authorisation, case: Case, units: list[int]) -> list[tuple]:
    chance = random.Random(f"uso {number.number}")  # noqa: S311
    request = number.item.request
    if case.emergency:
        why = "urgencia atendida antes de la autorización"
        day = request.attended_at.date()
        return [
            (
                _key(chance),
                number.pk,
                request.unit_id,
                number.units,
                day,
                number.issued_at,
                number.decision.by_id,
                why,
            )
        ]
    late = datetime.combine(number.valid_until, time(18), number.issued_at.tzinfo) + timedelta(days=1)
    unit = units[0] if chance.random() < 0.3 or case.concentrated else chance.choice(units)
    if case.number % 170 == 0 and late < history.scene.at:  # done on the last day, registered after it
        by = history.people.centres[unit].pk
        return [(_key(chance), number.pk, unit, 1, number.valid_until, late, by, "")]
    if chance.random() < 0.16:  # never used
        return []
    first = number.issued_at + timedelta(
        days=chance.triangular(1, max(3, (number.valid_until - number.valid_from).days), 9)
    )
    found, left, at = [], number.units, first.replace(hour=17, minute=chance.randrange(60))
    while left and at < history.scene.at and at.date() <= number.valid_until:
        found.append((_key(chance), number.pk, unit, 1, at.date(), at, history.people.centres[unit].pk, ""))
        left -= 1
        at += timedelta(days=chance.choice((2, 3, 7)) if number.units < 20 else chance.choice((1, 1, 3)))
        if chance.random() < 0.02:
            break
    return found


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def _waves(uses: list[tuple]) -> list[list[tuple]]:
    """The first use of every number, then the second ones…: PostgreSQL runs the counting triggers when a statement
    ends, so two uses of one number in the same statement would each find the other already summed.
    """
    waves: list[list[tuple]] = []
    seen: Counter[int] = Counter()
    for row in uses:
        nth = seen[row[1]]
        seen[row[1]] += 1
        if nth == len(waves):
            waves.append([])
        waves[nth].append(row)
    return waves


def _mistakes(history: History, rows: list[tuple[Authorisation, Case]], centres: dict) -> None:
    """One use in some eighty was registered on the wrong number and taken back the same hour."""
    wrong = []
    for number, case in rows[::80]:
        at = number.issued_at + timedelta(hours=20)
        if not case.emergency and at + timedelta(hours=1) < history.scene.at:
            unit = centres[history.regions[case.region].place.code, number.service_code][0]
            by = history.people.centres[unit]
            wrong.append(
                Use(authorisation=number, unit_id=unit, units=1, performed_on=at.date(), at=at, by=by)
            )
    Use.objects.bulk_create(wrong)
    why = "Se registró en el número equivocado"
    for use in wrong:
        back = {"authorisation": use.authorisation, "unit_id": use.unit_id, "units": 1, "reason": why}
        Use.objects.create(
            **back, performed_on=use.performed_on, at=use.at + timedelta(minutes=40), by=use.by, reverses=use
        )


def _state(case: Case, number: Authorisation, used: int, until: datetime) -> tuple[str, str]:
    if used >= number.units:
        return A.EXHAUSTED.value, ""
    if number.valid_until + timedelta(days=3) <= until.date():
        return A.EXPIRED.value, ""
    if case.number % 67 == 0:
        return A.SUSPENDED.value, "Se revisa un posible error de captura (dato sintético)"
    if case.number % 97 == 0 and not used:
        return A.REVOKED.value, "El paciente cambió de institución (dato sintético)"
    return (A.PARTIALLY_USED if used else A.ACTIVE).value, ""


def seed_around(history: History) -> None:
    """Readings of the last two months, and blind second opinions."""
    reads, scene = [], history.scene
    for case, request in history.rows:
        if case.submitted_at > scene.at - timedelta(days=60):
            reads.append((request.pk, request.requester_id, case.submitted_at, "requester", "", True))
            if case.claimed_at:
                reviewer, _second = history.who(request, case.lines[0].service["speciality"])
                reads.append((request.pk, reviewer.pk, case.claimed_at, "reviewer", "", True))
    insert(ReadLog, ("request_id", "by_id", "at", "basis", "why", "identity"), reads, door="page")
    BlindReview.objects.bulk_create(_second_opinions(history), batch_size=200)


def _second_opinions(history: History) -> list[BlindReview]:
    found = []
    for case, request in history.rows:
        reviewed = [line for line in case.lines if line.outcome in ("approved", "modified", "denied")]
        if case.number % 13 or not case.decided_at or not reviewed or reviewed[0].by_screening:
            continue
        chance = random.Random(f"segunda {case.number}")  # noqa: S311
        _first, second = history.who(request, case.lines[0].service["speciality"])
        answers = {
            str(n): line.outcome if chance.random() < 0.8 else chance.choice(("approved", "denied"))
            for n, line in enumerate(case.lines, start=1)
            if line in reviewed
        }
        at = case.decided_at + timedelta(days=1)
        if at + timedelta(days=3) < history.scene.at:
            found.append(
                BlindReview(
                    request=request,
                    reviewer=second,
                    assigned_at=at,
                    assigned_by=history.people["mx.coordinacion"],
                    answers=answers,
                    answered_at=at + timedelta(days=2),
                )
            )
    return found
