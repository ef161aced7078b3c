"""`cauce keys`: secrets are printed, or kept without ever replacing one."""

import pytest
from typer.testing import CliRunner

from cauce.core.operations.keys_cli import app


@pytest.fixture
def run(settings, tmp_path):
    settings.CAUCE_KEYS_DIR = tmp_path / "keys"
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("command", ["new-secret", "new-seal-key", "new-metrics-token"])
def test_each_call_prints_another_secret(run, command):
    first, second = run(command).stdout, run(command).stdout
    assert len(first.strip()) > 30
    assert first != second


def test_the_seal_key_is_kept_for_its_owner_only_and_never_replaced(run, settings):
    assert run("new-seal-key", "--save").exit_code == 0
    path = settings.CAUCE_KEYS_DIR / "seal.key"
    kept = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert run("new-seal-key", "--save").exit_code == 1
    assert path.read_text() == kept
