"""What the administration loads: UVR weights, definitions, categories; and texts and instruments of plans."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cauce.core.accounts.access import require, require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of

from ..models import (
    DefinitionVersion,
    Hospital,
    Instrument,
    Narrative,
    Plan,
    RiskCategory,
    UvrTable,
    UvrWeight,
)
from ..models.plans import INSTRUMENT_STATES, INSTRUMENTS
from ..policies import check_fresh
from ..rules.amounts import read_amount, storable
from ..rules.cells import sum_problems
from ..rules.cuadros import PRODUCTION
from ..rules.deadlines import Terms
from ..rules.definition import Definition
from ..rules.hospitals import CATEGORIES
from ..rules.table import RULES
from .common import decimal_of, invalid, needed


@action("riskplans.uvr.publish")
def publish_uvr(
    *,
    by: User,
    at: datetime,
    name: str,
    valid_from: date,
    origin: str,
    weights: Mapping[str, object],
    synthetic: bool = False,
) -> UvrTable:
    """Load a dated table of UVR weights by production concept (P16). It never changes: a new one replaces it."""
    require_at_root(by, Permission.RISK_CATALOGUE, "riskplans", at)
    known = {row.key for row in PRODUCTION.rows}
    problems, read = [], {}
    for concept, value in weights.items():
        amount = read_amount(value)
        if concept not in known:
            problems.append(RULES["RP-68"].problem(concept, concept=concept))
        elif amount is None or amount < 0:
            problems.append(RULES["RP-03"].problem(concept, value=str(value)[:30]))
        elif not storable(amount):
            problems.append(RULES["RP-79"].problem(concept, value=str(value)[:30]))
        else:
            read[concept] = amount
    if not weights:
        problems.append(RULES["RP-35"].problem("weights", what="los pesos"))
    if problems:
        raise Invalid(problems)
    table = UvrTable.objects.create(
        name=needed(name, "el nombre de la tabla", "name"),
        valid_from=valid_from,
        origin=needed(origin, "de dónde viene la tabla", "origin"),
        synthetic=synthetic,
        published_at=at,
        published_by=by,
    )
    UvrWeight.objects.bulk_create(
        UvrWeight(table=table, concept=concept, weight=decimal_of(amount)) for concept, amount in read.items()
    )
    data = {
        "name": table.name,
        "from": str(valid_from),
        "weights": {k: str(v) for k, v in sorted(read.items())},
    }
    record(action="riskplans.uvr.publish", by=by, at=at, subject=table, place=root_of("riskplans"), data=data)
    return table


@action("riskplans.definition.publish")
def publish_definition(
    *,
    by: User,
    at: datetime,
    valid_from: date,
    flow_weights: Mapping[str, object],
    pgir_spending: str = "more",
    terms: Mapping[str, int] | None = None,
    note: str = "",
) -> DefinitionVersion:
    """Publish the row weights of the flow, the direction of the plan's spending and the terms, from a date on (P2, P3)."""
    require_at_root(by, Permission.RISK_CATALOGUE, "riskplans", at)
    last = DefinitionVersion.objects.order_by("-number").first()
    number = (last.number if last else 0) + 1
    weights = {key: read_amount(value) for key, value in flow_weights.items()}
    try:
        definition = Definition(
            f"003-{valid_from:%Y}.{number}",
            flow_weights={key: Fraction(-1) if value is None else value for key, value in weights.items()},
            pgir_spending="less" if pgir_spending == "less" else "more",
        )
        kept = Terms.from_dict(terms or {})
    except ValueError as error:
        raise invalid("RP-69", "flow_weights", detail=str(error)) from error
    found = DefinitionVersion.objects.create(
        number=number,
        valid_from=valid_from,
        content={
            "definition": definition.as_dict(),
            "terms": {"ese": kept.ese, "territory": kept.territory, "superintendence": kept.superintendence},
        },
        note=needed(note, "por qué cambia la definición", "note")[:300],
        published_at=at,
        published_by=by,
    )
    record(
        action="riskplans.definition.publish",
        by=by,
        at=at,
        subject=found,
        place=root_of("riskplans"),
        data={"number": number, "from": str(valid_from)} | found.content,
        reason=found.note,
    )
    return found


@action("riskplans.category.set")
def set_category(
    *, by: User, at: datetime, hospital: Hospital, year: int, category: str, act: str
) -> RiskCategory:
    """The risk category of a hospital in a year, with the act that set it."""
    require(by, Permission.RISK_CATALOGUE, hospital.unit, at)
    if category not in dict(CATEGORIES):
        raise invalid("RP-44", "category", cell=category)
    found, _created = RiskCategory.objects.update_or_create(
        hospital=hospital,
        year=year,
        defaults={"category": category, "act": needed(act, "el acto que la fija", "act")[:160]},
    )
    data = {"year": year, "category": category}
    record(
        action="riskplans.category.set",
        by=by,
        at=at,
        subject=found,
        place=hospital.unit,
        data=data,
        reason=found.act,
    )
    return found


@action("riskplans.instrument.save")
def save_instrument(
    *,
    by: User,
    at: datetime,
    plan: Plan,
    kind: str,
    title: str,
    state: str = "proposed",
    signed_on: date | None = None,
    amount: str = "",
    note: str = "",
    instrument: Instrument | None = None,
    version: int | None = None,
) -> Instrument:
    """Write an agreement or act that goes with the plan (performance, restructuring, payment, trust …).

    version: the instrument's as the person read it (RP-43).
    """
    require(by, Permission.RISK_REQUEST, plan.hospital.unit, at)
    if kind not in dict(INSTRUMENTS) or state not in dict(INSTRUMENT_STATES):
        raise invalid("RP-44", "kind", cell=f"{kind} {state}")
    if instrument:
        instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        check_fresh(instrument, version)
    found = instrument or Instrument(plan=plan)
    found.kind, found.state, found.signed_on, found.note = kind, state, signed_on, note.strip()
    found.title, found.amount = needed(title, "el título", "title")[:200], _money(amount)
    found.saved_at, found.saved_by, found.version = at, by, found.version + bool(instrument)
    found.save()
    data = {"kind": kind, "state": state, "title": found.title}
    record(
        action="riskplans.instrument.save", by=by, at=at, subject=found, place=plan.hospital.unit, data=data
    )
    return found


@action("riskplans.narrative.write")
def write_narrative(
    *, by: User, at: datetime, place: OrgUnit, period: str, part: str, text: str, version: int = 0
) -> Narrative:
    """Write one part of a territory's follow-up report or of the Ministry's annual one, beside its filled-in tables."""
    national = place.parent_id is None
    require(by, Permission.RISK_ANNUAL_WRITE if national else Permission.RISK_TERRITORY, place, at)
    found = Narrative.objects.select_for_update().filter(place=place, period=period, part=part).first()
    if found:
        check_fresh(found, version)  # 0 is "I saw none": whoever wrote it meanwhile is not overwritten
    found = found or Narrative(place=place, period=period, part=part, version=0)
    found.text, found.saved_at, found.saved_by, found.version = text.strip(), at, by, found.version + 1
    found.save()
    data = {"period": period, "part": part, "length": len(found.text)}
    record(action="riskplans.narrative.write", by=by, at=at, subject=found, place=place, data=data)
    return found


def _money(text: str) -> Decimal | None:
    if not text.strip():
        return None
    value = read_amount(text)
    if value is None:
        raise invalid("RP-03", "amount", value=text.strip()[:30])
    problems = list(sum_problems("amount", "El valor", value))
    if problems:
        raise Invalid(problems)
    return decimal_of(value)
