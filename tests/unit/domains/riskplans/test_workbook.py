"""The workbook's round trip, also through LibreOffice, and everything that is refused by sheet and cell."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from cauce.core.errors import Invalid
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.queries.figures import executed
from cauce.domains.riskplans.queries.workbook import identity_of, layout_of, preview_workbook
from cauce.domains.riskplans.rules import workbook as layouts
from cauce.domains.riskplans.workbook.writing import write_workbook
from tests.factories.colombia import NOON

VENTAS = ("flujo", "ventas", "ejecutado")
TODAY = NOON.date()
FLOW, MATRIX, ROW = "Flujo financiero", layouts.MATRIX, layouts.FIRST_ROW


@pytest.fixture
def report(colombia):
    return colombia.report({VENTAS: "12345678901.55", ("presupuesto", "pagos", "valor"): "0"})


@pytest.fixture
def path(report, tmp_path):
    write_workbook(tmp_path / "libro.xlsx", layout_of(report))
    return tmp_path / "libro.xlsx"


def at_of(report, cell):
    for sheet in layout_of(report):
        for place in sheet.places:
            if place.target == cell:
                return sheet.name, place.at
    raise AssertionError(cell)


def edit(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def refused(report, path):
    before = executed(report)
    with pytest.raises(Invalid) as error:
        actions.import_workbook(by=report.saved_by, at=report.saved_at, report=report, upload=path)
    assert executed(report) == before
    return [(problem.rule, problem.place) for problem in error.value.problems]


def test_untouched_it_changes_nothing(report, path):
    preview = preview_workbook(report, path, TODAY)
    assert (preview.problems, preview.changes) == ((), ())


def test_what_is_filled_in_comes_back_with_its_cell(report, path):
    sheet, at = at_of(report, VENTAS)

    def fill(book):
        book[sheet][at] = 98765432109.25
        row = layouts.FIRST_ROW
        book[layouts.MATRIX][f"I{row}"] = "S"
        book[layouts.MATRIX][f"J{row}"] = "2026-03-15"
        book[layouts.MATRIX][f"K{row}"] = 1500.5

    edit(path, fill)
    preview = actions.import_workbook(by=report.saved_by, at=report.saved_at, report=report, upload=path)
    figure = report.figures.get(cuadro="flujo", row="ventas", column="ejecutado")
    progress = report.progress.get(activity__number=1)
    assert executed(report)[VENTAS] == Fraction("98765432109.25")
    assert (figure.source, figure.cell) == ("file", f"{sheet}!{at}")
    assert (progress.done, progress.amount) == (True, Decimal("1500.5"))
    assert next((c.before, c.after) for c in preview.changes) == ("12345678901.55", "98765432109.25")
    assert len(preview.changes) == 4


def test_an_emptied_cell_is_blank_and_not_zero(report, path):
    sheet, at = at_of(report, VENTAS)
    edit(path, lambda book: book[sheet].__setitem__(at, None))
    actions.import_workbook(by=report.saved_by, at=report.saved_at, report=report, upload=path)
    assert VENTAS not in executed(report)
    assert executed(report)["presupuesto", "pagos", "valor"] == 0


def through_libreoffice(path, tmp_path):
    """Opened and saved by LibreOffice (XLSX → ODS → XLSX)."""
    office = shutil.which("soffice")
    assert office, "LibreOffice no está instalado: apt-get install libreoffice-calc"
    folder = tmp_path / "vuelta"
    for source, kind in ((path, "ods"), (folder / "libro.ods", "xlsx")):
        profile = f"-env:UserInstallation=file://{tmp_path}/perfil"
        subprocess.run(
            [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)],
            check=True,
            capture_output=True,
            timeout=240,
        )
    return folder / "libro.xlsx"


def test_through_libreoffice_nothing_is_lost(report, path, tmp_path):
    """Untouched, every figure reads back the same."""
    preview = preview_workbook(report, through_libreoffice(path, tmp_path), TODAY)
    assert (preview.problems, preview.changes) == ((), ())


def test_what_is_filled_in_libreoffice_is_taken_whole(report, path, tmp_path):
    typed = {
        FLOW: {"C6": 98765432109.25, "C7": "899999999999999.99", "C8": 0.01, "C9": 0, "C10": 123456789012.34},
        MATRIX: {"I6": "S", "J6": date(2026, 3, 15), "K6": 1500.5, "L6": "Acta n.º 3, «firmada»"},
    }

    def fill(book):
        for sheet, cells in typed.items():
            for at, value in cells.items():
                book[sheet][at] = value

    edit(path, fill)
    preview = preview_workbook(report, through_libreoffice(path, tmp_path), TODAY)
    assert preview.problems == ()
    assert {change.place: change.after for change in preview.changes} == {
        f"{sheet}!{at}": str(value) for sheet, cells in typed.items() for at, value in cells.items()
    }


def test_wrong_types_name_their_cells(report, path):
    sheet, at = at_of(report, VENTAS)
    other_sheet, other = at_of(report, ("capacidad", "quirofanos", "ejecutado"))

    def spoil(book):
        book[sheet][at] = "mil pesos"
        book[other_sheet][other] = 1.5
        book[layouts.MATRIX][f"I{layouts.FIRST_ROW}"] = "quizás"
        book[layouts.MATRIX][f"J{layouts.FIRST_ROW}"] = "ayer"

    edit(path, spoil)
    found = refused(report, path)
    assert ("RP-88", f"{sheet}!{at}") in found
    assert ("RP-90", f"{layouts.MATRIX}!I{layouts.FIRST_ROW}") in found
    assert ("RP-91", f"{layouts.MATRIX}!J{layouts.FIRST_ROW}") in found
    edit(path, lambda book: book[sheet].__setitem__(at, 5))
    edit(path, lambda book: [book[layouts.MATRIX].__setitem__(f"{c}{layouts.FIRST_ROW}", None) for c in "IJ"])
    assert refused(report, path) == [("RP-45", f"{other_sheet}!{other}")]


def test_a_formula_is_refused_at_its_cell(report, path):
    sheet, at = at_of(report, VENTAS)
    edit(path, lambda book: book[sheet].__setitem__(at, "=1+1"))
    assert refused(report, path) == [("RP-87", f"{sheet}!{at}")]


def test_a_deleted_row_is_found_where_the_rows_part(report, path):
    edit(path, lambda book: book["Flujo financiero"].delete_rows(layouts.FIRST_ROW + 1))
    assert refused(report, path) == [("RP-86", f"Flujo financiero!A{layouts.FIRST_ROW + 1}")]


def test_a_changed_label_and_a_stray_figure_are_named(report, path):
    edit(path, lambda book: book["Pasivos"].__setitem__(f"A{layouts.FIRST_ROW}", "Nómina"))
    edit(path, lambda book: book["Capacidad"].__setitem__("F30", "7"))
    assert refused(report, path) == [("RP-85", "Capacidad!F30"), ("RP-84", f"Pasivos!A{layouts.FIRST_ROW}")]


def test_the_matrix_mirrors_what_was_programmed(report, path):
    report.plan_version.activities.filter(number=1).update(amount=Decimal("7500.25"))
    write_workbook(path, layout_of(report))
    page = openpyxl.load_workbook(path)[MATRIX]
    assert [cell.value for cell in page[5]] == list(layouts.MATRIX_HEAD)
    assert [cell.value for cell in page[6]][:8] == [
        "1", "Reorganización", "Medida", "Actividad 1", "Gerencia", "2026-01-05", "2026-03-20", 7500.25,
    ]  # fmt: skip
    edit(path, lambda book: book[MATRIX].__setitem__("H6", 1))
    assert refused(report, path) == [("RP-84", f"{MATRIX}!H6")]


def test_a_programmed_figure_may_not_be_changed_in_the_file(report, path):
    edit(path, lambda book: book["Flujo financiero"].__setitem__(f"B{layouts.FIRST_ROW}", 1))
    assert refused(report, path) == [("RP-84", f"Flujo financiero!B{layouts.FIRST_ROW}")]


def test_renamed_and_added_sheets(report, path):
    edit(path, lambda book: setattr(book["Ingresos"], "title", "Ventas"))
    assert refused(report, path) == [("RP-80", "Ingresos"), ("RP-81", "Ventas")]


def test_another_hospitals_file_and_last_years_template(report, path):
    other = replace(identity_of(report), code="999", hospital="ESE otra")
    write_workbook(path, layouts.layout(other, 1, {}, []))
    assert refused(report, path) == [("RP-83", "Portada!B4"), ("RP-83", "Portada!B5")]
    edit(path, lambda book: book["Portada"].__setitem__("B3", "PGIR-2025.1"))
    assert refused(report, path)[0] == ("RP-82", "Portada!B3")


def test_more_digits_than_a_spreadsheet_keeps(report, path):
    sheet, at = at_of(report, VENTAS)
    edit(path, lambda book: book[sheet].__setitem__(at, 123456789012345.67))
    assert refused(report, path) == [("RP-89", f"{sheet}!{at}")]
    edit(path, lambda book: book[sheet].__setitem__(at, "123456789012345.67"))
    actions.import_workbook(by=report.saved_by, at=report.saved_at, report=report, upload=path)
    assert executed(report)[VENTAS] == Fraction("123456789012345.67")


@pytest.mark.parametrize(
    ("sheet", "at", "value", "rule"),
    [
        (FLOW, "C6", date(2026, 1, 1), "RP-88"),
        (FLOW, "C6", time(3, 4), "RP-88"),
        (FLOW, "C6", True, "RP-88"),
        (FLOW, "C6", "1234,56", "RP-88"),
        (FLOW, "C6", "1.234.567,89", "RP-88"),
        (FLOW, "C6", "1.234", "RP-46"),
        (FLOW, "C6", "45%", "RP-88"),
        (FLOW, "C6", "#REF!", "RP-88"),
        (FLOW, "C6", "(5)", "RP-88"),
        (FLOW, "C6", -5, "RP-47"),
        (FLOW, "C6", 1.005, "RP-46"),
        (FLOW, "C6", "12345678901234567890", "RP-71"),
        (FLOW, "C6", 12345678901234567890, "RP-89"),
        (FLOW, "C6", 1e30, "RP-71"),
        (FLOW, "C6", ArrayFormula("C6:C6", "=SUM(B6:B7)"), "RP-87"),
        (FLOW, "XFD1048576", "x", "RP-85"),
        (FLOW, "DA3", 7, "RP-85"),
        ("Pasivos", "D15", "mucho", "RP-84"),
        ("Pasivos", "D15", "=1+1", "RP-84"),
        ("Portada", "A4", "Hospital", "RP-84"),
        ("Portada", "D9", "x", "RP-85"),
        (MATRIX, "L6", "x" * 1001, "RP-77"),
        (MATRIX, "L6", "=1", "RP-87"),
        (MATRIX, "J6", "2026-03-01", "RP-78"),
    ],
)  # fmt: skip
def test_whatever_else_is_wrong_is_named_by_its_cell(report, path, sheet, at, value, rule):
    edit(path, lambda book: book[sheet].__setitem__(at, value))
    assert refused(report, path) == [(rule, f"{sheet}!{at}")]


@pytest.mark.parametrize(
    ("done_on", "amount", "rule", "at"),
    [
        (None, None, "RP-67", "J6"),
        (date(2030, 1, 1), None, "RP-66", "J6"),
        ("2026-03-01", -1, "RP-04", "K6"),
        ("2026-03-01", "1.00001", "RP-46", "K6"),
        ("2026-03-01", "1" * 30, "RP-71", "K6"),
        ("2026-03-01", 123456789012345.67, "RP-89", "K6"),
    ],
)
def test_what_is_wrong_with_an_activity_is_said_before_accepting(report, path, done_on, amount, rule, at):
    def fill(book):
        for column, value in zip("IJK", ("S", done_on, amount), strict=True):
            book[MATRIX][f"{column}{ROW}"] = value

    edit(path, fill)
    assert refused(report, path) == [(rule, f"{MATRIX}!{at}")]
    preview = preview_workbook(report, path, TODAY)
    assert [(problem.rule, problem.place) for problem in preview.problems] == [(rule, f"{MATRIX}!{at}")]


def test_a_figure_shown_as_a_percentage_is_not_taken_for_another(report, path):
    def percentage(book):
        book[FLOW]["C6"] = 0.45
        book[FLOW]["C6"].number_format = "0%"

    edit(path, percentage)
    assert refused(report, path) == [("RP-88", f"{FLOW}!C6")]


def test_merged_cells_are_refused_and_hidden_rows_are_read(report, path):
    edit(path, lambda book: book[FLOW].merge_cells("C6:C8"))
    assert refused(report, path) == [("RP-76", f"{FLOW}!C6:C8")]
    write_workbook(path, layout_of(report))

    def hide(book):
        book[FLOW].row_dimensions[6].hidden = True
        book[FLOW].sheet_state = "hidden"
        book[FLOW]["C6"] = 7

    edit(path, hide)
    preview = preview_workbook(report, path, TODAY)
    assert [(change.place, change.after) for change in preview.changes] == [(f"{FLOW}!C6", "7")]


def test_an_inserted_column_or_row_is_found(report, path):
    edit(path, lambda book: book[FLOW].insert_cols(2))
    assert refused(report, path) == [("RP-86", f"{FLOW}!B5")]
    write_workbook(path, layout_of(report))
    edit(path, lambda book: book[FLOW].insert_rows(8))
    assert refused(report, path) == [("RP-86", f"{FLOW}!A8")]


def rewritten(path, change):
    """The same file with its parts as `change(name, content)` says."""
    with zipfile.ZipFile(path) as parts:
        held = [(name, change(name, parts.read(name))) for name in parts.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in held:
            parts.writestr(name, content)


IN_SHEET = "xl/worksheets/sheet4.xml"
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[: len(content) // 2],
        lambda content: DTD,
        lambda content: content + b" " * 21_000_000,
        lambda content: content.replace(b't="s"><v>', b't="s"><v>9999'),
        lambda content: re.sub(rb'(<c r="C6"[^>]*>)<v>[^<]*', rb"\1<v>1E", content),
    ],
    ids=["cut", "entities", "bomb", "strings", "number"],
)
def test_a_damaged_sheet_is_refused(report, path, change):
    rewritten(path, lambda name, content: change(content) if name == IN_SHEET else content)
    assert refused(report, path) == [("RP-92", "archivo")]


def test_what_the_file_says_of_its_size_is_not_believed(report, path):
    """A sheet that says it is small must not lose cells, nor one that says it is huge take minutes."""
    for said in (b"A1:B2", b"A1:XFD1048576"):
        rewritten(
            path,
            lambda _name, content, said=said: re.sub(rb'(<dimension ref=")[^"]*', rb"\1" + said, content),
        )
        preview = preview_workbook(report, path, TODAY)
        assert (preview.problems, preview.changes) == ((), ())


def test_the_largest_sum_with_cents_goes_out_and_comes_back(report, path):
    edit(path, lambda book: book[FLOW].__setitem__("C6", "899999999999999.99"))
    actions.import_workbook(by=report.saved_by, at=report.saved_at, report=report, upload=path)
    assert executed(report)[VENTAS] == Fraction("899999999999999.99")
    write_workbook(path, layout_of(report))
    assert preview_workbook(report, path, TODAY).changes == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hola",
        b"PK\x03\x04 roto",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_what_is_no_workbook_is_refused(report, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert refused(report, path) == [("RP-92", "archivo")]


def test_macros_are_refused(report, path):
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
    assert refused(report, path) == [("RP-92", "archivo")]


def test_a_sum_shows_its_figure_where_nothing_computes_it(colombia, tmp_path):
    parts = {
        ("ingresos", "subsidiado", "reconocido"): "100.25",
        ("ingresos", "contributivo", "reconocido"): "7",
    }
    report = colombia.report(parts)
    write_workbook(tmp_path / "libro.xlsx", layout_of(report))
    shown = openpyxl.load_workbook(tmp_path / "libro.xlsx", data_only=True)["Ingresos"]
    total = next(row for row in shown.iter_rows() if row[0].value == "Venta de servicios")
    above = [row[2].value or 0 for row in shown.iter_rows(min_row=6, max_row=total[0].row - 1)]
    assert total[2].value == sum(above) > 107
    assert 100.25 in above
    formula = openpyxl.load_workbook(tmp_path / "libro.xlsx")["Ingresos"][total[2].coordinate].value
    assert formula.startswith("=C")


EGRESOS = ("produccion", "egresos", "ejecutado")  # four rows of 100


@pytest.mark.parametrize(
    ("cell", "value", "key"),
    [
        (EGRESOS, 401, "total_egresos"),
        (("produccion", "cirugias", "ejecutado"), 399.5, "total_cirugias"),
        (("produccion", "dias_estancia", "programado"), "0", "total_dias_estancia"),
        (("pasivos", "total_pasivos", "pagado"), 1, "totales"),
    ],
)
def test_a_total_written_over_that_is_not_its_sum_stops_the_import_or_warns(
    report, path, colombia, cell, value, key
):
    """RP-51 at its sheet and cell; where it warns, the sum is what is kept."""
    sheet, at = at_of(report, cell)
    edit(path, lambda book: book[sheet].__setitem__(at, value))
    assert refused(report, path) == [("RP-51", f"{sheet}!{at}")]
    actions.publish_checks(
        by=colombia.catalogue,
        at=colombia.at,
        valid_from=date(2026, 1, 1),
        levels={key: "warn"},
        note="Los totales los da el sistema",
    )
    preview = preview_workbook(report, path, TODAY)
    assert (preview.problems, preview.changes) == ((), ())
    (doubt,) = preview.doubts
    assert (doubt.level, doubt.place) == ("warning", f"{sheet}!{at}")
    assert "se guarda la suma" in doubt.remedy


def test_a_total_written_over_that_is_its_sum_or_lacks_a_part_says_nothing(report, path):
    sheet, at = at_of(report, EGRESOS)
    edit(path, lambda book: book[sheet].__setitem__(at, 400))
    assert preview_workbook(report, path, TODAY).problems == ()
    part, where = at_of(report, ("produccion", "egresos_obstetricos", "ejecutado"))

    def blank(book):
        book[part][where] = None
        book[sheet][at] = 999

    edit(path, blank)
    preview = preview_workbook(report, path, TODAY)
    assert (preview.problems, preview.doubts, len(preview.changes)) == ((), (), 1)


def test_the_computed_cuadros_have_their_sheets_by_name_and_number(report, path):
    book = openpyxl.load_workbook(path)
    for name, title in (
        ("Equilibrio operacional", "Equilibrio operacional (corriente y con recaudo) · Cuadro 11"),
        ("Equilibrio presupuestal", "Equilibrio presupuestal · Cuadro 12"),
    ):
        assert book[name]["A1"].value == title
    assert "'Ejecución presupuestal'!" in book["Equilibrio presupuestal"]["B6"].value
    shown = openpyxl.load_workbook(path, data_only=True)["Equilibrio presupuestal"]
    assert (shown["A7"].value, shown["B7"].value, shown["C7"].value) == ("Equilibrio con recaudo", 100, 0)
