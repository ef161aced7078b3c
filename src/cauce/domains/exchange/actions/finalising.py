"""Step 7: finalise. From here on the data are frozen and the final version exists."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.confirm import confirm_password, require_second_factor
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import ConfirmationNeeded, Invalid

from ..models import Declaration
from ..policies import check_can_finalise
from ..queries import units_of
from ..reports.issuing import issue_final_version
from ..rules.states import State
from ..rules.table import broken
from .locking import locked


@action("exchange.declaration.finalise")
def finalise_declaration(
    *, by: User, at: datetime, declaration: Declaration, answer: bool, password: str, confirmed: bool = False
) -> Declaration:
    """Freeze the declaration and issue its final version, in one transaction.

    answer: the SI of step 7; password: the person's own, asked again. Raises Invalid (EX-24, password),
    ConfirmationNeeded (EX-23: SI without any row), NotNow, NotAllowed.
    """
    require(by, Permission.EXCHANGE_FINALISE, declaration.entity, at)
    require_second_factor(by)
    if not answer:
        raise Invalid([broken("EX-24", "answer")])
    confirm_password(user=by, password=password)
    declaration = locked(declaration)
    check_can_finalise(declaration, at)
    if declaration.answer and not confirmed and not declaration.lines.exists():
        raise ConfirmationNeeded([broken("EX-23", "answer")])
    _freeze(declaration, by, at)
    document = issue_final_version(by=by, at=at, declaration=declaration)
    record(
        action="exchange.declaration.finalise",
        by=by,
        at=at,
        subject=declaration,
        place=declaration.entity,
        data={
            "version": declaration.final_version,
            "folio": document.folio,
            "answer": declaration.answer,
            "rows": declaration.lines.count(),
            "units_total": declaration.units_total,
            "units_with": declaration.units_with,
        },
    )
    return declaration


def _freeze(declaration: Declaration, by: User, at: datetime) -> None:
    """Set the state and the three figures of the board (Total = Con + Sin)."""
    total = units_of(declaration, at).count()
    having = declaration.lines.values("unit").distinct().count()
    declaration.state = State.FINALISED
    declaration.finalised_at, declaration.finalised_by = at, by
    declaration.final_version += 1
    declaration.units_with, declaration.units_total = having, max(total, having)
    declaration.units_without = declaration.units_total - having
    declaration.save()
