"""How numbers, dates and sizes are written, country by country; blank is not zero."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from cauce.web.ui.numbers import day, device, file_size, km, minutes, moment, month_name, number, percent


@pytest.mark.parametrize(
    ("language", "written"),
    [("es-mx", "1,234,567.50"), ("es-pa", "1,234,567.50"), ("es-co", "1.234.567,50")],
)
def test_each_country_writes_numbers_its_way(language, written):
    with translation.override(language):
        assert number(Decimal("1234567.5"), 2) == written


@pytest.mark.parametrize("language", ["es-mx", "es-pa", "es-co"])
def test_every_country_writes_day_month_year(language):
    with translation.override(language):
        assert day(date(2026, 3, 9)) == '<time datetime="2026-03-09">09/03/2026</time>'


def test_an_instant_is_shown_in_local_time():
    assert ">20/05/2026 10:00<" in moment(datetime(2026, 5, 20, 16, 0, tzinfo=UTC))


def test_the_day_of_an_instant_is_the_local_one():
    assert ">19/05/2026<" in day(datetime(2026, 5, 20, 3, 0, tzinfo=UTC))


@pytest.mark.parametrize("write", [number, km, percent, day, moment, file_size])
def test_blank_is_a_dash_and_zero_is_not(write):
    assert write(None) == "—"
    if write not in (day, moment):
        assert write(0) != "—"


@pytest.mark.parametrize(
    ("octets", "written"),
    [(104_857_600, "100 MB"), (1_572_864, "1.5 MB"), (2048, "2 KB"), (3, "3 bytes")],
)
def test_sizes_are_binary(octets, written):
    assert file_size(octets) == written.replace(" ", "\u00a0")


def test_shares_distances_and_spans():
    assert percent(0.256, 1) == "25.6\u00a0%"
    assert km(1234.56) == "1,234.6\u00a0km"
    assert minutes(timedelta(hours=0.5)) == "30"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8", "Equipo desconocido"),
    ],
)
def test_a_device_is_named_as_people_do(agent, name):
    assert device(agent) == name


def test_the_browser_s_language_does_not_change_the_country(client_as, world):
    """A browser in Spain or the United States sees the installation's Spanish."""
    client = client_as(world.head)
    answers = {
        client.get("/cuenta/", headers={"Accept-Language": tag}).content for tag in ("es-ES", "en", "es-co")
    }
    strip = {answer.split(b"<main")[1].split(b"csrfmiddlewaretoken")[0] for answer in answers}
    assert len(strip) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-10", "octubre de 2026"),
        (202603, "marzo de 2026"),
        ("202613", "202613"),
        ("", ""),
        ("2026", "2026"),
    ],
)
def test_a_month_is_said_by_its_name(value, words):
    assert month_name(value) == words
