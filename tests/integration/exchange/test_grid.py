"""Step 6 as a person uses it: what is typed stays, every problem is told, nothing is saved by halves."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from cauce.core.audit.log import history
from cauce.core.catalogues.models import Entry, Release
from cauce.domains.exchange.models import Line, Sheet
from cauce.domains.exchange.presenting.grid import Typing, grid_rows
from cauce.domains.exchange.presenting.products import Product, forget

from .conftest import text_of


def saved(sheet):
    """Through the confirmation, as a person would."""
    sheet.press("guardar")
    assert sheet.response.status_code == 200, sheet.text
    return sheet.press("confirmar")


def test_a_row_is_saved_after_confirming_that_the_data_are_right(world, declaration, sheet):
    product = world.products[0]
    page = sheet(world.editor).get().type(product, surplus_events=20, surplus_patients=12)
    page.press("guardar")
    assert "¿Los datos son correctos?" in page.text
    assert "Excedente: 20 eventos, 12 pacientes" in page.text
    assert not Line.objects.exists()
    page.press("confirmar")
    assert page.response.status_code == 302
    assert "Guardado: 1 renglón" in page.get().text
    line = Line.objects.get()
    assert (line.unit, line.product, line.surplus_events, line.surplus_patients) == (
        world.issste_bc_1,
        product,
        20,
        12,
    )


def test_no_goes_back_to_the_sheet_with_all_that_was_typed(world, sheet):
    product = world.products[0]
    page = sheet(world.editor).get().type(product, surplus_patients=12).press("guardar").press("volver")
    assert page.inputs[f"rows.{product.pk}.surplus_patients"] == "12"
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"surplus_patients": "0"}, "el mínimo es 1"),
        ({"surplus_patients": "-1"}, "el mínimo es 1"),
        ({"surplus_patients": "1.5"}, "no es un número entero"),
        ({"surplus_patients": "doce"}, "no es un número entero"),
        ({"surplus_events": "4"}, "El excedente no tiene pacientes mensuales."),
        ({"surplus_patients": "4", "shortage_cause": "staff"}, "La causa solo se pide en un faltante"),
        ({"shortage_patients": "4"}, "El faltante no tiene causa principal."),
        ({"shortage_cause": "staff"}, "El faltante no tiene pacientes mensuales."),
        ({"shortage_patients": "4", "shortage_cause": "lluvia"}, "no es una causa del catálogo"),
        ({"surplus_patients": "99999999999999999999"}, "es demasiado grande"),
    ],
)
def test_each_rule_is_told_beside_its_cell_and_on_top_and_nothing_is_saved(world, sheet, cells, sentence):
    wrong, right = world.products[:2]
    page = sheet(world.editor).get().type(wrong, **cells).type(right, surplus_patients=3).press("guardar")
    assert page.response.status_code == 422
    assert page.text.count(sentence) == 2  # summary and cell
    assert not Line.objects.exists()
    for name, value in cells.items():
        if value != "lluvia":  # not an option of the list
            assert page.inputs[f"rows.{wrong.pk}.{name}"] == value
    assert page.inputs[f"rows.{right.pk}.surplus_patients"] == "3"


def test_blank_is_not_reported_and_saves_nothing(world, sheet):
    page = sheet(world.editor).get().press("guardar")
    assert "No hay cambios que guardar." in page.text
    assert not Sheet.objects.exists()


def test_an_emptied_row_is_removed(world, sheet):
    product = world.products[0]
    saved(sheet(world.editor).get().type(product, surplus_patients=5))
    page = sheet(world.editor).get().type(product, surplus_patients="").press("guardar")
    assert "Se elimina el renglón" in page.text
    page.press("confirmar")
    assert not Line.objects.exists()


def test_warnings_are_confirmed_by_hand(world, sheet):
    page = sheet(world.editor).get()
    page.type(world.products[0], surplus_events=2, surplus_patients=9).press("guardar")
    assert "Hay menos eventos (2) que pacientes (9)" in page.text
    page.press("confirmar")
    assert "Revisé las advertencias" in page.text
    assert not Line.objects.exists()
    page.press("confirmar", advertencias="si")
    assert Line.objects.get().surplus_events == 2


def test_typed_rows_survive_searching_and_paging(world, sheet):
    first, second, _third = world.products
    page = sheet(world.editor).get().type(first, surplus_patients=7)
    page.press("buscar", q="hernioplastia")
    assert "Con cambios sin guardar" in page.text
    assert page.inputs[f"rows.{first.pk}.surplus_patients"] == "7"
    assert f"rows.{second.pk}.surplus_patients" not in page.inputs
    page.press("todos")
    assert page.inputs[f"rows.{first.pk}.surplus_patients"] == "7"
    saved(page)
    assert Line.objects.get().product == first


@pytest.mark.parametrize("asked", ["APENDICECTOMIA", "apendisectomía", "apendicectomi"])
def test_the_search_minds_neither_accents_nor_slips(world, sheet, asked):
    page = sheet(world.editor).get(q=asked)
    assert "Apendicectomía" in page.text
    assert "Hernioplastia" not in page.text


def test_nothing_found_offers_to_ask_for_the_product(world, sheet):
    page = sheet(world.editor).get(q="zzzzzz")
    assert "Ningún producto se parece a lo buscado" in page.text
    assert "Solicitar un producto que falta" in page.text


def test_the_second_of_two_people_sees_what_changed_who_and_chooses(world, declaration, sheet):
    first, second, _third = world.products
    mine = sheet(world.head).get().type(first, surplus_patients=30).type(second, surplus_patients=8)
    saved(sheet(world.editor).get().type(first, surplus_patients=10))
    mine.press("guardar").press("confirmar")
    assert mine.response.status_code == 409
    assert world.editor.display_name in mine.text
    assert "Excedente: 30 pacientes" in mine.text  # mine
    assert "Excedente: 10 pacientes" in mine.text  # theirs
    assert Line.objects.get().surplus_patients == 10
    mine.press("resolver", **{f"choose-{first.pk}": "mine"})
    assert {line.product_id: line.surplus_patients for line in Line.objects.all()} == {
        first.pk: 30,
        second.pk: 8,
    }


def test_choosing_theirs_keeps_it_and_saves_my_other_rows(world, sheet):
    first, second, _third = world.products
    mine = sheet(world.head).get().type(first, surplus_patients=30).type(second, surplus_patients=8)
    saved(sheet(world.editor).get().type(first, surplus_patients=10))
    mine.press("guardar").press("confirmar").press("resolver", **{f"choose-{first.pk}": "theirs"})
    assert {line.product_id: line.surplus_patients for line in Line.objects.all()} == {
        first.pk: 10,
        second.pk: 8,
    }


def test_a_clash_left_unchosen_overwrites_nothing(world, sheet):
    product = world.products[0]
    mine = sheet(world.head).get().type(product, surplus_patients=30)
    saved(sheet(world.editor).get().type(product, surplus_patients=10))
    mine.press("guardar").press("confirmar").press("resolver")
    assert Line.objects.get().surplus_patients == 10


def test_what_was_typed_can_be_discarded_and_the_browser_forgets_it(world, sheet):
    product = world.products[0]
    mine = sheet(world.head).get().type(product, surplus_patients=30)
    saved(sheet(world.editor).get().type(product, surplus_patients=10))
    key = mine.inputs["_once"]
    mine.press("guardar").press("confirmar").press("descartar")
    assert mine.response.cookies["enviado"].value == key
    assert Line.objects.get().surplus_patients == 10


def test_an_old_draft_meets_the_conflict_even_if_the_page_shows_the_new_values(world, sheet):
    product = world.products[0]
    saved(sheet(world.editor).get().type(product, surplus_patients=10))
    restored = sheet(world.head).get().type(product, surplus_patients=30)
    restored.inputs["version"] = "0"
    restored.press("guardar").press("confirmar")
    assert restored.response.status_code == 409
    assert f"choose-{product.pk}" in restored.response.content.decode()


def test_the_same_confirmation_twice_is_entered_once(world, declaration, sheet):
    page = sheet(world.editor).get().type(world.products[0], surplus_patients=5).press("guardar")
    sent = dict(page.inputs)
    page.press("confirmar")
    again = page.client.post(page.address, {**sent, "accion": "confirmar"})
    assert again.status_code == 302
    assert Sheet.objects.get().version == 1
    assert history(declaration).filter(action="exchange.sheet.save").count() == 1


def test_another_entitys_sheet_is_refused_with_a_sentence(world, declaration, sheet):
    page = sheet(world.head_hgo).get()
    assert page.response.status_code == 403
    assert "Su cuenta no tiene permiso para esto" in page.text
    assert page.client.post(page.address, {"accion": "confirmar"}).status_code == 403


def test_a_units_reporter_has_only_that_unit(world, sheet):
    saved(sheet(world.reporter).get().type(world.products[0], surplus_patients=2))
    assert Line.objects.get().unit == world.issste_bc_1
    assert sheet(world.reporter, unit=world.issste_bc_2).get().response.status_code == 403


def test_who_only_reads_sees_values_without_inputs(world, sheet):
    saved(sheet(world.editor).get().type(world.products[0], surplus_patients=52))
    page = sheet(world.auditor).get()
    assert "52" in page.text
    assert "Solo consulta" in page.text
    assert not [name for name in page.inputs if name.startswith("rows.")]


def test_after_finalising_what_was_typed_stays_and_the_page_says_who_lifts_it(world, declaration, sheet):
    page = sheet(world.editor).get().type(world.products[0], surplus_patients=5)
    declaration.state, declaration.finalised_at, declaration.finalised_by = "finalised", world.now, world.head
    declaration.save()
    page.press("guardar")
    assert page.response.status_code == 409
    assert f"Finalizado el 20/05/2026 10:00 por {world.head.display_name}" in page.text
    assert "Solicite la reapertura a" in page.text
    assert page.inputs[f"rows.{world.products[0].pk}.surplus_patients"] == "5"


def test_outside_the_round_the_page_says_since_when(world, declaration, sheet):
    world.round.closes_at = world.now
    world.round.save()
    page = sheet(world.editor).get()
    assert "cerró el 20/05/2026" in page.text
    assert not [name for name in page.inputs if name.startswith("rows.")]


@pytest.mark.parametrize(
    "posted",
    [
        {"accion": "guardar", "rows.x.surplus_patients": "1"},
        {"accion": "guardar", "rows.999999999.surplus_patients": "1"},
        {"accion": "confirmar", "rows.99999999999999999999999.surplus_patients": "1"},
        {"accion": "pagina-999999"},
        {"accion": "pagina-x", "pagina": "-3"},
        {"accion": "¿?", "version": "uno"},
        {"accion": "resolver", "base.1": "a|b"},
        {"accion": "confirmar", "version": "99999999999999"},
        {"q": "\x00'; drop table" + "a" * 5000, "accion": "buscar"},
    ],
)
def test_odd_input_never_breaks_the_page(world, sheet, posted):
    page = sheet(world.editor)
    assert page.client.post(page.address, posted).status_code in (200, 302, 409, 422)


@pytest.mark.parametrize("part", ["unit", "speciality", "declaration"])
def test_unknown_addresses_are_not_found(world, declaration, client_as, part):
    ids = {"declaration": declaration.pk, "unit": world.issste_bc_1.code, "speciality": world.speciality.pk}
    ids[part] = "NADA" if part == "unit" else 999_999
    response = client_as(world.editor).get(reverse("exchange:grid", args=list(ids.values())))
    assert response.status_code == 404
    assert "No existe" in text_of(response)


def test_another_institutions_unit_is_not_under_this_entity(world, declaration, client_as):
    address = reverse("exchange:grid", args=[declaration.pk, world.imss_bc_1.code, world.speciality.pk])
    assert client_as(world.editor).get(address).status_code == 404


def test_htmx_gets_only_the_rows(world, sheet):
    page = sheet(world.editor)
    response = page.client.post(
        page.address, {"accion": "buscar", "q": "apen"}, headers={"HX-Request": "true"}
    )
    content = response.content.decode()
    assert "<html" not in content
    assert "Apendicectomía" in content


def test_the_grid_asks_a_fixed_number_of_queries(world, sheet, django_assert_max_num_queries):
    page = sheet(world.editor).get()
    for product in world.products:
        page.type(product, surplus_patients=3)
    saved(page)
    page.get()
    # Three are the shell's (session, person, notices); the grid itself asks ten.
    with django_assert_max_num_queries(13):
        page.get()


@pytest.fixture
def surgery(world):
    """Cirugía as the guide counts it: 2,857 products."""
    whole = world.speciality
    release = Release.objects.create(catalogue=whole.catalogue, number=2, valid_from="2026-01-01")
    Entry.objects.bulk_create(
        Entry(
            catalogue=whole.catalogue,
            code=f"Z{number:05d}",
            kind="product",
            label=f"Reparación {number} de {('hernia', 'fístula', 'fractura', 'quiste')[number % 4]} compleja",
            parent=whole,
            order=100 + number,
            since=2,
            synthetic=True,
        )
        for number in range(2857 - len(world.products))
    )
    release.published_at = world.now
    release.save()
    forget()


def test_2857_products_stay_light_and_ask_no_more_queries(
    world, surgery, sheet, django_assert_max_num_queries
):
    page = sheet(world.editor)
    first = page.client.get(page.address, headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert len(first.content) < 15 * 1024
    with django_assert_max_num_queries(13):
        page.client.get(page.address, {"q": "reparasion de ernia 2001"})


def test_a_row_typed_on_one_page_is_saved_from_another(world, surgery, sheet):
    product = world.products[0]
    page = sheet(world.editor).get().type(product, surplus_patients=4).press("pagina-40")
    assert "Página 40 de 58" in page.text
    saved(page)
    assert Line.objects.get().product == product


def test_invented_products_are_said_once_for_the_sheet(world, sheet):
    unit = 1  # the invented unit says so of itself, above
    assert sheet(world.editor).get().text.count("Dato sintético") == unit + 1


@pytest.mark.parametrize(("all_synthetic", "said"), [(True, 0), (False, 1)])
def test_among_real_products_an_invented_one_says_so_in_its_row(all_synthetic, said):
    [row] = grid_rows([Product(1, "P-1", "Producto", True)], {}, Typing())
    text = render_to_string("exchange/_row.html", {"row": row, "all_synthetic": all_synthetic})
    assert text.count("Dato sintético") == said
