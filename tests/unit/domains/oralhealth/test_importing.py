"""Importing daily-record rows: the rules of the page, line and column named, all or nothing."""

import csv
import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid
from cauce.domains.oralhealth.actions import consolidate_month, import_rows, review_sheet
from cauce.domains.oralhealth.cli import app
from cauce.domains.oralhealth.models import Activity, Diagnosis, FacilityMonth, PatientRow, Sheet
from cauce.domains.oralhealth.rules.examples import HEADER, ROW
from cauce.domains.oralhealth.rules.flat import COLUMNS
from cauce.domains.oralhealth.stored import values_of

FLAT = {k: v for k, v in ROW.items() if isinstance(v, str)} | {
    "act1_code": "07", "act1_number": "1", "act1_class": "1", "dx1_code": "K02-9", "dx1_class": "1",
}  # fmt: skip


def line(**changes) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | HEADER | FLAT | changes


def text_of(*lines: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


@pytest.fixture
def run(panama, tmp_path):
    def load(*lines, by=None, text=None, **options):
        path = tmp_path / "rows.csv"
        path.write_text(text if text is not None else text_of(*lines), "utf-8")
        return import_rows(by=by or panama.dentist, at=panama.at, path=path, **options)

    return load


CONTINUED = dict.fromkeys(COLUMNS, "") | HEADER | {
    "continuation": "1", "act1_code": "49", "act1_number": "1", "act1_class": "1",
}  # fmt: skip
FULL = {f"act{n}_{part}": value for n, code in enumerate(("01", "02", "07", "10", "13", "47"), 1)
        for part, value in (("code", code), ("number", "1"), ("class", "1"))}  # fmt: skip


def test_a_file_is_stored_as_the_page_would(run, panama):
    report = run(line(), line(identity="2", **FULL), CONTINUED, line(identity="3", date="2026-03-15"))
    assert (report.stored, report.sheets, report.rows, report.patients) == (True, 2, 4, 3)
    first, second, third = Sheet.objects.get(date="2026-03-14").rows.all()
    assert values_of(first).diagnoses[0].code == "K02.9"
    assert third.continues == second
    assert [r.position for r in (first, second, third)] == [1, 2, 3]
    assert set(Sheet.objects.values_list("state", "saved_by")) == {("sent", panama.dentist.pk)}
    assert (Activity.objects.count(), Diagnosis.objects.count()) == (9, 3)
    assert Event.objects.get(action="oralhealth.rows.import").data["rows"] == 4


def test_a_dry_run_leaves_nothing(run):
    report = run(line(), dry_run=True)
    assert (report.stored, report.rows, report.errors) == (False, 1, 0)
    assert not Sheet.objects.exists()
    assert not FacilityMonth.objects.exists()


def test_one_bad_line_and_nothing_is_stored_and_every_problem_is_named(run):
    report = run(
        line(),
        line(identity="2", sex="9", act1_code="99"),
        line(identity="3", dx1_code="XX"),
        line(identity="4", facility="123"),
    )
    assert not report.stored
    assert not PatientRow.objects.exists()
    assert {(p.place, p.rule) for p in report.problems} == {
        ("línea 3, columna sex", "OH-18"),
        ("línea 3, columna act1_code", "OH-42"),
        ("línea 4, columna dx1_code", "OH-60"),
        ("línea 5, columna facility", "OH-01"),
    }


def test_warnings_are_counted_and_confirmed(run):
    lines = [line(), line()]  # the same patient twice
    asked = run(*lines)
    assert (asked.stored, asked.errors, asked.warnings) == (False, 0, {"OH-78": 1})
    assert run(*lines, confirmed=True).stored
    assert PatientRow.objects.last().warnings == "OH-78"


@pytest.mark.parametrize(
    ("lines", "rule", "place"),
    [
        ([line(), line(identity="2", chair_hours="5")], "OH-160", "línea 3"),
        ([line(facility="9999999999")], "OH-104", "línea 2, columna facility"),
        ([line(facility="0406010501")], "OH-165", "línea 2, columna facility"),
        ([line(date="2027-01-01")], "OH-03", "línea 2, columna date"),
        ([CONTINUED], "OH-75", "línea 2, columna continuation"),
        (
            [line(completed="1"), line(completed="1", date="2026-03-15")],
            "OH-39",
            "línea 3, columna completed",
        ),
    ],
)
def test_what_a_line_says_together_with_others(run, lines, rule, place):
    report = run(*lines)
    assert (rule, place) in {(p.rule, p.place) for p in report.problems}
    assert not report.stored


def test_the_same_file_twice_is_refused_the_second_time(run):
    assert run(line()).stored
    again = run(line())
    assert [(p.rule, p.place) for p in again.problems] == [("OH-103", "línea 2, columna date")]
    assert PatientRow.objects.count() == 1


def test_a_consolidated_month_becomes_outdated(run, panama):
    run(line())
    review_sheet(by=panama.chief, at=panama.at, sheet=Sheet.objects.get())
    consolidate_month(by=panama.reges, at=panama.at, facility=panama.pedregal, month=202603, confirmed=True)
    assert run(line(date="2026-03-16", identity="9")).stored
    assert FacilityMonth.objects.get().outdated


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("facility,nada\n1,2\n", "OH-161"),
        ("facility\n1\n", "OH-162"),
        (text_of(line()) + "1,2,3\n", "OH-163"),
    ],
)
def test_columns_are_checked(run, text, rule):
    assert rule in {p.rule for p in run(text=text).problems}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"PK\x03\x04nothing", b'"a\n'])
