"""The configuration of the checks: who publishes it, what it may say, and what it does to sending and loading."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.audit.log import sentence
from cauce.core.audit.models import Event
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import CheckVersion, SihoLoad
from cauce.domains.riskplans.queries.check_levels import in_force, of_period, of_report
from cauce.domains.riskplans.rules.checks import CHECKS, DEFAULTS

CAMAS = {("produccion", "dias_cama_ocupados", "ejecutado"): "101"}
WHY = "Lo pidió la Superintendencia"


def publish(colombia, levels, valid_from=date(2026, 1, 1), **more):
    given = {"by": colombia.catalogue, "at": colombia.at, "note": WHY} | more
    return actions.publish_checks(valid_from=valid_from, levels=levels, **given)


def rules(error):
    return {problem.rule for problem in error.value.problems}


def send(colombia, report, **more):
    return actions.send_report(by=colombia.officer, at=colombia.at, report=report, **more)


def test_a_configuration_is_whole_numbered_and_told(colombia):
    first = publish(colombia, {"dias_cama": "block"})
    second = publish(colombia, {"total_egresos": "warn"}, date(2026, 4, 1), version=1)
    assert (first.number, second.number) == (1, 2)
    assert second.content == DEFAULTS | {"dias_cama": "block", "total_egresos": "warn"}
    event = Event.objects.filter(action="riskplans.checks.publish").last()
    assert event.data["changes"] == {"total_egresos": ["block", "warn"]}
    assert event.reason == WHY
    assert "configuración 2" in sentence(event)


@pytest.mark.parametrize("who", ["officer", "territory", "evaluator", "ministry"])
def test_only_the_catalogue_publishes(colombia, who):
    with pytest.raises(NotAllowed):
        publish(colombia, {"dias_cama": "block"}, by=colombia.users[who])
    assert not CheckVersion.objects.exists()


@pytest.mark.parametrize(
    ("levels", "note", "rule"),
    [
        ({"historia": "block", "dias_cama": "block"}, WHY, "RP-102"),
        ({"inventada": "warn"}, WHY, "RP-100"),
        ({"dias_cama": "off"}, WHY, "RP-101"),
        ({}, WHY, "RP-103"),
        ({"dias_cama": "warn"}, WHY, "RP-103"),
        ({"dias_cama": "block"}, "corto", "RP-70"),
    ],
)
def test_what_cannot_be_published_says_why_and_keeps_nothing(colombia, levels, note, rule):
    with pytest.raises(Invalid) as error:
        publish(colombia, levels, note=note)
    assert rules(error) == {rule}
    assert not CheckVersion.objects.exists()


def test_two_who_publish_at_once_learn_of_each_other(colombia):
    publish(colombia, {"dias_cama": "block"}, version=0)
    with pytest.raises(Conflict) as error:
        publish(colombia, {"dias_cama": "block", "soporte": "block"}, version=0)
    assert error.value.rule == "RP-43"
    assert CheckVersion.objects.count() == 1


def test_the_quarters_last_day_decides_which_governs(colombia):
    publish(colombia, {"dias_cama": "block"}, date(2026, 4, 1))
    assert of_period("2026Q1").number == 0
    assert of_period("2026Q2").number == 1
    assert in_force(date(2026, 3, 31)).levels == DEFAULTS
    assert of_period("nada").levels == DEFAULTS


def test_a_warning_is_confirmed_and_what_blocks_is_refused_even_confirmed_and_explained(colombia):
    report = colombia.report(CAMAS)
    with pytest.raises(ConfirmationNeeded):
        send(colombia, report)
    publish(colombia, {"dias_cama": "block"})
    who = {"by": colombia.officer, "at": colombia.at, "report": report}
    actions.explain(**who, subject="dias_cama", text="Camas prestadas.")
    with pytest.raises(Invalid) as error:
        send(colombia, report, confirmed=True)
    assert [(p.rule, p.place, p.level) for p in error.value.problems] == [("RP-51", "dias_cama", "error")]
    assert "impide enviar" in error.value.problems[0].remedy
    report.refresh_from_db()
    assert (report.state, report.checked_with) == ("draft", None)
    typed = {("produccion", "dias_cama_ocupados", "ejecutado"): "100"}
    actions.save_figures(**who, typed=typed)
    assert send(colombia, report).checked_with.number == 1


def test_a_later_configuration_does_not_touch_the_quarter(colombia):
    report = colombia.report(CAMAS)
    publish(colombia, {"dias_cama": "block"}, date(2026, 4, 1))
    assert send(colombia, report, confirmed=True).state == "sent"


def test_a_sent_report_keeps_what_it_was_checked_with_and_a_returned_one_meets_the_next(colombia):
    report = send(colombia, colombia.report(CAMAS), confirmed=True)
    assert Event.objects.get(action="riskplans.report.send").data["checks"] == 0
    publish(colombia, {"dias_cama": "block"})
    assert of_report(report).number == 0
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    who = {"by": colombia.territory, "at": colombia.at, "report": report}
    actions.return_section(**who, cuadro="produccion", reason="No cuadran las camas")
    report = actions.return_report(**who)
    assert of_report(report).number == 1
    with pytest.raises(Invalid):
        send(colombia, report, confirmed=True)


def test_an_activity_without_evidence_may_block(colombia):
    report = colombia.report()
    publish(colombia, {"soporte": "block"})
    colombia.done(report)
    with pytest.raises(Invalid) as error:
        send(colombia, report, confirmed=True)
    assert rules(error) == {"RP-52"}
    assert "soporte" in error.value.problems[0].remedy


EGRESOS = "nivel,concepto,cantidad,departamento,anio\n" + "".join(
    f"2,{name},{amount},Tolima,2020\n"
    for name, amount in {
        "Egresos obstétricos": 10,
        "Egresos quirúrgicos": 10,
        "Egresos no quirúrgicos": 10,
        "Egresos salud mental": 10,
        "Total de egresos": 41,
    }.items()
)


def load(colombia, **more):
    upload = SimpleUploadedFile("siho.csv", EGRESOS.encode())
    return actions.load_siho(by=colombia.catalogue, at=colombia.at, upload=upload, origin="Prueba", **more)


def test_an_extract_is_stopped_or_confirmed_as_configured_on_the_day_of_loading(colombia):
    with pytest.raises(Invalid) as error:
        load(colombia, confirmed=True)
    assert (rules(error), error.type) == ({"RP-99"}, Invalid)
    publish(colombia, {"total_egresos": "warn"}, date(2026, 4, 15))
    with pytest.raises(ConfirmationNeeded):
        load(colombia)
    assert not SihoLoad.objects.exists()
    found, _unknown = load(colombia, confirmed=True)
    assert (found.checked_with.number, found.warnings) == (1, 1)
    event = Event.objects.get(action="riskplans.siho.load")
    assert (event.data["checks"], event.data["warnings"]) == (1, ["total_egresos"])


def test_every_check_may_be_configured_but_the_outliers(colombia):
    flipped = {
        key: "warn" if level == "block" else "block"
        for key, level in DEFAULTS.items()
        if key not in ("historia", "pares")
    }
    assert set(publish(colombia, flipped).content) == set(CHECKS)
