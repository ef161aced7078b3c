"""The Panama scene."""

import pytest


@pytest.fixture
def panama(db):
    """Places and people of tests/factories/panama.py."""
    from tests.factories.panama import make_panama

    return make_panama()


@pytest.fixture
def reviewed(panama):
    """A reviewed sheet with two patients."""
    from cauce.domains.oralhealth.actions import review_sheet, send_sheet

    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(sheet, identity="8-222-333", sex="1", age="08", programme="2", completed="1")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    return review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
