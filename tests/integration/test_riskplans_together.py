"""Two people, or two tabs, doing the same act of the risk plans at once, on both databases: done once, the other told."""

import threading

import pytest
from django.db import connections

from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.errors import NotNow, Refusal
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Evaluation, PlanVersion, QuarterReport
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories.colombia import make_colombia

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 4


@pytest.fixture
def colombia(transactional_db):
    return make_colombia()


def together(act):
    """Do the act TABS times at once, each in its own connection; (how many did it, what the others were told)."""
    start, answers = threading.Barrier(TABS), []

    def run():
        start.wait()
        try:
            answers.append(act())
        except Refusal as refused:
            answers.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(TABS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == TABS
    assert verify().whole
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    return TABS - len(refused), {answer.rule for answer in refused}


def test_a_report_is_accepted_and_received_once(colombia):
    report = colombia.accepted()
    QuarterReport.objects.update(state="in_review", accepted_at=None)
    by = {"at": colombia.at, "report": report}
    assert together(lambda: actions.accept_report(by=colombia.territory, **by)) == (1, {"RP-42"})
    assert together(lambda: actions.receive_report(by=colombia.evaluator, **by)) == (1, {"RP-42"})
    assert Event.objects.filter(action="riskplans.report.receive").count() == 1


def test_a_report_is_sent_and_opened_once(colombia):
    plan = colombia.version().plan
    opening = {"by": colombia.officer, "at": colombia.at, "plan": plan, "period": "2026Q1"}
    assert together(lambda: actions.open_report(**opening)) == (TABS, set())
    assert QuarterReport.objects.count() == 1
    assert Event.objects.filter(action="riskplans.report.open").count() == 1


def test_a_modification_is_asked_for_and_viabilised_once(colombia):
    plan = colombia.accepted().plan
    asking = {"by": colombia.territory, "at": colombia.at, "plan": plan, "reason": "Cambió la red."}
    assert together(lambda: actions.ask_modification(**asking)) == (1, {"RP-32"})
    version = PlanVersion.objects.get(kind="modification")
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    deciding = {"by": colombia.evaluator, "at": colombia.at, "version": version}
    assert together(lambda: actions.viabilise(**deciding)) == (1, {"RP-34"})
    with pytest.raises(NotNow) as error:
        actions.ask_modification(**asking)
    assert error.value.rule == "RP-31"


def test_a_plan_is_viabilised_or_refused_never_both(colombia):
    version = colombia.version()
    PlanVersion.objects.update(state="requested")
    turn = iter(range(TABS))

    def decide():
        if next(turn) % 2:
            return actions.viabilise(by=colombia.evaluator, at=colombia.at, version=version)
        return actions.refuse_viability(by=colombia.evaluator, at=colombia.at, version=version, note="No.")

    assert together(decide) == (1, {"RP-34"})


def test_an_evaluation_is_opened_and_closed_once(colombia):
    report = colombia.received()
    by = {"by": colombia.evaluator, "at": colombia.at}
    assert together(lambda: actions.open_evaluation(**by, report=report)) == (TABS, set())
    found = Evaluation.objects.get()
    actions.save_evaluation(**by, evaluation=found, aspects=dict.fromkeys(ASPECTS, "Texto."))
    done, told = together(lambda: actions.close_evaluation(**by, evaluation=found))
    assert (done, told) == (1, {"RP-62"})
    done, told = together(
        lambda: actions.reopen_evaluation(**by, evaluation=found, reason="Cambió una cifra.")
    )
    assert done == 1
    assert Evaluation.objects.count() == 2
