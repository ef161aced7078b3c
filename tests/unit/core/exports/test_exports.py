"""CSV and XLSX: accents, formulas, blanks, the limit of a sheet."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from cauce.core.exports import SheetData, csv_lines, csv_response, file_response, write_xlsx
from cauce.core.exports.cells import csv_cell, safe_text


@pytest.mark.parametrize(
    ("typed", "leaves"),
    [
        ("=1+1", "'=1+1"),
        ("+52 55", "'+52 55"),
        ("-cmd|x", "'-cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+3.5", "+3.5"),
        ("Cirugía", "Cirugía"),
        ("a\x00b", "ab"),
        ("", ""),
    ],
)
def test_no_text_can_run_as_a_formula(typed, leaves):
    assert safe_text(typed) == leaves


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (0, 0),
        (-3, -3),
        (True, "SI"),
        (False, "NO"),
        (Decimal("1.50"), Decimal("1.50")),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 5, tzinfo=UTC), "2026-03-01 08:05:00+00:00"),
    ],
)
def test_a_blank_is_not_a_zero_and_each_type_has_its_form(value, cell):
    assert csv_cell(value) == cell


def test_the_csv_reads_back_whole_and_comes_in_chunks():
    rows = [[n, f"Año {n}", 'dice "sí", y\nsigue', None] for n in range(2500)]
    chunks = list(csv_lines(["No.", "Año", "Texto", "Vacío"], rows))
    assert len(chunks) == 3
    text = b"".join(chunks).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert len(found) == 2501
    assert found[1] == ["0", "Año 0", 'dice "sí", y\nsigue', ""]


def test_rows_are_read_only_as_they_are_sent():
    read = []

    def rows():
        for n in range(5000):
            read.append(n)
            yield [n]

    response = csv_response("consolidado «2026».csv", ["n"], rows())
    assert read == []
    next(iter(response.streaming_content))
    assert len(read) == 1000
    assert "utf-8''consolidado" in response["Content-Disposition"]


def test_without_bom_for_programs():
    assert next(csv_lines(["a"], [], bom=False)) == b"a\r\n"


def test_xlsx_splits_at_the_limit_and_says_so(tmp_path):
    path = tmp_path / "x.xlsx"
    written = write_xlsx(path, [SheetData("Detalle", ["n"], ([n] for n in range(25)))], row_limit=11)
    assert written.sheets == [("Detalle", 10), ("Detalle (2)", 10), ("Detalle (3)", 5), ("Notas", 2)]
    book = openpyxl.load_workbook(path, read_only=True)
    assert [[c.value for c in row] for row in book["Detalle (2)"].iter_rows(max_row=2)] == [["n"], [10]]
    assert "Detalle (2)" in book["Notas"]["A2"].value


def test_xlsx_exactly_at_the_limit_is_one_sheet(tmp_path):
    written = write_xlsx(
        tmp_path / "x.xlsx", [SheetData("Detalle", ["n"], ([n] for n in range(10)))], row_limit=11
    )
    assert written.sheets == [("Detalle", 10)]
    assert written.notes == []


def test_xlsx_keeps_text_as_text_and_blanks_blank(tmp_path):
    path = tmp_path / "x.xlsx"
    row = ["=1+1", None, 0, "http://example.org", date(2026, 3, 1), Decimal("2.5"), True]
    write_xlsx(path, [SheetData("Hoja: [1]/2 con un nombre demasiado largo", list("abcdefg"), [row])])
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page.title == "Hoja   1  2 con un nombre demas"
    assert [c.value for c in page[2]] == ["=1+1", None, 0, "http://example.org", "2026-03-01", 2.5, "SI"]
    assert page["A2"].data_type == "s"
    assert page["D2"].hyperlink is None


def test_a_finished_file_is_sent_in_blocks_with_its_size(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"x" * 100)
    response = file_response(path, "Año.xlsx")
    assert response["Content-Length"] == "100"
    assert b"".join(response.streaming_content) == b"x" * 100
