"""Formulario 4: the month beside its standards, the conclusion, the feedback sent back and its answer."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from cauce.core.audit.log import history, sentence
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.core.notifications.models import Notification
from cauce.core.todo import todo_for
from cauce.domains.oralhealth.actions import (
    answer_feedback,
    compare_month,
    consolidate_month,
    reopen_month,
    send_feedback,
    set_standard,
)
from cauce.domains.oralhealth.models import Comparison, Feedback
from cauce.domains.oralhealth.queries.month_flow import facility_comparisons, measured, steps
from cauce.indicators.models import StoredResult
from tests.factories.panama import MONTH

APRIL = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
def month(panama, reviewed):
    """March of Pedregal, consolidated, with a standard for I-2 (50 % there) and I-4 (1.00)."""
    for indicator, value in (("I-2", "60"), ("I-4", "1")):
        set_standard(
            by=panama.national, at=panama.at, indicator=indicator, place=panama.panama, year=2026,
            value=Decimal(value), source="Norma sintética",
        )  # fmt: skip
    return consolidate_month(by=panama.reges, at=APRIL, facility=panama.pedregal, month=MONTH, confirmed=True)


def form(panama):
    return reverse("oralhealth:month_comparison", args=[panama.pedregal.code, MONTH])


def door(panama):
    return reverse("oralhealth:month_comparison_act", args=[panama.pedregal.code, MONTH])


def concluded(panama, month, code="I-2", **more):
    return compare_month(
        by=panama.planner, at=APRIL, consolidation=month, indicator=code, value=Decimal(50), direction="up",
        conclusion="Falta terminar pacientes.", **more,
    )  # fmt: skip


def sent(panama, month, **more):
    fields = {"by": panama.regional, "text": "Complete los tratamientos.", "uid": uuid.uuid4(), **more}
    return send_feedback(at=APRIL, consolidation=month, **fields)


def test_only_the_indicators_of_a_facility_are_compared_there(panama, month):
    lines = {line.indicator.code: line for line in measured(panama.pedregal, MONTH, APRIL, month)}
    assert "I-1" not in lines
    assert "I-16" not in lines  # yearly
    assert (lines["I-2"].value.value, lines["I-2"].meets) == (Decimal("50.00"), False)
    assert lines["I-4"].meets is True
    assert lines["I-7"].meets is None
    region = {line.indicator.code for line in measured(panama.chiriqui, MONTH, APRIL)}
    assert "I-1" in region


def test_the_form_writes_what_was_concluded_with_the_value_of_the_moment(client_as, panama, month):
    planner = client_as(panama.planner)
    said = planner.get(form(panama)).content.decode()
    assert "No lo alcanza" in said
    assert 'name="c-I-2"' in said
    done = planner.post(
        door(panama),
        {"accion": "concluir", "c-I-2": "Falta terminar.", "v-I-2": "0", "c-I-4": " "},
        follow=True,
    )
    assert "Conclusiones guardadas: 1" in done.content.decode()
    comparison = Comparison.objects.get()
    assert (comparison.value, comparison.standard, comparison.meets) == (50, 60, False)
    kept = StoredResult.objects.get()
    assert comparison.result == kept
    assert (kept.indicator, kept.period, kept.place, kept.value) == (
        "I-2",
        "202603",
        panama.pedregal,
        "50.00",
    )
    assert (kept.numerator, kept.denominator) == (1, 2)
    assert "Falta terminar." in done.content.decode()


def test_two_who_conclude_at_once_do_not_overwrite_each_other(client_as, panama, month):
    concluded(panama, month)
    late = client_as(panama.chief).post(
        door(panama), {"accion": "concluir", "c-I-2": "Otra cosa.", "v-I-2": "0"}, follow=True
    )
    assert "lo que usted envió no se guardó" in late.content.decode()
    assert Comparison.objects.get().conclusion == "Falta terminar pacientes."
    with pytest.raises(Conflict):
        concluded(panama, month, version=0)
    assert concluded(panama, month, version=1).version == 2


def test_a_value_that_moved_after_its_conclusion_says_so(client_as, panama, month):
    concluded(panama, month)
    panama.row(panama.sheet(schedule="2"), identity="99")
    said = client_as(panama.planner).get(form(panama)).content.decode()
    assert "Desactualizada" in said
    assert "consolide de nuevo" in said
    assert 'name="c-I-2"' not in said


def test_OH_137_feedback_needs_something_compared(panama, month):
    with pytest.raises(NotNow) as refused:
        sent(panama, month)
    assert refused.value.rule == "OH-137"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_OH_138_feedback_has_words(panama, month, text):
    concluded(panama, month)
    with pytest.raises(Invalid) as refused:
        sent(panama, month, text=text)
    assert refused.value.rule == "OH-138"


def test_feedback_goes_from_the_nearest_place_once_and_tells_the_facility(panama, month, after_commit):
    concluded(panama, month)
    key = uuid.uuid4()
    with after_commit():
        first = sent(panama, month, uid=key)
    assert sent(panama, month, uid=key) == first
    assert first.place == panama.chiriqui
    assert sent(panama, month, by=panama.national).place == panama.panama
    told = set(
        Notification.objects.filter(kind="oralhealth.feedback").values_list("user__username", flat=True)
    )
    assert {"planner", "chief", "reges"} <= told
    assert "regional" not in told
    waiting = [item.title for item in todo_for(panama.planner, APRIL)]
    assert f"Responder la retroalimentación de {panama.chiriqui.name}" in waiting
    assert "envió retroalimentación de marzo de 2026" in sentence(history(first).first())


def test_the_facility_answers_once_and_not_who_sent_it(panama, month):
    concluded(panama, month)
    feedback = sent(panama, month)
    for who, rule in (("regional", "OH-145"), ("national", "OH-145"), ("director", "ACCESS")):
        with pytest.raises(NotAllowed) as refused:
            answer_feedback(by=panama.users[who], at=APRIL, feedback=feedback, text="Yo")
        assert refused.value.rule == rule
    with pytest.raises(Invalid) as empty:
        answer_feedback(by=panama.chief, at=APRIL, feedback=feedback, text=" ")
    assert empty.value.rule == "OH-146"
    answered = answer_feedback(by=panama.chief, at=APRIL, feedback=feedback, text="Jornada el sábado.")
    assert (answered.answer, answered.answered_by) == ("Jornada el sábado.", panama.chief)
    with pytest.raises(NotNow) as twice:
        answer_feedback(by=panama.planner, at=APRIL, feedback=feedback, text="Otra")
    assert twice.value.rule == "OH-139"


def test_an_outdated_month_takes_no_feedback(panama, month):
    concluded(panama, month)
    panama.row(panama.sheet(schedule="2"), identity="99")
    with pytest.raises(NotNow) as refused:
        sent(panama, month)
    assert refused.value.rule == "OH-125"


def test_the_way_of_the_month_step_by_step(client_as, panama, month):
    done = lambda: [step.done for step in steps(panama.pedregal, MONTH)]  # noqa: E731
    assert done() == [True, True, True, False, False, False, False]
    concluded(panama, month)
    assert done()[5] is True
    feedback = sent(panama, month)
    assert done()[6] is False
    answer_feedback(by=panama.chief, at=APRIL, feedback=feedback, text="Sí")
    assert done() == [True, True, True, False, False, True, True]
    said = client_as(panama.regional).get(form(panama)).content.decode()
    assert "Retroalimentación respondida" in said
    assert "1 de 1" in said


def test_the_region_sees_how_far_each_facility_is(client_as, panama, month):
    concluded(panama, month)
    sent(panama, month)
    (pedregal, hospital) = facility_comparisons([panama.pedregal, panama.hospital], MONTH)
    assert (pedregal.concluded, pedregal.met, pedregal.below, pedregal.sent, pedregal.answered) == (
        1,
        0,
        1,
        1,
        0,
    )
    assert hospital.concluded == 0
    address = reverse("oralhealth:region_comparison")
    said = client_as(panama.regional).get(address, {"mes": "2026-03"}).content.decode()
    assert panama.pedregal.name in said
    assert "Por responder" in said
    assert panama.santiago.name not in said
    outside = client_as(panama.regional).get(address, {"lugar": panama.veraguas.code, "mes": "2026-03"})
    assert panama.santiago.name not in outside.content.decode()


def test_feedback_and_answer_on_the_page(client_as, panama, month):
    concluded(panama, month)
    region = client_as(panama.regional)
    key = str(uuid.uuid4())
    for _ in range(2):
        region.post(door(panama), {"accion": "enviar", "texto": "¿Por qué?", "uid": key})
    feedback = Feedback.objects.get()
    planner = client_as(panama.planner)
    assert "Responder" in planner.get(form(panama)).content.decode()
    planner.post(
        door(panama), {"accion": "responder", "respuesta": "Faltó una silla.", "uid": str(feedback.uid)}
    )
    assert "Faltó una silla." in region.get(form(panama)).content.decode()
    missing = planner.post(door(panama), {"accion": "responder", "respuesta": "x", "uid": str(uuid.uuid4())})
    assert missing.status_code == 404


def test_who_may_do_what_on_the_page(client_as, panama, month):
    concluded(panama, month)
    assert client_as(panama.other_region).get(form(panama)).status_code == 403
    dentist = client_as(panama.dentist)
    said = dentist.get(form(panama)).content.decode()
    assert 'name="c-I-2"' not in said
    assert "Falta terminar pacientes." in said
    for act in ({"accion": "concluir", "c-I-2": "x"}, {"accion": "enviar", "texto": "x"}):
        assert dentist.post(door(panama), act).status_code == 403
    assert client_as(panama.planner).post(door(panama), {"accion": "enviar", "texto": "x"}).status_code == 403
    assert dentist.get(reverse("oralhealth:month_comparison", args=["0", MONTH])).status_code == 404
    assert (
        dentist.get(reverse("oralhealth:month_comparison", args=[panama.pedregal.code, 202613])).status_code
        == 404
    )


def test_a_month_that_is_not_consolidated_says_so(client_as, panama, reviewed):
    planner = client_as(panama.planner)
    assert "no está consolidado" in planner.get(form(panama)).content.decode()
    refused = planner.post(door(panama), {"accion": "concluir"}, follow=True)
    assert "El mes no está consolidado" in refused.content.decode()


def test_reopening_makes_kept_values_stale(panama, month):
    from cauce.domains.oralhealth.models import FacilityMonth
    from cauce.domains.oralhealth.rules.states import MonthState

    lines = {line.indicator.code: line for line in measured(panama.pedregal, MONTH, APRIL, month)}
    concluded(panama, month, measured=(lines["I-2"].value, "v"))
    FacilityMonth.objects.filter(pk=month.month_id).update(
        state=MonthState.LOCKED, locked_at=APRIL, locked_by=panama.reges
    )
    reopen_month(
        by=panama.regional, at=APRIL, facility=panama.pedregal, month=MONTH, reason="Falta una jornada"
    )
    assert StoredResult.objects.get().stale
    assert Comparison.objects.get().outdated


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_indicators_and_of_formulario_4_are_accessible(
    page, sign_in, panama, check_axe, screenshots
):
    from cauce.domains.oralhealth.actions import review_sheet, send_sheet

    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(sheet, identity="8-222-333", sex="1", age="08", programme="2", completed="1", province="04")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
    month = consolidate_month(
        by=panama.reges, at=APRIL, facility=panama.pedregal, month=MONTH, confirmed=True
    )
    concluded(panama, month)
    sent(panama, month)
    sign_in(panama.national)
    of_indicator = lambda name: reverse(f"oralhealth:{name}", args=["I-4"])  # noqa: E731
    for name, url in (
        ("indicadores", reverse("oralhealth:indicators")),
        ("indicador-i-4", f"{of_indicator('indicator')}?periodo=2026&por=age_group"),
        ("indicador-comparacion", f"{of_indicator('indicator_comparison')}?periodo=2026"),
        ("indicador-renglones", f"{of_indicator('indicator_rows')}?periodo=2026"),
        ("comparacion-del-mes", f"{reverse('oralhealth:region_comparison')}?mes=2026-03"),
        ("formulario-4", reverse("oralhealth:month_comparison", args=[panama.pedregal.code, MONTH])),
    ):
        page.set_viewport_size({"width": 1366, "height": 800})
        page.goto(url)
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
        check_axe(page)
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name} scrolls sideways on a phone"
