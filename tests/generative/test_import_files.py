"""Whatever file comes in, it is a table or a refusal that says why; what is written comes back."""

import csv
import io

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.errors import Invalid
from cauce.core.imports.catalogue_rows import read_entries
from cauce.core.imports.tables import read_table
from cauce.core.imports.unit_rows import Gazetteer, read_units

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs", "Cc"]))
PLACES = Gazetteer({"issste": "ISSSTE"}, {"02": "02"}, {})


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n in range(30):
            sheet.write_row(n, 0, [f"clave {n}", n, n / 7, "nombre"])
    return out.getvalue()


WORKBOOK = workbook()


def read(content: bytes):
    """The table, or None when it was refused; any other exception fails the test."""
    try:
        return read_table(content, "archivo")
    except Invalid:
        return None


@given(st.binary(max_size=300))
def test_any_bytes(content):
    read(content)


@given(st.integers(0, len(WORKBOOK)))
def test_a_workbook_cut_anywhere(size):
    read(WORKBOOK[:size])


@given(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255))
def test_a_workbook_with_one_byte_changed(at, byte):
    changed = bytearray(WORKBOOK)
    changed[at] = byte
    read(bytes(changed))


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=6))
def test_cells_come_back_with_their_spaces_tidied(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["clave", "nombre"], *rows])
    table = read(out.getvalue().encode())
    tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
    kept = [row for row in tidy if any(row)]
    assert [cells for _line, cells in (table.rows if table else [])] == kept


HEADER = [
    "clues",
    "nombre",
    "institución",
    "entidad",
    "nivel",
    "latitud",
    "longitud",
    "municipio",
    "sintética",
]


@given(st.lists(st.lists(CELL, min_size=9, max_size=9), min_size=1, max_size=5))
def test_any_rows_of_units_give_rows_or_problems(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, *rows])
    table = read(out.getvalue().encode())
    if table:
        file = read_units(table, PLACES)
        wrong = {p.place.partition(",")[0] for p in file.problems if p.level == "error"}
        assert len(file.rows) + len(wrong) == len(table.rows)


CODE = st.sampled_from(["A", "B", "C", "D", ""])


@given(st.lists(st.tuples(CODE, CODE), min_size=1, max_size=8))
def test_parents_never_hang_the_reading(pairs):
    lines = [f"{code},grupo,{parent},nombre {code}" for code, parent in pairs]
    table = read("\n".join(["clave,tipo,concepto superior,nombre", *lines]).encode())
    file = read_entries(table)
    if not any(p.level == "error" for p in file.problems):
        known = {row.code for row in file.rows}
        assert all(not row.parent or row.parent in known for row in file.rows)
