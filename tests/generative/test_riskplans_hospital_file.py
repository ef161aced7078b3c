"""A file of ESE: what is written is read back; whatever its cells say, each row is read or its line has a problem."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cauce.core.imports.tables import read_table
from cauce.domains.riskplans.rules.hospital_file import COLUMNS, HospitalRow, Territories, read_hospitals
from cauce.domains.riskplans.rules.hospitals import CATEGORIES, CHARACTERS

PLACES = Territories(
    {"05": "CO-05", "antioquia": "CO-05"}, {"CO-05": "05"}, {"CO-05": "Antioquia"}, {"05001": "Medellín"}
)
TEXT = st.text(st.sampled_from("aáÑ 7.,;\"'«-"), min_size=1, max_size=20).filter(str.strip)
TIDY = TEXT.map(lambda text: " ".join(text.split()))
CELL = st.one_of(
    st.sampled_from(["", "05", "5", "Antioquia", "05001", "1", "Municipal", "SÍ", "2026", "Riesgo alto", "-3", "²"]),
    TIDY,
)  # fmt: skip
RISK = st.one_of(
    st.just((None, "", "")),
    st.tuples(st.integers(2000, 2100), st.sampled_from([key for key, _label in CATEGORIES]), TIDY),
)


@st.composite
def hospitals(draw):
    """Right rows of different ESE."""
    codes = draw(
        st.lists(st.from_regex(r"05[0-9A-Z-]{1,10}", fullmatch=True), min_size=1, max_size=5, unique=True)
    )
    return [
        HospitalRow(
            line, code, draw(TIDY), "CO-05", "05001", draw(st.integers(1, 3)),
            draw(st.sampled_from([key for key, _label in CHARACTERS])),
            draw(st.none() | st.integers(0, 999_999_999)), draw(st.booleans()), draw(st.just("") | TIDY), *draw(RISK),
        )
        for line, code in enumerate(codes, start=2)
    ]  # fmt: skip


def file_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows([[column.name for column in COLUMNS], *rows])
    return read_hospitals(read_table(out.getvalue().encode(), "x.csv"), PLACES)


def written(row: HospitalRow) -> list[object]:
    return [
        row.code, row.name, "05", row.municipality, row.level, dict(CHARACTERS)[row.character],
        "" if row.population is None else row.population, "SÍ" if row.synthetic else "NO", row.origin,
        row.year or "", dict(CATEGORIES).get(row.category, ""), row.act,
    ]  # fmt: skip


@given(hospitals())
def test_what_is_written_is_read_back(rows):
    file = file_of(written(row) for row in rows)
    assert (file.problems, file.rows) == ([], rows)


@given(
    st.lists(st.lists(CELL, min_size=len(COLUMNS), max_size=len(COLUMNS)).filter(any), min_size=1, max_size=5)
)
def test_each_row_is_read_or_its_line_says_why(rows):
    file = file_of(rows)
    wrong = {p.place.partition(",")[0] for p in file.problems if p.level == "error"}
    assert wrong.isdisjoint(f"línea {row.line}" for row in file.rows)
    assert len(file.rows) + len(wrong) == len(rows)
