"""Accepting or dismissing a proposed shortage: the declaration is written by the exchange's own action."""

from datetime import datetime

from django.utils.timezone import localtime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.catalogues.models import Entry
from cauce.core.errors import Invalid, NotFound, NotNow
from cauce.core.organisations.models import OrgUnit
from cauce.domains.exchange.actions import save_sheet
from cauce.domains.exchange.actions.locking import locked
from cauce.domains.exchange.actions.sheets import line_values
from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.policies import check_can_save_lines
from cauce.domains.exchange.rules.lines import FIELDS, LineValues

from ..models import ShortageAnswer
from .demand import USUAL, span_of
from .proposals import Proposed, answer_to, one_proposed
from .rules import LEAST_REASON, broken


@action("bridges.shortage.accept")
def accept_shortage(
    *,
    by: User,
    at: datetime,
    declaration: Declaration,
    unit: OrgUnit,
    product: Entry,
    patients: str,
    cause: str,
    version: int,
    events: str = "",
    days: int = USUAL,
    confirmed: bool = False,
) -> ShortageAnswer:
    """Write the shortage, as the person edited it, into the open declaration; accepted twice, it is written once.

    patients, events, cause: as typed in the sheet; version: of the sheet that the person was looking at; days: how
    far back the demand was looked at. What else the row says (a surplus) stays. Raises as exchange's `save_sheet`
    (round closed: EX-31), NotFound (BR-03) without demand, NotNow (BR-02) when it was dismissed.
    """
    require(by, Permission.EXCHANGE_EDIT, unit, at)
    declaration = locked(declaration)
    given = answer_to(declaration, unit, product)
    if given is not None and given.accepted:
        return given
    found = _open(declaration, unit, product, days, given, at)
    before = line_values(found.line) if found.line else LineValues()
    row: dict[str, object] = {name: getattr(before, name) for name in FIELDS}
    row |= {"shortage_patients": patients, "shortage_events": events, "shortage_cause": cause}
    save_sheet(
        by=by,
        at=at,
        declaration=declaration,
        unit=unit,
        speciality=speciality_of(product),
        rows={product.pk: row},
        version=version,
        confirmed=confirmed,
    )
    declared = declaration.lines.get(unit=unit, product=product).shortage_patients
    answer = _answer(found, declaration, by, at, accepted=True, declared=declared)
    facts = {"product": product.code, "proposed": found.monthly, "declared": declared, **_looked(found)}
    record(action="bridges.shortage.accept", by=by, at=at, subject=answer, place=unit, data=facts)
    return answer


@action("bridges.shortage.dismiss")
def dismiss_shortage(
    *,
    by: User,
    at: datetime,
    declaration: Declaration,
    unit: OrgUnit,
    product: Entry,
    reason: str,
    days: int = USUAL,
) -> ShortageAnswer:
    """Set the proposal aside, with its reason; it is not proposed again in the round. Dismissed twice, it is told once."""
    require(by, Permission.EXCHANGE_EDIT, unit, at)
    declaration = locked(declaration)
    check_can_save_lines(declaration, at)
    given = answer_to(declaration, unit, product)
    if given is not None:
        return given
    why = " ".join(reason.split())
    if len(why) < LEAST_REASON:
        raise Invalid([broken("BR-01", "reason", least=LEAST_REASON)])
    found = _open(declaration, unit, product, days, given, at)
    answer = _answer(found, declaration, by, at, accepted=False, reason=why[:500])
    facts = {"product": product.code, "proposed": found.monthly, **_looked(found)}
    record(
        action="bridges.shortage.dismiss",
        by=by,
        at=at,
        subject=answer,
        place=unit,
        data=facts,
        reason=why[:500],
    )
    return answer


def speciality_of(product: Entry) -> Entry:
    """The sheet on which a product is written; every product of the catalogue lies in one."""
    assert product.parent is not None  # noqa: S101
    return product.parent


def _open(
    declaration: Declaration,
    unit: OrgUnit,
    product: Entry,
    days: int,
    given: ShortageAnswer | None,
    at: datetime,
) -> Proposed:
    """The proposal, if it still stands."""
    if given is not None:
        problem = broken("BR-02", at=localtime(given.at).strftime("%d/%m/%Y %H:%M"))
        raise NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)
    span = span_of(days, at)
    found = one_proposed(declaration, unit, product, span)
    if found is None:
        problem = broken("BR-03", since=f"{span.since:%d/%m/%Y}")
        raise NotFound(problem.message, rule=problem.rule, remedy=problem.remedy)
    return found


def _answer(
    found: Proposed,
    declaration: Declaration,
    by: User,
    at: datetime,
    *,
    accepted: bool,
    declared: int | None = None,
    reason: str = "",
) -> ShortageAnswer:
    return ShortageAnswer.objects.create(
        round=declaration.round,
        unit=found.unit,
        product=found.product,
        accepted=accepted,
        proposed=found.monthly,
        declared=declared,
        since=found.span.since,
        until=found.span.until,
        reason=reason,
        at=at,
        by=by,
    )


def _looked(found: Proposed) -> dict[str, str]:
    return {"since": found.span.since.isoformat(), "until": found.span.until.isoformat()}
