"""Every act on a report in every state: it leads where the table says, or is refused with RP-42 and changes nothing."""

import pytest

from cauce.core.audit.models import Event
from cauce.core.errors import NotAllowed, NotNow
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import QuarterReport
from cauce.domains.riskplans.rules.states import REPORT_TRANSITIONS, ReportState, target_of
from tests.factories.people import user_with
from tests.factories.places import OrgUnitFactory

ACTS = {
    "save": ("officer", lambda who, r: actions.save_figures(**who, report=r, typed={})),
    "send": ("officer", lambda who, r: actions.send_report(**who, report=r, confirmed=True)),
    "review": ("territory", lambda who, r: actions.start_review(**who, report=r)),
    "return": ("territory", lambda who, r: actions.return_report(**who, report=r, note="Por aclarar.")),
    "accept": ("territory", lambda who, r: actions.accept_report(**who, report=r)),
    "receive": ("evaluator", lambda who, r: actions.receive_report(**who, report=r)),
    "evaluate": ("evaluator", lambda who, r: actions.open_evaluation(**who, report=r)),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(ReportState))
def test_an_act_out_of_its_turn_is_refused_and_changes_nothing(colombia, act, state):
    report = colombia.report()
    colombia.uvr()
    judged = "returned" if act == "return" else "accepted"
    report.sections.update(state=judged, reason="Por aclarar.")
    QuarterReport.objects.filter(pk=report.pk).update(state=state)
    who, do = ACTS[act]
    if act == "return" and state == ReportState.RECEIVED:
        who = "evaluator"
    target = target_of(REPORT_TRANSITIONS, act, state)
    before = Event.objects.count()
    if target is None:
        with pytest.raises(NotNow) as error:
            do({"by": colombia.users[who], "at": colombia.at}, report)
        assert error.value.rule == "RP-42"
        assert Event.objects.count() == before
    else:
        do({"by": colombia.users[who], "at": colombia.at}, report)
    report.refresh_from_db()
    opened = act == "evaluate" and target is not None  # opening scores it; closing is what moves the report
    assert report.state == (state if target is None or opened else target)


def test_a_department_never_reaches_its_neighbour_district(colombia, client):
    """A district is an entity beside its department, not below it."""
    top = colombia.places["colombia"]
    district = OrgUnitFactory(kind="entity", code="76109", name="Distrito", parent=top)
    direction = user_with("risk_territory", district, username="co.distrito")
    report = colombia.report()
    for path in ("", "revision/flujo/", "puntaje/", "medidas/", "libro/"):
        client.force_login(direction)
        assert client.get(f"/planes-de-riesgo/informes/{report.pk}/{path}").status_code == 403
    with pytest.raises(NotAllowed):
        actions.ask_modification(by=direction, at=colombia.at, plan=report.plan, reason="Cambió la red.")
    client.force_login(direction)
    assert "ESE honda" not in client.get("/planes-de-riesgo/").content.decode()
    assert client.get("/planes-de-riesgo/seguimiento/TOLIMA/2026Q1/").status_code == 403
