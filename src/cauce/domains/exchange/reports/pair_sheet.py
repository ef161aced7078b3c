"""The cédula of a pair of institutions: on one page, what the one would do for the other in a run.

A working paper to negotiate with: it has no folio and no seal; the run and the hour say which data it shows.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cauce.core import countries
from cauce.core.documents import typeset
from cauce.core.organisations.models import OrgUnit

from ..matching_queries import PATIENT_DKM
from ..models import MatchRun, Proposal
from ..rules.lines import CAUSES
from ..rules.proposals import STATE_TEXT

TEMPLATE = Path(__file__).parent / "typst" / "pair_sheet.typ"
PRODUCTS, ROUTES = 8, 8  # rows that fit on the page with the longest names
PRODUCT_NAME, UNIT_NAME, PLACE_NAME = 90, 38, 62  # characters that stay on one line, capitals too


def pair_sheet(
    run: MatchRun, supply: OrgUnit, demand: OrgUnit, proposals: QuerySet[Proposal], at: datetime
) -> bytes:
    """The PDF. proposals: those of the pair that the reader may see."""
    data = pair_data(run, supply, demand, proposals)
    meta = typeset.Meta(
        title=_("Cédula de oportunidad de intercambio"),
        date=timezone.localtime(at),
        description=f"{supply} – {demand}, {run.round.name}, corrida {run.number}",
        footnote=_("Documento de trabajo, corrida %(number)s de «%(round)s»; sin validez oficial")
        % {"number": run.number, "round": run.round.name},
        synthetic=_is_synthetic(proposals),
        country=countries.country(supply.country).code,
    )
    return typeset.compile(TEMPLATE, data, meta)


def pair_data(
    run: MatchRun, supply: OrgUnit, demand: OrgUnit, proposals: QuerySet[Proposal]
) -> dict[str, Any]:
    """What the cédula says. Whole numbers only: distances in tenths of a kilometre (`dkm`)."""
    rows = proposals.order_by()
    totals = rows.aggregate(total=Sum("patients"), dkm=Sum(PATIENT_DKM), count=Count("pk"))
    products = _top(rows, PRODUCTS, PRODUCT_NAME, name=F("product__label"))
    routes = _top(
        rows,
        ROUTES,
        UNIT_NAME,
        source=F("demand_unit__name"),
        source_code=F("demand_unit__code"),
        target=F("supply_unit__name"),
        target_code=F("supply_unit__code"),
        dkm=F("decikm"),
    )
    return {
        "schema": "cauce/exchange-pair/1",
        "round": {"code": run.round.code, "name": run.round.name},
        "run": {
            "number": run.number,
            "max_km": f"{run.max_km:g}",
            "include_open": run.include_open,
            "requested_at": timezone.localtime(run.requested_at).isoformat(timespec="seconds"),
        },
        "supply": {"code": supply.code, "name": supply.name, "short": str(supply)},
        "demand": {"code": demand.code, "name": demand.name, "short": str(demand)},
        "proposals": totals["count"],
        "patients": totals["total"],
        "mean_dkm": round(totals["dkm"] / totals["total"]),
        "units": [rows.values(f"{side}_unit").distinct().count() for side in ("demand", "supply")],
        "causes": _shares(rows, "cause", CAUSES),
        "states": _shares(rows, "state", STATE_TEXT),
        "products": products,
        "routes": routes,
        "approximate": rows.filter(supply_approximate=True).count()
        + rows.filter(demand_approximate=True, supply_approximate=False).count(),
        "open": rows.filter(supply_open=True).count()
        + rows.filter(demand_open=True, supply_open=False).count(),
        "signers": [
            {"role": _("Por la institución que requiere"), "place": _cut(demand.name, PLACE_NAME)},
            {"role": _("Por la institución que ofrece"), "place": _cut(supply.name, PLACE_NAME)},
        ],
    }


def _top(rows: QuerySet[Proposal], most: int, letters: int, **columns: F) -> dict[str, Any]:
    """The `most` groups with most patients, and what the others sum to."""
    groups = rows.values(**columns).annotate(total=Sum("patients"), proposals=Count("pk"))
    count, shown = groups.count(), list(groups.order_by("-total", *columns)[:most])
    total = rows.aggregate(total=Sum("patients"))["total"]
    return {
        "rows": [{k: _cut(v, letters) for k, v in row.items()} for row in shown],
        "others": count - len(shown),
        "others_patients": total - sum(row["total"] for row in shown),
    }


def _shares(rows: QuerySet[Proposal], column: str, words: Any) -> list[dict[str, Any]]:
    found = dict(rows.values_list(column).annotate(total=Sum("patients")))
    return [{"name": text, "patients": found[key]} for key, text in words.items() if key in found]


def _cut(value: Any, letters: int) -> Any:
    long = isinstance(value, str) and len(value) > letters
    return value[: letters - 1].rstrip() + "…" if long else value


def _is_synthetic(proposals: QuerySet[Proposal]) -> bool:
    return (
        settings.CAUCE_ENV == "demo"  # invented rows of real units too
        or proposals.filter(supply_unit__synthetic=True).exists()
        or proposals.filter(demand_unit__synthetic=True).exists()
    )
