"""Progress and reminders, product requests, rounds, contacts, the menu and the to-do list."""

import pytest
from django.urls import reverse

from cauce.core.catalogues.models import Release
from cauce.core.notifications.models import Notification
from cauce.core.organisations.models import Contact
from cauce.core.periods.models import Round, RoundWindow
from cauce.core.todo import todo_for
from cauce.domains.exchange.models import Declaration, ProductRequest
from tests.factories.lines import add_line

from .conftest import text_of


@pytest.fixture
def progress(world, declarations, client_as):
    """`progress(user, **query)`: the progress page of the round."""
    address = reverse("exchange:progress", args=[world.round.code])
    return lambda user, **query: client_as(user).get(address, query)


@pytest.fixture
def asked(world, declaration, client_as):
    """A product asked for from the grid."""
    address = reverse(
        "exchange:request_product", args=[declaration.pk, world.issste_bc_1.code, world.speciality.pk]
    )
    client_as(world.editor).post(
        address, {"label": "Trasplante de córnea", "justification": "Se realiza desde 2024."}
    )
    return ProductRequest.objects.get()


# Progress -------------------------------------------------------------------------------------------


def test_progress_tells_who_is_missing_and_who_said_yes_with_nothing(world, declaration, progress):
    text = text_of(progress(world.coordinator))
    assert "Respondió SI, sin renglones" in text
    assert "Sin responder" in text
    assert "IMSS" not in text.replace("ISSSTE", "")
    only = text_of(progress(world.coordinator, etapa="empty"))
    assert "Recordar a ISSSTE Hidalgo" not in only


def test_after_the_close_the_open_ones_are_late(world, declarations, progress):
    world.round.closes_at = world.now
    world.round.save()
    assert text_of(progress(world.coordinator, etapa="tarde")).count("Fuera de plazo 20/05/2026") == 2


def test_an_institutions_own_window_decides_who_is_late(world, declarations, progress):
    RoundWindow.objects.create(
        round=world.round, institution=world.issste, opens_at=world.round.opens_at, closes_at=world.now
    )
    text = text_of(progress(world.users["sector"]))
    assert text.count("Fuera de plazo 20/05/2026") == 2


def test_progress_downloads(world, declarations, progress):
    assert progress(world.users["sector"], formato="xlsx").getvalue()[:2] == b"PK"
    lines = (
        b"".join(progress(world.users["sector"], formato="csv").streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )
    assert len(lines) == 1 + len(declarations)


@pytest.mark.parametrize("who", ["head", "auditor", "admin"])
def test_progress_is_the_coordinations(world, progress, who):
    assert progress(world.users[who]).status_code == 403


def test_a_reminder_reaches_the_people_of_the_chosen_entities(world, declarations, client_as):
    address = reverse("exchange:progress", args=[world.round.code])
    chosen = declarations["issste_bc"].pk
    response = client_as(world.coordinator).post(
        address, {"registro": [chosen], "message": "Falta su respuesta."}, follow=True
    )
    assert "Recordatorio enviado a 2 personas" in text_of(response)
    told = Notification.objects.filter(kind="exchange.reminder")
    assert {notice.user for notice in told} == {world.editor, world.head}
    assert told.first().body == "Falta su respuesta."


def test_another_institutions_entity_cannot_be_reminded(world, declarations, client_as):
    address = reverse("exchange:progress", args=[world.round.code])
    response = client_as(world.coordinator).post(address, {"registro": [declarations["imss_bc"].pk]})
    assert response.status_code == 422
    assert "No se eligió ninguna entidad" in text_of(response)
    assert not Notification.objects.exists()


# Products -------------------------------------------------------------------------------------------


def test_an_approved_product_is_in_the_grid_at_once(world, declaration, asked, client_as, sheet):
    client = client_as(world.coordinator)
    assert "Trasplante de córnea" in text_of(client.get(reverse("exchange:requests")))
    response = client.post(
        reverse("exchange:decide_request", args=[asked.pk]), {"decision": "aprobar"}, follow=True
    )
    assert "Solicitud aprobada" in text_of(response)
    assert Release.objects.count() == 2
    assert "Trasplante de córnea" in sheet(world.editor).get(q="trasplante cornea").text


def test_declining_needs_a_reason_that_the_person_reads(world, declaration, asked, client_as):
    client, address = client_as(world.coordinator), reverse("exchange:decide_request", args=[asked.pk])
    refused = client.post(address, {"decision": "declinar"})
    assert refused.status_code == 422
    assert "se necesita un motivo" in text_of(refused)
    client.post(address, {"decision": "declinar", "reason": "Ya existe como queratoplastia."})
    page = client_as(world.editor).get(
        reverse(
            "exchange:request_product", args=[declaration.pk, world.issste_bc_1.code, world.speciality.pk]
        )
    )
    assert "Ya existe como queratoplastia." in text_of(page)
    assert Notification.objects.get(kind="exchange.product").user == world.editor
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("label", "sentence"), [("", "EX-60"), ("apendicectomia", "ya existe")])
def test_what_cannot_be_asked_for_is_told(world, declaration, client_as, label, sentence):
    address = reverse(
        "exchange:request_product", args=[declaration.pk, world.issste_bc_1.code, world.speciality.pk]
    )
    response = client_as(world.editor).post(address, {"label": label})
    assert response.status_code == 422
    expected = "necesita el nombre" if sentence == "EX-60" else sentence
    assert expected in text_of(response)


