"""The indicator pages: board, page, comparison with the standard, rows behind a number, and who sees what."""

from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.urls import reverse

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import set_standard
from cauce.domains.oralhealth.models import Standard
from cauce.domains.oralhealth.queries.fact_rows import measures_of, rows_of
from cauce.domains.oralhealth.queries.indicators import documents
from cauce.domains.oralhealth.queries.reading import (
    board,
    comparison,
    disaggregations,
    period_words,
    read,
    table,
)
from cauce.indicators.query import ALL

YEAR, MARCH = parse("2026"), parse("202603")


def page(client, name, code="", **query):
    address = reverse(f"oralhealth:{name}", args=[code] if code else [])
    return client.get(address, {"periodo": "2026", **query})


def words(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def fix(panama, place, value, indicator="I-4", year=2026):
    return set_standard(
        by=panama.national, at=panama.at, indicator=indicator, place=place, year=year, value=Decimal(value),
        source="Norma sintética",
    )  # fmt: skip


# --- reading ---------------------------------------------------------------------------------


def test_the_board_has_value_trend_and_standing_of_all_nineteen(lively):
    fix(lively, lively.panama, "1")
    lines = {line.indicator.code: line for line in board(YEAR, lively.panama, lively.at)}
    assert list(lines) == [f"I-{n}" for n in range(1, 20)]
    assert (lines["I-4"].value.value, lines["I-4"].meets) == (Decimal("1.33"), True)
    assert [p.id for p, _v in lines["I-4"].trend] == [str(year) for year in range(2021, 2027)]
    assert lines["I-4"].points == [Decimal("1.33")]  # from the first period with a value
    assert lines["I-1"].meets is None  # no standard


def test_what_is_only_yearly_shows_its_year_on_a_month_s_board(lively):
    lines = {line.indicator.code: line for line in board(MARCH, lively.panama, lively.at)}
    assert (lines["I-16"].period.id, lines["I-16"].value.value) == ("2026", Decimal("60.00"))
    assert lines["I-4"].period == MARCH


def test_a_facility_s_board_says_what_is_not_told_apart(lively):
    lines = {line.indicator.code: line for line in board(YEAR, lively.pedregal, lively.at)}
    assert lines["I-1"].value.reason == "no se distingue por instalación; léalo en la región"
    assert lines["I-4"].value.value == Decimal("1.33")


@pytest.mark.parametrize("code", documents())
def test_every_disaggregation_adds_up_to_the_total_and_shows_the_unknown(lively, code):
    indicator = documents()[code]
    total = read(indicator, YEAR, lively.panama, lively.at).value
    for by, _label in disaggregations(indicator, lively.panama, YEAR):
        found = table(indicator, YEAR, lively.panama, (by,), lively.at)
        parts = [line.value.numerator or 0 for line in found.lines if not line.is_total]
        assert sum(parts) == (total.numerator or 0) or by in ("month", "age_group_maternal"), by
        (last,) = [line for line in found.lines if line.is_total]
        assert last.value == total
        assert all(line.labels[0] == "Sin dato" for line in found.lines if line.key[0] is None)


def test_the_printed_age_groups_and_the_months_are_there(lively):
    kinds = [by for by, _label in disaggregations(documents()["I-4"], lively.panama, YEAR)]
    assert kinds[kinds.index("age_group") + 1] == "age_group_printed"
    assert kinds[-1] == "month"
    months = table(documents()["I-4"], YEAR, lively.panama, ("month",), lively.at)
    assert [line.labels[0] for line in months.lines][2:4] == ["marzo de 2026", "abril de 2026"]
    assert months.lines[-1].key == (ALL,)


def test_a_denominator_that_the_cut_does_not_divide_is_said(lively):
    found = table(documents()["I-1"], YEAR, lively.panama, ("programme",), lively.at)
    assert found.notes == [
        "Población residente no se distingue por programa (casilla 13): se usa la de todo el lugar."
    ]
    months = table(documents()["I-1"], YEAR, lively.panama, ("month",), lively.at)
    assert months.notes == ["Población residente es la de todo el año, también en cada mes."]


def test_each_place_is_compared_with_the_nearest_standard(lively):
    fix(lively, lively.panama, "1")
    fix(lively, lively.chiriqui, "2")
    fix(lively, lively.pedregal, "1.5", year=2025)
    found = {c.place.code: c for c in comparison(documents()["I-4"], YEAR, lively.panama, lively.at)}
    assert found["CHIRIQUI"].gap == Decimal("-0.67")
    assert found["CHIRIQUI"].meets is False
    assert found["0808130801"].standard.value == Decimal("1.5")


def test_a_month_of_a_yearly_coverage_is_shown_but_not_compared(client_as, lively):
    fix(lively, lively.panama, "2", indicator="I-1")
    lines = {line.indicator.code: line for line in board(MARCH, lively.panama, lively.at)}
    assert (lines["I-1"].value.value, lines["I-1"].meets, lines["I-1"].of_the_year) == (
        Decimal("3.00"),
        None,
        True,
    )
    assert {line.indicator.code: line for line in board(YEAR, lively.panama, lively.at)}["I-1"].meets is True
    assert "El estándar es anual" in words(
        page(client_as(lively.national), "indicator", "I-1", periodo="202603")
    )


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("20260314", "14/03/2026"), ("202603", "marzo de 2026"), ("202602B", "2.º bimestre de 2026"),
        ("2026Q1", "1.er trimestre de 2026"), ("2026C3", "3.er cuatrimestre de 2026"),
        ("2026S2", "2.º semestre de 2026"), ("2026", "2026"), ("2025April", "abril de 2025 a marzo de 2026"),
    ],
)  # fmt: skip
def test_periods_are_said_as_people_say_them(period, said):
    assert period_words(parse(period)) == said


