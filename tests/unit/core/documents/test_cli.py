"""`cauce documents`: exit 0 fine, 1 the answer is no, 2 bad input."""

import json

import pytest
from typer.testing import CliRunner

from cauce.core.documents import storage
from cauce.core.documents.cli import app
from tests.factories import hostile
from tests.factories.documents import issue_paper


@pytest.fixture
def run(settings, tmp_path):
    settings.CAUCE_KEYS_DIR = tmp_path / "keys"
    settings.CAUCE_TRUST_DIR = tmp_path / "keys" / "trust"
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def document(world, run):
    return issue_paper(world)


def test_inspect(run, document, tmp_path):
    assert run("inspect", document.path).exit_code == 0
    bad = run("inspect", hostile.renamed_png(tmp_path / "a.pdf"), "--json")
    assert (bad.exit_code, json.loads(bad.stdout)["problems"][0]["rule"]) == (1, "DOC-03")
    assert run("inspect", tmp_path / "no.pdf").exit_code == 2


def test_demo_signature_is_verified_with_its_folio(run, document, tmp_path):
    signed = tmp_path / "s.pdf"
    assert run("demo-sign", document.folio, "-o", signed).exit_code == 0
    seen = run("compare", document.folio.lower(), signed, "--json")
    assert (seen.exit_code, json.loads(seen.stdout)["verdict"]) == (0, "verified")
    assert run("compare", document.folio, document.path).exit_code == 1
    assert run("compare", "CAU-EX-2026-000001-0", signed).exit_code == 2
    again = run("demo-sign", document.folio, "-o", tmp_path / "t.pdf")
    assert again.exit_code == 0, "the authority is kept and read back"


def test_demo_authority_does_not_exist_in_production(run, document, settings, tmp_path):
    settings.IS_PRODUCTION = True
    assert run("demo-sign", document.folio, "-o", tmp_path / "s.pdf").exit_code == 1
    assert not (tmp_path / "s.pdf").exists()


def test_demo_authority_is_not_trusted_in_production_even_when_its_file_is_there(run, document, settings):
    from cauce.core.documents import keys

    keys.demo_authority(document.issued_at)
    assert [path.name for path in keys.trust_roots()] == ["demo-ca.pem"]
    settings.IS_PRODUCTION = True
    assert keys.trust_roots() == []


def test_public_keys(run, document):
    found = json.loads(run("public-keys", "--json").stdout)
    assert found[0]["key_id"] == document.seal["seal"]["key_id"]


def test_check_finds_damage_and_sweep_spares_what_rows_know(run, document):
    assert run("check").exit_code == 0
    assert run("sweep").exit_code == 0
    assert document.path.exists()
    storage.path_of(document.sha256).write_bytes(b"cambiado")
    seen = run("check", "--json")
    assert (seen.exit_code, json.loads(seen.stdout)["damaged"]) == (1, [document.sha256])


def test_production_without_a_key_refuses_to_issue(world, settings, tmp_path):
    from django.core.exceptions import ImproperlyConfigured

    settings.CAUCE_KEYS_DIR = tmp_path / "none"
    settings.IS_PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="CAUCE_SEAL_KEY"):
        issue_paper(world)
