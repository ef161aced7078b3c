"""The scene of prior authorisation."""

import pytest


@pytest.fixture
def scene(db):
    """Places, people and services of tests/factories/authorizations.py."""
    from tests.factories.authorizations import make_scene

    return make_scene()
