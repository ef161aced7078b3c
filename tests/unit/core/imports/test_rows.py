"""One reader of rows for every file: the right ones apart, a problem at its line, nothing read without its columns."""

from cauce.core.errors import Problem
from cauce.core.imports.columns import Column
from cauce.core.imports.rows import once, read_rows
from cauce.core.imports.tables import Table

COLUMNS = (Column("code", "código", True), Column("name", "nombre"))


def read(rows, headers=("código", "nombre"), unready=()):
    seen, looked_at = {}, []

    def one(row):
        looked_at.append(row.line)
        once(row, "code", row["code"], seen)
        return row["code"]

    return read_rows(Table(list(headers), list(enumerate(rows, start=2))), COLUMNS, one, unready), looked_at


def test_wrong_rows_are_left_out_and_named():
    file, looked_at = read([["a", "x"], ["", "y"], ["a", "z"], ["b", ""]])
    assert file.rows == ["a", "b"]
    assert looked_at == [2, 3, 4, 5]
    assert [problem.rule for problem in file.problems] == ["IM-10", "IM-12"]
    assert "3" in file.problems[0].place
    assert "2" in file.problems[1].message  # where the code first stood
    assert file.fields == {"code", "name"}


def test_nothing_is_read_without_a_required_column_or_while_something_is_missing():
    file, looked_at = read([["x"]], headers=("nombre",))
    assert ([p.rule for p in file.problems], file.rows, looked_at) == (["IM-02"], [], [])
    file, looked_at = read([["a", "x"]], unready=[Problem("OD-35", "", "Faltan las regiones.")])
    assert ([p.rule for p in file.problems], file.rows, looked_at) == (["OD-35"], [], [])


def test_a_warning_leaves_nothing_out():
    file, looked_at = read([["a", "x", "?"]], headers=("código", "nombre", "sobra"))
    assert ([p.level for p in file.problems], file.rows, looked_at) == (["warning"], ["a"], [2])
