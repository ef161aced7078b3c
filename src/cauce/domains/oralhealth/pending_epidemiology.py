"""What waits in forms C and D: brigades left open, audits of records half looked at, registers of the month not told.

None has a deadline in the source; the yearly audit of records is due when its year ends (p. 48: once a year).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from cauce.core import todo
from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.todo import TodoItem
from cauce.web.navigation import address

from .country import ZONE, month_of, today
from .models import Brigade, HospitalMonth, RecordAudit
from .queries.epidemiology import facilities_where, reach

MODULE = "oralhealth"
FEW = 5


@todo.register
def waiting_forms(user: Any, now: datetime) -> Iterable[TodoItem]:
    """The forms' part of the person's to-do list."""
    held = permissions_at(user, None, now)
    if Permission.ORAL_EXAMINE in held:
        yield from _brigades(user, now)
    if Permission.ORAL_RECORD_AUDIT in held:
        yield from _audits(user, now)
    if Permission.ORAL_REGISTER in held:
        yield from _hospitals(user, now)


def _brigades(user: User, now: datetime) -> Iterator[TodoItem]:
    """The person's own brigades still open, oldest first."""
    found = Brigade.objects.filter(saved_by=user, closed_at=None, date__lt=today(now)).order_by("date", "pk")
    for brigade in found[:FEW]:
        seen = brigade.exams.count()
        told = f"{seen} / {brigade.pupils}" if brigade.pupils else str(seen)
        detail = _("%(brigade)s · examinados: %(told)s") % {"brigade": brigade, "told": told}
        yield _item(
            _("Terminar y cerrar la jornada escolar"), detail, address("oralhealth:brigade", brigade.uid)
        )


def _audits(user: User, now: datetime) -> Iterator[TodoItem]:
    mine = reach(user, Permission.ORAL_RECORD_AUDIT, now, "facility")
    for audit in RecordAudit.objects.filter(mine, closed_at=None).select_related("facility")[:FEW]:
        due = datetime.combine(
            today(now).replace(year=audit.year, month=12, day=31), time(23, 59, 59), tzinfo=ZONE
        )
        detail = _("%(place)s · revisados: %(seen)s de %(size)s") % {
            "place": audit.facility.name, "seen": audit.seen, "size": audit.size,
        }  # fmt: skip
        title = _("Auditoría de expedientes de %(year)s") % {"year": audit.year}
        yield _item(title, detail, address("oralhealth:record_audit", audit.pk), due)


def _hospitals(user: User, now: datetime) -> Iterator[TodoItem]:
    """Hospitals whose last finished month has no form yet."""
    month = month_of(today(now))
    last = month - 1 if month % 100 > 1 else month - 89
    found = facilities_where(user, Permission.ORAL_REGISTER, now).filter(oralhealth__is_hospital=True)
    told = HospitalMonth.objects.filter(month=last).values("facility")
    waiting = list(found.exclude(pk__in=told)[: FEW + 1])
    words = f"{last // 100}-{last % 100:02d}"
    if len(waiting) > FEW:
        title = _("Formularios hospitalarios de %(month)s por registrar") % {"month": words}
        yield _item(title, "", address("oralhealth:hospital"))
        return
    for facility in waiting:
        title = _("Registrar el formulario hospitalario de %(month)s") % {"month": words}
        url = f"{address('oralhealth:hospital')}?instalacion={facility.code}&anio={last // 100}"
        yield _item(title, facility.name, url)


def _item(title: str, detail: str, url: str, due: datetime | None = None) -> TodoItem:
    return TodoItem(title, detail, url, due, MODULE)
