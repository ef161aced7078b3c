"""An event reads as people write: days as dd/mm/aaaa, whatever form they are kept in."""

from types import SimpleNamespace

import pytest

from cauce.core.audit import log


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("la hoja del 2026-11-19", "la hoja del 19/11/2026"),
        ("del 2026-11-19 al 2026-12-01.", "del 19/11/2026 al 01/12/2026."),
        ("el archivo «ventas-2026-11-19.csv»", "el archivo «ventas-2026-11-19.csv»"),
        ("el archivo «2026-11-19.csv»", "el archivo «2026-11-19.csv»"),
        ("el folio CAU-2026-11-19-K", "el folio CAU-2026-11-19-K"),
    ],
)
def test_days_are_written_as_people_write_them(kept, read, monkeypatch):
    monkeypatch.setitem(log.PRESENTERS, "prueba", lambda event: kept)
    assert log.sentence(SimpleNamespace(action="prueba")) == read


def test_an_action_without_a_sentence_shows_its_name():
    assert log.sentence(SimpleNamespace(action="nadie.la.dice")) == "nadie.la.dice"
