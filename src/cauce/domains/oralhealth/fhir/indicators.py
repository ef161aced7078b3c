"""Measure (the nineteen documents) and MeasureReport (their values, counted when asked)."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from cauce.core.accounts.access import within
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing, parse
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL
from cauce.indicators.values import Value
from cauce.interop.fhir.outcomes import FhirError
from cauce.interop.fhir.registry import Page, Parameters, Resource, SearchParameter
from cauce.interop.fhir.searching import reference_id, token
from cauce.interop.fhir.shapes import Json, absent, checked, concept

from ..country import today
from ..queries.dimensions import labels_of
from ..queries.indicators import documents, where_of
from ..queries.leaving import leaving
from ..queries.release import released
from .places import KINDS, pk_of, readable, unit_id

BASE = "urn:cauce:oralhealth:measure"
CODES = "urn:cauce:oralhealth:indicator"
POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
SCORING = "http://terminology.hl7.org/CodeSystem/measure-scoring"
IMPROVEMENT = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
DIMENSIONS = "urn:cauce:oralhealth:dimension"
STRATIFIERS = ("sex", "age_group")
_REPORT = re.compile(r"(I-[0-9]{1,2})\.(unit-[0-9]{1,18})\.([0-9A-Za-z]{4,10})")


def measure(indicator: Indicator) -> Json:
    """The document as a Measure; its populations are told in words."""
    ratio = bool(indicator.denominator)
    told: Json = {
        "resourceType": "Measure",
        "id": indicator.code,
        "url": f"{BASE}:{indicator.code}",
        "identifier": [{"system": CODES, "value": indicator.code}],
        "name": indicator.code.replace("-", "_"),
        "title": indicator.title,
        "status": "active",
        "description": indicator.definition,
        "purpose": indicator.why,
        "scoring": concept(SCORING, "ratio" if ratio else "continuous-variable"),
        "group": [{"population": [_criteria(indicator, name) for name in _sides(indicator)]}],
    }
    if indicator.standard is not None:
        told["improvementNotation"] = _improvement(indicator)
    if not told["purpose"]:
        del told["purpose"]
    return checked(told)


def _sides(indicator: Indicator) -> list[str]:
    return ["numerator", "denominator"] if indicator.denominator else ["measure-population"]


def _criteria(indicator: Indicator, side: str) -> Json:
    measures = indicator.denominator if side == "denominator" else indicator.numerator
    words = " + ".join(
        f"{m.sum or 'count'}({m.fact})" + "".join(f" {c.column} {c.test} {list(c.values)}" for c in m.where)
        for m in measures
    )
    return {
        "code": concept(POPULATION, side),
        "criteria": {"language": "text/plain", "expression": words},
    }


def _improvement(indicator: Indicator) -> Json:
    direction = indicator.standard.direction if indicator.standard else "up"
    return concept(IMPROVEMENT, "increase" if direction == "up" else "decrease")


def report(indicator: Indicator, unit: OrgUnit, period: Period, request: Any, *, whole: bool) -> Json:
    """The value of a place and period. whole: also by sex and age group. Small counts are masked."""
    found = leaving(indicator, period, unit, request.now)
    told: Json = {
        "resourceType": "MeasureReport",
        "id": f"{indicator.code}.{unit_id(unit)}.{period.id}",
        "identifier": [{"system": CODES, "value": f"{indicator.code}.{unit.code}.{period.id}"}],
        "status": "complete",
        "type": "summary",
        "measure": f"{BASE}:{indicator.code}",
        "date": request.now.isoformat(timespec="seconds"),
        "reporter": {"reference": f"Organization/{unit_id(unit)}", "display": unit.name},
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
    }
    if indicator.standard is not None:
        told["improvementNotation"] = _improvement(indicator)
    group = _group(indicator, found.value, hidden=found.hidden)
    if whole and where_of(unit, indicator) is not None:
        group |= _stratifiers(indicator, unit, period, request)
    return checked({**told, "group": [group]})


def _group(indicator: Indicator, value: Value, *, hidden: bool) -> Json:
    """Populations and score of a cell, or why they are missing."""
    counts = dict(zip(_sides(indicator), (value.numerator, value.denominator), strict=False))
    return {
        "population": [
            {"code": concept(POPULATION, side), **_count(count, hidden=hidden)}
            for side, count in counts.items()
        ],
        "measureScore": _score(indicator, value, hidden=hidden),
    }


def _count(count: Any, *, hidden: bool) -> Json:
    """A count; sums that are not whole (hours) and hidden ones have none."""
    if hidden or count is None or Decimal(count) != int(count):
        return {
            "_count": absent("masked" if hidden else "not-applicable" if count is None else "unsupported")
        }
    return {"count": int(count)}


def _score(indicator: Indicator, value: Value, *, hidden: bool) -> Json:
    if hidden or value.value is None:
        return absent("masked" if hidden else "not-applicable")
    return {"value": value.value, "unit": indicator.unit}


def _stratifiers(indicator: Indicator, unit: OrgUnit, period: Period, request: Any) -> Json:
    tables = released(indicator, period, unit, request.now, settings.CAUCE_DISCLOSURE_THRESHOLD)
    found = []
    for by in STRATIFIERS:
        table = tables.get(by)
        if table is None:
            continue
        labels = labels_of(by, [line.key[0] for line in table.lines])
        strata = [
            {
                "value": concept(DIMENSIONS, str(line.key[0] or "sd"), text=labels[line.key[0]]),
                **_group(indicator, line.value, hidden=line.key in table.hidden),
            }
            for line in table.lines
            if line.key[0] != ALL
        ]
        if strata:
            found.append({"code": [concept(DIMENSIONS, by, text=table.headers[0])], "stratum": strata})
    return {"stratifier": found} if found else {}


def _read_measure(request: Any, id_: str) -> Json | None:
    _may_read(request)
    return measure(documents()[id_]) if id_ in documents() else None


def _search_measures(request: Any, parameters: Parameters, offset: int, count: int) -> Page:
    _may_read(request)
    wanted = {token(v)[1] for name in ("_id", "identifier") for v in parameters.get(name, ())}
    found = [d for code, d in documents().items() if not wanted or code in wanted]
    return Page(len(found), [measure(d) for d in found[offset : offset + count]])


def _may_read(request: Any) -> None:
    if not _places(request).exists():
        raise FhirError(403, "Su cuenta no tiene permiso para leer los indicadores.")


def _places(request: Any) -> Any:
    return within(readable(request, *KINDS), request.user, Permission.ORAL_INDICATORS, request.now)


def _read_report(request: Any, id_: str) -> Json | None:
    match = _REPORT.fullmatch(id_)
    if match is None or match[1] not in documents():
        return None
    unit = _places(request).filter(pk=pk_of(match[2]) or 0).first()
    try:
        period = parse(match[3])
    except ValueError:
        return None
    indicator = documents()[match[1]]
    if unit is None or period.type not in indicator.period_types:
        return None
    return report(indicator, unit, period, request, whole=True)


def _search_reports(request: Any, parameters: Parameters, offset: int, count: int) -> Page:
    """Reports of the measures asked (all), the reporters asked (the topmost places) and one period (this year)."""
    _may_read(request)
    chosen = _measures(parameters)
    units = _reporters(request, parameters)
    period = _period(parameters, request)
    if "_id" in parameters or "identifier" in parameters:
        return _identified(request, parameters, offset, count)
    pairs = [(d, u) for u in units for d in chosen if period.type in d.period_types]
    made = [report(d, u, period, request, whole=False) for d, u in pairs[offset : offset + count]]
    return Page(len(pairs), made)


def _identified(request: Any, parameters: Parameters, offset: int, count: int) -> Page:
    ids = list(parameters.get("_id", ()))
    for value in parameters.get("identifier", ()):
        code, _dot, rest = token(value)[1].partition(".")
        place, _dot, period = rest.rpartition(".")
        unit = _places(request).filter(code=place.replace("\0", "")).first()
        ids += [f"{code}.{unit_id(unit)}.{period}"] if unit else []
    found = [made for id_ in ids if (made := _read_report(request, id_))]
    return Page(len(found), found[offset : offset + count])


def _measures(parameters: Parameters) -> list[Indicator]:
    if "measure" not in parameters:
        return list(documents().values())
    codes = [v.removeprefix(f"{BASE}:").removeprefix("Measure/") for v in parameters["measure"]]
    return [documents()[code] for code in codes if code in documents()]


def _reporters(request: Any, parameters: Parameters) -> list[OrgUnit]:
    places = _places(request)
    if "reporter" not in parameters:
        return [min(places, key=lambda place: (len(place.path), place.path))]
    keys = [pk_of(reference_id(v, "Organization", "Location")) for v in parameters["reporter"]]
    return list(places.filter(pk__in=[pk for pk in keys if pk]))


def _period(parameters: Parameters, request: Any) -> Period:
    """ "2026", "2026-03", "2026-03-14" as FHIR writes them, or an id of ours (2026Q1)."""
    text = (parameters.get("period") or [""])[0].removeprefix("eq")
    if not text:
        return containing(today(request.now), PeriodType.YEAR)
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return containing(date.fromisoformat(f"{text}-01"), PeriodType.MONTH)
        return parse(text.replace("-", ""))
    except ValueError as error:
        raise FhirError(400, f"{text[:20]!r} no es un periodo (2026, 2026-03, 2026Q1).", "period") from error


MEASURE = Resource(
    "Measure",
    "Los indicadores I-1 a I-19, como documentos",
    _read_measure,
    _search_measures,
    (SearchParameter("identifier", "token", "Código del indicador, por ejemplo I-4"),),
)
MEASURE_REPORT = Resource(
    "MeasureReport",
    "Los valores de los indicadores, contados al pedirlos; las cifras pequeñas se ocultan",
    _read_report,
    _search_reports,
    (
        SearchParameter("measure", "reference", "Indicador: su dirección canónica o su código"),
        SearchParameter("reporter", "reference", "Organization/unit-… del lugar"),
        SearchParameter("period", "date", "2026, 2026-03 o un periodo propio (2026Q1)"),
        SearchParameter("identifier", "token", "indicador.lugar.periodo"),
    ),
)
