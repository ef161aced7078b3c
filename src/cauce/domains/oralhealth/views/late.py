"""Who is late: facilities, regions and months; a download; reminders to the facilities chosen."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.accounts.access import can, require, roots
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid
from cauce.core.exports import asked_format, table_response

from .. import actions
from ..country import is_month, month_of, today
from ..models import Facility
from ..queries.board import FacilityProgress, deadline, timeliness
from ..queries.late import Share, by_month, by_region, last_reminders, rows_of
from ..rules.states import MONTH_LABELS
from .common import crumbs, page

PER_PAGE = 100
HEADER = (
    "Región",
    "Código",
    "Instalación",
    "Estado",
    "Hojas",
    "Hojas revisadas",
    "Pacientes",
    "Enviado",
    "Enviado con datos",
    "Enviado el",
    "A tiempo",
    "Fuera de plazo",
    "Falta el acuerdo de",
)
STAGES = {
    "sin-enviar": ("Sin enviar", lambda row: not row.sent),
    "tarde": ("Fuera de plazo", lambda row: row.late),
    "enviado": ("Enviado", lambda row: row.sent),
    "con-datos": ("Enviado con datos", lambda row: row.with_data),
    "sin-datos": ("Enviado sin datos", lambda row: row.sent and not row.with_data),
}
ORDERS = {
    "region": lambda row: (str(row.region), row.facility.name),
    "instalacion": lambda row: row.facility.name,
    "hojas": lambda row: row.sheets,
    "pacientes": lambda row: row.patients if row.patients is not None else -1,
    "enviado": lambda row: row.sent_at.timestamp() if row.sent_at else 0,
}


@page
def late(request: Any) -> HttpResponseBase:
    """`?mes=2026-03`, `?region=`, `?etapa=`, `?orden=`, `?formato=csv|xlsx`; POST sends reminders."""
    require(request.user, Permission.ORAL_READ, None, request.now)
    places = roots(request.user, Permission.ORAL_READ, request.now)
    month = _month(request)
    rows = rows_of(places, month, request.now)
    regions = by_region(rows)
    shown = _shown(request, rows)
    if file_format := asked_format(request):
        name = f"entrega-{month // 100}-{month % 100:02d}"
        codes = dict(Facility.objects.values_list("unit_id", "code"))
        exported = (_exported(row, codes) for row in shown)
        return table_response(file_format, name, _("Entrega del mes"), HEADER, exported)
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            return _remind(request, month)
        except Invalid as refused:
            problems = refused.problems
    page_of = Paginator(shown, PER_PAGE).get_page(request.GET.get("pagina"))
    reminders = last_reminders(page_of, month)
    context = {
        "crumbs": crumbs((_("Entrega y atrasos"), "")),
        "month": f"{month // 100}-{month % 100:02d}",
        "number": month,
        "deadline": deadline(month),
        "tiles": _tiles(rows, request),
        "regions": regions,
        "trend": by_month(places, month, request.now),
        "rows": [
            (row, MONTH_LABELS[row.state], reminders.get(row.facility.pk), _may_remind(request, row))
            for row in page_of
        ],
        "page_of": page_of,
        "stages": [(key, text) for key, (text, _test) in STAGES.items()],
        "stage": request.GET.get("etapa", ""),
        "region": request.GET.get("region", ""),
        "problems": problems,
        "reminding": any(_may_remind(request, row) for row in page_of),
    }
    return render(request, "oralhealth/late.html", context, status=422 if problems else 200)


def _month(request: Any) -> int:
    """The month asked for; by default the last one whose deadline matters: the month before this one."""
    asked = request.GET.get("mes", "").replace("-", "")
    if is_month(asked):
        return int(asked)
    now = month_of(today(request.now))
    return now - 1 if now % 100 > 1 else now - 89


def _shown(request: Any, rows: list[FacilityProgress]) -> list[FacilityProgress]:
    region, stage = request.GET.get("region", ""), request.GET.get("etapa", "")
    shown = [row for row in rows if not region or (row.region and row.region.code == region)]
    if stage in STAGES:
        shown = [row for row in shown if STAGES[stage][1](row)]
    asked = request.GET.get("orden", "")
    if key := ORDERS.get(asked.removeprefix("-")):
        shown.sort(key=key, reverse=asked.startswith("-"))
    return shown


def _may_remind(request: Any, row: FacilityProgress) -> bool:
    return not row.sent and can(request.user, Permission.ORAL_REMIND, row.facility, request.now)


def _remind(request: Any, month: int) -> HttpResponseBase:
    chosen = Facility.objects.filter(unit__in=_numbers(request)).select_related("unit")
    message = request.POST.get("mensaje", "")[:500]
    sent = actions.send_reminders(
        by=request.user, at=request.now, facilities=chosen, month=month, message=message
    )
    people = sum(sent.values())
    messages.success(
        request,
        ngettext(
            "Recordatorio enviado a %(n)s persona de %(e)s instalaciones.",
            "Recordatorio enviado a %(n)s personas de %(e)s instalaciones.",
            people,
        )
        % {"n": people, "e": len(sent)},
    )
    if nobody := [f.unit.name for f in chosen if not sent[f.pk]]:
        messages.warning(request, _("Sin personas a quién avisar: %(names)s.") % {"names": ", ".join(nobody)})
    return redirect(request.get_full_path())


def _numbers(request: Any) -> list[int]:
    return [int(text) for text in request.POST.getlist("instalacion") if text.isdigit() and len(text) < 10]


def _tiles(rows: list[FacilityProgress], request: Any) -> list[tuple[str, str, str]]:
    """(text, «n de total», address of its rows)."""
    totals, share = timeliness(rows), Share(timeliness(rows))
    query = request.GET.copy()

    def to(stage: str) -> str:
        query["etapa"] = stage
        return f"{request.path}?{query.urlencode()}"

    return [
        (_("Instalaciones"), str(totals.facilities), request.path),
        (_("Enviado"), str(totals.sent), to("enviado")),
        (_("Enviado con datos"), str(totals.with_data), to("con-datos")),
        (_("A tiempo"), _with_share(totals.on_time, share.timely), to("enviado")),
        (_("Fuera de plazo"), str(sum(row.late for row in rows)), to("tarde")),
        (_("Hojas revisadas"), f"{totals.reviewed} / {totals.sheets}", ""),
    ]


def _with_share(count: int, share: int | None) -> str:
    return str(count) if share is None else f"{count} ({share} %)"


def _exported(row: FacilityProgress, codes: dict[int, str]) -> list[object]:
    return [
        row.region.name if row.region else None,
        codes.get(row.facility.pk),
        row.facility.name,
        MONTH_LABELS[row.state],
        row.sheets,
        row.reviewed,
        row.patients,
        row.sent,
        row.with_data,
        row.sent_at,
        row.sent and not row.late,
        row.late,
        ", ".join(row.missing),
    ]
