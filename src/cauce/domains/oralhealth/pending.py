"""What waits for each role in oral health: the to-do list of the first page and of the module's own.

Deadlines: a day's sheet goes to REGES daily (source 004, p. 12), so it is due when its day ends; a month, on the
day of `queries.board.deadline`. Claims have none: the source sets none.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core import todo
from cauce.core.accounts.access import permissions_at, roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.todo import TodoItem
from cauce.web.navigation import address
from cauce.web.ui.numbers import month_name

from .actions.months import PARTY_PERMISSION
from .country import ZONE, month_of, today
from .models import PARTIES, Agreement, FacilityMonth
from .queries.board import deadline
from .queries.month_flow import feedback_to_answer
from .queries.sheets import claims_to_answer, claims_to_close, open_sheets_of, sheets_to_review
from .rules.states import MonthState

MODULE = "oralhealth"
FEW = 5  # more of one kind become one line
MONTHS_BACK = 3  # finished months that the region is told about


@todo.register
def waiting(user: Any, now: datetime) -> Iterable[TodoItem]:
    """The module's part of the person's to-do list."""
    held = permissions_at(user, None, now)
    if Permission.ORAL_READ not in held:
        return
    if Permission.ORAL_WRITE in held:
        yield from _days(user, now)
        yield from _claims_to_answer(user, now)
    if Permission.ORAL_REVIEW in held:
        yield from _reviews(user, now)
    if Permission.ORAL_CLAIM in held:
        yield from _claims_to_close(user, now)
    if Permission.ORAL_CONSOLIDATE in held:
        yield from _to_consolidate(user, now)
    if Permission.ORAL_AGREE in held:
        yield from _to_agree(user, now)
    if Permission.ORAL_ANALYSE in held:
        yield from _feedback(user, now)
    if Permission.ORAL_REOPEN in held:
        yield from _late(user, now)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZONE)


def _days(user: User, now: datetime) -> Iterator[TodoItem]:
    """The person's days without closing, oldest first."""
    found = list(open_sheets_of(user).select_related("facility")[: FEW + 1])
    if len(found) > FEW:
        count, first = open_sheets_of(user).count(), found[0]
        title = _("%(n)s días sin cerrar") % {"n": count}
        detail = _("El más antiguo, del %(day)s") % {"day": f"{first.date:%d/%m/%Y}"}
        yield _item(title, detail, f"{address('oralhealth:home')}?estado=open", _end_of(first.date))
        return
    for sheet in found:
        title = (
            _("Devuelta: corregir la hoja") if sheet.return_note else _("Terminar y enviar la hoja del día")
        )
        detail = " · ".join(filter(None, (f"{sheet.date:%d/%m/%Y}", sheet.facility.name, sheet.return_note)))
        yield _item(title, detail, address("oralhealth:sheet", sheet.uid), _end_of(sheet.date))


def _claims_to_answer(user: User, now: datetime) -> Iterator[TodoItem]:
    found = list(claims_to_answer(user, now)[: FEW + 1])
    if len(found) > FEW:
        count = claims_to_answer(user, now).count()
        yield _item(
            _("%(n)s reclamos por responder") % {"n": count},
            "",
            f"{address('oralhealth:claims')}?de=responder",
        )
        return
    for claim in found:
        detail = f"{claim.sheet.date:%d/%m/%Y} · {claim.question}"
        yield _item(_("Responder un reclamo"), detail, address("oralhealth:claim", claim.uid))


def _reviews(user: User, now: datetime) -> Iterator[TodoItem]:
    count = sheets_to_review(user, now).count()
    if count:
        oldest = sheets_to_review(user, now).first()
        title = ngettext("%(n)s hoja por revisar", "%(n)s hojas por revisar", count) % {"n": count}
        day = f"{oldest.date:%d/%m/%Y}" if oldest else ""
        url = address("oralhealth:review")
        yield _item(title, _("La más antigua, del %(day)s") % {"day": day}, url)


def _feedback(user: User, now: datetime) -> Iterator[TodoItem]:
    """What the region or the nation asked about a month, without an answer yet."""
    for one in feedback_to_answer(user, now)[:FEW]:
        month = one.consolidation.month
        title = _("Responder la retroalimentación de %(place)s") % {"place": one.place.name}
        detail = f"{month_name(month.month)} · {month.facility.name}"
        yield _item(title, detail, address("oralhealth:month_comparison", month.facility.code, month.month))


