"""Form B on a page: the month's promotion and education activities, with invited, beneficiaries and topics."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import asked_format, table_response
from cauce.core.organisations.models import OrgUnit

from ..country import is_month, month_of, today
from ..models import Facility, PromotionRow
from ..presenting_lines import duration, words_of
from ..queries.promotion import by_topic, promotion_in_reach, totals_of
from ..queries.sheets import reach
from .common import crumbs, page

HEADER = (
    "Fecha",
    "Instalación",
    "Profesional",
    "Técnica u otro código",
    "Tipo de promoción",
    "Tema",
    "Programa",
    "Minutos",
    "Hombres",
    "Mujeres",
    "Participantes invitados",
    "Población beneficiaria",
    "Lugar de ejecución",
)


@page
def promotion(request: Any) -> HttpResponseBase:
    """`?mes=2026-03` (the latest with activities if none is said), `?instalacion=` (its code), `?formato=csv|xlsx`."""
    require(request.user, Permission.ORAL_READ, None, request.now)
    month, facility = _month(request), request.GET.get("instalacion", "")[:10]
    rows = promotion_in_reach(request.user, request.now, month, facility)
    named = f"{month // 100}-{month % 100:02d}"
    if file_format := asked_format(request):
        title = _("Promoción y educación")
        return table_response(file_format, f"promocion-{named}", title, HEADER, map(_exported, rows))
    facilities = Facility.objects.filter(
        unit__in=within(
            OrgUnit.objects.filter(oralhealth__isnull=False), request.user, Permission.ORAL_READ, request.now
        )
    ).select_related("unit")
    totals = totals_of(rows)
    context = {
        "crumbs": crumbs((_("Promoción y educación"), "")),
        "month": named,
        "facility": facility,
        "facilities": facilities.order_by("unit__name"),
        "rows": [(row, what_of(row), duration(row.minutes)) for row in rows],
        "topics": [(topic, total, duration(total.minutes)) for topic, total in by_topic(rows)],
        "tiles": [
            (_("Actividades"), totals.activities),
            (_("Horas"), duration(totals.minutes)),
            (_("Participantes"), totals.people),
            (_("Participantes invitados"), totals.invited),
            (
                _("Población beneficiaria"),
                totals.beneficiaries,
                _("de %(n)s actividades") % {"n": totals.told},
            ),
        ],
    }
    return render(request, "oralhealth/promotion.html", context)


def _month(request: Any) -> int:
    asked = request.GET.get("mes", "").replace("-", "")
    if is_month(asked):
        return int(asked)
    mine = PromotionRow.objects.filter(
        reach(request.user, Permission.ORAL_READ, request.now, "sheet__facility")
    )
    last = mine.order_by("-sheet__month").values_list("sheet__month", flat=True).first()
    return last or month_of(today(request.now))


def what_of(row: PromotionRow) -> str:
    """Technique and other code in words."""
    both = words_of(row.technique, "techniques"), words_of(row.other_code, "other_codes")
    return " · ".join(filter(None, both))


def _exported(row: PromotionRow) -> list[object]:
    sheet = row.sheet
    return [
        sheet.date,
        sheet.facility.name,
        sheet.professional,
        what_of(row),
        words_of(row.promotion_type, "promotion_types"),
        row.topic,
        row.programme,
        row.minutes,
        row.men,
        row.women,
        row.invited,
        row.beneficiaries,
        row.place,
    ]
