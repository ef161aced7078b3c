"""The grid of a Cuadro: typed as in Colombia, totals by the server's rules, errors in their cells, both of a conflict."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Figure, QuarterReport
from cauce.domains.riskplans.presenting.grid import packed, stored_texts
from cauce.domains.riskplans.queries.figures import executed
from cauce.domains.riskplans.rules.cuadros import CUADROS
from tests.factories.colombia import executed as all_executed

VENTAS = ("flujo", "ventas", "ejecutado")


@pytest.fixture
def report(colombia):
    return colombia.report()


@pytest.fixture
def officer(client_as, colombia):
    return client_as(colombia.officer)


def at(report, cuadro="flujo", name="section"):
    return reverse(f"riskplans:{name}", args=[report.pk, cuadro])


def form(report, cuadro="flujo", **typed):
    base = packed(stored_texts(executed(report), CUADROS[cuadro]))
    return {"base": base} | {key.replace("__", "."): value for key, value in typed.items()}


def stored(report, cell=VENTAS):
    return executed(report).get(cell)


def test_a_figure_is_typed_as_in_colombia_and_kept_exactly(officer, report):
    answer = officer.post(at(report), form(report, flujo__ventas__ejecutado="1.234.567,89"))
    assert answer.status_code == 302
    found = Figure.objects.get(report=report, cuadro="flujo", row="ventas", column="ejecutado")
    assert str(found.value) == "1234567.89"
    shown = officer.get(at(report)).content.decode()
    assert 'value="1.234.567,89"' in shown
    assert "Escrita, 20/05/2026" in shown
    changes = shown.split("Cambios de las cifras")[-1]
    assert ">100</td>" in changes
    assert ">1.234.567,89</td>" in changes


def test_the_efficiency_is_told_row_by_row_per_uvr(officer, report, colombia):
    colombia.uvr()
    page = officer.get(at(report, "eficiencia")).content.decode()
    for words in (
        "Personal de planta por UVR", "Personal contratista y externalizado por UVR", "Recurso humano por UVR",
        "Gastos generales y transferencias por UVR", "Insumos por UVR", "Gasto por UVR",
        "Ventas reconocidas por UVR", "Ventas recaudadas por UVR", "Recaudo menos gasto por UVR",
        "Recursos que faltaron", "Aumento de cartera",
    ):  # fmt: skip
        assert words in page
    assert "Programado: $\u00a0300" in page  # 400 of spending less 100 of sales were lacking by the plan too


def test_a_figure_says_its_source_its_version_and_its_plan(officer, report):
    officer.post(at(report), form(report, flujo__ventas__ejecutado="7"))
    page = officer.get(at(report)).content.decode()
    assert re.search(r"Escrita, [0-9/]+ [0-9:]+ \(versión 2\)", page)
    assert "Programado según: plan original" in page


def test_sales_and_budget_stand_beside_what_the_plan_programmed(officer, report):
    changed = {("presupuesto", "recaudos", "programado"): 98, ("ingresos", "ppna", "por_recaudar"): 50}
    for (cuadro, row, column), value in changed.items():
        report.plan_version.figures.filter(cuadro=cuadro, row=row, column=column).update(value=value)
    sales = officer.get(at(report, "ingresos")).content.decode()
    for label in ("Reconocimientos programados", "Recaudos programados"):
        assert label in sales
    assert "200,0\u00a0%" in sales  # 100 collected of 50
    budget = officer.get(at(report, "presupuesto")).content.decode()
    assert "102,0\u00a0%" in budget  # 100 of 98
    assert "Programado: 98,00\u00a0%: lo proyectado desequilibra el presupuesto" in budget


def test_only_what_changed_is_saved(officer, report):
    before = report.changes.count()
    officer.post(at(report), form(report, flujo__ventas__ejecutado="7"))
    assert report.changes.count() == before + 1


def test_an_error_comes_back_in_its_cell_with_what_was_typed(officer, report):
    answer = officer.post(
        at(report), form(report, flujo__ventas__ejecutado="doce", flujo__gastos_pgir__ejecutado="5")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="doce"' in text
    assert "coma para los decimales" in text
    assert 'href="#flujo.ventas.ejecutado"' in text
    assert stored(report) == 100


def test_an_emptied_cell_is_blank_and_not_zero(officer, report):
    officer.post(at(report), form(report, flujo__ventas__ejecutado=""))
    assert stored(report) is None


def test_totals_and_percentages_come_from_the_server_and_write_nothing(officer, report):
    typed = {f"pasivos__{row.key}__pagado": "10,50" for row in CUADROS["pasivos"].rows if not row.sum_of}
    answer = officer.post(at(report, "pasivos", "calculate"), form(report, "pasivos", **typed))
    text = answer.content.decode()
    assert ">94,50</output>" in text
    assert "10,5\xa0%" in text
    assert stored(report, ("pasivos", "laborales", "pagado")) == 100


def test_a_broken_identity_is_said_at_its_cell_while_it_is_typed(officer, report):
    typed = form(report, "presupuesto", presupuesto__pagos__valor="1.000")
    text = officer.post(at(report, "presupuesto", "calculate"), typed).content.decode()
    assert 'id="e-presupuesto.pagos.valor"' in text
    assert "Los pagos no pasan de las obligaciones. Esperado a lo sumo 100, encontrado 1.000." in text


def test_autosave_keeps_the_sound_cells_and_leaves_the_others(officer, report):
    typed = form(report, flujo__ventas__ejecutado="55", flujo__pago_pasivos__ejecutado="x")
    text = officer.post(at(report, name="autosave"), typed).content.decode()
    assert "Guardado solo: 1 cifras" in text
    assert stored(report) == 55
    assert stored(report, ("flujo", "pago_pasivos", "ejecutado")) == 100
    assert 'id="base"' in text


def test_another_cell_saved_meanwhile_is_no_conflict(officer, report, colombia):
    sent = form(report, flujo__ventas__ejecutado="55")
    actions.save_figures(
        by=colombia.officer, at=colombia.at, report=report, typed={("flujo", "gastos_pgir", "ejecutado"): "9"}
    )
    assert officer.post(at(report), sent).status_code == 302
    assert stored(report) == 55
    assert stored(report, ("flujo", "gastos_pgir", "ejecutado")) == 9


def test_the_same_cell_saved_meanwhile_shows_both_and_the_person_chooses(officer, report, colombia):
    sent = form(report, flujo__ventas__ejecutado="55")
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed={VENTAS: "77"})
    answer = officer.post(at(report), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "choose-flujo.ventas.ejecutado" in text
    assert "55" in text
    assert "77" in text
    assert stored(report) == 77
    theirs = form(report, flujo__ventas__ejecutado="55") | {"choose-flujo.ventas.ejecutado": "theirs"}
    officer.post(at(report), theirs)
    assert stored(report) == 77
    mine = form(report, flujo__ventas__ejecutado="55") | {"choose-flujo.ventas.ejecutado": "mine"}
    officer.post(at(report), mine)
    assert stored(report) == 55


def test_autosave_never_decides_a_conflict(officer, report, colombia):
    sent = form(report, flujo__ventas__ejecutado="55")
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed={VENTAS: "77"})
    text = officer.post(at(report, name="autosave"), sent).content.decode()
    assert "pulse Guardar para elegir" in text
    assert stored(report) == 77


def test_a_sent_report_is_read_and_no_longer_written(officer, report, colombia):
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    assert (
        "<input class"
        not in officer.get(at(report)).content.decode().split("comentario")[0].split("<table")[1]
    )
    assert officer.post(at(report), form(report, flujo__ventas__ejecutado="5")).status_code == 409
    assert stored(report) == 100


def test_uvr_equilibria_and_efficiency_are_computed_below(officer, report, colombia):
    assert "No hay una tabla de pesos" in officer.get(at(report, "produccion")).content.decode()
    colombia.uvr()
    assert "UVR ejecutadas" in officer.get(at(report, "produccion")).content.decode()
    words = officer.get(at(report, "presupuesto")).content.decode()
    assert "Equilibrio con recaudo" in words
    assert "solo venta de servicios (variante, no puntúa)" in words
    assert "Cuadro 11 · Equilibrio operacional (corriente y con recaudo)" in words
    assert "Cuadro 12 · Equilibrio presupuestal" in words
    assert "Gasto por UVR" in officer.get(at(report, "eficiencia")).content.decode()


def test_a_cuadro_that_is_not_due_is_not_found(officer, report):
    assert officer.get(at(report, "calidad")).status_code == 404


def test_a_doubt_is_explained_and_no_longer_asks(officer, report):
    officer.post(at(report, "presupuesto"), form(report, "presupuesto", presupuesto__pagos__valor="1.000"))
    page = officer.get(at(report, "presupuesto")).content.decode()
    assert 'value="pagos_obligaciones"' in page
    sent = {"cuadro": "presupuesto", "asunto": "pagos_obligaciones", "texto": "Se pagó un saldo anterior."}
    assert officer.post(reverse("riskplans:explain", args=[report.pk]), sent).status_code == 302
    assert 'value="pagos_obligaciones"' not in officer.get(at(report, "presupuesto")).content.decode()


def test_save_and_go_on_leads_to_the_next_section(officer, report):
    answer = officer.post(at(report), form(report) | {"seguir": "pasivos"})
    assert answer.url == at(report, "pasivos")


def test_what_is_far_from_the_history_or_over_100_is_said_at_its_cell(officer, colombia):
    """RP-54 (outlier), RP-53 (variation of a balance account), RP-48 (over 100 %)."""
    first = colombia.report()
    at_quarters = [("2026Q2", 91), ("2026Q3", 183), ("2026Q4", 275)]
    reports = [first]
    for period, days in at_quarters:
        when = colombia.at + timedelta(days=days)
        report = actions.open_report(by=colombia.officer, at=when, plan=first.plan, period=period)
        actions.save_figures(by=colombia.officer, at=when, report=report, typed=all_executed(int(period[-1])))
        reports.append(report)
    last = reports[-1]
    QuarterReport.objects.exclude(pk=last.pk).update(state="sent")
    typed = {VENTAS: "100000", ("estados_financieros", "cartera", "valor"): "900"}
    actions.save_figures(by=colombia.officer, at=colombia.at, report=last, typed=typed)
    page = officer.get(at(last)).content.decode()
    assert "(RP-54)" in page
    assert "se aparta mucho de la historia de la ESE: 100.000, y lo usual es 100." in page
    page = officer.get(at(last, "estados_financieros")).content.decode()
    assert "(RP-53)" in page
    assert "varió 800,00 %" in page
    assert "Variaciones importantes" in page
    answer = officer.post(at(last, "calidad"), form(last, "calidad", calidad__reingreso__resultado="101"))
    assert answer.status_code == 422
    assert "pasa de 100 %" in answer.content.decode()  # RP-48
