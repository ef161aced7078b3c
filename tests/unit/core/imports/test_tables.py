"""Files as tables of strings: CSV as people save it, XLSX, and what cannot be read."""

import io

import pytest
import xlsxwriter

from cauce.core.errors import Invalid
from cauce.core.imports import tables
from cauce.core.imports.tables import read_table


def xlsx(rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "clave,nombre\nA,  Niño   azul \n".encode(),
        "\ufeffclave;nombre\r\nA;Niño azul\r\n".encode(),
        "clave\tnombre\nA\tNiño azul".encode("cp1252"),
        xlsx([["clave", "nombre"], ["A", "Niño azul"]]),
    ],
)
def test_the_same_table(content):
    table = read_table(content, "archivo")
    assert table.headers == ["clave", "nombre"]
    assert table.rows == [(2, ["A", "Niño azul"])]


def test_line_numbers_are_the_files():
    table = read_table(b"clave\n\nA\n\nB\n", "a.csv")
    assert table.rows == [(3, ["A"]), (5, ["B"])]


def test_spreadsheet_cells_become_text():
    table = read_table(xlsx([["a", "b", "c", "d"], [2.0, 19.25, True, "  x  y "]]), "a.xlsx")
    assert table.rows == [(2, ["2", "19.25", "SÍ", "x y"])]


def test_short_rows_are_completed_and_long_ones_cut():
    assert read_table(b"a,b\n1\n1,2,3\n", "a.csv").rows == [(2, ["1", ""]), (3, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "IM-05"),
        (b"clave,nombre\n", "IM-05"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "IM-01"),
        (b"PK\x03\x04 not a workbook", "IM-01"),
        (xlsx([["a"]]), "IM-05"),
    ],
)
def test_unreadable(content, rule):
    with pytest.raises(Invalid) as refused:
        read_table(content, "a")
    assert refused.value.rule == rule


def test_limits(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(Invalid) as refused:
        read_table(b"a\n1\n2\n3\n", "a.csv")
    assert refused.value.rule == "IM-06"
    monkeypatch.setattr(tables, "MAX_BYTES", 3)
    with pytest.raises(Invalid) as refused:
        read_table(b"a\n1\n", "a.csv")
    assert refused.value.rule == "IM-01"


def test_a_spreadsheet_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100)
    with pytest.raises(Invalid, match="demasiado grande"):
        read_table(xlsx([["a"], ["b"]]), "a.xlsx")
