"""The patient's public page: what it says, what it never says, and how it resists guessing."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.catalogue import centres_of
from cauce.domains.authorizations.models import ServiceCentre
from cauce.domains.authorizations.queries.tracking import track
from tests.factories.authorizations import AT, curp, decision

SECRETS = ("Persona", "Sintética Número", curp(1), "M54.5", "Lumbago", "irradiación")


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def ask(client, request, secret=None):
    sent = {"folio": request.folio, "secret": request.tracking_code if secret is None else secret}
    return client.post(reverse("authorizations:track"), sent)


def test_waiting_says_who_has_it_until_when_and_what_follows(client, scene, frozen):
    request = scene.submitted(1)
    answer = ask(client, request)
    said = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Un médico especialista está revisando la solicitud.", "27/05/2026 09:00", "Qué sigue",
                 "Resonancia magnética", "Por resolver"):  # fmt: skip
        assert part in said, part
    assert not any(word in said for word in (*SECRETS, request.tracking_code))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]


def test_what_is_missing_is_told(client, scene, frozen):
    request = scene.claimed(1)
    actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿Hay una placa reciente?")
    said = ask(client, request).content.decode()
    assert "Qué falta" in said
    assert "¿Hay una placa reciente?" in said


def test_a_denial_says_why_what_would_change_it_and_how_to_appeal(client, scene, frozen):
    said = ask(client, scene.decided(1, "denied")).content.decode()
    for part in ("No autorizado", "Antes de este estudio se hace una radiografía.", "Qué cambiaría la respuesta",
                 "Si no está de acuerdo", "Lo resuelve otra persona", "10/06/2026"):  # fmt: skip
        assert part in said, part


def test_an_approval_says_number_units_left_and_where_to_go(client, scene, frozen):
    number = scene.number(1)
    said = ask(client, number.item.request).content.decode()
    for part in (number.number, "quedan 2 de 2", "Unidad sintética 2", "Vigente", "pida su cita"):
        assert part in said, part
    scene.used(number, at=AT)
    assert "quedan 1 de 2" in ask(client, number.item.request).content.decode()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("active", "puede pedir su cita"),
        ("exhausted", "Ya se usaron todas"),
        ("suspended", "detenido por ahora"),
        ("revoked", "ya no vale"),
    ],
)
def test_a_number_that_is_of_no_use_is_not_offered(scene, state, says):
    number = scene.number(1)
    stop = {"by": scene.coordination, "at": AT, "authorisation": number, "reason": "Se aclara un dato"}
    if state == "exhausted":
        scene.used(number, 2, at=AT)
    elif state == "suspended":
        actions.suspend_authorisation(**stop)
    elif state == "revoked":
        actions.revoke_authorisation(**stop)
    request = number.item.request
    (item,) = track(request.folio, request.tracking_code, AT).items
    assert says in item.sentence
    assert item.usable == (state == "active")
    assert bool(item.centres) == (state == "active")


def test_near_centres_of_the_region_come_first(scene):
    unit, other, far = scene.unit, scene.issste_bc_3, scene.issste_hgo_1
    places = {
        unit: (32.62, -115.45),
        other: (32.53, -117.02),
        scene.issste_bc_2: (31.86, -116.6),
        far: (32.62, -115.46),
    }
    for place, (latitude, longitude) in places.items():
        place.latitude, place.longitude = latitude, longitude
        place.save()
    ServiceCentre.objects.create(
        unit=far, service_code="IMG-RM", since=AT.date(), set_at=AT, set_by=scene.top
    )
    found = centres_of("IMG-RM", AT.date(), near=unit)
    assert found == [scene.issste_bc_2, other, far]
    other.latitude = None
    other.save()
    assert centres_of("IMG-RM", AT.date(), near=unit) == [scene.issste_bc_2, other, far]
    assert [one.name for one in centres_of("IMG-RM", AT.date())] == sorted(one.name for one in found)


def test_a_late_answer_is_said_and_is_no_denial(scene):
    request = scene.submitted(1)
    found = track(request.folio, request.tracking_code, scene.later(30))
    assert found.late
    assert found.due == "27/05/2026 09:00"


def test_after_its_term_no_appeal_is_offered(scene):
    request = scene.decided(1, "denied")
    assert track(request.folio, request.tracking_code, AT).appeal_until
    late = track(request.folio, request.tracking_code, scene.later(60))
    assert (late.appeal_until, late.appeal_day) == (None, "")


def test_a_wrong_folio_and_a_wrong_secret_get_the_same_answer(client, scene, frozen):
    import re

    request, other = scene.submitted(1), scene.submitted(2)

    def said(folio, secret):
        answer = client.post(reverse("authorizations:track"), {"folio": folio, "secret": secret})
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        return answer.status_code, text

    wrong_secret = said(request.folio, "ABCD2345")
    assert wrong_secret[0] == 404
    assert said("SOL-2026-00099999-8", "ABCD2345") == wrong_secret
    assert said("nada", request.tracking_code) == wrong_secret
    assert said(other.folio, request.tracking_code) == wrong_secret


@pytest.mark.parametrize("exists", [True, False])
def test_ten_failures_lock_a_folio_for_a_while_whether_it_exists_or_not(
    client, scene, frozen, settings, exists
):
    settings.CAUCE_PUBLIC_PER_MINUTE = 1000
    request, other = scene.submitted(1), scene.submitted(2)
    folio = request.folio if exists else "SOL-2026-00099999-8"
    url = reverse("authorizations:track")
    for _n in range(10):
        assert client.post(url, {"folio": folio, "secret": "ABCD2345"}).status_code == 404
    locked = client.post(url, {"folio": folio.lower().replace("-", " "), "secret": request.tracking_code})
    assert locked.status_code == 429
    assert "Demasiados intentos" in locked.content.decode()
    assert ask(client, other).status_code == 200


def test_an_address_is_limited(client, scene, frozen, settings):
    settings.CAUCE_PUBLIC_PER_MINUTE = 3
    url = reverse("authorizations:track")
    assert [client.get(url).status_code for _n in range(4)] == [200, 200, 200, 429]


def test_the_folio_of_the_slip_is_typed_already_and_the_secret_is_not(client, db, frozen):
    said = client.get(reverse("authorizations:track"), {"folio": "SOL-2026-00000001-1"}).content.decode()
    assert 'value="SOL-2026-00000001-1"' in said
    assert "no hace falta autorización previa" in said


def test_a_reading_by_the_patient_uses_few_queries(scene, django_assert_max_num_queries):
    items = [{"service": "IMG-RM", "quantity": "2"}, {"service": "REHAB", "quantity": "10"}]
    request = scene.claimed(1, items=items)
    actions.decide_items(by=scene.reviewer, at=AT, request=request, decisions=[decision(1), decision(2)])
    with django_assert_max_num_queries(24):
        assert len(track(request.folio, request.tracking_code, AT).items) == 2


def test_anybody_finds_the_page_from_the_foot_of_any_other(client, db, frozen):
    said = client.get(reverse("documents:verify_form")).content.decode()
    assert f'href="{reverse("authorizations:track")}"' in said
