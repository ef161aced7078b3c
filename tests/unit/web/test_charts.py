"""Charts: the picture, the words and the table say the same; pictures need no exception in the policy."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation

from cauce.web.chart_kinds import Flow, Point, bars, flow_map, lines, stacked
from cauce.web.chart_scores import Part, heat, waterfall
from cauce.web.charts import picture

A, B = Point("Tijuana", 32.5, -117.0, 120), Point("Mexicali", 32.6, -115.4, 80, "shortage")
SERIES = [("Hidalgo", "Equipo", 5), ("Hidalgo", "Personal", 1200), ("Jalisco", "Equipo", 7)]
PARTS = [Part("Flujo", Decimal("23.30"), Decimal(30)), Part("Medidas", Decimal("64.01"), Decimal(70))]
FIGURES = {
    "bars": lambda: bars("Causas", [("Equipo", 2130), ("Personal", 865)], measure="Pacientes"),
    "stacked": lambda: stacked("Causas", SERIES, measure="Pacientes"),
    "lines": lambda: lines("Avance", SERIES, measure="Pacientes"),
    "map": lambda: flow_map("Mapa", [A, B], [Flow(B, A, 60)], labels=[Point("BC", 32.0, -115.0)]),
    "level": lambda: lines("Avance", SERIES, measure="Por ciento", level=Decimal(100)),
    "waterfall": lambda: waterfall("Puntaje", PARTS, total=Decimal("87.31"), bar=Decimal(80)),
    "heat": lambda: heat("Calor", [("ESE", "Flujo", Decimal("77.5")), ("ESE", "Medidas", None)], measure="%"),
    "empty": lambda: bars("Nada", [], measure="Pacientes"),
}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_draws_in_both_themes_without_style_or_script(kind, theme):
    drawn = picture(FIGURES[kind]().key, theme).decode()
    ElementTree.fromstring(drawn)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|@\d|@ink|@soft|@line", drawn)


def test_the_themes_have_their_own_colours():
    key = FIGURES["bars"]().key
    assert "#0a6070" in picture(key, "light").decode()
    assert "#62c6d4" in picture(key, "dark").decode()


def test_equal_charts_share_one_picture_and_others_do_not():
    assert FIGURES["bars"]().key == FIGURES["bars"]().key
    assert FIGURES["bars"]().key != FIGURES["empty"]().key


def test_the_key_depends_on_the_secret(settings):
    first = FIGURES["bars"]().key
    settings.SECRET_KEY = "another"
    assert FIGURES["bars"]().key != first


def test_the_table_beside_holds_the_numbers():
    figure = FIGURES["stacked"]()
    assert list(figure.header) == ["Concepto", "Equipo", "Personal"]
    assert figure.rows == [["Hidalgo", "5", "1,200"], ["Jalisco", "7", "—"]]


def test_the_words_name_the_largest_and_the_smallest():
    assert FIGURES["bars"]().alt == "Causas. Mayor: Equipo, 2,130. Menor: Personal, 865."


def test_pictures_are_for_people_who_signed_in(client, client_as, world):
    figure = FIGURES["bars"]()
    assert client.get(figure.url).status_code == 302
    answer = client_as(world.head).get(figure.dark_url)
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_unknown_picture_is_not_found(client_as, world):
    assert client_as(world.head).get(f"/graficas/{'0' * 64}-light.svg").status_code == 404


def test_exact_figures_are_drawn_as_numbers_in_the_countrys_form():
    rows = [("2025", "Gasto", Decimal("12500.50")), ("2026", "Gasto", Decimal("13000.00"))]
    with translation.override("es-co"):
        made = lines("Eficiencia", rows, measure="Pesos", level=Decimal("12600.00"))
        words = [row[1] for row in made.rows]
    assert words == ["12.500", "13.000"]
    assert ">12.000<" in picture(made.key, "light").decode()


def test_a_waterfall_says_what_each_part_lost():
    made = FIGURES["waterfall"]()
    assert made.rows[0] == ("Flujo", "23.30", "30.00", "6.70")
    assert made.rows[-1] == ("Total", "87.31", "100.00", "12.69")
    assert "por encima de 80.00" in made.alt


def test_what_has_no_figure_is_a_dash_in_the_heat_map():
    assert FIGURES["heat"]().rows == [["ESE", "77.5", "—"]]
