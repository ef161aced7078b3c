"""The checks on the pages: what is in force and since when, publishing with its preview, and what each level does."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import CheckVersion, SihoLoad
from cauce.domains.riskplans.queries.check_impact import impact_on
from cauce.domains.riskplans.queries.checks import problems_of
from cauce.domains.riskplans.queries.figures import figures_of
from cauce.domains.riskplans.rules.checks import CHECKS, CONFIGURABLE, DEFAULTS
from cauce.domains.riskplans.rules.figures import with_totals
from cauce.domains.riskplans.rules.levels import resolve
from cauce.domains.riskplans.templatetags.riskplans import quarter_words
from tests.factories.colombia import executed
from tests.factories.people import user_with
from tests.unit.domains.riskplans.actions.test_checks import CAMAS, EGRESOS, publish

Q1 = quarter_words("2026Q1")
WHY = "Lo pidió la Superintendencia"
OCCUPIED = "produccion.dias_cama_ocupados.ejecutado"


@pytest.fixture
def manager(client_as, colombia):
    return client_as(colombia.catalogue)


@pytest.fixture
def officer(client_as, colombia):
    return client_as(colombia.officer)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def typed(step="revisar", base=0, valid_from="2026-01-01", **levels):
    chosen = {f"nivel_{check.key}": str(DEFAULTS[check.key]) for check in CONFIGURABLE}
    chosen |= {f"nivel_{key}": level for key, level in levels.items()}
    return chosen | {"base": base, "valid_from": valid_from, "note": WHY, "paso": step}


def text(answer):
    return " ".join(answer.content.decode().split())


def test_at_the_start_the_table_says_what_each_compares_and_that_nobody_changed_it(officer, colombia):
    page = text(officer.get(at("checks")))
    for check in CHECKS.values():
        assert check.sentence in page
        assert check.source in page
    assert "Nadie ha cambiado los niveles" in page
    assert "Rige hoy: la configuración inicial" in page
    assert at("new_checks") not in page  # who only looks has no button
    assert at("checks") in text(officer.get(at("catalogue")))


def test_the_change_is_looked_at_asked_and_published(manager, colombia):
    colombia.report(CAMAS)
    asked = text(manager.post(at("new_checks"), typed(dias_cama="block")))
    assert "Confirmar los niveles" in asked
    assert "No podrían enviarse" in asked
    assert f"desde el {Q1}" in asked
    assert not CheckVersion.objects.exists()
    back = text(manager.post(at("new_checks"), typed("volver", dias_cama="block")))
    assert '<option value="block" selected' in back
    assert manager.post(at("new_checks"), typed("confirmar", dias_cama="block")).url == at("checks")
    page = text(manager.get(at("checks")))
    assert "configuración 1" in page
    assert WHY in page
    assert colombia.catalogue.display_name in page
    assert at("new_checks") in page


def test_the_preview_counts_reports_before_and_after(manager, colombia):
    colombia.report(CAMAS)
    asked = manager.post(at("new_checks"), typed(dias_cama="block")).context
    assert (asked["before"], asked["after"], asked["governs"]) == ((0, 1), (1, 0), True)
    assert [(c.key, count, reported) for c, count, reported in asked["changed"]] == [("dias_cama", 1, True)]
    later = manager.post(at("new_checks"), typed(valid_from="2026-04-01", dias_cama="block"))
    assert later.context["governs"] is False
    assert f"no alcanza al {Q1}" in text(later)
    extract = manager.post(at("new_checks"), typed(total_gastos="warn"))
    assert "solo al cargar" in text(extract)


def test_without_reports_the_preview_says_so(manager, colombia):
    assert "No hay informes por enviar" in text(manager.post(at("new_checks"), typed(dias_cama="block")))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "no cambia nada"),
        ({"note": "corto", "nivel_dias_cama": "block"}, "El motivo es muy corto"),
        ({"valid_from": "", "nivel_dias_cama": "block"}, "obligatorio"),
        ({"nivel_dias_cama": "off"}, "off"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_kept_in_the_form(manager, colombia, sent, words):
    answer = manager.post(at("new_checks"), typed() | sent)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not CheckVersion.objects.exists()


def test_what_another_published_meanwhile_is_told_and_the_choice_is_kept(manager, colombia):
    publish(colombia, {"soporte": "block"})
    answer = manager.post(at("new_checks"), typed("confirmar", dias_cama="block"))
    assert answer.status_code == 409
    page = text(answer)
    assert "no se guardó" in page
    assert 'name="base" value="1"' in page
    assert CheckVersion.objects.count() == 1


def test_a_configuration_is_read_whole_also_the_first(manager, colombia):
    publish(colombia, {"dias_cama": "block"}, date(2027, 1, 1))
    assert "La configuración inicial" in text(manager.get(at("checks_version", 0)))
    page = text(manager.get(at("checks_version", 1)))
    assert WHY in page
    assert "Días cama" in page
    assert manager.get(at("checks_version", 2)).status_code == 404
    assert "Por regir" in text(manager.get(at("checks")))


def test_the_page_says_when_the_quarter_in_hand_has_another_configuration(manager, colombia):
    publish(colombia, {"dias_cama": "block"}, date(2026, 4, 1))
    page = text(manager.get(at("checks")))
    assert f"Los informes del {Q1} se comprueban con otra" in page


def test_the_report_says_its_configuration_before_and_after_sending(officer, colombia):
    report = colombia.report()
    publish(colombia, {"dias_cama": "block"})
    assert "Se comprueba con la" in text(officer.get(at("report", report.pk)))
    assert at("checks_version", 1) in text(officer.get(at("send", report.pk)))
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    publish(colombia, {"soporte": "block"})
    page = text(officer.get(at("report", report.pk)))
    assert "Se envió con la" in page
    assert at("checks_version", 1) in page


def test_what_blocks_stands_apart_in_the_grid_the_report_and_the_sending(officer, colombia):
    report = colombia.report(CAMAS)
    page = text(officer.get(at("section", report.pk, "produccion")))
    assert "cell-warning" in page
    assert 'name="asunto" value="dias_cama"' in page
    assert "Avisos por confirmar" in text(officer.get(at("send", report.pk)))
    publish(colombia, {"dias_cama": "block"})
    page = text(officer.get(at("section", report.pk, "produccion")))
    assert "cell-error" in page
    assert "no se puede enviar" in page
    assert 'name="asunto" value="dias_cama"' not in page  # no explanation lifts it
    sending = text(officer.get(at("send", report.pk)))
    assert "Impide el envío" in sending
    assert "Hay comprobaciones que lo impiden." in sending
    assert "Avisos por confirmar" not in sending
    assert "bloquean" in text(officer.get(at("report", report.pk)))
    assert officer.post(at("send", report.pk), {"confirmar": "1"}).status_code == 422


def test_while_typing_the_cell_says_what_blocks(officer, colombia):
    report = colombia.report()
    publish(colombia, {"dias_cama": "block"})
    base = officer.get(at("section", report.pk, "produccion")).context["base"]
    live = officer.post(at("calculate", report.pk, "produccion"), {"base": base, OCCUPIED: "101"})
    assert "cell-error" in text(live)
    assert "impide enviar el informe" in text(live)
    saved = officer.post(at("section", report.pk, "produccion"), {"base": base, OCCUPIED: "101"})
    assert saved.status_code == 302  # a draft may be wrong for a while


def test_the_review_shows_a_sent_report_by_the_levels_it_was_sent_with(client_as, colombia):
    report = colombia.report(CAMAS)
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    publish(colombia, {"dias_cama": "block"})
    page = text(client_as(colombia.territory).get(at("review_section", report.pk, "produccion")))
    assert "Avisos sin explicar" in page
    assert "Impide enviar el informe" not in page
    assert at("checks_version", 0) in page


def test_the_review_shows_explanations_of_checks_and_accounts_in_their_section(client_as, colombia):
    report = colombia.report(CAMAS)
    who = {"by": colombia.officer, "at": colombia.at, "report": report}
    actions.explain(**who, subject="dias_cama", text="Camas prestadas.")
    actions.explain(**who, subject="pares.ocupacion", text="Brote de dengue.")
    actions.send_report(**who, confirmed=True)
    client = client_as(colombia.territory)
    page = text(client.get(at("review_section", report.pk, "produccion")))
    assert "Camas prestadas." in page
    assert "Brote de dengue." in page
    assert "Camas prestadas." not in text(client.get(at("review_section", report.pk, "flujo")))


def test_an_extract_that_warns_waits_for_a_confirmation_without_being_sent_again(manager, colombia):
    sent = {"origen": "Prueba", "archivo": SimpleUploadedFile("siho.csv", EGRESOS.encode())}
    assert "«El total de egresos" in text(manager.post(at("siho_load"), sent))
    publish(colombia, {"total_egresos": "warn"})
    sent["archivo"] = SimpleUploadedFile("siho.csv", EGRESOS.encode())
    answer = manager.post(at("siho_load"), sent)
    assert answer.status_code == 422
    assert "Cargar con estos avisos" in text(answer)
    assert not SihoLoad.objects.exists()
    done = manager.post(at("siho_load"), {"paso": "confirmar"}, follow=True)
    assert "Se cargaron" in text(done)
    found = SihoLoad.objects.get()
    assert (found.name, found.origin, found.warnings) == ("siho.csv", "Prueba", 1)
    assert "1 aviso confirmado" in text(manager.get(at("siho")))


def test_discarding_an_extract_that_warns_forgets_it(manager, colombia):
    publish(colombia, {"total_egresos": "warn"})
    upload = SimpleUploadedFile("siho.csv", EGRESOS.encode())
    manager.post(at("siho_load"), {"origen": "Prueba", "archivo": upload})
    manager.post(at("siho_load"), {"paso": "descartar"})
    answer = manager.post(at("siho_load"), {"paso": "confirmar"})
    assert answer.status_code == 422
    assert not SihoLoad.objects.exists()


def test_the_count_in_bulk_is_what_each_report_says_of_itself(colombia):
    """Half-year reports of two ESE with a variation, a limit, evidence that is missing, some explained."""
    july = datetime(2026, 7, 15, 17, 0, tzinfo=UTC)
    plan = colombia.report().plan
    other = user_with("risk_officer", colombia.places["libano"], username="co.libano")
    second = colombia.version("libano").plan
    found = []
    for who, of, far in ((colombia.officer, plan, "170"), (other, second, "100")):
        before = actions.open_report(by=who, at=july, plan=of, period="2026Q2")
        before.period = "2025Q4"  # as if the plan were a year older
        before.save()
        actions.save_figures(by=who, at=july, report=before, typed=executed(4))
        report = actions.open_report(by=who, at=july, plan=of, period="2026Q2")
        cells = {("estados_financieros", "efectivo", "valor"): far, ("presupuesto", "pagos", "valor"): "101"}
        actions.save_figures(by=who, at=july, report=report, typed=executed(2) | CAMAS | cells)
        colombia_done = report.plan_version.activities.get(number=1)
        values = actions.ProgressValues(True, date(2026, 3, 15))
        actions.save_activity(by=who, at=july, report=report, activity=colombia_done, values=values)
        found.append(report)
    actions.explain(by=other, at=july, report=found[1], subject="dias_cama", text="Camas prestadas")
    impact = impact_on("2026Q2")
    assert (impact.waiting, impact.sent) == (2, 0)
    assert (impact.breaking("variacion"), impact.breaking("dias_cama"), impact.breaking("soporte")) == (
        1,
        2,
        2,
    )
    for configured in ({}, {"dias_cama": "block"}, {"variacion": "warn"}, {"soporte": "block"}):
        CheckVersion.objects.all().delete()
        if configured:
            publish(colombia, configured)
        told = [
            {p.level for p in problems_of(r, with_totals(figures_of(r))) if p.rule not in ("RP-54", "RP-72")}
            for r in found
        ]
        blocked = sum("error" in levels for levels in told)
        warned = sum(levels == {"warning"} for levels in told)
        assert impact.outcome(resolve(configured)) == (blocked, warned)
