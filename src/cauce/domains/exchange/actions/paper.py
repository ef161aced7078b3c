"""The signed report on paper: the coordination records its arrival (spec 1, rule 9)."""

from datetime import date, datetime

from django.utils import timezone

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from ..models import Declaration, PaperReceipt
from ..policies import refuse
from ..rules.table import broken
from .locking import locked


@action("exchange.paper.record")
def record_paper_receipt(
    *,
    by: User,
    at: datetime,
    declaration: Declaration,
    received_date: date | None,
    reference: str,
    condition: str,
    note: str = "",
) -> PaperReceipt:
    """Record that the paper of the current final version arrived. Raises Invalid (EX-50, EX-51), NotNow (EX-33)."""
    require(by, Permission.EXCHANGE_PAPER, declaration.entity, at)
    declaration = locked(declaration)
    if declaration.is_open or declaration.finalised_at is None:
        raise refuse("EX-33")
    reference = reference.strip()
    if received_date is None or not reference or condition not in PaperReceipt.Condition.values:
        raise Invalid([broken("EX-50", "received_date")])
    if (
        not timezone.localtime(declaration.finalised_at).date()
        <= received_date
        <= timezone.localtime(at).date()
    ):
        raise Invalid([broken("EX-51", "received_date", date=f"{received_date:%d/%m/%Y}")])
    receipt = PaperReceipt.objects.create(
        declaration=declaration,
        final_version=declaration.final_version,
        received_date=received_date,
        reference=reference,
        condition=condition,
        note=note.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    record(
        action="exchange.paper.record",
        by=by,
        at=at,
        subject=declaration,
        place=declaration.entity,
        data={"date": received_date, "reference": reference, "condition": condition},
    )
    return receipt
