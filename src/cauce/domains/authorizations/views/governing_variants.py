"""Variants: the own fields of a region or hospital, written without code, seen as the physician will, then published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotAllowed

from .. import actions
from ..models import VariantVersion
from ..presenting_variants import CORE_PARTS, TYPE_LABELS, Draft, blank_rows, rows_of_version, rows_sent
from ..rules.variants import FieldType, read_fields
from .governing_common import Asks, crumbs, may, member, missing, reach, settle, today, wants
from .governing_lists import place_list
from .governing_variant_form import VariantHead


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Campos propios"), reverse("authorizations:variants")), *more)


@member
def variants(request: Any) -> HttpResponse:
    """Every place with own fields, and the version that holds there."""
    day, rows = today(request), {}
    found = VariantVersion.objects.select_related("place", "published_by").order_by("place__path", "number")
    for one in found:
        row = rows.setdefault(one.place_id, {"place": one.place, "current": None, "coming": None, "count": 0})
        row["count"] += 1
        row["current" if one.valid_from <= day else "coming"] = one
    for row in rows.values():
        row["shown"] = row["current"] or row["coming"]
    context = {
        "crumbs": crumbs((_("Campos propios"), "")),
        "rows": rows.values(),
        "may_publish": may(request, Permission.AUTH_VARIANTS),
    }
    return render(request, "authorizations/governing/variants.html", context)


@member
def variant(request: Any, pk: int) -> HttpResponse:
    """One version: its fields, the form as the physician sees it, and the other versions of the place."""
    found = VariantVersion.objects.select_related("place", "published_by").filter(pk=pk).first()
    if found is None:
        raise missing(_("esa versión de campos propios"))
    context = {
        "crumbs": _trail((f"{found.title} · {found.number}", "")),
        "version": found,
        "fields": read_fields(found.fields, str(found.place))[0],
        "types": TYPE_LABELS,
        "core": CORE_PARTS,
        "others": VariantVersion.objects.filter(place=found.place).select_related("published_by"),
        "is_last": not VariantVersion.objects.filter(place=found.place, number__gt=found.number).exists(),
        "day": today(request),
        "may_publish": may(request, Permission.AUTH_VARIANTS, found.place),
        "publishes": may(request, Permission.AUTH_VARIANTS),
        "events": history(found),
    }
    return render(request, "authorizations/governing/variant.html", context)


@member
def editor(request: Any) -> HttpResponse:
    """Write the next version (`?desde=<pk>`). `accion`: ver, agregar, or publicar after confirming."""
    require(request.user, Permission.AUTH_VARIANTS, None, request.now)
    places = reach(request, Permission.AUTH_VARIANTS)
    start = _start(request)
    sent = request.method == "POST"
    head = VariantHead(
        request.POST if sent else None, initial=_initial(request, start, places), places=places
    )
    rows = rows_sent(request.POST) if sent else rows_of_version(start)
    act = request.POST.get("accion", "") if wants(request) else ""
    problems: list[Any] = []
    fields, wrong = read_fields([row.as_field() for row in rows if not row.empty], "")
    if sent and act != "agregar":
        problems = list(wrong)
    if act == "publicar" and head.is_valid() and not problems:
        try:
            return _publish(request, head.cleaned_data, rows)
        except (Invalid, NotAllowed) as refused:
            problems = list(refused.problems)
    more = 3 if act == "agregar" or not rows else 1
    context = {
        "crumbs": _trail((_("Escribir"), "")),
        "head": head,
        "rows": [*rows, *blank_rows(len(rows), more)],
        "types": TYPE_LABELS.items(),
        "choice": FieldType.CHOICE.value,
        "problems": problems,
        "fields": fields if sent and not problems else [],
        "core": CORE_PARTS,
        "start": start,
        "lists": [place_list(places)],
    }
    status = 422 if problems or (sent and head.errors) else 200
    return render(request, "authorizations/governing/variant_editor.html", context, status=status)


def _start(request: Any) -> VariantVersion | None:
    asked = request.GET.get("desde", "")
    return (
        VariantVersion.objects.select_related("place").filter(pk=asked).first() if asked.isdigit() else None
    )


def _initial(request: Any, start: VariantVersion | None, places: Any) -> dict[str, Any]:
    place = start.place if start else places.first()
    return {
        "place": f"{place.code} · {place.name}" if place else "",
        "title": start.title if start else "",
        "valid_from": today(request),
    }


def _publish(request: Any, data: dict[str, Any], rows: list[Draft]) -> HttpResponse:
    """Ask, then publish and show the new version."""
    made: list[VariantVersion] = []
    fields = [row.as_field() for row in rows if not row.empty]

    def act() -> None:
        made.append(actions.publish_variant(by=request.user, at=request.now, fields=fields, **data))

    told = [
        (_("Dónde"), str(data["place"])),
        (_("Vale desde"), data["valid_from"].strftime("%d/%m/%Y")),
        *((f"{n}. {f['label']}", _field_words(f)) for n, f in enumerate(fields, start=1)),
    ]
    warning = _(
        "Las solicitudes ya enviadas siguen valiendo como están. Una versión publicada no se cambia: otra la sustituye."
    )
    asking = settle(
        request,
        act,
        Asks(_("Publicar los campos propios"), told, _("Publicar"), warning),
        _trail((_("Publicar"), "")),
    )
    if asking:
        return asking
    messages.success(request, _("Campos publicados: versión %(n)s.") % {"n": made[-1].number})
    return redirect("authorizations:variant", made[-1].pk)


def _field_words(field: dict[str, Any]) -> str:
    kind = str(TYPE_LABELS[FieldType(field["type"])]).lower()
    needed = _("obligatorio") if field["required"] else _("opcional")
    options = f": {', '.join(field['options'])}" if field["options"] else ""
    return f"{kind}, {needed}{options}"
