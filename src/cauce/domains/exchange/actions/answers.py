"""Step 2: does any unit of the entity have surplus or shortage?"""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from ..models import Declaration
from ..policies import check_can_write, check_no_rows
from .locking import locked


@action("exchange.declaration.answer")
def answer_declaration(*, by: User, at: datetime, declaration: Declaration, answer: bool) -> Declaration:
    """Record SI (True) or NO (False). NO is refused while rows exist (EX-20)."""
    require(by, Permission.EXCHANGE_ANSWER, declaration.entity, at)
    declaration = locked(declaration)
    check_can_write(declaration, at)
    if answer is False:
        check_no_rows(declaration)
    before, declaration.answer = declaration.answer, answer
    declaration.save(update_fields=["answer"])
    record(
        action="exchange.declaration.answer",
        by=by,
        at=at,
        subject=declaration,
        place=declaration.entity,
        data={"before": before, "after": answer},
    )
    return declaration
