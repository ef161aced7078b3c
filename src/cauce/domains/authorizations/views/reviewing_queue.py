"""The reviewer's queue (bandeja): what waits, by term; claiming and giving back from the row; its file."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import SheetData, csv_response, workbook_response

from .. import actions
from ..catalogue import speciality_labels
from ..models import Request
from ..places import local
from ..queries import queue as waiting_list
from ..queries import requests as found
from ..queries.conflicts import conflicts_of
from ..queries.queue import COUNTED, Asked, Key, Which
from ..rules.codes import CATEGORY_LABELS, PRIORITY_LABELS, Category, Priority
from ..rules.table import RULES
from .reviewing_common import crumbs, find_request, page, term_of

MOST_IN_A_FILE = 5_000
HEADER = [
    "Folio",
    "Servicios",
    "Prioridad",
    "Urgencia ya atendida",
    "Especialidad",
    "Unidad",
    "Región",
    "Ingresó",
    "Vence",
    "Plazo",
    "La tiene",
]


@page
def queue(request: Any) -> HttpResponseBase:
    """`?ver=libres|mias|vencidas|pausa`, filters, `?orden=plazo|ingreso`, `?tras=` (key of the last row), `?formato=`.

    POST `tomar=<uid>` claims, `liberar=<uid>` gives back.
    """
    require(request.user, Permission.AUTH_REVIEW, None, request.now)
    if request.method == "POST":
        return _act(request)
    asked = asked_of(request.GET)
    if (file_format := request.GET.get("formato", "")) in ("csv", "xlsx"):
        return _file(request, asked, file_format)
    rows, following = waiting_list.page(request.user, request.now, asked)
    conflicts = conflicts_of(request.user, rows, request.now)
    labels = speciality_labels()
    context = {
        "crumbs": crumbs((_("Bandeja de revisión"), "")),
        "tabs": _tabs(request),
        "here": f"{request.path}?ver={asked.which.value}",
        "asked": asked,
        "rows": [_row(one, request, labels, conflicts) for one in rows],
        "following": _query(request, tras=key_text(following)) if following else "",
        "first": _query(request, tras="") if asked.after else "",
        "files": [(name.upper(), _query(request, formato=name, tras="")) for name in ("csv", "xlsx")],
        "specialities": _specialities(request, labels),
        "regions": list(found.regions_of(request.user, Permission.AUTH_REVIEW, request.now).order_by("name")),
        "priorities": PRIORITY_LABELS.items(),
        "categories": CATEGORY_LABELS.items(),
        "filtered": _filtered(asked),
    }
    return render(request, "authorizations/review/queue.html", context)


def asked_of(query: Any) -> Asked:
    """What an address asks for; whatever is not an option is left out."""
    which, region = query.get("ver", ""), query.get("region", "")
    return Asked(
        which=Which(which) if which in set(Which) else Which.FREE,
        speciality=query.get("especialidad", "")[:60],
        region=int(region) if region.isdecimal() and len(region) < 10 else None,
        priority=query.get("prioridad", "") if query.get("prioridad", "") in set(Priority) else "",
        category=query.get("categoria", "") if query.get("categoria", "") in set(Category) else "",
        folio=query.get("folio", "").strip().upper()[:24],
        emergency=query.get("urgencia") == "1",
        order=query.get("orden", "") if query.get("orden", "") in waiting_list.ORDERS else "plazo",
        after=key_of(query.get("tras", "")),
    )


def key_text(key: Key | None) -> str:
    """A row's place in the order, for an address."""
    return f"{key[0].isoformat()}~{key[1]}" if key else ""


def key_of(text: str) -> Key | None:
    """The inverse; None for anything else."""
    value, _sep, pk = text.partition("~")
    try:
        when = parse_datetime(value)
    except ValueError:
        return None
    good = when is not None and when.tzinfo is not None and pk.isdecimal() and len(pk) < 19
    return (when, int(pk)) if good and when else None


