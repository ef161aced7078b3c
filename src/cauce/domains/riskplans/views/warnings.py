"""Early warning of a quarter: each ESE's score, where it is heading, what loses most, and the flags of its budget."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.errors import NotFound
from cauce.core.exports import SheetData, csv_response, workbook_response

from ..country import quarter
from ..presenting.alerts import FLAG_WORDS, SHORT, Warned, header, line_of
from ..queries.alerts import alerts_of
from ..queries.board import last_quarter, quarters_back
from ..queries.reach import reports
from ..rules.hospitals import LEVELS
from .common import crumbs, page

PER_PAGE = 25
Keep = Callable[[Warned], bool]
RESULTS: dict[str, tuple[Any, Keep]] = {
    "cumple": (lazy("Cumple"), lambda row: bool(row.scored and row.scored.compliant)),
    "no": (lazy("No cumple"), lambda row: bool(row.scored and row.scored.compliant is False)),
    "proyecta-no": (lazy("Cerraría el año sin cumplir"), lambda row: row.falls_short),
    "faltan": (lazy("Faltan cifras"), lambda row: row.total is None),
}
# What each header sorts by; None, what cannot be computed, goes last whichever way.
SORTS: dict[str, Callable[[Warned], Any]] = {
    "ese": lambda row: row.report.plan.hospital.unit.name,
    "territorio": lambda row: (row.place, row.report.plan.hospital.unit.name),
    "puntaje": lambda row: row.total,
    "proyectado": lambda row: row.projected,
    "pierde": lambda row: (row.worst[1] if row.worst else Fraction(0)) if row.outlook else None,
    "senales": lambda row: len(row.flags) if row.outlook else None,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, as the address has them. period: a quarter; flag: a key of FLAG_WORDS, or "alguna"."""

    period: str
    place: str
    level: str
    result: str
    flag: str

    def keeps(self, row: Warned) -> bool:
        """Whether a line passes."""
        raised = row.outlook.flags if row.outlook else ()
        return (
            (not self.place or row.place == self.place)
            and (not self.level or str(row.report.plan.hospital.level) == self.level)
            and (self.result not in RESULTS or RESULTS[self.result][1](row))
            and (self.flag not in FLAG_WORDS or self.flag in raised)
            and (self.flag != "alguna" or bool(raised))
        )


@page
def warnings(request: Any) -> HttpResponse:
    """The quarter's ESE, lowest score first or by `?orden=`; filters as in `Asked`."""
    asked, every = _read(request)
    rows = _sorted([row for row in every if asked.keeps(row)], request.GET.get("orden", ""))
    page_of = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    places = sorted({row.place for row in every})
    context = {
        "crumbs": crumbs((_("Alertas y puntajes"), "")),
        "asked": asked,
        "any": bool(every),
        "page_of": page_of,
        "rows": list(page_of),
        "labels": list(SHORT.values()),
        "period": asked.period,
        "periods": quarters_back(request.now),
        "places": places if len(places) > 1 else [],
        "levels": LEVELS,
        "results": [(key, words) for key, (words, _keep) in RESULTS.items()],
        "flags": FLAG_WORDS.items(),
        "tiles": _tiles(rows),
        "query": urlencode(request.GET),
    }
    return render(request, "riskplans/warnings.html", context)


@page
def download(request: Any, kind: str) -> HttpResponseBase:
    """The lines that the filters leave, in their order."""
    asked, every = _read(request)
    rows = _sorted([row for row in every if asked.keeps(row)], request.GET.get("orden", ""))
    name, lines = f"alertas-pgir-{asked.period}", [line_of(row) for row in rows]
    if kind == "csv":
        return csv_response(f"{name}.csv", header(), lines)
    if kind == "xlsx":
        return workbook_response(f"{name}.xlsx", [SheetData(asked.period, header(), lines)])
    raise NotFound(_("No existe ese archivo."), rule="RP-404", remedy=_("Descargue CSV o Excel."))


def _read(request: Any) -> tuple[Asked, list[Warned]]:
    text = request.GET.get("trimestre", "")
    names = ("territorio", "nivel", "resultado", "senal")
    period = text if quarter(text) else last_quarter(request.now).id
    asked = Asked(period, *(request.GET.get(name, "") for name in names))
    found = reports(request.user, request.now).filter(period=period)
    found = found.order_by("plan__hospital__unit__name", "pk")
    return asked, [Warned(alert) for alert in alerts_of(list(found), period)]


def _sorted(rows: list[Warned], order: str) -> list[Warned]:
    key = SORTS.get(order.lstrip("-"), SORTS["puntaje"])
    known = [row for row in rows if key(row) is not None]
    rest = [row for row in rows if key(row) is None]
    return [*sorted(known, key=key, reverse=order.startswith("-")), *rest]


def _tiles(rows: list[Warned]) -> list[tuple[str, Any, str]]:
    return [
        (_("Con puntaje"), sum(row.total is not None for row in rows), ""),
        (_("No cumplen"), sum(RESULTS["no"][1](row) for row in rows), ""),
        (_("Cerrarían el año sin cumplir"), sum(row.falls_short for row in rows), ""),
        (_("Con señales"), sum(bool(row.flags) for row in rows), ""),
        (_("Faltan cifras"), sum(row.total is None for row in rows), ""),
    ]
