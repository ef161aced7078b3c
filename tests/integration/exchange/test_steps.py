"""Steps 0 to 5: from the portal to the speciality."""

import pytest
from django.urls import reverse

from cauce.domains.exchange.models import Declaration
from tests.factories.lines import add_line

from .conftest import text_of


def board(world, institution="ISSSTE"):
    return reverse("exchange:board", args=[world.round.code, institution])


def test_the_portal_has_a_card_per_institution_and_asks_for_a_session_behind_it(client, world, frozen):
    text = text_of(client.get(reverse("exchange:portal")))
    assert "ISSSTE" in text
    assert "IMSS" in text
    assert "Captura abierta" in text
    assert client.get(board(world)).status_code == 302


def test_the_portal_says_the_persons_access(world, declarations, client_as):
    text = text_of(client_as(world.head).get(reverse("exchange:portal")))
    assert "Su acceso: Titular de la entidad federativa" in text
    assert "Su cuenta no tiene acceso a esta institución." in text


def test_the_board_shows_what_each_state_allows(world, declarations, client_as):
    bc, hgo = declarations["issste_bc"], declarations["issste_hgo"]
    client = client_as(world.coordinator)
    page = client.get(board(world)).content.decode()
    for name in ("preliminary", "finalise"):
        assert reverse(f"exchange:{name}", args=[bc.pk]) in page
    assert reverse("exchange:final", args=[bc.pk]) not in page
    Declaration.objects.filter(pk=bc.pk).update(
        state="finalised", answer=True, finalised_at=world.now, units_total=3, units_with=1, units_without=2
    )
    Declaration.objects.filter(pk=hgo.pk).update(
        state="signed", answer=False, finalised_at=world.now, units_total=1, units_with=0, units_without=1
    )
    response = client.get(board(world))
    text = text_of(response)
    assert "Versión final" in text
    assert "Subir" in text
    assert "Consultar/Modificar" in text
    assert "Finalizado, sin reporte firmado" in text
    assert "Reporte firmado recibido" in text
    assert reverse("exchange:preliminary", args=[bc.pk]) not in response.content.decode()


def test_with_and_without_are_blank_before_finalising(world, declarations, client_as):
    csv = client_as(world.coordinator).get(board(world), {"formato": "csv"})
    rows = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1].startswith("1,Baja California,3,,,Preliminar,Finalizar reporte,,Abierto")


def test_the_board_downloads_as_a_spreadsheet(world, declarations, client_as):
    response = client_as(world.coordinator).get(board(world), {"formato": "xlsx"})
    assert response.getvalue()[:2] == b"PK"


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"q": "hidálgo"}, "Hidalgo", "Baja California"),
        ({"semaforo": "green"}, "Ninguna entidad coincide con el filtro", "Baja California"),
        ({"orden": "-total"}, "Baja California", "zzz"),
        ({"orden": "???", "semaforo": "azul"}, "Ninguna entidad coincide con el filtro", "Hidalgo 1"),
    ],
)
def test_the_board_filters_and_sorts(world, declarations, client_as, query, shown, hidden):
    text = text_of(client_as(world.coordinator).get(board(world), query))
    assert shown in text
    assert hidden not in text


def test_a_person_of_an_entity_sees_only_that_entity_marked_as_theirs(world, declarations, client_as):
    text = text_of(client_as(world.head).get(board(world)))
    assert "Baja California Su entidad" in text
    assert "Hidalgo" not in text


def test_another_institutions_board_is_refused_with_a_sentence(world, declarations, client_as):
    response = client_as(world.head).get(board(world, "IMSS"))
    assert response.status_code == 403
    assert "Su cuenta no tiene permiso para esto en «IMSS»" in text_of(response)


@pytest.mark.parametrize("path", ["/intercambio/tablero/2026/NADIE/", "/intercambio/tablero/1999/ISSSTE/"])
def test_unknown_boards_are_not_found(world, client_as, path):
    assert client_as(world.coordinator).get(path).status_code == 404


def test_the_board_asks_a_fixed_number_of_queries(
    world, declarations, client_as, django_assert_max_num_queries
):
    client = client_as(world.coordinator)
    client.get(board(world))
    with django_assert_max_num_queries(12):
        client.get(board(world))


