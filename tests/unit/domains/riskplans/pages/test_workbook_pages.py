"""The workbook by the browser: down, filled, up, looked at, accepted or discarded; a bad one imports nothing."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.queries.figures import executed

VENTAS = ("flujo", "ventas", "ejecutado")


@pytest.fixture
def report(colombia):
    return colombia.report()


@pytest.fixture
def officer(client_as, colombia):
    return client_as(colombia.officer)


def at(report, name="workbook"):
    return reverse(f"riskplans:{name}", args=[report.pk])


def filled(
    officer, report, sheet="Flujo financiero", row="Ingresos venta de servicios", value=555, change=None
):
    answer = officer.get(at(report, "workbook_download"))
    assert answer["Content-Disposition"] == 'attachment; filename="PGIR-730010001-2026Q1.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book[sheet]
    line = next(r for r in page.iter_rows() if any(c.value == row for c in r))
    inputs = [c for c in line if not c.protection.locked]
    inputs[0].value = value
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("libro de Honda.xlsx", out.getvalue())


def accept(officer, report, **changes):
    """What the preview's form sends."""
    page = officer.get(at(report, "workbook_preview")).content.decode()
    sent = {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("version", "digest")}
    return officer.post(at(report, "workbook_decide"), {"accion": "aceptar"} | sent | changes, follow=True)


def test_it_shows_what_would_change_and_changes_it_when_accepted(officer, report):
    answer = officer.post(at(report), {"libro": filled(officer, report)}, follow=True)
    page = answer.content.decode()
    assert "Flujo financiero!" in page
    assert "<strong>555</strong>" in page
    assert executed(report)[VENTAS] == 100
    report.refresh_from_db()
    accept(officer, report)
    assert executed(report)[VENTAS] == 555
    figure = report.figures.get(cuadro="flujo", row="ventas")
    assert figure.source == "file"
    assert figure.cell.startswith("Flujo financiero!")
    assert "libro de Honda.xlsx" in figure.origin


def test_discarded_it_changes_nothing_and_is_forgotten(officer, report):
    officer.post(at(report), {"libro": filled(officer, report)})
    officer.post(at(report, "workbook_decide"), {"accion": "descartar"})
    assert executed(report)[VENTAS] == 100
    assert officer.get(at(report, "workbook_preview")).url == at(report)
    again = officer.post(at(report, "workbook_decide"), {"accion": "aceptar"}, follow=True)
    assert "súbalo de nuevo" in again.content.decode()


def test_what_would_not_square_is_said_with_sheet_and_cell(officer, report):
    upload = filled(officer, report, "Ejecución presupuestal", "Pagos", 999)
    page = officer.post(at(report), {"libro": upload}, follow=True).content.decode()
    assert "Los pagos no pasan de las obligaciones" in page
    assert "Ejecución presupuestal!" in page.split("no cuadraría")[1].split("Cambios")[0]


def renamed(book):
    book["Flujo financiero"].title = "Otra"


def formula(book):
    page = book["Flujo financiero"]
    cell = next(c for row in page.iter_rows() for c in row if not c.protection.locked)
    cell.value = "=1+1"


@pytest.mark.parametrize(("change", "words"), [(renamed, "Falta la hoja"), (formula, "fórmula")])
def test_a_changed_workbook_is_refused_by_sheet_and_cell(officer, report, change, words):
    answer = officer.post(at(report), {"libro": filled(officer, report, change=change)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "no se importó" in page
    assert executed(report)[VENTAS] == 100
    assert officer.get(at(report, "workbook_preview")).status_code == 302


def test_what_is_no_workbook_is_refused(officer, report):
    answer = officer.post(at(report), {"libro": SimpleUploadedFile("x.xlsx", b"nada")})
    assert answer.status_code == 422
    assert officer.post(at(report)).status_code == 422


def test_a_report_saved_meanwhile_is_looked_at_again(officer, report, colombia):
    officer.post(at(report), {"libro": filled(officer, report)})
    seen = report.version
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed={VENTAS: "8"})
    assert "cambió después de subir" in officer.get(at(report, "workbook_preview")).content.decode()
    answer = accept(officer, report, version=seen)
    assert "guardó esto mismo" in answer.content.decode()
    assert executed(report)[VENTAS] == 8


def test_two_tabs_accept_only_what_they_showed(officer, report):
    officer.post(at(report), {"libro": filled(officer, report)})
    seen = re.search(
        r'name="digest" value="(\w+)"', officer.get(at(report, "workbook_preview")).content.decode()
    )
    officer.post(at(report), {"libro": filled(officer, report, value=777)})
    answer = accept(officer, report, digest=seen[1])
    assert "Después se subió otro libro" in answer.content.decode()
    assert executed(report)[VENTAS] == 100
    accept(officer, report)
    assert executed(report)[VENTAS] == 777


def test_accepting_twice_imports_once(officer, report):
    officer.post(at(report), {"libro": filled(officer, report)})
    page = officer.get(at(report, "workbook_preview")).content.decode()
    sent = {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("version", "digest")}
    for _tab in range(2):
        answer = officer.post(at(report, "workbook_decide"), {"accion": "aceptar"} | sent, follow=True)
    assert "No hay un libro por decidir" in answer.content.decode()
    assert report.changes.filter(row="ventas", source="file").count() == 1


def test_after_sending_it_is_only_downloaded(officer, report, colombia):
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    assert "solo se descarga" in officer.get(at(report)).content.decode()
    assert officer.get(at(report, "workbook_download")).status_code == 200
