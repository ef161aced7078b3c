"""Signals: what each rests on, in words; a person opens an audit or sets it aside; no request is touched."""

import pytest

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Signal
from cauce.domains.authorizations.queries.signals import LABELS, SENTENCES, told
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories import user_with
from tests.factories.authorizations import AT
from tests.unit.domains.authorizations.pages.governing import signal, through, url

FACTS = {
    Kind.REPEATS: {"service": "IMG-RM", "count": 3, "days": 90},
    Kind.SPLIT: {"service": "IMG-RM", "total": 4, "most": 2},
    Kind.URGENCY: {"urgent": 10, "total": 12, "others_urgent": 5, "others_total": 100, "speciality": "RADIO"},
    Kind.COPIED: {"requests": 5, "patients": 4},
    Kind.CONCENTRATION: {"unit": 0, "count": 18, "total": 20},
    Kind.LATE_USE: {
        "number": "ST2-2026-00000001-X", "performed_on": "2026-05-01", "registered_on": "2026-05-02",
        "valid_until": "2026-04-30",
    },
}  # fmt: skip


@pytest.fixture
def watcher(client_as, scene):
    return client_as(scene.watcher)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_says_its_numbers_in_a_sentence(scene, kind):
    facts = FACTS[kind] | ({"unit": scene.unit.pk} if kind == Kind.CONCENTRATION else {})
    finding = Finding(kind, f"{scene.physician.pk}:x", facts, ())
    raised = actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)
    said = told(raised, {"IMG-RM": "Resonancia"})
    assert said.sentence
    assert "{" not in said.sentence
    assert {label for label, _value in said.rows} <= set(LABELS.values())
    assert set(SENTENCES) == set(Kind)


def test_a_fact_of_an_older_finder_does_not_break_the_page(scene, watcher):
    finding = Finding(Kind.SPLIT, "x", {"otro": 1}, ())
    raised = actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)
    assert watcher.get(url("signal", raised.pk)).status_code == 200


def test_the_list_filters_and_leaves_as_csv(scene, watcher):
    signal(scene, folios=("SOL-2026-00000001-A",))
    signal(scene, Kind.CONCENTRATION)
    for query, count in (
        ("", 2),
        ("clase=copied", 1),
        ("estado=audit", 0),
        ("q=00000001-A", 1),
        ("q=Hidalgo", 0),
    ):
        page = watcher.get(f"{url('signals')}?{query}").content.decode()
        assert page.count('<th scope="row"><a href="/autorizaciones/senales/') == count, query
    lines = b"".join(watcher.get(f"{url('signals')}?formato=csv").streaming_content).decode().splitlines()
    assert len(lines) == 3


def test_a_signal_shows_whose_and_which_requests_without_their_patients(scene, watcher):
    request = scene.submitted(1)
    page = watcher.get(url("signal", signal(scene, folios=(request.folio,)).pk)).content.decode()
    assert request.folio in page
    assert scene.physician.display_name in page
    assert "Número 1" not in page


@pytest.mark.parametrize(("choice", "state"), [("yes", Signal.State.AUDIT), ("no", Signal.State.DISMISSED)])
def test_looking_at_a_signal_is_asked_for_and_touches_no_request(scene, watcher, choice, state):
    request = scene.submitted(1)
    raised = signal(scene, folios=(request.folio,))
    answer = through(watcher, url("signal", raised.pk), {"audit": choice, "note": "Se revisaron las cinco"})
    assert answer.status_code == 302
    raised.refresh_from_db()
    assert (raised.state, raised.looked_by) == (state, scene.watcher)
    version, before = request.version, request.state
    request.refresh_from_db()
    assert (request.state, request.version) == (before, version)
    page = watcher.get(url("signal", raised.pk)).content.decode()
    assert "Qué se hace con ella" not in page
    assert (
        watcher.post(url("signal", raised.pk), {"audit": "no", "note": "Otra vez, con otra nota"}).status_code
        == 409
    )


def test_a_note_is_needed(scene, watcher):
    answer = watcher.post(url("signal", signal(scene).pk), {"audit": "yes", "note": "sí"})
    assert (answer.status_code, "Falta el motivo" in answer.content.decode()) == (422, True)


def test_anothers_region_is_not_listed(scene, client_as):
    raised = signal(scene)
    elsewhere = client_as(user_with("auth_auditor", scene.issste_hgo))
    assert "Ninguna señal en esta vista" in elsewhere.get(url("signals")).content.decode()
    assert elsewhere.get(url("signal", raised.pk)).status_code == 403
