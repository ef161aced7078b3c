"""API tokens: the secret is shown once and kept only as a hash."""

from datetime import timedelta

import pytest

from cauce.core.accounts import actions
from cauce.core.accounts.models import ApiToken
from cauce.core.audit.log import history, sentence
from cauce.core.errors import Invalid, NotAllowed


def test_a_token_keeps_only_its_hash(world):
    token, secret = actions.create_token(by=world.head, at=world.now, name="Hoja de cálculo")
    assert token.digest == ApiToken.digest_of(secret)
    assert secret.startswith(token.prefix)
    assert secret not in str(vars(token))
    assert token.read_only
    assert token.expires_at == world.now + timedelta(days=90)
    assert "de solo lectura" in sentence(history(token).get())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"name": "x"}, "PE-20"),
        ({"days": 0}, "PE-21"),
        ({"days": 367}, "PE-21"),
        ({"name": "y" * 81}, "PE-20"),
    ],
)
def test_a_bad_token_is_refused(world, change, rule):
    with pytest.raises(Invalid) as error:
        actions.create_token(by=world.head, at=world.now, **{"name": "sistema", **change})
    assert [p.rule for p in error.value.problems] == [rule]


def test_not_more_than_twenty_alive(world):
    for n in range(20):
        actions.create_token(by=world.head, at=world.now, name=f"sistema {n}")
    with pytest.raises(Invalid) as error:
        actions.create_token(by=world.head, at=world.now, name="otro")
    assert [p.rule for p in error.value.problems] == ["PE-22"]


def test_its_person_or_the_administration_revokes_it_and_nobody_else(world):
    token, _secret = actions.create_token(by=world.head, at=world.now, name="sistema")
    with pytest.raises(NotAllowed):
        actions.revoke_token(by=world.editor, at=world.now, token=token)
    actions.revoke_token(by=world.admin, at=world.now, token=token)
    with pytest.raises(Invalid) as refusal:
        actions.revoke_token(by=world.head, at=world.now, token=token)
    assert refusal.value.rule == "PE-23"
