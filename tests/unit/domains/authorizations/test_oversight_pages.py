"""Oversight pages: values with their counts and definitions, breakdowns with small cells hidden, files, who sees what."""

import io

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.periods.types import parse
from cauce.domains.authorizations.queries import oversight
from cauce.domains.authorizations.source import documents
from cauce.indicators.query import ALL
from tests.factories.authorizations import entitled
from tests.factories.people import user_with

YEAR = parse("2026")
PAGES = ["indicators", "indicator", "indicator_csv", "indicator_xlsx", "indicator_pdf"]


def address(name: str, key: str = "A-6") -> str:
    return reverse(f"authorizations:{name}", args=[] if name == "indicators" else [key])


def get(client, name, key="A-6", **query):
    return client.get(address(name, key), {"periodo": "2026", **query})


def words(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def busy(scene):
    """Fourteen requests of one unit: six approved, six denied, two waiting; one of another service."""
    for number in range(8, 15):
        entitled(scene, number)
    for number in range(1, 13):
        scene.decided(number, "approved" if number < 7 else "denied")
    scene.submitted(13)
    scene.submitted(14, items=[{"service": "REHAB", "quantity": "5"}])
    return scene


def test_the_board_shows_every_indicator_with_definition_and_counts(client_as, busy):
    page = words(get(client_as(busy.coordination), "indicators"))
    for document in documents().values():
        assert f"{document.code}. {document.title}" in page
        assert document.definition[:40] in page
    assert "6 ÷ 12 × 100" in page
    assert "mediana de 12 casos" in page
    assert "Datos al" in page


def test_small_counts_are_hidden_everywhere(client_as, busy):
    client = client_as(busy.coordination)
    page = words(get(client, "indicator", "A-1", por="category"))
    assert page.count(">oculto<") == 2
    file = b"".join(get(client, "indicator_csv", "A-1", por="category").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in file.splitlines()[1:]] == ["oculto", "oculto", "14"]


def test_a_small_value_is_hidden_with_its_counts_and_with_its_sisters(client_as, scene):
    for number in range(1, 7):
        scene.decided(number)
    scene.decided(7, "denied")
    client = client_as(scene.coordination)
    for key in ("A-4", "A-5", "A-6"):  # they add up to the decided ones: all three, or none
        page = words(get(client, "indicator", key))
        assert "es mayor que 0 y menor que 5" in page
        assert "÷ 7" not in page


def test_a_table_hides_what_would_give_away_a_small_cell(busy):
    tables = oversight.released(documents()["A-1"], YEAR, busy.issste_bc, busy.at)
    by_service = tables["service"]
    small = {line.key[0] for line in by_service.lines if 0 < line.value.value < 5}
    assert small == {"REHAB"}
    assert {key[0] for key in by_service.hidden} == {"REHAB", "IMG-RM"}  # the other one would tell it
    assert {key[0] for key in tables["category"].hidden} == {"therapy", "imaging"}
    assert (ALL,) not in by_service.hidden


def test_the_page_breaks_down_by_what_the_place_has(client_as, busy):
    keys = [by for by, _name in oversight.disaggregations(documents()["A-4"], busy.issste_bc, YEAR)]
    assert keys[0] == "unit"  # region and institution are the place's own
    assert keys[-1] == "month"
    page = words(get(client_as(busy.coordination), "indicator", "A-4", por="unit"))
    assert busy.unit.name in page
    assert "Ficha técnica" in page
    assert "Servicios resueltos: autorizados, autorizados con cambios y no autorizados." in page


def test_a_place_out_of_reach_gives_way_to_the_person_s_own(client_as, busy):
    answer = get(client_as(busy.coordination), "indicator", "A-4", lugar=busy.issste_hgo.code)
    assert answer.context["place"] == busy.issste_bc
    assert {p.code for p in answer.context["places"]} & {busy.issste_hgo.code} == set()
    whole = get(client_as(busy.top), "indicator", "A-4", lugar=busy.issste_hgo.code)
    assert whole.context["place"] == busy.issste_hgo
    assert whole.context["row"]["value"].denominator is None  # nothing was decided there


def test_a_unit_is_read_alone_and_signals_are_not_told_by_it(busy):
    lines = {r.indicator.code: r for r in oversight.board(YEAR, busy.unit, busy.at)}
    assert lines["A-2"].value.value == 14
    assert lines["A-21"].value.reason == oversight.NOT_APART
    assert oversight.released(documents()["A-21"], YEAR, busy.unit, busy.at) == {}


def test_what_is_asked_wrongly_gives_way(client_as, busy):
    client = client_as(busy.coordination)
    assert get(client, "indicators", periodo="ayer").context["period"] == YEAR
    assert get(client, "indicators", periodo="20260520").context["period"] == YEAR
    assert get(client, "indicator", "A-99").status_code == 404
    assert get(client, "indicator", por="nada").status_code == 200


def test_the_workbook_says_what_it_is_and_hides_the_same(client_as, busy):
    answer = get(client_as(busy.coordination), "indicator_xlsx", "A-1")
    content = b"".join(answer.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    about = {row[0]: row[1] for row in book[book.sheetnames[0]].iter_rows(values_only=True)}
    assert about["Valor"] == 14
    assert about["Definición"] == documents()["A-1"].definition
    assert "Categoría" in book.sheetnames
    told = list(book["Categoría"].iter_rows(values_only=True))
    assert told[0] == ("Categoría", "servicios", "Observación")
    assert [row[1] for row in told[1:]] == ["oculto", "oculto", 14]


def test_the_ficha_prints(client_as, busy):
    answer = get(client_as(busy.coordination), "indicator_pdf", "A-4")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))
    assert "AUTORIZACIÓN PREVIA (FORMATO ST2)" in text
    assert "6 ÷ 12 × 100" in text
    assert "Ficha técnica" in text


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("name", PAGES)
def test_only_who_oversees_reads_indicators(client_as, scene, role, name):
    kinds = ROLES[role].place_kinds
    place = next(p for k, p in (
        ("sector", scene.sector), ("institution", scene.issste), ("entity", scene.issste_bc), ("unit", scene.unit),
        ("region", scene.issste_bc), ("facility", scene.unit),
    ) if k in kinds)  # fmt: skip
    person = user_with(role, place, username=f"who-{role}")
    allowed = Permission.AUTH_OVERSIGHT in ROLES[role].permissions
    assert get(client_as(person), name, "A-2").status_code == (200 if allowed else 403)


