"""The quick reader of many rows answers as `read_patient` does, whatever it met before."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules import shapes
from cauce.domains.oralhealth.rules.examples import ROW, TODAY
from cauce.domains.oralhealth.rules.flat import COLUMNS, row_of
from cauce.domains.oralhealth.rules.patient import read_patient
from cauce.domains.oralhealth.rules.shapes import ORDER, Reader
from cauce.domains.oralhealth.rules.values import Context

BOOK = codebook()
BASE = dict.fromkeys(COLUMNS, "") | {name: value for name, value in ROW.items() if isinstance(value, str)}
OWN = {
    "sex": ["1", "2", ""], "age": ["00", "04", "12", "34", "99"], "age_unit": ["1", "2", "3"],
    "programme": [*"1234567", ""], "care_type": ["1", "2", "3"], "referral": ["1RD", "2RF", ""],
    "ethnic": ["1", "9D", ""], "identity": ["8-1-2", "a b", "PE-9", "ß"], "completed": ["1", "", "2"],
    "care_frequency": ["2", "3"], "new_in_service": ["1", "2"], "school": ["A", ""],
}  # fmt: skip
CELL = st.sampled_from(["", "", "", "0", "1", "2", "3", "07", "x", " ", "-1", "١", "1.0", "texto"])
CODES = st.sampled_from([*BOOK.procedures, "7", "80", "021", "", " "])
DIAGNOSES = st.sampled_from(["K02.1", "K02-9", "O26.81", "Z99", "K 02", "x", ""])


def cell_of(column: str):
    if column.endswith("_code"):
        return CODES if column.startswith("act") else DIAGNOSES
    if column in OWN:
        return st.one_of(st.sampled_from(OWN[column]), CELL)
    return CELL


CHANGES = st.fixed_dictionaries({}, optional={column: cell_of(column) for column in COLUMNS[7:]})
LINES = st.lists(CHANGES, min_size=1, max_size=6)
CONTEXT = st.builds(
    Context,
    today=st.just(TODAY),
    hospital=st.sampled_from([None, True, False]),
    equipped=st.sampled_from([None, True, False]),
)


def flattened(parts) -> tuple:
    return tuple(value for part in parts for value in part)


def check(changes, context) -> None:
    """Several rows through one reader, each against the rules themselves."""
    reader = Reader(BOOK, context)
    for change in [*changes, *changes]:  # the second time everything is remembered
        cells = tuple((BASE | change).values())
        read = reader.read(cells)
        row, problems = read_patient(row_of(dict(zip(COLUMNS, cells, strict=True))), "", BOOK, context)
        key = [(p.level, p.place, p.rule, p.message) for p in problems]
        found = [(p.level, p.place, p.rule, p.message) for p in read.problems]
        assert sorted(found) == sorted(key)
        assert [p.level for p in read.problems] == sorted(p.level for p in read.problems)
        assert (read.identity, read.completed, read.continuation) == (
            row.identity,
            row.completed,
            row.continuation,
        )
        if any(p.level == "error" for p in problems):
            continue
        assert flattened(read.values) == tuple(getattr(row, name) for name in ORDER)
        assert read.activities == [(a.code, a.klass, a.number) for a in row.activities]
        texts = [BOOK.diagnoses[d.code].label if d.code in BOOK.diagnoses else "" for d in row.diagnoses]
        assert [(c, k, t or label) for (c, k, t), label in zip(read.diagnoses, texts, strict=True)] == [
            (d.code, d.klass, d.text) for d in row.diagnoses
        ]


@given(LINES, CONTEXT)
def test_the_quick_reader_agrees_with_the_rules(changes, context):
    check(changes, context)


@given(LINES, CONTEXT)
def test_also_when_it_forgets(changes, context):
    before = shapes.MOST
    shapes.MOST = 1
    try:
        check(changes, context)
    finally:
        shapes.MOST = before
