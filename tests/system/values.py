"""A value for every required parameter of every action, by its name; what has none gets one by its annotation."""

import inspect
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from cauce.core.accounts.models import ApiToken
from cauce.core.catalogues.models import Alias, Catalogue, Release
from cauce.core.documents.models import SignedCopy
from cauce.core.imports.models import Import
from cauce.core.jobs.models import Job
from cauce.core.periods.types import parse
from cauce.domains.exchange.models import Declaration, MatchRun, ProductRequest, Proposal
from cauce.domains.exchange.rules.proposals import Side
from cauce.domains.oralhealth.listings.spec import Spec
from cauce.domains.oralhealth.models import Claim, Consolidation, FacilityMonth, Feedback, Listing, RowsImport
from cauce.domains.oralhealth.rules.examples import ROW
from cauce.interop.packages.models import TrustedKey
from tests.factories.authorizations import authorization_values
from tests.factories.colombia import riskplans_values
from tests.factories.documents import issue_paper
from tests.factories.epidemiology import epidemiological_values
from tests.factories.panama import DAY, MONTH, make_panama

BY_ANNOTATION = {
    "str": "texto de prueba",
    "int": 1,
    "bool": True,
    "date": date(2026, 3, 14),
    "Decimal": Decimal(1),
}


def arguments(name: str, action, world, now) -> dict:
    """The required parameters of an action, besides who and when."""
    values = _values_of(name.split(".")[0], world, now)
    wanted = inspect.signature(action).parameters.values()
    needed = [
        p for p in wanted if p.default is p.empty and p.kind == p.KEYWORD_ONLY and p.name not in ("by", "at")
    ]
    return {p.name: values[p.name] if p.name in values else _by_annotation(name, p) for p in needed}


def _values_of(module: str, world, now) -> dict:
    """The values of one module's actions."""
    if module == "oralhealth":
        return oral_values()
    if module == "riskplans":
        return riskplans_values()
    return authorization_values(world) if module == "authorizations" else core_values(world, now)


def _by_annotation(name: str, parameter: inspect.Parameter) -> object:
    kind = str(getattr(parameter.annotation, "__name__", parameter.annotation)).split("[")[0].split(" |")[0]
    if kind in ("Mapping", "dict"):
        return {}
    if kind in ("Iterable", "Sequence", "list", "tuple"):
        return []
    if kind not in BY_ANNOTATION:
        raise KeyError(f"{name}: say in tests/system/values.py what «{parameter.name}» ({kind}) may be")
    return BY_ANNOTATION[kind]


def oral_values() -> dict:
    """For oral health's actions: the Panama scene with a sheet, a claim and a consolidated month."""
    panama = make_panama()
    sheet = panama.sheet()
    row = panama.row(sheet).row
    claim = Claim.objects.create(sheet=sheet, question="¿?", raised_at=panama.at, raised_by=panama.reges)
    month = FacilityMonth.objects.get(facility=panama.pedregal, month=MONTH)
    consolidation = Consolidation.objects.create(
        month=month, version=1, figures={}, sheets=1, patients=1, at=panama.at, by=panama.reges
    )
    return {
        "facility": panama.pedregal,
        "place": panama.chiriqui,
        "sheet": sheet,
        "row": row,
        "claim": claim,
        "consolidation": consolidation,
        "month": MONTH,
        "day": DAY,
        "typed": ROW,
        "uid": uuid.uuid4(),
        "indicator": "I-1",
        "party": "reges",
        "kind": "admin",
        "direction": "up",
        "path": Path(__file__),
        "value": Decimal(1),
        "version": 1,
        "period": parse("202603"),
        "first": DAY,
        "last": DAY,
        "import_": RowsImport(filename="x", size=1, created_at=panama.at, created_by=panama.dentist),
        "spec": Spec(),
        "made": None,
        "listing": Listing.objects.create(
            name="x", spec=Spec().as_document(), owner=panama.reges, place=panama.pedregal, saved_at=panama.at
        ),
        "feedback": Feedback.objects.create(
            consolidation=consolidation,
            place=panama.chiriqui,
            text="¿Por qué?",
            sent_at=panama.at,
            sent_by=panama.regional,
        ),
        **epidemiological_values(panama, row),
    }


def core_values(world, now) -> dict:
    """For the core's and the exchange's actions."""
    declaration = Declaration.objects.get_or_create(round=world.round, entity=world.issste_bc)[0]
    entry = world.speciality
    catalogue = Catalogue.objects.get()
    release = Release.objects.filter(catalogue=catalogue).first()
    paper = issue_paper(world)
    run = MatchRun.objects.create(
        round=world.round, number=1, max_km=10, requested_at=now, requested_by=world.head
    )
    proposal = Proposal.objects.create(
        run=run,
        number=1,
        supply_unit=world.issste_bc_1,
        demand_unit=world.imss_bc_1,
        supply_institution=world.issste,
        demand_institution=world.imss,
        product=world.products[0],
        cause="staff",
        patients=1,
        decikm=1,
        state_at=now,
    )
    request = ProductRequest.objects.create(
        declaration=declaration,
        unit=world.issste_bc_1,
        speciality=entry,
        label="Producto nuevo",
        requested_by=world.editor,
        requested_at=now,
    )
    return {
        "key": TrustedKey(public="x", key_id="x", place=world.issste_bc, added_at=now, added_by=world.head),
        "target": None,
        "received": None,
        "refusal": None,
        "person": world.editor,
        "role": "auditor",
        "place": world.issste_bc,
        "grant": world.editor.grants.get(),
        "token": ApiToken.objects.create(
            user=world.editor, name="x", prefix="x", digest="x", created_at=now, expires_at=now
        ),
        "entry": entry,
        "alias": Alias.objects.create(entry=entry, text="otra forma"),
        "release": release,
        "content": b"CLUES",
        "filename": "unidades.csv",
        "digest": "x",
        "import_": Import.objects.create(
            kind="units", filename="x.csv", sha256="x", content=b"", created_at=now, created_by=world.admin
        ),
        "catalogue": catalogue,
        "parent": world.issste,
        "unit": world.issste_bc_1,
        "speciality": entry,
        "declaration": declaration,
        "declarations": [declaration],
        "request": request,
        "round": world.round,
        "round_": world.round,
        "institution": world.issste,
        "run": run,
        "findings": None,
        "proposals": [proposal],
        "side": Side.SUPPLY,
        "document": paper,
        "copy": SignedCopy(document=paper),
        "seen": None,
        "subject": declaration,
        "data": {},
        "template": Path("x"),
        "job": Job.objects.create(kind="x", title="x", by=world.head, created_at=now),
        "rows": {},
        "version": 0,
        "max_km": 10.0,
        "answer": True,
        "approve": True,
        "genuine": True,
        "kind": paper.kind,
        "valid_from": date(2026, 1, 1),
        "received_date": date(2026, 5, 20),
        "opens_at": datetime(2027, 1, 1, tzinfo=UTC),
        "closes_at": datetime(2027, 2, 1, tzinfo=UTC),
        **dict.fromkeys(TEXTS, "texto de prueba"),
    }


TEXTS = [
    "username",
    "first_name",
    "last_name",
    "email",
    "code",
    "name",
    "label",
    "text",
    "reason",
    "number",
    "password",
    "reference",
    "condition",
    "sha256",
]
