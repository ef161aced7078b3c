"""The search box over prior authorisation: folios, numbers, services; no patient to who may not know them."""

import pytest

from cauce.domains.authorizations.queries.finding import candidates
from cauce.domains.authorizations.rules.number import REQUEST, Number
from cauce.web.search import search

REQUESTS, OWN, NUMBERS, SERVICES = (
    "Solicitudes de autorización",
    "Sus solicitudes, por paciente",
    "Números de autorización",
    "Servicios que se autorizan",
)


def hits(user, text, at, label):
    return [hit for group in search(user, text, at) if group.label == label for hit in group.hits]


@pytest.mark.parametrize(
    ("typed", "years"),
    [("7", [2026, 2025, 2024]), ("2025-7", [2025]), ("SOL-2026-00000007", [2026]), ("lumbar", []), ("0", [])],
)
def test_a_part_of_a_folio_is_a_few_whole_folios(typed, years):
    assert candidates(typed, REQUEST, 2026) == [str(Number(REQUEST, year, 7)) for year in years]


@pytest.mark.parametrize("who", ["physician", "colleague", "desk", "reviewer", "coordination", "watcher"])
def test_a_request_by_its_folio_for_who_may_open_it(scene, who):
    request = scene.submitted(1)
    for text in (request.folio, request.folio.lower().replace("-", " "), request.folio.split("-")[2]):
        [hit] = hits(scene.people[who], text, scene.at, REQUESTS)
        assert hit.title == request.folio
        assert "Sintética" not in hit.detail


@pytest.mark.parametrize("who", ["elsewhere", "centre"])
def test_nobody_else_finds_it(scene, who):
    request = scene.submitted(1)
    assert hits(scene.people[who], request.folio, scene.at, REQUESTS) == []


def test_a_reviewer_keeps_finding_what_they_decided_and_nothing_of_others(scene):
    request = scene.decided(1)
    assert hits(scene.reviewer, request.folio, scene.at, REQUESTS)
    assert hits(scene.third, request.folio, scene.at, REQUESTS) == []


@pytest.mark.parametrize("text", ["sintetica numero 1", "persona sintética"])
def test_only_who_asked_finds_by_the_patients_name(scene, text):
    request = scene.submitted(1)
    [hit] = hits(scene.physician, text, scene.at, OWN)
    assert (hit.title, "Sintética" in hit.detail) == (request.folio, True)
    for who in ("colleague", "desk", "reviewer", "coordination", "watcher", "centre"):
        assert all(
            "Sintética" not in h.detail for g in search(scene.people[who], text, scene.at) for h in g.hits
        )
        assert hits(scene.people[who], text, scene.at, OWN) == []


def test_a_number_for_who_may_open_its_request_and_the_look_up_for_a_centre(scene):
    number = scene.number(1)
    assert [h.title for h in hits(scene.physician, number.number, scene.at, NUMBERS)] == [number.number]
    [led] = hits(scene.centre, number.number, scene.at, NUMBERS)
    assert led.detail == "Consultar este número"
    other = str(Number("ST2", 2026, 4242))
    assert [h.detail for h in hits(scene.centre, other, scene.at, NUMBERS)] == ["Consultar este número"]
    assert hits(scene.elsewhere, number.number, scene.at, NUMBERS) == []


def test_services_by_their_words_with_whether_they_need_it(scene):
    [found] = hits(scene.physician, "resonancia lumvar", scene.at, SERVICES)
    assert found.detail == "Requiere autorización"
    [basic] = hits(scene.centre, "radiografía tórax", scene.at, SERVICES)
    assert basic.detail.startswith("Catálogo básico")


def test_the_boxs_hint_speaks_of_folios(scene):
    from cauce.web.search import hint_for

    assert "Folio" in hint_for(scene.physician, scene.at)
