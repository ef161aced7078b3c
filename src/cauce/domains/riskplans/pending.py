"""What waits for each role in the risk plans, with its term: the to-do list of the first page and of the module's own."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from cauce.core import todo
from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.core.todo import TodoItem
from cauce.web.navigation import address

from .country import quarter_name
from .models import PlanVersion, QuarterReport
from .pending_papers import written
from .queries.board import board, last_quarter, late, running, terms_of, undelivered
from .queries.reach import plans, reports
from .rules.states import ReportState, VersionState

MODULE = "riskplans"
FEW = 6


@todo.register
def waiting(user: Any, now: datetime) -> Iterable[TodoItem]:
    """The module's part of the person's to-do list."""
    held = permissions_at(user, None, now)
    if Permission.RISK_READ not in held:
        return
    if Permission.RISK_WRITE in held:
        yield from _to_fill(user, now)
    if Permission.RISK_REVIEW in held:
        yield from _of_state(user, now, Permission.RISK_REVIEW, TO_REVIEW)
        yield from _missing(user, now)
    if Permission.RISK_EVALUATE in held:
        yield from _of_state(user, now, Permission.RISK_EVALUATE, TO_EVALUATE)
    if Permission.RISK_VIABILISE in held:
        yield from _viabilities(user, now)
    if Permission.RISK_REQUEST in held:
        yield from _proposals(user, now)
    yield from written(user, now, held)


# state → (one, several, step whose term counts, page)
Work = dict[ReportState, tuple[Any, Any, str, str]]
TO_REVIEW: Work = {
    ReportState.SENT: (lazy("Revisar el informe"), lazy("%(n)s informes por revisar"), "territory", "review"),
    ReportState.IN_REVIEW: (
        lazy("Terminar la revisión"),
        lazy("%(n)s informes en revisión"),
        "territory",
        "review",
    ),
}
TO_EVALUATE: Work = {
    ReportState.ACCEPTED: (
        lazy("Recibir el informe"),
        lazy("%(n)s informes por recibir"),
        "superintendence",
        "report",
    ),
    ReportState.RECEIVED: (
        lazy("Evaluar el informe"),
        lazy("%(n)s informes por evaluar"),
        "superintendence",
        "score",
    ),
}


def _to_fill(user: Any, now: datetime) -> Iterator[TodoItem]:
    """This quarter's report of the person's ESE, and any other that came back."""
    period = last_quarter(now).id
    mine = undelivered(running(plans(user, now, Permission.RISK_WRITE), period), period)
    for row in board(mine[:FEW], period, now):
        url = address("riskplans:report", row.report.pk) if row.report else address("riskplans:home")
        title = _("Presentar el informe del %(q)s") % {"q": quarter_name(period)}
        if row.report and row.report.state == ReportState.RETURNED:
            title = _("Corregir el informe devuelto del %(q)s") % {"q": quarter_name(period)}
        yield TodoItem(title, row.hospital.unit.name, url, row.due_at, MODULE)
    back = reports(user, now, Permission.RISK_WRITE).filter(state=ReportState.RETURNED)
    for report in back.exclude(period=period)[:FEW]:
        title = _("Corregir el informe devuelto del %(q)s") % {"q": quarter_name(report.period)}
        url = address("riskplans:report", report.pk)
        yield TodoItem(title, report.plan.hospital.unit.name, url, report.due_at, MODULE)


def _of_state(user: Any, now: datetime, permission: Permission, work: Work) -> Iterator[TodoItem]:
    for state, (one, several, step, name) in work.items():
        found = reports(user, now, permission).filter(state=state).order_by("period", "pk")
        first = list(found[: FEW + 1])
        if len(first) > FEW:
            oldest: QuarterReport = first[0]
            url = f"{address('riskplans:reports')}?estado={state}"
            detail = _("El más antiguo, del %(q)s") % {"q": quarter_name(oldest.period)}
            yield TodoItem(
                str(several) % {"n": found.count()}, detail, url, terms_of(oldest.period).get(step), MODULE
            )
            continue
        terms = {period: terms_of(period) for period in {report.period for report in first}}
        for report in first:
            detail = f"{report.plan.hospital.unit.name} · {quarter_name(report.period)}"
            due = terms[report.period].get(step)
            yield TodoItem(str(one), detail, address(f"riskplans:{name}", report.pk), due, MODULE)


def _missing(user: Any, now: datetime) -> Iterator[TodoItem]:
    """How many ESE of the territory are past their term without having delivered."""
    period = last_quarter(now).id
    count = late(plans(user, now, Permission.RISK_REVIEW), period, now).count()
    if count:
        words = ngettext("%(n)s ESE no ha entregado", "%(n)s ESE no han entregado", count)
        detail = _("Informe del %(q)s; se les puede recordar") % {"q": quarter_name(period)}
        url = f"{address('riskplans:home')}?faltan=1"
        yield TodoItem(words % {"n": count}, detail, url, terms_of(period).get("ese"), MODULE)


def _proposals(user: Any, now: datetime) -> Iterator[TodoItem]:
    """Plans and modifications that the territory has to finish, or to correct after a refusal."""
    mine = plans(user, now, Permission.RISK_REQUEST)
    found = PlanVersion.objects.filter(plan__in=mine).filter(
        Q(state=VersionState.DRAFT) | Q(state=VersionState.REFUSED, kind="original")
    )
    for version in found.select_related("plan__hospital__unit").order_by("pk")[:FEW]:
        words = _("Corregir y presentar de nuevo: %(kind)s")
        if version.state == VersionState.DRAFT:
            words = _("Terminar y presentar: %(kind)s")
        url = address("riskplans:version", version.pk)
        title = words % {"kind": version.get_kind_display().lower()}
        yield TodoItem(title, version.plan.hospital.unit.name, url, None, MODULE)


def _viabilities(user: Any, now: datetime) -> Iterator[TodoItem]:
    asked = PlanVersion.objects.filter(
        state=VersionState.REQUESTED, plan__in=plans(user, now, Permission.RISK_VIABILISE)
    )
    for version in asked.select_related("plan__hospital__unit")[:FEW]:
        title = _("Decidir la viabilidad: %(kind)s") % {"kind": version.get_kind_display().lower()}
        url = address("riskplans:version", version.pk)
        yield TodoItem(title, version.plan.hospital.unit.name, url, None, MODULE)
