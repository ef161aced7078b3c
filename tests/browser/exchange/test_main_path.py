"""The main job, as people do it: nine steps, the signed copy, the coordination. Takes the manual's pictures."""

import re

import pytest

from cauce.core.audit.log import verify
from cauce.core.demo.scene import PASSWORD

pytestmark = pytest.mark.browser


def test_from_the_portal_to_the_green_light_and_the_coordination(page, own, enter, picture, signed_copy):
    enter("issste.bc.titular")
    picture("pendientes")
    page.goto("/intercambio/")
    picture("paso-0-portal")
    page.get_by_role("link", name="ISSSTE", exact=True).click()
    picture("paso-1-tablero")
    page.get_by_role("link", name="Baja California", exact=True).click()
    picture("paso-2-si-no")
    page.locator("input[name=answer][value=si]").check()
    page.get_by_role("button", name="Guardar").click()
    picture("paso-3-unidades")
    page.get_by_role("link", name="El Rosario").click()
    picture("paso-4-grupos")
    page.get_by_role("link", name="Cirugía", exact=True).click()
    picture("paso-5-especialidades")
    page.get_by_role("link", name="Cirugía general", exact=True).click()
    fill_the_grid(page, picture)
    finalise(page, picture, own)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Abrir la versión final").click()
    assert ".pdf" in opened.value.url
    opened.value.close()
    upload_signed(page, picture, own, signed_copy)
    page.goto("/intercambio/tablero/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Baja California", exact=True))
    assert "Reporte firmado recibido" in row.inner_text()
    assert "Consultar/Modificar" in row.inner_text()
    coordinate(page, picture, enter, own)
    assert verify().whole


def fill_the_grid(page, picture):
    page.wait_for_load_state("networkidle")
    page.get_by_label("Buscar producto").fill("apendisectomia")
    page.get_by_text(re.compile("parecid[oa]s? a «apendisectomia»")).wait_for()
    first = page.locator("table.grid tbody tr:has(input)").first
    first.locator("input:not([type=hidden])").nth(0).fill("20")
    first.locator("input:not([type=hidden])").nth(1).fill("12")
    page.get_by_label("Buscar producto").fill("colecistectomia")
    page.get_by_text("Resultado de la búsqueda").wait_for()
    second = page.locator("table.grid tbody").nth(1).locator("tr:has(input)").first
    second.locator("select").select_option("staff")
    second.locator("input:not([type=hidden])").nth(2).fill("9")
    second.locator("input:not([type=hidden])").nth(3).fill("9")
    picture("paso-6-hoja")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("heading", name="¿Los datos son correctos?").wait_for()
    picture("paso-6-confirmar")
    page.get_by_role("button", name="SI, guardar").click()
    page.get_by_text("Guardado: 2 renglones").wait_for()


def finalise(page, picture, own):
    page.goto(f"/intercambio/registro/{own.pk}/finalizar/")
    page.locator("input[name=answer][value=si]").check()
    page.get_by_label("Su contraseña").fill(PASSWORD)
    picture("paso-7-finalizar")
    page.get_by_role("button", name="Guardar y finalizar").click()
    page.get_by_text("Registro finalizado.").wait_for()
    picture("paso-8-version-final")


def upload_signed(page, picture, own, signed_copy):
    own.refresh_from_db()
    page.get_by_role("link", name="Subir firmado (paso 9)").click()
    page.locator("input[type=file]").set_input_files(signed_copy(own))
    picture("paso-9-subir")
    page.get_by_role("button", name="Subir", exact=True).click()
    page.get_by_text("Reporte firmado recibido.").wait_for()
    picture("paso-9-recibido")


def coordinate(page, picture, enter, own):
    enter("issste.coordinacion")
    page.goto("/intercambio/tablero/")
    picture("tablero")
    page.get_by_role("link", name="Reabrir Aguascalientes").click()
    page.get_by_label("Motivo de la reapertura").fill("Se omitió un hospital de segundo nivel.")
    picture("coordinacion-reabrir")
    page.get_by_role("button", name="Reabrir").click()
    page.get_by_text("Registro reabierto.").wait_for()
    page.goto("/intercambio/avance/")
    picture("coordinacion-avance")
    page.goto(f"/intercambio/registro/{own.pk}/historial/")
    picture("historial")
    enter("sector.coordinacion")
    page.goto("/intercambio/consolidado/")
    page.get_by_role("heading", level=1).wait_for()
    picture("sector-consolidado")
    match(page, picture)


def match(page, picture):
    page.goto("/intercambio/emparejamiento/")
    page.get_by_label("Distancia máxima").fill("300")
    page.get_by_role("button", name="Ejecutar").click()
    page.wait_for_load_state("networkidle")
    page.goto("/intercambio/emparejamiento/")
    page.get_by_role("link", name=re.compile(r"corrida \d+")).first.click()
    drawn = page.locator(".flow-map img")
    drawn.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.flow-map img').naturalWidth > 0")
    picture("sector-emparejamiento")
    page.get_by_text("Ver los flujos mayores en tabla").click()
    assert page.locator(".flow-map tbody tr").count() > 0