def test_yes_leads_to_the_units_and_no_to_finalising(world, declarations, client_as):
    own = declarations["issste_bc"]
    address = reverse("exchange:answer", args=[own.pk])
    client = client_as(world.editor)
    assert client.post(address, {"answer": "si"}).url == reverse("exchange:units", args=[own.pk])
    assert client.post(address, {"answer": "no"}).url == reverse("exchange:finalise", args=[own.pk])
    own.refresh_from_db()
    assert own.answer is False


def test_neither_yes_nor_no_is_asked_again(world, declarations, client_as):
    address = reverse("exchange:answer", args=[declarations["issste_bc"].pk])
    response = client_as(world.editor).post(address, {"answer": "quizá"})
    assert response.status_code == 422
    assert "Falta responder" in text_of(response)


def test_no_is_refused_while_rows_exist(world, declaration, client_as):
    add_line(world, declaration, world.issste_bc_1, world.products[0])
    response = client_as(world.editor).post(
        reverse("exchange:answer", args=[declaration.pk]), {"answer": "no"}
    )
    assert response.status_code == 409
    assert "No se puede responder NO" in text_of(response)
    declaration.refresh_from_db()
    assert declaration.answer is True


def test_whoever_may_not_answer_reads_why(world, declaration, client_as):
    text = text_of(client_as(world.auditor).get(reverse("exchange:answer", args=[declaration.pk])))
    assert "Solo consulta" in text
    assert "Puede hacerlo: Captura de la entidad federativa" in text


def test_units_stand_under_their_level_with_their_mark(world, declaration, client_as):
    add_line(world, declaration, world.issste_bc_2, world.products[0])
    text = text_of(client_as(world.editor).get(reverse("exchange:units", args=[declaration.pk])))
    assert text.index("PRIMER NIVEL") < text.index("SEGUNDO NIVEL") < text.index("TERCER NIVEL")
    assert "SI · 1 renglón" in text
    assert "Dato sintético" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"q": "BCISS000002"}, "1 de 3"), ({"q": "localidad"}, "3 de 3"), ({"ver": "con"}, "0 de 3")],
)
def test_units_are_searched_by_code_name_and_locality(world, declaration, client_as, query, expected):
    text = text_of(client_as(world.editor).get(reverse("exchange:units", args=[declaration.pk]), query))
    assert f"{expected} unidades" in text


def test_a_units_reporter_sees_one_unit(world, declaration, client_as):
    text = text_of(client_as(world.reporter).get(reverse("exchange:units", args=[declaration.pk])))
    assert "1 de 1 unidades" in text


def test_groups_and_specialities_carry_the_mark(world, declaration, client_as):
    add_line(world, declaration, world.issste_bc_1, world.products[0])
    client, unit = client_as(world.editor), world.issste_bc_1.code
    groups = text_of(client.get(reverse("exchange:groups", args=[declaration.pk, unit])))
    assert "Servicio: Atención médica" in groups
    assert "1 Cirugía SI 2 Imagenología —" in groups
    group = world.entries["Cirugía"].pk
    specialities = text_of(client.get(reverse("exchange:specialities", args=[declaration.pk, unit, group])))
    assert "1 Cirugía general SI 2 Oftalmología —" in specialities


def test_a_product_is_not_a_group(world, declaration, client_as):
    product = world.products[0].pk
    address = reverse("exchange:specialities", args=[declaration.pk, world.issste_bc_1.code, product])
    assert client_as(world.editor).get(address).status_code == 404


@pytest.mark.parametrize("number", range(1, 10))
def test_every_step_says_its_number(world, declaration, client_as, number):
    unit, client = world.issste_bc_1.code, client_as(world.head)
    pages = {
        1: board(world),
        2: reverse("exchange:answer", args=[declaration.pk]),
        3: reverse("exchange:units", args=[declaration.pk]),
        4: reverse("exchange:groups", args=[declaration.pk, unit]),
        5: reverse("exchange:specialities", args=[declaration.pk, unit, world.entries["Cirugía"].pk]),
        6: reverse("exchange:grid", args=[declaration.pk, unit, world.speciality.pk]),
        7: reverse("exchange:finalise", args=[declaration.pk]),
        8: reverse("exchange:final", args=[declaration.pk]),
        9: reverse("exchange:upload", args=[declaration.pk]),
    }
    response = client.get(pages[number])
    assert response.status_code == 200
    assert f"Paso {number} de 9" in text_of(response)
