"""Every action: audited under its own name, told in Spanish, and refused to a person without any grant."""

import inspect
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cauce.core.accounts.models import ApiToken
from cauce.core.actions import ACTIONS
from cauce.core.audit.log import PRESENTERS
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Alias, Catalogue, Release
from cauce.core.documents.models import SignedCopy
from cauce.core.errors import NotAllowed
from cauce.core.imports.models import Import
from cauce.core.jobs.models import Job
from cauce.core.operations.reference.discover import import_everything
from cauce.domains.exchange.models import Declaration, MatchRun, ProductRequest, Proposal
from cauce.domains.exchange.rules.proposals import Side
from tests.factories import UserFactory
from tests.factories.documents import issue_paper

from .scope import covered

import_everything()
NAMES = sorted(filter(covered, ACTIONS))

# An action whose act is another's: its event carries that name.
SAME_ACT = {"imports.run": "imports.apply"}

# What anybody may do, since it is their own.
OWN = {"notifications.preference.set", "accounts.token.create"}


def _says(source: str, name: str) -> bool:
    """Whether the module records the name: in full, without its first word, or its last word by a helper."""
    parts = name.split(".")
    if source.count(f'"{name}"') >= 2 or f'"{".".join(parts[1:])}"' in source:
        return True
    begins = re.escape(".".join(parts[:-1]))
    return bool(re.search(rf'f"{begins}\.\{{', source)) and f'"{parts[-1]}"' in source


@pytest.mark.parametrize("name", NAMES)
def test_its_event_carries_its_name(name):
    """The module that holds the action records the name, besides registering it."""
    source = inspect.getsource(sys.modules[ACTIONS[name].__module__])
    assert "record(" in source
    assert _says(source, SAME_ACT.get(name, name))


@pytest.mark.parametrize("name", NAMES)
def test_its_event_reads_as_a_spanish_sentence(name):
    assert SAME_ACT.get(name, name) in PRESENTERS


@pytest.mark.parametrize("name", sorted(set(NAMES) - OWN))
def test_nobody_without_a_grant_may_do_it(name, world, now):
    nobody = UserFactory()
    arguments = _arguments(ACTIONS[name], world, now)
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        ACTIONS[name](by=nobody, at=now, **arguments)
    assert refusal.value.remedy
    assert Event.objects.count() == before


def _arguments(action, world, now) -> dict:
    """A value for every required parameter, by its name."""
    values = _values(world, now)
    wanted = inspect.signature(action).parameters.values()
    needed = [p.name for p in wanted if p.default is p.empty and p.kind == p.KEYWORD_ONLY]
    return {name: values[name] for name in needed if name not in ("by", "at")}


def _values(world, now) -> dict:
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
