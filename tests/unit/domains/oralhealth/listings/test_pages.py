"""The pages of the listings, through the door that a browser uses."""

import csv
import io
import uuid
from urllib.parse import urlencode

import openpyxl
import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import create_listing
from cauce.domains.oralhealth.listings import files
from cauce.domains.oralhealth.listings.reading import params
from cauce.domains.oralhealth.listings.spec import Spec
from cauce.domains.oralhealth.listings.standard import standard_listings
from cauce.domains.oralhealth.models import Listing

SPEC = Spec(
    rows=("facility",), columns=("sex",), span="fixed", first="202601", last="202603", chart="stacked"
)
QUERY = urlencode(params(SPEC))
BUILD = reverse("oralhealth:listing_build")


@pytest.fixture
def chief(client_as, panama, reviewed):
    return client_as(panama.chief)


@pytest.fixture
def kept(panama):
    return create_listing(
        by=panama.chief,
        at=panama.at,
        place=panama.pedregal,
        name="Por sexo",
        spec=SPEC,
        visibility="facility",
    )


def test_the_form_shows_the_table_of_what_it_asks(chief):
    page = chief.get(f"{BUILD}?{QUERY}").content.decode()
    assert "Instalación pedregal" in page
    assert "Femenino" in page
    assert 'value="patients" id="m-patients" checked' in page


