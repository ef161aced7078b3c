"""`kill -9` of the server while it finalises: afterwards the final version is whole, or was never there."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from cauce.core.audit.log import verify
from cauce.core.documents import storage
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import stored_hashes
from cauce.domains.exchange.actions import finalise_declaration
from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.rules.states import State
from tests.factories import make_world
from tests.factories.lines import add_line
from tests.factories.people import PASSWORD

KEYS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


@pytest.fixture
def world(transactional_db, now):
    return make_world(now)


@pytest.fixture
def declaration(world):
    made = Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)
    add_line(world, made, world.issste_bc_1, world.products[0])
    return made


@pytest.fixture
def finalise_in_a_child(world, declaration, settings):
    def run(point: str) -> int:
        job = {
            "database": {key: connection.settings_dict[key] for key in KEYS},
            "documents": str(settings.CAUCE_DOCUMENTS_DIR),
            "hashers": settings.PASSWORD_HASHERS,
            "by": world.head.pk,
            "at": world.now.isoformat(),
            "declaration": declaration.pk,
            "password": PASSWORD,
            "point": point,
        }
        command = [
            sys.executable,
            "-m",
            "tests.integration.documents.finalise_and_die",
            json.dumps(job, default=str),
        ]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", "."])}
        return subprocess.run(command, env=environment, check=False).returncode

    return run


@pytest.mark.parametrize("point", ["writing", "stored", "issued", "audited"])
def test_killed_before_the_commit_nothing_happened(point, finalise_in_a_child, declaration, world):
    assert finalise_in_a_child(point) == -9
    declaration.refresh_from_db()
    assert declaration.state == State.OPEN
    assert not IssuedDocument.objects.exists()
    assert verify().whole
    _orphans_are_swept()
    finalise_declaration(by=world.head, at=world.now, declaration=declaration, answer=True, password=PASSWORD)
    document = IssuedDocument.objects.get()
    assert document.folio.startswith("CAU-EX-2026-000001-")
    assert list(storage.damaged(stored_hashes())) == []
    assert verify().whole


def test_not_killed_everything_is_there(finalise_in_a_child, declaration):
    assert finalise_in_a_child("never") == 0
    declaration.refresh_from_db()
    assert declaration.state == State.FINALISED
    document = IssuedDocument.objects.get()
    assert (document.version, list(storage.damaged([document.sha256]))) == (1, [])
    assert verify().whole


def _orphans_are_swept() -> None:
    storage.sweep(stored_hashes(), older_than=time.time() + 1)
    assert [path for path in storage.root().glob("*/*") if path.is_file()] == []
