"""Reopening: the institution's coordination lets a finalised or closed declaration be changed."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from .. import notices
from ..models import Declaration, Reopening
from ..policies import check_can_reopen, local, window_of
from ..reports.issuing import withdraw_final_version
from ..rules.states import State
from ..rules.table import broken
from .locking import locked

MIN_REASON = 10


@action("exchange.declaration.reopen")
def reopen_declaration(
    *, by: User, at: datetime, declaration: Declaration, reason: str, until: datetime | None = None
) -> Reopening:
    """Open a declaration again, for a written reason; withdraws the issued final version (kept, superseded).

    until: needed after the round's close; while the round is open it may be None. Raises Invalid
    (EX-35, EX-36), NotNow (EX-34), NotAllowed.
    """
    require(by, Permission.EXCHANGE_REOPEN, declaration.entity, at)
    declaration = locked(declaration)
    check_can_reopen(declaration, at)
    _check_form(declaration, reason.strip(), until, at)
    withdraw_final_version(by=by, at=at, declaration=declaration)
    reopening = Reopening.objects.create(
        declaration=declaration,
        reason=reason.strip(),
        at=at,
        by=by,
        until=until,
        withdrawn_version=declaration.final_version,
    )
    declaration.state, declaration.reopened_until = State.OPEN, until
    declaration.units_total = declaration.units_with = declaration.units_without = None
    declaration.finalised_at = declaration.finalised_by = None
    declaration.save()
    record(
        action="exchange.declaration.reopen",
        by=by,
        at=at,
        subject=declaration,
        place=declaration.entity,
        reason=reopening.reason,
        data={"until": until, "withdrawn_version": reopening.withdrawn_version},
    )
    notices.reopened(reopening)
    return reopening


def _check_form(declaration: Declaration, reason: str, until: datetime | None, at: datetime) -> None:
    problems = []
    if len(reason) < MIN_REASON:
        problems.append(broken("EX-35", "reason"))
    needs_until = at >= window_of(declaration).closes_at
    if (until is None and needs_until) or (until is not None and until <= at):
        problems.append(broken("EX-36", "until", until=local(until) if until else "vacío"))
    if problems:
        raise Invalid(problems)
