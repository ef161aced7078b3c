"""Oral health over the API: the same rules and permissions as the pages, for each operation by its role."""

import uuid
from copy import deepcopy

import pytest

from cauce.domains.oralhealth.models import Claim, PatientRow, Sheet
from cauce.domains.oralhealth.rules.examples import HEADER, ROW
from tests.factories.panama import FACILITIES, MONTH, make_panama

CODE = FACILITIES["pedregal"][0]


@pytest.fixture
def panama(db):
    return make_panama()


def head(**changes):
    return {key: str(value) for key, value in (HEADER | changes).items() if key != "facility"}


def typed(**changes):
    return {**deepcopy(ROW), **changes}


def test_a_dentist_writes_a_day(panama, call_as):
    call = call_as(panama.dentist)
    uid = str(uuid.uuid4())
    body = {"facility": CODE, "uid": uid, "head": head(), "confirm": True}
    status, sheet = call.post("/oralhealth/sheets", body)
    assert (status, sheet["uid"], sheet["state"]) == (201, uid, "open")
    assert call.post("/oralhealth/sheets", body)[1]["uid"] == uid
    row = str(uuid.uuid4())
    path = f"/oralhealth/sheets/{uid}/rows/{row}"
    status, saved = call.put(path, {"typed": typed(), "confirm": True})
    assert (status, saved["version"], saved["changed"]) == (200, 1, True)
    assert call.put(path, {"typed": typed(), "version": 1, "confirm": True})[1]["changed"] is False
    status, rows = call.get(f"/oralhealth/sheets/{uid}/rows")
    assert (status, [r["uid"] for r in rows["items"]]) == (200, [row])
    status, sent = call.post(f"/oralhealth/sheets/{uid}/send?confirm=true", {})
    assert (status, sent["state"]) == (200, "sent")
    assert call.get("/oralhealth/sheets")[1]["count"] == 1


def test_a_broken_row_is_refused_by_its_rules_and_nothing_is_saved(panama, call_as):
    sheet = panama.sheet()
    call = call_as(panama.dentist)
    wrong = typed(sex="9", origin="1")
    status, told = call.post(f"/oralhealth/sheets/{sheet.uid}/rows/check", {"typed": wrong})
    assert status == 200
    assert "OH-18" in {p["rule"] for p in told["problems"]}
    status, refused = call.put(f"/oralhealth/sheets/{sheet.uid}/rows/{uuid.uuid4()}", {"typed": wrong})
    assert status == 422
    assert "OH-18" in {p["rule"] for p in refused["errors"]}
    assert not PatientRow.objects.exists()


def test_two_who_save_one_row_learn_of_each_other(panama, call_as):
    sheet = panama.sheet()
    row = panama.row(sheet).row
    call = call_as(panama.dentist)
    path = f"/oralhealth/sheets/{sheet.uid}/rows/{row.uid}"
    assert call.put(path, {"typed": typed(sex="1"), "version": row.version, "confirm": True})[0] == 200
    status, _conflict = call.put(
        path, {"typed": typed(sex="2", age="44"), "version": row.version, "confirm": True}
    )
    assert status == 409


def test_a_claim_is_raised_answered_and_closed(panama, call_as, django_user_model):
    sheet = panama.sheet()
    row = panama.row(sheet).row
    reges, dentist = call_as(panama.reges), call_as(panama.dentist)
    body = {"question": "¿La edad es correcta?", "row": str(row.uid), "field": "age"}
    status, claim = reges.post(f"/oralhealth/sheets/{sheet.uid}/claims", body)
    assert (status, claim["state"], claim["row"]) == (201, "raised", str(row.uid))
    path = f"/oralhealth/claims/{claim['uid']}"
    assert dentist.post(f"{path}/answer", {"answer": "Sí, se verificó."})[1]["state"] == "answered"
    assert reges.post(f"{path}/close", {})[1]["state"] == "closed"
    assert reges.get("/oralhealth/claims")[1]["count"] == 1
    assert call_as(panama.other_region).get("/oralhealth/claims")[1]["count"] == 0
    assert Claim.objects.get().answer == "Sí, se verificó."


