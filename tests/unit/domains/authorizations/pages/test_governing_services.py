"""The list of what needs authorisation, and keeping services, exemptions, centres and terms."""

import io
from datetime import date

import openpyxl
import pytest

from cauce.core.audit.log import sentence
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Entry
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import ClockRule, ServiceCentre, ServicePolicy, UnitExemption
from tests.factories.authorizations import AT, SINCE
from tests.unit.domains.authorizations.pages.governing import publish, through, url

POLICY = {
    "in_basic_catalogue": "yes", "category": "imaging", "speciality": "RADIO", "validity_days": "60", "max_units": "",
    "unit_label": "estudio", "product_code": "", "valid_from": "2026-06-01",
}  # fmt: skip


@pytest.fixture
def coordination(client_as, scene):
    return client_as(scene.coordination)


@pytest.fixture
def nation(client_as, scene):
    return client_as(scene.top)


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def exempt(scene, unit):
    actions.exempt_service(
        by=scene.coordination,
        at=AT,
        unit=unit,
        service_code="IMG-RM",
        since=SINCE,
        reason="Convenio sintético",
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"IMG-RM", "IMG-RX", "REHAB", "CADERA", "QT"}),
        ("q=resonancia", {"IMG-RM"}),
        ("q=RADIOGRAFIA+torax", {"IMG-RX"}),
        ("categoria=imaging", {"IMG-RM", "IMG-RX"}),
        ("requiere=yes", {"IMG-RM", "REHAB", "CADERA", "QT"}),
        ("requiere=no", {"IMG-RX"}),
        ("requiere=exempt", {"IMG-RM"}),
        ("q=nada+de+esto", set()),
    ],
)
def test_the_list_is_narrowed(scene, client_as, query, shown):
    exempt(scene, scene.issste_bc_3)
    page = text_of(client_as(scene.physician), f"{url('catalogue')}?{query}")
    assert {code for code in scene.entries if f"/servicios/{code}/" in page} == shown


def test_the_list_says_what_is_exempt_here_and_by_which_criterion(scene, client_as):
    publish(scene)
    exempt(scene, scene.unit)
    page = text_of(client_as(scene.physician), url("catalogue"))
    assert "Exento en su unidad" in page
    assert "Convenio sintético" in page
    assert "Guía sintética" in text_of(client_as(scene.physician), url("service", "IMG-RM"))
    assert "Exento en su unidad" not in text_of(client_as(scene.centre), url("catalogue"))


def test_the_list_leaves_as_csv_and_xlsx(scene, client_as):
    exempt(scene, scene.issste_bc_3)
    client = client_as(scene.centre)
    lines = client.get(f"{url('catalogue')}?formato=csv&requiere=exempt").getvalue().decode()
    assert lines.count("IMG-RM") == 1
    assert scene.issste_bc_3.code in lines
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url('catalogue')}?formato=xlsx").getvalue()))
    assert book.active.max_row == 6


def test_the_printed_list_has_every_row(scene, client_as):
    page = text_of(client_as(scene.physician), f"{url('catalogue')}?imprimir=1")
    assert "data-print" in page


def test_a_service_nobody_ruled_on_is_offered_for_it(scene, nation):
    first = scene.entries["IMG-RM"]
    Entry.objects.create(
        catalogue=first.catalogue, code="NUEVO", kind="service", label="Servicio nuevo", since=2
    )
    page = text_of(nation, f"{url('services')}?requiere=none")
    assert "Sin política: no puede solicitarse" in page
    assert "/servicios/IMG-RM/" not in page
    answer = through(nation, url("service_policy", "NUEVO"), POLICY)
    assert answer.status_code == 302
    assert ServicePolicy.objects.get(code="NUEVO").in_basic_catalogue


def test_a_policy_is_asked_for_then_kept_beside_the_one_before(scene, nation):
    answer = through(nation, url("service_policy", "IMG-RM"), POLICY)
    assert answer.status_code == 302
    old, new = ServicePolicy.objects.filter(code="IMG-RM").order_by("valid_from")
    assert (old.in_basic_catalogue, new.in_basic_catalogue, new.validity_days) == (False, True, 60)
    page = text_of(nation, url("service", "IMG-RM"))
    assert "Próxima" in page
    assert "fijó cómo se autoriza el servicio IMG-RM desde el 01/06/2026" in page