def test_without_an_account_nothing_is_shown(client, scene):
    for name in PAGES:
        assert get(client, name).status_code == 302


BREACHES = "/autorizaciones/plazos-vencidos/"


def test_missed_terms_are_published_to_everybody_who_works_with_authorisations(client_as, busy):
    page = words(client_as(busy.centre).get(BREACHES, {"periodo": "2026"}))
    assert "12 ÷ 12 × 100" in page
    assert busy.issste_bc.name in page
    assert "no autoriza ni niega" in page


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_opens_the_published_terms(client_as, scene, role):
    places = {"sector": scene.sector, "institution": scene.issste, "unit": scene.unit, "facility": scene.unit}
    kind = sorted(ROLES[role].place_kinds)[0]
    person = user_with(role, places.get(kind, scene.issste_bc), username=f"who-{role}")
    works = any(p.name.startswith("AUTH_") for p in ROLES[role].permissions)
    assert client_as(person).get(BREACHES).status_code == (200 if works else 403)


def test_a_mean_in_its_own_unit_is_written_without_a_factor(client_as, busy):
    assert "0 ÷ 12<" in words(get(client_as(busy.coordination), "indicator", "A-9"))


def test_what_one_share_hides_the_other_two_do_not_tell(client_as, scene):
    for number in range(8, 14):
        entitled(scene, number)
    for number in range(1, 14):
        scene.decided(number, "approved" if number < 7 else "modified" if number < 13 else "denied")
    lines = {r.indicator.code: r for r in oversight.board(YEAR, scene.issste_bc, scene.at)}
    for code in oversight.SHARES:  # one refusal: the three hide together
        assert lines[code].hidden
        assert oversight.read(documents()[code], YEAR, scene.issste_bc, scene.at).hidden
        for by, table in oversight.released(documents()[code], YEAR, scene.issste_bc, scene.at).items():
            assert (ALL,) in table.hidden or by == "decided_by"
    assert not lines["A-1"].hidden