def test_a_claimed_row_is_corrected_with_trace(panama, call_as):
    sheet = panama.sheet()
    row = panama.row(sheet).row
    _status, claim = call_as(panama.reges).post(
        f"/oralhealth/sheets/{sheet.uid}/claims", {"question": "¿Sexo?", "row": str(row.uid), "field": "sex"}
    )
    body = {"typed": typed(sex="2"), "version": row.version, "confirm": True, "answer": "Corregido."}
    status, corrected = call_as(panama.dentist).post(f"/oralhealth/claims/{claim['uid']}/correct", body)
    assert (status, corrected["state"]) == (200, "corrected")
    row.refresh_from_db()
    assert row.sex == "2"


def test_a_month_is_consolidated_and_told_apart(panama, call_as):
    from cauce.domains.oralhealth.actions import review_sheet, send_sheet

    sheet = panama.sheet()
    panama.row(sheet)
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
    path = f"/oralhealth/facilities/{CODE}/months/{MONTH}"
    status, told = call_as(panama.reges).post(path, {"act": "consolidate", "confirm": True})
    assert (status, told["items"][0]["state"], told["items"][0]["patients"]) == (200, "consolidated", 1)
    assert call_as(panama.chief).post(path, {"act": "agree", "party": "jefe-clinica"})[0] == 200
    assert call_as(panama.dentist).post(path, {"act": "consolidate"})[0] == 403
    status, refused = call_as(panama.reges).post(path, {"act": "borrar"})
    assert (status, refused["errors"][0]["rule"]) == (422, "OH-147")
    assert call_as(panama.reges).get("/oralhealth/months/20261")[1]["errors"][0]["rule"] == "OH-130"
    seen = call_as(panama.regional).get(f"/oralhealth/months/{MONTH}")[1]["items"]
    assert {item["facility"] for item in seen} == {FACILITIES["pedregal"][0], FACILITIES["hospital"][0]}


def test_indicators_are_read_and_small_counts_do_not_leave(panama, call_as):
    panama.row(panama.sheet())
    call = call_as(panama.national)
    status, listed = call.get("/oralhealth/indicators")
    assert (status, len(listed), listed[0]["code"]) == (200, 19, "I-1")
    status, told = call.get(f"/oralhealth/indicators/I-4?period={MONTH}&by=sex")
    assert status == 200
    assert any(value["hidden"] for value in told["values"])
    assert all(value["numerator"] is None for value in told["values"] if value["hidden"])
    for path, rule in (
        (f"/oralhealth/indicators/I-4?period={MONTH}&by=luna", "OH-148"),
        ("/oralhealth/indicators/I-4?period=ayer", "OH-149"),
    ):
        status, refused = call.get(path)
        assert (status, refused["errors"][0]["rule"]) == (422, rule)
    assert call.get(f"/oralhealth/indicators/I-99?period={MONTH}")[0] == 404


@pytest.mark.parametrize("who", ["other_region", "surgeon"])
def test_out_of_reach_is_refused(panama, call_as, who):
    sheet = panama.sheet()
    call = call_as(panama.users[who])
    assert call.get(f"/oralhealth/sheets/{sheet.uid}")[0] == 403
    assert call.get(f"/oralhealth/sheets/{sheet.uid}/rows")[0] == 403
    assert call.put(f"/oralhealth/sheets/{sheet.uid}/rows/{uuid.uuid4()}", {"typed": typed()})[0] == 403
    assert call.get(f"/oralhealth/sheets/{uuid.uuid4()}")[0] == 404
    body = {"facility": CODE, "head": head(), "confirm": True}
    assert call.post("/oralhealth/sheets", body)[0] == 404
    assert Sheet.objects.count() == 1


def test_facilities_are_those_in_reach(panama, call_as):
    status, told = call_as(panama.regional).get("/oralhealth/facilities")
    assert (status, told["count"]) == (200, 2)
    assert told["items"][0]["institution"] in {"MINSA", "CSS"}