def test_a_wrong_policy_stays_on_its_form_with_its_problems(scene, nation):
    answer = nation.post(
        url("service_policy", "IMG-RM"), POLICY | {"validity_days": "0", "valid_from": "ayer"}
    )
    assert answer.status_code == 422
    assert ServicePolicy.objects.filter(code="IMG-RM").count() == 1


def test_going_back_from_the_confirmation_keeps_what_was_typed(scene, nation):
    answer = nation.post(url("service_policy", "IMG-RM"), POLICY | {"confirmado": "no"})
    assert answer.status_code == 200
    assert 'value="60"' in answer.content.decode()
    assert ServicePolicy.objects.filter(code="IMG-RM").count() == 1


def test_an_exemption_is_set_and_ended(scene, coordination):
    unit = scene.issste_bc_2
    sent = {
        "unit": f"{unit.code} · {unit.name}",
        "since": "2026-05-20",
        "until": "",
        "reason": "Convenio sintético",
    }
    assert through(coordination, url("service_exemption", "IMG-RM"), sent).status_code == 302
    page = text_of(coordination, f"{url('service_exemption', 'IMG-RM')}?unidad={unit.code}&desde=2026-05-20")
    assert "Convenio sintético" in page
    through(coordination, url("service_exemption", "IMG-RM"), sent | {"until": "2026-12-31"})
    assert UnitExemption.objects.get(unit=unit).until == date(2026, 12, 31)
    wrong = coordination.post(url("service_exemption", "IMG-RM"), sent | {"until": "2026-01-01"})
    assert (wrong.status_code, "no es posterior" in wrong.content.decode()) == (422, True)


def test_a_centre_is_added_from_both_pages(scene, coordination):
    sent = {"unit": scene.unit.code, "since": "2026-05-20", "until": ""}
    assert through(coordination, url("service_centre", "QT"), sent).status_code == 302
    assert through(coordination, url("new_centre"), sent | {"service_code": "IMG-RX"}).status_code == 302
    assert set(ServiceCentre.objects.filter(unit=scene.unit).values_list("service_code", flat=True)) == {
        "QT",
        "IMG-RX",
    }
    page = text_of(coordination, f"{url('centres')}?q={scene.unit.code}")
    assert page.count(f">{scene.unit.code}<") >= 2


def test_terms_are_resolved_by_place_and_set(scene, coordination):
    page = text_of(coordination, url("terms"))
    assert "72 horas" in page
    assert "7 días naturales" in page
    sent = {
        "place": scene.issste_bc.code, "kind": "answer", "priority": "urgent", "amount": "24", "unit": "hours",
        "pause_cap_hours": "48", "valid_from": "2026-05-20", "origin": "Acuerdo sintético",
    }  # fmt: skip
    assert through(coordination, url("new_term"), sent).status_code == 302
    rule = ClockRule.objects.get()
    here, there = (
        text_of(coordination, f"{url('terms')}?lugar={p.code}") for p in (scene.unit, scene.issste_hgo)
    )
    assert "24 horas" in here.partition("Plazos fijados por jurisdicción")[0]
    assert "24 horas" not in there.partition("Plazos fijados por jurisdicción")[0]
    assert "Acuerdo sintético" in text_of(coordination, f"{url('new_term')}?de={rule.pk}")
    said = sentence(Event.objects.get(action="authorizations.term.set"))
    assert said == "fijó el plazo para responder una solicitud (urgente) en 24 horas desde el 20/05/2026"


def test_only_the_answer_depends_on_the_priority(scene, coordination):
    sent = {
        "place": scene.issste_bc.code, "kind": "emergency", "priority": "urgent", "amount": "24", "unit": "hours",
        "pause_cap_hours": "0", "valid_from": "2026-05-20", "origin": "",
    }  # fmt: skip
    assert coordination.post(url("new_term"), sent).status_code == 422
    assert not ClockRule.objects.exists()