# --- rows behind a number --------------------------------------------------------------------


@pytest.mark.parametrize("code", documents())
@pytest.mark.parametrize("side", ["numerador", "denominador"])
def test_the_rows_behind_a_number_are_those_it_counts(lively, code, side):
    indicator = documents()[code]
    value = read(indicator, YEAR, lively.panama, lively.at).value
    told = 0
    for measure in measures_of(indicator, side):
        found = rows_of(measure, indicator, YEAR, lively.panama, {})
        assert found.count == len(found.rows) > 0
        if measure.sum is None:
            told += found.count
        else:
            label = found.headers.index(_label(measure))
            told += sum(cells[label] or 0 for _sheet, cells in found.rows)
    assert told == (value.numerator if side == "numerador" else value.denominator)


def _label(measure):
    from cauce.domains.oralhealth.facts import TABLES

    return TABLES[measure.fact].column(measure.sum).label


def test_the_rows_page_narrows_and_leads_to_the_sheet(client_as, lively):
    reader = client_as(lively.regional)
    said = words(page(reader, "indicator_rows", "I-4", lado="denominador"))
    assert "3 renglones de «Pacientes atendidos»" in said
    assert "Ver la hoja" in said
    assert "8-123-456" not in said
    narrowed = words(
        page(reader, "indicator_rows", "I-4", lado="denominador", **{"d-sex": "1", "filtrar": "1"})
    )
    assert "1 renglones" in narrowed
    assert "Sexo: Masculino" in narrowed
    unknown = words(page(reader, "indicator_rows", "I-4", **{"d-programme": ""}))
    assert "Programa (casilla 13): Sin dato" in unknown


@pytest.mark.parametrize(
    "query", [{"lado": "x", "medida": "9", "pagina": "0"}, {"pagina": "99999999"}, {"d-sex": "zz"}]
)
def test_nonsense_in_the_address_does_no_harm(client_as, lively, query):
    assert page(client_as(lively.regional), "indicator_rows", "I-4", **query).status_code == 200


# --- who sees what ---------------------------------------------------------------------------


def without(permission):
    """The regional role without one permission."""
    role = ROLES["oral_region"]
    return patch.dict(ROLES, {"oral_region": replace(role, permissions=role.permissions - {permission})})


