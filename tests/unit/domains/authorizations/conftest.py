"""The scene of prior authorisation."""

import pytest


@pytest.fixture
def scene(db):
    """Places, people and services of tests/factories/authorizations.py."""
    from tests.factories.authorizations import make_scene

    return make_scene()


@pytest.fixture
def post(client, scene):
    """Sends a FHIR bundle as somebody of the scene."""
    from tests.factories.pas_requests import poster

    return poster(client, scene)
