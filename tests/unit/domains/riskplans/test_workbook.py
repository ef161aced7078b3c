"""The workbook's round trip, also through LibreOffice, and everything that is refused by sheet and cell."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from cauce.core.errors import Invalid
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.queries.figures import executed
from cauce.domains.riskplans.queries.workbook import identity_of, layout_of, preview_workbook
from cauce.domains.riskplans.rules import workbook as layouts
from cauce.domains.riskplans.workbook.writing import write_workbook

VENTAS = ("flujo", "ventas", "ejecutado")


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
    preview = preview_workbook(report, path)
    assert (preview.problems, preview.changes) == ((), ())


def test_what_is_filled_in_comes_back_with_its_cell(report, path):
    sheet, at = at_of(report, VENTAS)

    def fill(book):
        book[sheet][at] = 98765432109.25
        row = layouts.FIRST_ROW
        book[layouts.MATRIX][f"F{row}"] = "S"
        book[layouts.MATRIX][f"G{row}"] = "2026-03-15"
        book[layouts.MATRIX][f"H{row}"] = 1500.5

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


def test_through_libreoffice_nothing_is_lost(report, path, tmp_path):
    """Opened and saved by LibreOffice (XLSX → ODS → XLSX), every figure reads back the same."""
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
    preview = preview_workbook(report, folder / "libro.xlsx")
    assert (preview.problems, preview.changes) == ((), ())


def test_wrong_types_name_their_cells(report, path):
    sheet, at = at_of(report, VENTAS)
    other_sheet, other = at_of(report, ("capacidad", "quirofanos", "ejecutado"))

    def spoil(book):
        book[sheet][at] = "mil pesos"
        book[other_sheet][other] = 1.5
        book[layouts.MATRIX][f"F{layouts.FIRST_ROW}"] = "quizás"
        book[layouts.MATRIX][f"G{layouts.FIRST_ROW}"] = "ayer"

    edit(path, spoil)
    found = refused(report, path)
    assert ("RP-88", f"{sheet}!{at}") in found
    assert ("RP-90", f"{layouts.MATRIX}!F{layouts.FIRST_ROW}") in found
    assert ("RP-91", f"{layouts.MATRIX}!G{layouts.FIRST_ROW}") in found
    edit(path, lambda book: book[sheet].__setitem__(at, 5))
    edit(path, lambda book: [book[layouts.MATRIX].__setitem__(f"{c}{layouts.FIRST_ROW}", None) for c in "FG"])
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


@pytest.mark.parametrize("content", [b"", b"hola", b"PK\x03\x04 roto"])
def test_what_is_no_workbook_is_refused(report, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert refused(report, path) == [("RP-92", "archivo")]


def test_macros_are_refused(report, path):
    import zipfile

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
    above = [row[1].value or 0 for row in shown.iter_rows(min_row=6, max_row=total[0].row - 1)]
    assert total[1].value == sum(above) > 107
    assert 100.25 in above
    formula = openpyxl.load_workbook(tmp_path / "libro.xlsx")["Ingresos"][total[1].coordinate].value
    assert formula.startswith("=B")


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
    preview = preview_workbook(report, path)
    assert (preview.problems, preview.changes) == ((), ())
    (doubt,) = preview.doubts
    assert (doubt.level, doubt.place) == ("warning", f"{sheet}!{at}")
    assert "se guarda la suma" in doubt.remedy


def test_a_total_written_over_that_is_its_sum_or_lacks_a_part_says_nothing(report, path):
    sheet, at = at_of(report, EGRESOS)
    edit(path, lambda book: book[sheet].__setitem__(at, 400))
    assert preview_workbook(report, path).problems == ()
    part, where = at_of(report, ("produccion", "egresos_obstetricos", "ejecutado"))

    def blank(book):
        book[part][where] = None
        book[sheet][at] = 999

    edit(path, blank)
    preview = preview_workbook(report, path)
    assert (preview.problems, preview.doubts, len(preview.changes)) == ((), (), 1)
