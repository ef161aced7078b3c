"""A centre looks a number up and uses its units (rule 8): under lock, never beyond, each look-up kept."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..catalogue import centres_of, is_centre
from ..models import Authorisation, LookUp, Use
from ..places import local, today_at
from ..policies import check_authorisation, check_reason, not_allowed, not_now
from ..rules import number as numbers
from ..rules.states import USABLE, AuthorisationState
from ..rules.table import broken
from ..rules.values import MAX_QUANTITY

# A person's look-ups: so many a minute, and so many that find nothing an hour (nobody walks through numbers).
A_MINUTE, MISSES_AN_HOUR = 30, 20
MISSES = ("unknown", "malformed")


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look-up. answer: found | not_here | unknown | malformed | limited; problem says why not.

    With `not_here` the number exists, but this unit may not use it: whose it is stays hidden.
    """

    answer: str
    authorisation: Authorisation | None = None
    problem: Problem | None = None


@action("authorizations.number.look_up")
def look_up(*, by: User, at: datetime, unit: OrgUnit, typed: str) -> Found:
    """Look a number up at a centre. Never raises for the number itself: each answer is kept, also the refusals.

    Only what finds nothing, and what came too fast, is an event of the chain: the rows are evidence themselves.
    """
    require(by, Permission.AUTH_LOOK_UP, unit, at)
    found = _find(by, at, unit, typed)
    shown = found.authorisation
    LookUp.objects.create(
        typed=typed.strip()[:60], authorisation=shown, unit=unit, at=at, by=by, answer=found.answer
    )
    if found.answer not in ("found", "not_here"):
        facts = {"typed": typed.strip()[:40], "answer": found.answer}
        record(action="authorizations.number.look_up", by=by, at=at, subject=unit, place=unit, data=facts)
    return found


def _find(by: User, at: datetime, unit: OrgUnit, typed: str) -> Found:
    if _too_many(by, at):
        return Found("limited", problem=broken("AP-78", "number"))
    try:
        printed = str(numbers.parse(typed))
    except numbers.NumberError as error:
        hint = f"¿Quiso escribir {error.hint}?" if error.hint else ""
        problem = broken(error.rule, "number", value=typed.strip()[:40], hint=hint)
        return Found("malformed", problem=problem)
    authorisation = (
        Authorisation.objects.filter(number=printed)
        .select_related("item__request__unit__area", "item__patient", "service", "place")
        .first()
    )
    if authorisation is None:
        return Found("unknown", problem=broken("AP-72", "number", value=printed))
    if not may_use(unit, authorisation, at):
        return Found("not_here", authorisation, _not_here(authorisation, at))
    return Found("found", authorisation)


def _too_many(by: User, at: datetime) -> bool:
    recent = LookUp.objects.filter(by=by, at__lte=at)
    if recent.filter(at__gt=at - timedelta(minutes=1)).count() >= A_MINUTE:
        return True
    return recent.filter(at__gt=at - timedelta(hours=1), answer__in=MISSES).count() >= MISSES_AN_HOUR


def may_use(unit: OrgUnit, authorisation: Authorisation, at: datetime) -> bool:
    """Whether a unit is the number's own, or any centre of its service where the number names none."""
    if authorisation.place_id is not None:
        return unit.pk == authorisation.place_id
    if authorisation.regularises and unit.pk == authorisation.item.request.unit_id:
        return True
    return is_centre(unit, authorisation.service_code, today_at(unit, at))


def _not_here(authorisation: Authorisation, at: datetime) -> Problem:
    where = authorisation.place.name if authorisation.place else _centres(authorisation, at)
    return broken("AP-73", "unit", service=authorisation.service.label, where=where)


def _centres(authorisation: Authorisation, at: datetime) -> str:
    unit = authorisation.item.request.unit
    found = centres_of(authorisation.service_code, today_at(unit, at), near=unit)
    return ", ".join(unit.name for unit in found[:3]) or "un centro de ese servicio"


