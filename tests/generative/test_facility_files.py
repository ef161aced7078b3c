"""Whatever a file of facilities says: what is right comes back whole, and nothing passes half right."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cauce.core.imports.tables import Table, read_table
from cauce.domains.oralhealth.importing.facility_rows import COLUMNS, Country, FacilityRow, read_facilities

COUNTRY = Country({"pa 04": "PA-04", "chiriqui": "PA-04"}, {f"{n:02d}": f"P{n}" for n in range(1, 13)})
CODE = st.builds("{:02d}{:08d}".format, st.integers(1, 12), st.integers(0, 99_999_999))
WORD = st.text("abcñÁé ", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
ROW = st.builds(
    FacilityRow,
    line=st.just(0),
    code=CODE,
    name=WORD,
    region=st.just("PA-04"),
    institution=st.sampled_from(["MINSA", "CSS"]),
    hospital=st.booleans(),
    sedation=st.booleans(),
    network=st.booleans(),
    synthetic=st.booleans(),
    origin=WORD,
)
FIELDS = [column.field for column in COLUMNS]


def table_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows([[column.name for column in COLUMNS], *rows])
    return read_table(out.getvalue().encode(), "x.csv")


def cells(row, eaten):
    said = {True: "SÍ", False: "NO"}
    told = [getattr(row, field) for field in FIELDS]
    told[0] = row.code.removeprefix("0") if eaten else row.code
    return [said.get(value, value) if isinstance(value, bool) else value for value in told]


@given(st.lists(ROW, min_size=1, max_size=8, unique_by=lambda row: row.code), st.booleans())
def test_what_is_written_comes_back_also_without_its_zero(rows, eaten):
    read = read_facilities(table_of([cells(row, eaten) for row in rows]), COUNTRY)
    assert read.problems == []
    assert [(r.line, *(getattr(r, f) for f in FIELDS)) for r in read.rows] == [
        (line, *(getattr(r, f) for f in FIELDS)) for line, r in enumerate(rows, start=2)
    ]
    assert all("".join(r.area) == r.code[:6] for r in read.rows)


CELL = st.one_of(
    st.text(max_size=12), st.sampled_from(["0406010501", "CHIRIQUI", "PA-04", "MINSA", "SÍ", ""])
)


@given(st.lists(st.lists(CELL, min_size=9, max_size=9), min_size=1, max_size=5))
def test_any_cells_are_a_whole_row_or_a_problem_of_their_line(rows):
    lines = [(n, [" ".join(cell.split()) for cell in row]) for n, row in enumerate(rows, start=2)]
    read = read_facilities(Table([column.name for column in COLUMNS], lines), COUNTRY)
    wrong = {p.place.partition(",")[0] for p in read.problems if p.level == "error"}
    assert {f"línea {r.line}" for r in read.rows} | wrong == {f"línea {line}" for line, _row in lines}
    assert {f"línea {r.line}" for r in read.rows} & wrong == set()
    for row in read.rows:
        assert row.name
        assert row.region == "PA-04"
        assert len(row.code) == 10