def test_who_may_not_read_rows_is_told_why(client_as, lively):
    with without(Permission.ORAL_READ):
        reader = client_as(lively.regional)
        said = words(page(reader, "indicator", "I-4"))
        assert "Los renglones detrás de los números no se muestran" in said
        assert "/renglones/" not in said
        assert page(reader, "indicator_rows", "I-4").status_code == 403
    assert "/renglones/" in words(page(client_as(lively.regional), "indicator", "I-4"))


@pytest.mark.parametrize(
    "name",
    [
        "indicator",
        "indicator_comparison",
        "indicator_rows",
        "indicator_pdf",
        "indicator_csv",
        "indicator_xlsx",
    ],
)
def test_a_stranger_reads_no_indicator(client_as, lively, name):
    with without(Permission.ORAL_INDICATORS):
        assert page(client_as(lively.regional), name, "I-4").status_code == 403


@pytest.mark.parametrize("name", ["indicator", "indicator_comparison", "indicator_rows"])
def test_a_place_out_of_reach_gives_way_to_one_s_own(client_as, lively, name):
    said = words(page(client_as(lively.regional), name, "I-4", lugar=lively.veraguas.code))
    assert lively.veraguas.name not in said
    assert lively.chiriqui.name in said


def test_the_region_sets_its_standard_and_the_dentist_does_not(client_as, lively):
    address = f"{reverse('oralhealth:indicator_standard', args=['I-4'])}?lugar=CHIRIQUI"
    typed = {"value": "1,5", "year": "2026", "source": "Norma sintética"}
    done = client_as(lively.regional).post(address, typed, follow=True).content.decode()
    assert "Estándar guardado" in done
    assert Standard.objects.get().value == Decimal("1.5")
    wrong = client_as(lively.regional).post(address, {**typed, "value": "-1", "year": "26"}, follow=True)
    assert "no es el valor de un estándar" in wrong.content.decode()
    assert "no es un año" in wrong.content.decode()
    assert client_as(lively.dentist).post(address, typed).status_code == 403
    assert Standard.objects.count() == 1


def test_the_comparison_sorts(client_as, lively):
    lively.row(lively.sheet(by=lively.surgeon, facility=lively.hospital), by=lively.surgeon, identity="77")
    reader = client_as(lively.regional)
    up = words(page(reader, "indicator_comparison", "I-4", orden="valor"))
    down = words(page(reader, "indicator_comparison", "I-4", orden="-valor"))
    table_of = lambda said: said[said.index("<tbody>") : said.index("</tbody>")]  # noqa: E731
    first, second = lively.hospital.name, lively.pedregal.name
    assert table_of(up).index(first) < table_of(up).index(second)
    assert table_of(down).index(first) > table_of(down).index(second)
    assert words(page(reader, "indicator_comparison", "I-4", orden="--x"))


def test_the_factor_is_a_parameter_printed_with_the_value(client_as, lively):
    reader = client_as(lively.national)
    assert "odontólogos por 10,000 habitantes" in words(page(reader, "indicator", "I-9"))
    hundred = words(page(reader, "indicator", "I-9", factor="100000"))
    assert "odontólogos por 100,000 habitantes" in hundred
    assert "2,000.00" in hundred
    assert "actividades por hora sillón × 100" in words(page(reader, "indicator", "I-5", factor="100"))
    assert "actividades por hora sillón × 7" not in words(page(reader, "indicator", "I-5", factor="7"))


def test_the_page_says_until_when_and_from_which_versions(client_as, lively):
    said = words(page(client_as(lively.national), "indicator", "I-4"))
    assert "Datos al" in said
    assert "Definición <code>" in said
    assert "datos <code>" in said


def test_maps_show_the_regions_and_provinces(client_as, lively):
    lively.row(
        lively.sheet(by=lively.surgeon, facility=lively.hospital),
        by=lively.surgeon,
        identity="77",
        province="04",
    )
    said = words(page(client_as(lively.national), "indicator", "I-4"))
    assert "Por provincia de residencia: 2 lugares" in said