def test_other_institutions_requests_are_not_found(world, asked, client_as):
    assert (
        client_as(world.coordinator_imss).get(reverse("exchange:decide_request", args=[asked.pk])).status_code
        == 404
    )
    assert client_as(world.head).get(reverse("exchange:requests")).status_code == 403


# Rounds and contacts --------------------------------------------------------------------------------

SPAN = {"opens_at": "2027-01-01T08:00", "closes_at": "2027-02-01T18:00"}


def test_a_new_round_gives_every_entity_its_declaration(world, client_as):
    client = client_as(world.users["sector"])
    response = client.post(
        reverse("exchange:round_new"), {"code": "2027", "name": "Captura del periodo 2027", **SPAN}
    )
    assert response.url == reverse("exchange:round", args=["2027"])
    assert Declaration.objects.filter(round__code="2027").count() == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_at": "2026-12-01T18:00"}, "posterior"),
        ({"opens_at": "mañana"}, "válida"),
        ({"code": "2 0"}, "válid"),
        ({"name": ""}, "obligatorio"),
    ],
)
def test_a_round_that_cannot_be_is_told(world, client_as, changes, sentence):
    sent = {"code": "2027", "name": "Captura 2027", **SPAN, **changes}
    response = client_as(world.users["sector"]).post(reverse("exchange:round_new"), sent)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Round.objects.filter(code="2027").exists()


def test_an_institution_gets_its_own_window(world, client_as):
    client = client_as(world.users["sector"])
    client.post(reverse("exchange:window", args=[world.round.code, "IMSS"]), SPAN)
    assert "Propio" in text_of(client.get(reverse("exchange:round", args=[world.round.code])))


@pytest.mark.parametrize("who", ["head", "coordinator", "auditor"])
def test_rounds_are_not_everybodys(world, client_as, who):
    client = client_as(world.users[who])
    assert client.get(reverse("exchange:rounds")).status_code == 403
    assert client.post(reverse("exchange:round_new"), SPAN).status_code == 403


def test_the_contact_is_set_by_its_coordination_and_shown_beside_the_help(world, declaration, client_as):
    client = client_as(world.coordinator)
    sent = {"department": "Departamento de Monitoreo", "email": "monitoreo@example.org"}
    client.post(reverse("exchange:contact", args=["ISSSTE"]), sent)
    assert Contact.objects.get().unit == world.issste
    page = text_of(client_as(world.head).get(reverse("exchange:answer", args=[declaration.pk])))
    assert "Departamento de Monitoreo" in page
    assert client.post(reverse("exchange:contact", args=["IMSS"]), sent).status_code == 403


# Menu and to-do -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees", "not_sees"),
    [
        ("head", "Tablero", "Avance del periodo"),
        ("coordinator", "Avance del periodo", "Periodos de captura"),
        ("sector", "Periodos de captura", "nada así"),
        ("admin", "Áreas responsables", "Solicitudes de productos"),
    ],
)
def test_the_menu_has_what_the_person_may_open(world, client_as, who, sees, not_sees):
    text = text_of(client_as(world.users[who]).get(reverse("home")))
    assert sees in text
    assert not_sees not in text


@pytest.mark.parametrize(
    ("who", "state", "answer", "title"),
    [
        ("head", "open", None, "Paso 2"),
        ("head", "open", True, "Pasos 3 a 7"),
        ("head", "open", False, "Paso 7"),
        ("head", "finalised", True, "Paso 9"),
    ],
)
def test_the_to_do_list_names_the_next_step(world, declarations, who, state, answer, title):
    Declaration.objects.filter(entity=world.issste_bc).update(
        state=state, answer=answer, finalised_at=world.now if state != "open" else None
    )
    items = [item for item in todo_for(world.users[who], world.now) if item.module == "exchange"]
    assert [item.title.split(":")[0] for item in items] == [title]
    assert items[0].due_at == world.round.closes_at


def test_a_signed_declaration_leaves_the_list(world, declarations):
    Declaration.objects.filter(entity=world.issste_bc).update(
        state="signed", answer=True, finalised_at=world.now
    )
    assert not [item for item in todo_for(world.head, world.now) if item.module == "exchange"]


def test_requests_and_missing_entities_wait_for_the_coordination(world, asked):
    titles = [item.title for item in todo_for(world.coordinator, world.now)]
    assert "1 solicitud de producto por resolver" in titles
    assert "2 entidades sin reporte firmado" in titles


def test_the_board_of_an_entity_with_rows_has_no_more_queries(
    world, declarations, client_as, django_assert_max_num_queries
):
    for unit in (world.issste_bc_1, world.issste_bc_2, world.issste_hgo_1):
        for product in world.products:
            own = declarations["issste_bc" if unit.parent == world.issste_bc else "issste_hgo"]
            add_line(world, own, unit, product)
    client = client_as(world.coordinator)
    address = reverse("exchange:progress", args=[world.round.code])
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)
