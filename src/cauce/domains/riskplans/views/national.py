"""The national consolidated, interactive: by territory and ESE, filtered, sorted, downloaded."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.exports import SheetData, csv_response, workbook_response
from cauce.core.periods.types import PeriodType, containing, parse

from ..country import previous, quarter_name, today
from ..models import QuarterReport
from ..papers import words
from ..queries.national import Line, ended, lines_of, quarters_of
from .common import crumbs, page

PAGE = 50
SORTS = {
    "ese": lambda line: line.name,
    "territorio": lambda line: (line.place, line.name),
    "nivel": lambda line: line.level,
    "uvr": lambda line: line.uvr if line.delivered else None,
    "pasivo": lambda line: line.liabilities,
    "cartera": lambda line: line.receivables,
    "operacional": lambda line: line.operating,
    "recaudo": lambda line: line.collected,
    "faltan": lambda line: line.missing,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, as the address has them."""

    period: str
    place: str
    level: str
    delivery: str

    def keeps(self, line: Line) -> bool:
        """Whether a line passes."""
        return (
            (not self.place or line.place == self.place)
            and (not self.level or str(line.level) == self.level)
            and (self.delivery != "faltan" or bool(line.not_delivered))
            and (self.delivery != "completas" or not line.not_delivered)
        )


@page
def consolidated(request: Any) -> HttpResponse:
    """Territories and ESE of a quarter or a year."""
    asked, every = _read(request)
    lines = [line for line in every if asked.keeps(line)]
    shown = _sorted(lines, request.GET.get("orden", ""))
    found = Paginator(shown, PAGE).get_page(request.GET.get("pagina"))
    found.object_list = [_texts(line) for line in found.object_list]
    by_place = {
        place: [line for line in lines if line.place == place] for place in {line.place for line in lines}
    }
    context = {
        "crumbs": crumbs((_("Consolidado nacional"), "")),
        "asked": asked,
        "periods": _periods(request),
        "places": sorted({line.place for line in every}),
        "levels": sorted({str(line.level) for line in every}),
        "heads": Line.heads(),
        "territories": [(place, _labelled(own)) for place, own in sorted(by_place.items())],
        "total": _labelled(lines),
        "page": found,
        "query": urlencode(request.GET),
        "query_without_place": urlencode(
            {k: v for k, v in request.GET.items() if k not in ("territorio", "pagina")}
        ),
    }
    return render(request, "riskplans/national.html", context)


@page
def download(request: Any, kind: str) -> HttpResponseBase:
    """The lines that the filters leave, with exact figures."""
    asked, every = _read(request)
    header = [
        _("Código"), _("ESE"), _("Territorio"), _("Nivel"), _("Población objeto"), _("UVR"), _("Pasivo"), _("Cartera"),
        _("Reconocimientos"), _("Recaudos"), _("Gastos comprometidos"), _("Ventas reconocidas"), _("Ventas recaudadas"),
        _("Informes que faltan"),
    ]  # fmt: skip
    rows = [line.exact() for line in every if asked.keeps(line)]
    name = f"consolidado-pgir-{asked.period}"
    if kind == "csv":
        return csv_response(f"{name}.csv", header, rows)
    if kind == "xlsx":
        return workbook_response(f"{name}.xlsx", [SheetData(asked.period, header, rows)])
    raise _missing()


def _read(request: Any) -> tuple[Asked, list[Line]]:
    require_at_root(request.user, Permission.RISK_ANNUAL, "riskplans", request.now)
    known = [period for period, _words in _periods(request)]
    period = request.GET.get("periodo", "")
    asked = Asked(
        period if period in known else known[0],
        request.GET.get("territorio", ""),
        request.GET.get("nivel", ""),
        request.GET.get("entrega", ""),
    )
    return asked, lines_of(ended(quarters_of(parse(asked.period)), today(request.now)))


def _periods(request: Any) -> list[tuple[str, str]]:
    """Quarters with reports, and their years."""
    last = previous(containing(today(request.now), PeriodType.QUARTER)).id
    quarters = list(
        dict.fromkeys(
            [last, *QuarterReport.objects.order_by("-period").values_list("period", flat=True).distinct()]
        )
    )
    years = list(dict.fromkeys(period[:4] for period in quarters))
    return [
        *((q, quarter_name(q)) for q in quarters),
        *((y, _("Año %(year)s") % {"year": y}) for y in years),
    ]


def _sorted(lines: list[Line], order: str) -> list[Line]:
    """By a key of SORTS; what nobody reported goes last whichever way: it is no zero."""
    key = SORTS.get(order.lstrip("-"))
    if key is None:
        return lines
    known = sorted((ln for ln in lines if key(ln) is not None), key=key, reverse=order.startswith("-"))
    return [*known, *(ln for ln in lines if key(ln) is None)]


def _labelled(lines: list[Line]) -> list[tuple[str, str]]:
    return list(zip(Line.heads(), Line.shown(lines), strict=True))


def _texts(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "uvr": words.figure(line.uvr, 0) if line.delivered else words.DASH,
        "liabilities": words.pesos(line.liabilities),
        "receivables": words.pesos(line.receivables),
        "operating": words.percent(line.operating),
        "collected": words.percent(line.collected),
    }


def _missing() -> NotFound:
    return NotFound(_("No existe ese archivo."), rule="RP-404", remedy=_("Descargue CSV o Excel."))
