"""Reminding the facilities that have not sent their month (spec 4: the region sees who is late)."""

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

from ..models import Facility
from ..notices import people_at
from ..rules.flow import broken

WHO = (Permission.ORAL_CONSOLIDATE, Permission.ORAL_REVIEW)  # REGES and the head of clinic


@action("oralhealth.reminder.send")
def send_reminders(
    *, by: User, at: datetime, facilities: Iterable[Facility], month: int, message: str = ""
) -> dict[int, int]:
    """Notify REGES and the heads of clinic of each facility; returns facility → people notified.

    Raises Invalid (OH-115: nothing chosen), NotAllowed at the first facility that is not within the person's reach.
    """
    require(by, Permission.ORAL_REMIND, None, at)
    chosen = list(facilities)
    if not chosen:
        raise Invalid([broken("OH-115", "facilities")])
    sent = {}
    for facility in chosen:
        require(by, Permission.ORAL_REMIND, facility.unit, at)
        people = {p.pk: p for verb in WHO for p in people_at(facility.unit, verb, at)}
        _notify(list(people.values()), facility, month, message.strip(), at)
        record(
            action="oralhealth.reminder.send",
            by=by,
            at=at,
            subject=facility,
            place=facility.unit,
            reason=message.strip(),
            data={"month": month, "people": len(people)},
        )
        sent[facility.pk] = len(people)
    return sent


def _notify(people: list[User], facility: Facility, month: int, message: str, at: datetime) -> None:
    title = _("Recordatorio: falta enviar %(month)s, %(place)s")
    notify(
        people,
        kind="oralhealth.reminder",
        title=title % {"month": f"{month % 100:02d}/{month // 100}", "place": facility.unit.name},
        body=message or _("El consolidado del mes no se ha enviado a la región."),
        url=reverse("oralhealth:consolidated", args=[facility.code, month]),
        at=at,
    )
