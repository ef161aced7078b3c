"""The Colombia scene for a browser."""

import pytest

from tests.factories.colombia import make_colombia


@pytest.fixture
def colombia(transactional_db):
    """Places and people of tests/factories/colombia.py."""
    return make_colombia()
