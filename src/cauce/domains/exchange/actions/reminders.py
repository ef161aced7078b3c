"""Reminding the entities that still owe a step (spec 1, Reports: progress of a round, reminders)."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.notifications import notify

from ..models import Declaration
from ..notices import name_of, people_of
from ..rules.table import broken


@action("exchange.reminder.send")
def send_reminders(
    *, by: User, at: datetime, declarations: Iterable[Declaration], message: str = ""
) -> dict[int, int]:
    """Notify who captures in each entity; returns declaration id → people notified.

    Raises Invalid (EX-71: nothing chosen), NotAllowed at the first entity that is not the person's.
    """
    chosen = list(declarations)
    if not chosen:
        raise Invalid([broken("EX-71", "declarations")])
    sent = {}
    for declaration in chosen:
        require(by, Permission.EXCHANGE_REMIND, declaration.entity, at)
        people = people_of(declaration, at)
        _notify(people, declaration, message.strip(), at)
        record(
            action="exchange.reminder.send",
            by=by,
            at=at,
            subject=declaration,
            place=declaration.entity,
            reason=message.strip(),
            data={"people": len(people)},
        )
        sent[declaration.pk] = len(people)
    return sent


def _notify(people: list[User], declaration: Declaration, message: str, at: datetime) -> None:
    notify(
        people,
        kind="exchange.reminder",
        title=_("Recordatorio: %(round)s, %(entity)s")
        % {"round": declaration.round.name, "entity": name_of(declaration)},
        body=message or _("Su registro de excedentes y/o faltantes está pendiente."),
        url=reverse("exchange:answer", args=[declaration.pk]),
        at=at,
    )