def _act(request: Any) -> HttpResponse:
    who = {"by": request.user, "at": request.now}
    if uid := request.POST.get("liberar", ""):
        given = actions.release_request(**who, request=find_request(_uid(uid)))
        text = _("La solicitud %(folio)s volvió a la bandeja.") % {"folio": given.folio}
        messages.success(request, text)
        return redirect(f"{request.path}?ver={Which.MINE.value}")
    taken = find_request(_uid(request.POST.get("tomar", "")))
    actions.claim_request(**who, request=taken)
    messages.success(request, _("La solicitud %(folio)s está a su cargo.") % {"folio": taken.folio})
    return redirect("authorizations:review", taken.uid)


def _uid(text: str) -> str:
    """What was sent as a uid, or one that nobody has."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.UUID(int=0))


def _row(one: Request, request: Any, labels: dict[str, str], conflicts: dict[int, str]) -> dict[str, Any]:
    """A line of the list: never the patient, nor the diagnosis."""
    held = one.held[0] if one.held else None  # type: ignore[attr-defined]
    rule = conflicts.get(one.pk, "")
    return {
        "request": one,
        "term": term_of(one, request.now),
        "urgent": one.priority == Priority.URGENT,
        "speciality": labels.get(one.speciality, one.speciality),
        "holder": held.reviewer.display_name if held else "",
        "mine": bool(held and held.reviewer_id == request.user.pk),
        "conflict": f"{RULES[rule].message} ({rule})" if rule else "",
        "url": reverse("authorizations:review", args=[one.uid]),
    }


def _tabs(request: Any) -> list[dict[str, Any]]:
    labels = {
        Which.FREE: _("Por tomar"),
        Which.MINE: _("A mi cargo"),
        Which.LATE: _("Vencidas"),
        Which.PAUSED: _("En pausa"),
    }
    return [
        {
            "label": label,
            "url": f"{request.path}?ver={which.value}",
            "which": which,
            "count": _count(waiting_list.work_of(request.user, request.now, which)),
        }
        for which, label in labels.items()
    ]


def _count(rows: Any) -> str:
    number = waiting_list.counted(rows)
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def _specialities(request: Any, labels: dict[str, str]) -> list[tuple[str, str]]:
    codes = request.user.review_specialities.values_list("speciality", flat=True).order_by("speciality")
    return [(code, labels.get(code, code)) for code in codes]


def _filtered(asked: Asked) -> bool:
    return bool(
        asked.speciality or asked.region or asked.priority or asked.category or asked.folio or asked.emergency
    )


def _query(request: Any, **changes: str) -> str:
    """This page's address with some parameters changed ("" takes one away)."""
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"?{query.urlencode()}"


def _file(request: Any, asked: Asked, file_format: str) -> HttpResponseBase:
    name = f"bandeja-{asked.which.value}.{file_format}"
    cells = _cells(request, asked, request.now)
    if file_format == "csv":
        return csv_response(name, HEADER, cells)
    return workbook_response(name, [SheetData(_("Bandeja"), HEADER, cells)])


def _cells(request: Any, asked: Asked, now: datetime) -> Iterator[list[Any]]:
    labels = speciality_labels()
    for one in waiting_list.each(request.user, now, asked, MOST_IN_A_FILE):
        term, held = term_of(one, now), one.held  # type: ignore[attr-defined]
        yield [
            one.folio,
            "; ".join(f"{item.service.label} × {item.quantity}" for item in one.items.all()),
            one.get_priority_display(),
            _("Sí") if one.emergency else _("No"),
            labels.get(one.speciality, one.speciality),
            one.unit.name,
            one.region.name,
            local(one.submitted_at, one.unit) if one.submitted_at else "",
            local(one.due_at, one.unit) if one.due_at else "",
            term.words.replace("\u00a0", " ") if term else "",
            held[0].reviewer.display_name if held else "",
        ]
