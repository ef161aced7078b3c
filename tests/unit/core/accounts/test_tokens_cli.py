"""`cauce tokens`."""

import json

import pytest
from typer.testing import CliRunner

from cauce.core.accounts.cli import app
from cauce.core.accounts.models import ApiToken

run = CliRunner().invoke


def test_create_list_and_revoke(world):
    made = run(app, ["create", "--user", "head", "--name", "sistema", "--json"])
    assert made.exit_code == 0, made.output
    secret = json.loads(made.stdout)["secret"]
    token = ApiToken.objects.get()
    assert token.digest == ApiToken.digest_of(secret)
    listed = run(app, ["list", "--user", "head", "--json"])
    assert json.loads(listed.stdout)[0]["revoked"] is False
    assert secret not in listed.stdout
    assert run(app, ["revoke", str(token.pk), "--by", "editor"]).exit_code == 1
    assert run(app, ["revoke", str(token.pk), "--by", "head"]).exit_code == 0


@pytest.mark.parametrize(
    "options", [["--user", "nadie", "--name", "sistema"], ["--user", "head", "--name", "x"]]
)
def test_bad_input_exits_with_2_and_names_the_place(world, options):
    result = run(app, ["create", *options])
    assert result.exit_code == 2
    assert "--" in result.stderr