@action("authorizations.units.consume")
def consume_units(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    authorisation: Authorisation,
    units: int = 1,
    performed_on: date | None = None,
    key: uuid.UUID | None = None,
) -> Use:
    """Use units at a centre; the same `key` again answers with the first use and counts nothing.

    Raises NotAllowed (AP-73), NotNow (AP-74 not enough left, AP-75 expired, AP-76 not yet, AP-77 state), Invalid
    (AP-03, AP-79 day, AP-81 the key was for something else).
    """
    require(by, Permission.AUTH_CONSUME, unit, at)
    authorisation = _locked(authorisation)
    earlier = Use.objects.filter(key=key).first() if key else None
    if earlier:
        return _same(earlier, authorisation, unit, units)
    _check_use(authorisation, unit, units, performed_on, at)
    use = Use.objects.create(
        key=key or uuid.uuid4(),
        authorisation=authorisation,
        unit=unit,
        units=units,
        performed_on=performed_on or today_at(unit, at),
        at=at,
        by=by,
    )
    _after_use(authorisation, "consume_last" if authorisation.remaining == units else "consume", by, at)
    facts = {"number": authorisation.number, "units": units, "left": authorisation.remaining}
    record(action="authorizations.units.consume", by=by, at=at, subject=authorisation, place=unit, data=facts)
    return use


def _check_use(
    authorisation: Authorisation, unit: OrgUnit, units: int, performed_on: date | None, at: datetime
) -> None:
    if not may_use(unit, authorisation, at):
        problem = _not_here(authorisation, at)
        raise not_allowed(
            "AP-73",
            service=authorisation.service.label,
            where=problem.remedy.removeprefix("Debe usarse en: ").rstrip("."),
        )
    today = today_at(unit, at)
    day = performed_on or today
    if authorisation.state in USABLE and today < authorisation.valid_from:
        raise not_now("AP-76", since=f"{authorisation.valid_from:%d/%m/%Y}")
    expired = authorisation.state == AuthorisationState.EXPIRED
    if expired or (authorisation.state in USABLE and day > authorisation.valid_until):
        raise not_now("AP-75", until=f"{authorisation.valid_until:%d/%m/%Y}")
    check_authorisation("consume", "usar", authorisation)
    if not authorisation.valid_from <= day <= today:
        raise Invalid([broken("AP-79", "performed_on", value=day.isoformat())])
    if not 1 <= units <= MAX_QUANTITY:
        values = {"value": units, "field": "unidades", "least": 1, "most": authorisation.remaining}
        raise Invalid([broken("AP-03", "units", **values)])
    if units > authorisation.remaining:
        raise not_now("AP-74", left=authorisation.remaining, units=authorisation.units, value=units)


def _same(earlier: Use, authorisation: Authorisation, unit: OrgUnit, units: int) -> Use:
    """A use sent again is the first one; anything else under its key is refused (AP-81)."""
    same = (
        earlier.authorisation_id == authorisation.pk
        and earlier.unit_id == unit.pk
        and earlier.units == units
        and earlier.reverses_id is None
    )
    if not same:
        raise Invalid([broken("AP-81", "key")])
    return earlier


@action("authorizations.units.reverse")
def reverse_use(*, by: User, at: datetime, use: Use, reason: str) -> Use:
    """Take a use back whole: its units can be used again while the number lives. Raises NotNow (AP-80), Invalid (AP-58)."""
    require(by, Permission.AUTH_REVERSE, use.unit, at)
    authorisation = _locked(use.authorisation)
    use = Use.objects.select_related("unit").get(pk=use.pk)
    reason = check_reason(reason)
    undone = Use.objects.filter(reverses=use).first()
    if undone or use.reverses_id is not None:
        when = local((undone or use).at, use.unit)
        raise not_now("AP-80", at=when)
    all_back = authorisation.consumed == use.units
    check_authorisation("reverse_all" if all_back else "reverse", "revertir", authorisation)
    back = Use.objects.create(
        authorisation=authorisation,
        unit=use.unit,
        units=use.units,
        performed_on=use.performed_on,
        at=at,
        by=by,
        reverses=use,
        reason=reason[:500],
    )
    _after_use(authorisation, "reverse_all" if all_back else "reverse", by, at)
    facts = {"number": authorisation.number, "units": use.units, "left": authorisation.remaining}
    record(
        action="authorizations.units.reverse",
        by=by,
        at=at,
        subject=authorisation,
        place=use.unit,
        reason=reason,
        data=facts,
    )
    return back


def _locked(authorisation: Authorisation) -> Authorisation:
    """The number as it is now; other users of it queue up."""
    related = ("item__request__unit__area", "service", "place")
    rows = Authorisation.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=authorisation.pk)


def _after_use(authorisation: Authorisation, act: str, by: User, at: datetime) -> None:
    """The state that follows; the trigger has counted the units."""
    transition = check_authorisation(act, "usar", authorisation)
    authorisation.refresh_from_db(fields=["consumed"])
    if transition.target != authorisation.state:
        authorisation.state, authorisation.state_at = str(transition.target), at
        authorisation.state_by = by
        authorisation.save(update_fields=["state", "state_at", "state_by"])
