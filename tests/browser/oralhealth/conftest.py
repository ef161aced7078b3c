"""The Panama scene for a browser, and a person who writes patients in it."""

import pytest
from django.urls import reverse

from tests.factories.panama import make_panama

DIAGNOSIS = {"dx1_code": "K02.1", "dx1_class": "1"}
PATIENT = {
    "age": "27",
    "sex": "2",
    "new_in_institution": "1",
    "new_in_service": "1",
    "care_frequency": "2",
    "act1_code": "07",
    "act1_number": "1",
    "act1_class": "1",
    **DIAGNOSIS,
}


@pytest.fixture
def panama(transactional_db):
    """Places and people of tests/factories/panama.py."""
    return make_panama()


@pytest.fixture
def sheet(panama):
    """An open sheet with one patient, from whom the next ones carry what they share."""
    found = panama.sheet()
    panama.row(found)
    return found


def address(sheet) -> str:
    """The sheet's page."""
    return reverse("oralhealth:sheet", args=[sheet.uid])


def write_patient(page, identity: str, **fields: str) -> None:
    """Type one patient and send it with Enter; returns when the form is ready for the next."""
    for name, value in {"identity": identity, **PATIENT, **fields}.items():
        page.locator(f"form[data-capture] [name={name}]").fill(value)
    page.locator("[name=dx1_class]").press("Enter")
    page.wait_for_function("() => document.querySelector('[name=identity]').value === ''")


def say_when_all_is_sent(page) -> None:
    """Wait until this device keeps nothing more."""
    empty = "[data-outbox][data-waiting='0'][data-refused='0']"
    page.locator(empty).wait_for(state="attached", timeout=60_000)