def test_a_change_brings_only_the_parts_that_changed(chief):
    page = chief.get(f"{BUILD}?{QUERY}&filtro=programme", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'id="vista"' in page
    assert 'name="v.programme"' in page
    assert 'id="pregunta"' in page
    assert "filtro=programme" not in page.split('id="pregunta"')[1]  # without a value it filters nothing yet


def test_what_does_not_go_together_is_said_where_the_table_would_be(chief):
    answer = chief.get(f"{BUILD}?m=patients&f1=activity&rango=12m")
    assert answer.status_code == 422
    assert "no se puede repartir por" in answer.content.decode()
    quiet = chief.get(f"{BUILD}?m=patients&f1=activity&rango=12m", headers={"HX-Request": "true"})
    assert quiet.status_code == 200  # htmx puts it on the page


def test_a_listing_is_saved_changed_and_saved_as_another(chief):
    sent = {"q": QUERY, "nombre": "Mi listado", "compartir": "private", "uid": str(uuid.uuid4())}
    page = chief.post(reverse("oralhealth:listing_save"), sent, follow=True).content.decode()
    assert "Listado guardado" in page
    listing = Listing.objects.get()
    over = {**sent, "listado": str(listing.uid), "version": "1", "nombre": "Otro nombre"}
    chief.post(reverse("oralhealth:listing_save"), {**over, "como": "mismo"})
    chief.post(
        reverse("oralhealth:listing_save"),
        {**over, "como": "nuevo", "uid": str(uuid.uuid4()), "nombre": "Copia"},
    )
    assert sorted(Listing.objects.values_list("name", "version")) == [("Copia", 1), ("Otro nombre", 2)]
    stale = chief.post(
        reverse("oralhealth:listing_save"), {**over, "como": "mismo"}, follow=True
    ).content.decode()
    assert "lo que usted envió no se guardó" in stale


def test_a_saved_listing_for_another_span_and_place(client_as, panama, reviewed, kept):
    address = reverse("oralhealth:listing", args=[kept.uid])
    region = client_as(panama.regional)
    assert "Instalación pedregal" in region.get(address).content.decode()
    empty = region.get(address, {"rango": "fixed", "desde": "2020-01", "hasta": "2020-02"}).content.decode()
    assert "Nada se registró" in empty
    elsewhere = region.get(address, {"lugar": panama.hospital.code}).content.decode()
    assert "Nada se registró" in elsewhere
    assert region.get(address, {"rango": "fixed"}).status_code == 422


def test_it_is_renamed_shared_copied_deleted_and_brought_back(chief, client_as, panama, kept):
    act = reverse("oralhealth:listing_act", args=[kept.uid])
    chief.post(act, {"accion": "cambiar", "nombre": "Nuevo", "compartir": "region", "version": "1"})
    kept.refresh_from_db()
    assert (kept.name, kept.visibility) == ("Nuevo", "region")
    other = client_as(panama.surgeon)
    other.post(reverse("oralhealth:listing_copy"), {"de": str(kept.uid), "uid": str(uuid.uuid4())})
    assert Listing.objects.filter(owner=panama.surgeon).get().name == "Copia de Nuevo"
    assert other.post(act, {"accion": "eliminar"}).status_code == 403
    gone = chief.post(act, {"accion": "eliminar"}, follow=True).content.decode()
    assert "Deshacer" in gone
    assert other.get(reverse("oralhealth:listing", args=[kept.uid])).status_code == 404  # OH-318
    chief.post(act, {"accion": "recuperar"})
    assert other.get(reverse("oralhealth:listing", args=[kept.uid])).status_code == 200


def test_a_private_listing_is_nobody_elses(client_as, panama, kept):
    address = reverse("oralhealth:listing", args=[kept.uid])
    assert client_as(panama.surgeon).get(address).status_code == 404
    assert client_as(panama.director).get(address).status_code == 200


@pytest.mark.parametrize("key", standard_listings())
def test_every_listing_of_the_system_opens(client_as, panama, reviewed, key):
    page = client_as(panama.national).get(reverse("oralhealth:listing_standard", args=[key]))
    assert page.status_code == 200
    assert "Duplicar" in page.content.decode()


def test_the_list_of_listings_and_its_search(chief, kept):
    page = chief.get(reverse("oralhealth:listings")).content.decode()
    assert "Por sexo" in page
    assert "Diagnósticos más frecuentes" in page
    found = chief.get(reverse("oralhealth:listings"), {"buscar": "maternal"}).content.decode()
    assert "Atención de embarazadas" in found
    assert "Diagnósticos más frecuentes" not in found
    assert chief.get(reverse("oralhealth:listing_standard", args=["luna"])).status_code == 404


def test_who_reads_no_indicators_opens_nothing(client_as, panama):
    from tests.factories import user_with

    stranger = client_as(user_with("auditor", panama.panama, username="stranger"))
    for address in (reverse("oralhealth:listings"), BUILD, reverse("oralhealth:listing_file", args=["csv"])):
        assert stranger.get(address).status_code == 403


def test_the_csv_holds_the_table(chief):
    answer = chief.get(f"{reverse('oralhealth:listing_file', args=['csv'])}?{QUERY}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert lines[0] == ["Instalación", "Masculino", "Femenino", "Total"]
    assert lines[-1][0] == "Total"
    assert len(lines) == 3


def test_the_workbook_says_what_it_is(chief):
    answer = chief.get(
        f"{reverse('oralhealth:listing_file', args=['xlsx'])}?{QUERY}&nombre=Mi libro&interno=1"
    )
    assert 'filename="mi-libro.xlsx"' in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    about = dict(book["Acerca de"].iter_rows(min_row=2, values_only=True))
    assert about["Periodo"] == "ene 2026 a mar 2026"
    assert about["Lugares"] == "Instalación pedregal"
    assert "Datos al" in about


def test_the_paper_and_its_limit(chief, monkeypatch):
    address = f"{reverse('oralhealth:listing_file', args=['pdf'])}?{QUERY}&f2=programme"
    answer = chief.get(address)
    assert answer.content.startswith(b"%PDF")
    monkeypatch.setattr(files, "MAX_PDF", 1)
    refused = chief.get(address)
    assert refused.status_code == 422  # OH-317
    assert "Descárguelo en Excel" in refused.content.decode()
    assert chief.get(f"{reverse('oralhealth:listing_file', args=['exe'])}?{QUERY}").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_listing_is_built_live_and_saved(page, sign_in, panama, check_axe, screenshots):
    sheet = panama.sheet()
    panama.row(sheet)
    sign_in(panama.chief)
    page.goto(f"{BUILD}?{QUERY}")
    page.wait_for_function("() => window.htmx !== undefined")
    page.get_by_label("Renglones", exact=True).select_option("programme")
    page.locator("#vista th", has_text="Programa (casilla 13)").wait_for()
    page.get_by_label("Agregar un filtro").select_option("sex")
    box = page.locator("#filtros").get_by_label("Femenino")
    box.check()
    page.locator("#vista .tag", has_text="Sexo: Femenino").wait_for()
    check_axe(page)
    page.screenshot(path=screenshots / "salud-bucal-listado-construir.png", full_page=True)
    page.get_by_label("Nombre", exact=True).fill("Mujeres por programa")
    page.get_by_role("button", name="Guardar el listado").click()
    page.get_by_text("Listado guardado").wait_for()
    check_axe(page)
    page.screenshot(path=screenshots / "salud-bucal-listado.png", full_page=True)
    saved = Listing.objects.get()
    assert saved.spec["rows"] == ["programme"]
    assert saved.spec["filters"] == {"sex": ["2"]}
    page.goto(reverse("oralhealth:listings"))
    check_axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(BUILD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
