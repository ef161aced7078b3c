"""Reminding the ESE that have not delivered their quarter (spec 3, "Workflow": reminders)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cauce.core.accounts.access import holders, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.notifications import notify
from cauce.web.navigation import address

from ..country import quarter, quarter_name
from ..models import Hospital
from .common import invalid


@action("riskplans.reminder.send")
def remind(
    *, by: User, at: datetime, hospitals: Iterable[Hospital], period: str, message: str = ""
) -> dict[int, int]:
    """Notify those who send the report of each ESE; returns hospital → people notified.

    Raises Invalid RP-49 (no quarter), RP-35 (nothing chosen), NotAllowed at the first ESE out of the person's reach.
    """
    require(by, Permission.RISK_REVIEW, None, at)
    chosen = list(hospitals)
    if quarter(period) is None:
        raise invalid("RP-49", "period", value=period)
    if not chosen:
        raise invalid("RP-35", "hospitals", what="a qué ESE se le recuerda")
    sent = {}
    for hospital in chosen:
        require(by, Permission.RISK_REVIEW, hospital.unit, at)
        people = holders(Permission.RISK_SEND, hospital.unit, at)
        notify(
            people,
            kind="riskplans.reminder",
            title=_("Recordatorio: falta el informe del %(q)s de %(place)s")
            % {"q": quarter_name(period), "place": hospital.unit.name},
            body=message.strip() or _("El informe trimestral no se ha enviado al territorio."),
            url=address("riskplans:home"),
            at=at,
        )
        record(
            action="riskplans.reminder.send",
            by=by,
            at=at,
            subject=hospital,
            place=hospital.unit,
            data={"period": period, "people": len(people)},
            reason=message.strip(),
        )
        sent[hospital.pk] = len(people)
    return sent