def test_a_file_that_cannot_be_read_is_refused(panama, tmp_path, content):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        import_rows(by=panama.dentist, at=panama.at, path=path)
    assert refused.value.rule == "OH-164"


def test_the_same_rows_from_a_spreadsheet(panama, tmp_path):
    path = tmp_path / "rows.xlsx"
    book = openpyxl.Workbook()
    for cells in (list(COLUMNS), list(line().values())):
        book.active.append(cells)
    book.save(path)
    assert import_rows(by=panama.dentist, at=panama.at, path=path).stored


def test_batches_keep_continuations_with_their_patient(run, monkeypatch):
    monkeypatch.setattr("cauce.domains.oralhealth.importing.checking.BATCH", 2)
    lines = [
        line(identity="1"),
        line(identity="2", **FULL),
        CONTINUED,
        line(identity="3"),
        line(identity="4"),
    ]
    assert run(*lines).stored
    rows = list(Sheet.objects.get().rows.all())
    assert [r.continues_id for r in rows] == [None, None, rows[1].pk, None, None]


@pytest.mark.django_db(transaction=True)
def test_the_commands(panama, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(text_of(line(), line()), "utf-8")
    call = CliRunner().invoke
    assert call(app, ["import", str(path), "--as", "nobody"]).exit_code == 2
    assert call(app, ["import", str(path), "--as", "dentist", "--dry-run"]).exit_code == 0
    assert call(app, ["import", str(path), "--as", "dentist"]).exit_code == 1
    done = call(app, ["import", str(path), "--as", "dentist", "--confirm", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["stored"]) == (0, True)
    path.write_text(text_of(line(sex="", date="2026-03-17")), "utf-8")
    bad = call(app, ["import", str(path), "--as", "dentist"])
    assert bad.exit_code == 2
    assert "línea 2, columna sex" in bad.stderr
    waiting = call(app, ["consolidate", "--month", "2026-03", "--as", "reges"])
    assert waiting.exit_code == 1
    assert "sin revisar" in waiting.stderr
    review_sheet(by=panama.chief, at=panama.at, sheet=Sheet.objects.get())
    ready = call(app, ["consolidate", "--month", "2026-03", "--as", "reges", "--confirm", "--json"])
    assert json.loads(ready.stdout)["consolidated"][0]["patients"] == 2
    assert call(app, ["consolidate", "--month", "marzo", "--as", "reges"]).exit_code == 2


def test_what_the_database_holds_warns_and_refuses_a_file_too(run, panama):
    """OH-78 and OH-39 look at stored rows, also of another schedule of the same day."""
    panama.row(panama.sheet(schedule="2"), completed="1")
    report = run(line(completed="1"))
    assert {p.rule for p in report.problems} == {"OH-39", "OH-78"}
    assert not report.stored
    assert run(line(identity="8-999-1")).stored