def _claims_to_close(user: User, now: datetime) -> Iterator[TodoItem]:
    """Those that the person, or somebody of the same place, raised: the others' are theirs to close."""
    own = [place.pk for place in roots(user, Permission.ORAL_CLAIM, now)]
    count = claims_to_close(user, now).filter(Q(raised_by=user) | Q(sheet__facility__in=own)).count()
    if count:
        title = ngettext(
            "%(n)s reclamo respondido, por cerrar", "%(n)s reclamos respondidos, por cerrar", count
        )
        url = f"{address('oralhealth:claims')}?de=cerrar"
        yield _item(title % {"n": count}, _("Lea la respuesta o la corrección"), url)


def _months(user: User, permission: Permission, now: datetime) -> QuerySet[FacilityMonth]:
    """Finished months not yet locked, of the facilities where the person holds the permission; oldest first."""
    places = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.FACILITY), user, permission, now)
    found = FacilityMonth.objects.filter(facility__in=places, month__lt=month_of(today(now)))
    return found.exclude(state=MonthState.LOCKED).select_related("facility").order_by("month", "facility")


def _to_consolidate(user: User, now: datetime) -> Iterator[TodoItem]:
    """REGES: months to consolidate (again), and those that only need closing."""
    for month in _months(user, Permission.ORAL_CONSOLIDATE, now)[:FEW]:
        if month.outdated:
            title = _("Consolidar otra vez el mes de %(month)s: algo cambió")
        elif month.state == MonthState.OPEN:
            title = _("Consolidar el mes de %(month)s")
        elif _agreed(month) == set(dict(PARTIES)):
            title = _("Cerrar el mes de %(month)s y enviarlo a la región")
        else:
            continue
        yield _month_item(title, month)


def _to_agree(user: User, now: datetime) -> Iterator[TodoItem]:
    """The parties: consolidated months where one of theirs has not agreed."""
    waiting_for_parties = _months(user, Permission.ORAL_AGREE, now).filter(
        state=MonthState.CONSOLIDATED, outdated=False
    )
    for month in waiting_for_parties[:FEW]:
        mine = permissions_at(user, month.facility, now)
        speaks = {party for party, permission in PARTY_PERMISSION.items() if permission in mine}
        if speaks - _agreed(month):
            yield _month_item(_("Revisar y acordar el mes de %(month)s"), month)


def _agreed(month: FacilityMonth) -> set[str]:
    """The parties that agreed with the month's last consolidation."""
    found = Agreement.objects.filter(
        consolidation__month=month, consolidation__version=F("consolidation__month__version")
    )
    return set(found.values_list("party", flat=True))


def _late(user: User, now: datetime) -> Iterator[TodoItem]:
    """The region and the nation: how many facilities have not sent each of the last finished months."""
    places = within(OrgUnit.objects.filter(oralhealth__isnull=False), user, Permission.ORAL_REOPEN, now)
    count = places.count()
    known = FacilityMonth.objects.filter(facility__in=places)
    first = known.order_by("month").values_list("month", flat=True).first()
    for month in _finished(today(now)):
        if first is None or month < first:
            return
        missing = count - known.filter(month=month, sent_at__isnull=False).count()
        if missing:
            title = ngettext(
                "%(n)s instalación sin enviar el mes de %(month)s",
                "%(n)s instalaciones sin enviar el mes de %(month)s",
                missing,
            )
            url = f"{address('oralhealth:late')}?mes={month // 100}-{month % 100:02d}"
            words = title % {"n": missing, "month": month_name(month)}
            yield _item(words, _("Entrega del mes"), url, _end_of(deadline(month)))


def _finished(day: date) -> Iterator[int]:
    """The last finished months, latest first: 202610, 202609…"""
    year, month = day.year, day.month
    for _back in range(MONTHS_BACK):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        yield year * 100 + month


def _month_item(title: str, month: FacilityMonth) -> TodoItem:
    url = address("oralhealth:consolidated", month.facility.code, month.month)
    words = title % {"month": month_name(month.month)}
    return _item(words, month.facility.name, url, _end_of(deadline(month.month)))


def _item(title: str, detail: str, url: str, due_at: datetime | None = None) -> TodoItem:
    return TodoItem(title, detail, url, due_at, MODULE)
