"""The scene of the risk plans."""

import pytest


@pytest.fixture
def colombia(db):
    """Places and people of tests/factories/colombia.py."""
    from tests.factories.colombia import make_colombia

    return make_colombia()
