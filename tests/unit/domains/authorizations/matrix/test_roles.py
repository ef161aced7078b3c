"""Roles × verbs, whole, as the specification says it."""

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES

# One letter per verb; "·": may not. Written by hand from the specification.
VERBS = {
    "R": Permission.AUTH_READ,
    "W": Permission.AUTH_WRITE,
    "T": Permission.AUTH_TRANSCRIBE,
    "V": Permission.AUTH_REVIEW,
    "F": Permission.AUTH_APPEAL_FILE,
    "A": Permission.AUTH_APPEAL_ASSIGN,
    "D": Permission.AUTH_APPEAL_DECIDE,
    "L": Permission.AUTH_LOOK_UP,
    "C": Permission.AUTH_CONSUME,
    "B": Permission.AUTH_REVERSE,
    "S": Permission.AUTH_SUSPEND,
    "X": Permission.AUTH_REVOKE,
    "I": Permission.AUTH_INTEREST,
    "M": Permission.AUTH_SERVICES,
    "P": Permission.AUTH_CRITERIA,
    "N": Permission.AUTH_VARIANTS,
    "2": Permission.AUTH_DOUBLE,
    "O": Permission.AUTH_OVERSIGHT,
    "G": Permission.AUTH_SIGNALS,
    "K": Permission.AUTH_READ_LOG,
}
TABLE = {
    "auth_physician": "RW··F···············",
    "auth_desk": "R·T·················",
    "auth_reviewer": "R··V··D·····I·······",
    "auth_centre": "·······LCB··········",
    "auth_coordinator": "R····A····SX·MPN2OG·",
    "auth_auditor": "R················OGK",
}


@pytest.mark.parametrize("role", TABLE)
def test_a_role_may_exactly_what_the_table_says(role):
    expected = {VERBS[letter] for letter in TABLE[role] if letter != "·"}
    assert {p for p in ROLES[role].permissions if p.value.startswith("authorizations.")} == expected
    assert len(TABLE[role]) == len(VERBS)


def test_the_table_covers_every_role_and_verb():
    assert {key for key, role in ROLES.items() if role.module == "authorizations"} == set(TABLE)
    assert set(VERBS.values()) == {p for p in Permission if p.value.startswith("authorizations.")}
    others = [r for r in ROLES.values() if r.module != "authorizations"]
    assert not [r.key for r in others for p in r.permissions if p.value.startswith("authorizations.")]


def test_nobody_asks_and_decides_or_decides_and_uses_by_one_role():
    for letters in ("WV", "WC", "VC", "VA", "VX", "TV"):
        assert not [role for role, held in TABLE.items() if set(letters) <= set(held)]
