"""What leaves: CSV, XLSX and the ficha's PDF, with small counts hidden the same way whichever table is asked for."""

import io
from itertools import product

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.queries.indicators import documents
from cauce.domains.oralhealth.queries.reading import read
from cauce.domains.oralhealth.queries.release import released
from cauce.domains.oralhealth.reports.indicator import ficha_data
from cauce.indicators.query import ALL

YEAR = parse("2026")


@pytest.fixture
def busy(panama):
    """Pedregal 2 patients, hospital 6 (both in Chiriquí), Santiago 9: four women in all."""
    for who, place, count, women in (
        (panama.dentist, panama.pedregal, 2, 1),
        (panama.surgeon, panama.hospital, 6, 1),
        (panama.santiago_dentist, panama.santiago, 9, 2),
    ):
        sheet = panama.sheet(by=who, facility=place)
        for n in range(count):
            panama.row(
                sheet, by=who, identity=f"{place.code}-{n}", sex="2" if n < women else "1", programme="7"
            )
    return panama


@pytest.fixture
def panama(panama):
    from tests.factories.people import user_with

    panama.users["santiago_dentist"] = user_with("oral_dentist", panama.santiago, username="santiago_dentist")
    return panama


def tables(panama, place=None):
    found = released(documents()["I-4"], YEAR, place or panama.panama, panama.at, 5)
    return {by: {line.key[0]: line.key in t.hidden for line in t.lines} for by, t in found.items()}


def test_a_facility_is_not_told_by_its_region_s_table(busy):
    """Pedregal (2) is small; the hospital goes with it in Chiriquí, so that the region's shown 8 tells neither."""
    found = tables(busy)
    assert found["facility"] == {"0808130801": True, "0406010501": True, "0908010301": False, ALL: False}
    assert found["region"] == {"CHIRIQUI": False, "VERAGUAS": False, ALL: False}
    # Two facilities are of the CSS: MINSA is Pedregal alone, and goes with it.
    assert found["institution"] == {"MINSA": True, "CSS": True, ALL: False}


def test_a_small_sex_takes_the_other_with_it_and_the_total_stays(busy):
    found = tables(busy)
    assert found["sex"] == {"1": True, "2": True, ALL: False}


def test_the_printed_groups_hide_what_ours_hide(busy):
    sheet = busy.sheet(schedule="2")
    for n, age in enumerate(["02", "04", "04", "08", "08", "08", "08", "08", "08"]):
        busy.row(sheet, identity=f"n{n}", age=age, programme="7")
    found = tables(busy)
    assert found["age_group"]["1-4"] is True  # three children
    assert found["age_group_printed"]["4-9"] is True
    assert found["age_group_printed"][None] is True  # ages 1 to 3 are nowhere in the print
    for ours, printed in product(found["age_group"], found["age_group_printed"]):
        if ours == printed and ours not in (None, ALL):
            assert found["age_group"][ours] <= found["age_group_printed"][printed]


def test_zero_hides_nothing(busy):
    found = released(documents()["I-4"], YEAR, busy.panama, busy.at, 0)
    assert not any(t.hidden for t in found.values())


def answer(client, name, code="I-4", **query):
    found = client.get(reverse(f"oralhealth:{name}", args=[code]), {"periodo": "2026", **query})
    assert found.status_code == 200
    return b"".join(found.streaming_content) if found.streaming else found.content


def test_the_csv_says_hidden_and_why(client_as, busy):
    said = answer(client_as(busy.national), "indicator_csv", por="facility").decode("utf-8-sig").splitlines()
    assert said[0] == "Instalación,Numerador,Denominador,consultas por persona,Observación"
    assert "Instalación pedregal,oculto,oculto,oculto,Cifra pequeña o que la delataría" in said
    assert "Instalación santiago,9,9,1.00," in said
    assert said[-1] == "Total,17,17,1.00,"


def test_the_workbook_has_a_sheet_for_each_disaggregation_and_says_what_it_is(client_as, busy):
    book = openpyxl.load_workbook(io.BytesIO(answer(client_as(busy.national), "indicator_xlsx")))
    assert book.sheetnames[:3] == ["Indicador", "Sexo", "Grupo de edad"]
    about = dict(row[:2] for row in book["Indicador"].iter_rows(values_only=True))
    assert about["Valor"] == 1
    assert "menores que 5" in about["Cifras ocultas"]
    assert len(about["Versión de los datos"]) == 64
    assert {row[1] for row in book["Sexo"].iter_rows(min_row=2, values_only=True)} == {"oculto", 17}


def test_a_small_place_s_own_value_is_hidden_too(client_as, busy):
    book = openpyxl.load_workbook(io.BytesIO(answer(client_as(busy.dentist), "indicator_xlsx")))
    about = dict(row[:2] for row in book["Indicador"].iter_rows(values_only=True))
    assert about["Valor"] == "oculto"


def test_the_ficha_is_a_tagged_pdf_without_small_counts(client_as, busy):
    content = answer(client_as(busy.national), "indicator_pdf", code="I-4")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        data = pdf.attachments["datos.json"].get_file().read_bytes().decode()
    assert '"oculto"' in data
    assert "Manual" not in data or "2011" in data
    reading = read(documents()["I-4"], YEAR, busy.pedregal, busy.at)
    small = ficha_data(reading, [], busy.at)
    assert small["value"] == {"value": "oculto", "counts": "", "reason": ""}
    assert small["trend"][-1]["value"] == "oculto"


@pytest.mark.parametrize("code", documents())
def test_the_nineteen_fichas_print(client_as, lively, code):
    content = answer(client_as(lively.national), "indicator_pdf", code=code)
    assert content.startswith(b"%PDF")
