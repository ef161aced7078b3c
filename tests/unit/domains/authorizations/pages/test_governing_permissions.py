"""Who opens which page of governance: every address, every role, and nobody without one."""

import pytest
from django.urls import NoReverseMatch

from cauce.domains.authorizations.urls_governing import urlpatterns
from tests.factories import UserFactory, user_with
from tests.unit.domains.authorizations.pages.governing import filled, url

PEOPLE = ("physician", "desk", "reviewer", "centre", "coordination", "top", "watcher")
# page → who opens it, by the letters of PEOPLE: p d r c k t w. Written by hand from the specification.
EVERYBODY = "pdrcktw"
TABLE = {
    "catalogue": EVERYBODY,
    "services": EVERYBODY,
    "service": EVERYBODY,
    "service_policy": "t",  # it holds in every institution
    "service_exemption": "kt",
    "service_centre": "kt",
    "centres": EVERYBODY,
    "new_centre": "kt",
    "terms": EVERYBODY,
    "new_term": "kt",
    "criteria": EVERYBODY,
    "criteria_editor": "kt",
    "dry_run": "kt",
    "dry_run_result": "kt",
    "criteria_version": EVERYBODY,
    "criteria_withdraw": "t",  # the document is of the sector
    "variants": EVERYBODY,
    "variant_editor": "kt",
    "variant": EVERYBODY,
    "professionals": "ktw",
    "professional": "kt",
    "teams": "ktw",
    "new_member": "kt",
    "end_member": "kt",
    "interests": "rktw",
    "new_interest": "r",
    "end_interest": "r",
    "signals": "ktw",
    "signal": "ktw",
    "reads": "w",
    "number_look_ups": "w",
    "flow": EVERYBODY,
}
LETTERS = dict(zip(EVERYBODY, PEOPLE, strict=True))


def test_every_address_is_in_the_table():
    assert {p.name for p in urlpatterns} == set(TABLE)


def test_every_page_opens_for_who_may_and_refuses_the_others(scene, client_as, after_commit):
    values = filled(scene, after_commit)
    strangers = [UserFactory(), user_with("oral_head", scene.issste_bc_1)]
    for letter, key in LETTERS.items():
        client = client_as(getattr(scene, key))
        for name, allowed in TABLE.items():
            status = client.get(url(name, *values.get(name, ()))).status_code
            assert status == (200 if letter in allowed else 403), f"{key} {name}: {status}"
    for person in strangers:
        client = client_as(person)
        assert {client.get(url(name, *values.get(name, ()))).status_code for name in TABLE} == {403}


def test_every_form_refuses_who_may_not_send_it(scene, client_as, after_commit):
    values = filled(scene, after_commit)
    forms = [name for name, allowed in TABLE.items() if allowed not in (EVERYBODY, "ktw", "rktw", "w")]
    assert len(forms) > 10
    for letter, key in LETTERS.items():
        client = client_as(getattr(scene, key))
        for name in forms:
            if letter not in TABLE[name]:
                answer = client.post(url(name, *values.get(name, ())), {"confirmado": "1"})
                assert answer.status_code == 403, f"{key} {name}"


@pytest.mark.parametrize(
    "name", ["service", "criteria_version", "variant", "dry_run_result", "signal", "professional"]
)
def test_what_does_not_exist_is_said_so(scene, client_as, name):
    try:
        address = url(name, 999)
    except NoReverseMatch:
        address = url(name, "nadie")
    assert client_as(scene.top).get(address).status_code == 404


def test_a_coordination_keeps_only_its_own_reach(scene, client_as):
    """Another region's signals, readings, people and teams are not there."""
    elsewhere = user_with("auth_coordinator", scene.issste_hgo, username="hidalgo")
    client = client_as(elsewhere)
    page = client.get(url("professionals")).content.decode()
    assert "/personas/elsewhere/" in page
    assert "/personas/physician/" not in page
    assert client.get(url("professional", "physician")).status_code == 404
    sent = {"unit": scene.unit.code, "since": "2026-05-20", "until": "", "reason": "Convenio sintético"}
    answer = client.post(url("service_exemption", "IMG-RM"), sent)
    assert answer.status_code == 422
    assert "no es un lugar a su alcance" in answer.content.decode()
