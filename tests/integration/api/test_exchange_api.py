"""The exchange over the API: the same acts and refusals as the pages."""

from datetime import timedelta

import pytest

from cauce.core.audit.models import Event
from cauce.domains.exchange.models import Declaration, Line
from tests.factories import PASSWORD


def sheet_of(world, declaration, unit="issste_bc_1") -> str:
    place = world.places[unit]
    return (
        f"/exchange/declarations/{declaration.pk}/units/{place.pk}/specialities/{world.speciality.pk}/sheet"
    )


def row(world, number=0, **cells):
    return {"product_id": world.products[number].pk, **cells}


@pytest.fixture
def head(world, call_as, declaration):
    caller = call_as(world.head)
    assert caller.post(f"/exchange/declarations/{declaration.pk}/answer", {"answer": True})[0] == 200
    return caller


def test_a_sheet_is_saved_and_read_back(world, head, declaration):
    address = sheet_of(world, declaration)
    rows = [
        row(world, surplus_patients=5),
        row(world, 1, shortage_patients="7", shortage_events="9", shortage_cause="staff"),
    ]
    assert head.put(address, {"version": 0, "rows": rows}) == (
        200,
        {"version": 1, "added": 2, "changed": 0, "removed": 0},
    )
    status, body = head.get(address)
    assert (status, body["version"], len(body["rows"])) == (200, 1, 2)
    by_product = {r["product_id"]: r for r in body["rows"]}
    assert by_product[world.products[0].pk]["surplus_events"] is None
    assert by_product[world.products[1].pk]["shortage_cause"] == "staff"


@pytest.mark.parametrize(
    ("cells", "rule", "field"),
    [
        ({"surplus_patients": 0}, "EX-01", "surplus_patients"),
        ({"surplus_patients": -1}, "EX-01", "surplus_patients"),
        ({"surplus_patients": 1.5}, "EX-02", "surplus_patients"),
        ({"surplus_patients": "x"}, "EX-02", "surplus_patients"),
        ({"surplus_patients": True}, "EX-02", "surplus_patients"),
        ({"surplus_events": 3}, "EX-03", "surplus_patients"),
        ({"shortage_patients": 3}, "EX-04", "shortage_cause"),
        ({"shortage_cause": "staff"}, "EX-05", "shortage_patients"),
        ({"surplus_patients": 3, "shortage_cause": "staff"}, "EX-06", "shortage_cause"),
        ({"shortage_patients": 3, "shortage_cause": "luna"}, "EX-07", "shortage_cause"),
    ],
)
def test_one_bad_cell_saves_nothing_and_says_where(world, head, declaration, cells, rule, field):
    rows = [row(world, **cells), row(world, 1, surplus_patients=5)]
    status, body = head.put(sheet_of(world, declaration), {"version": 0, "rows": rows})
    assert status == 422
    found = [(p["rule"], p["place"]) for p in body["errors"]]
    assert (rule, f"rows.{world.products[0].pk}.{field}") in found
    assert not Line.objects.exists()


def test_a_warning_is_confirmed(world, head, declaration):
    rows = [row(world, surplus_patients=5, surplus_events=2)]
    address = sheet_of(world, declaration)
    status, body = head.put(address, {"version": 0, "rows": rows})
    assert (status, [p["level"] for p in body["errors"]]) == (422, ["warning"])
    assert head.put(address, {"version": 0, "rows": rows, "confirm": True})[0] == 200


def test_the_later_of_two_sees_what_the_other_saved(world, head, declaration):
    address = sheet_of(world, declaration)
    head.put(address, {"version": 0, "rows": [row(world, surplus_patients=5)]})
    status, body = head.put(address, {"version": 0, "rows": [row(world, surplus_patients=8)]})
    assert (status, body["errors"][0]["rule"]) == (409, "EX-40")
    assert body["theirs"]["rows"][0]["surplus_patients"] == 5
    assert Line.objects.get().surplus_patients == 5


def test_a_product_twice_is_refused(world, head, declaration):
    rows = [row(world, surplus_patients=5), row(world, surplus_patients=6)]
    status, body = head.put(sheet_of(world, declaration), {"version": 0, "rows": rows})
    assert (status, body["errors"][0]["rule"]) == (422, "EX-12")


def test_no_with_rows_is_refused(world, head, declaration):
    head.put(sheet_of(world, declaration), {"version": 0, "rows": [row(world, surplus_patients=5)]})
    status, body = head.post(f"/exchange/declarations/{declaration.pk}/answer", {"answer": False})
    assert (status, body["errors"][0]["rule"]) == (409, "EX-20")


def test_another_entity_is_refused_and_another_unit_does_not_exist(world, call_as, declaration):
    other = call_as(world.head_hgo)
    assert other.get(f"/exchange/declarations/{declaration.pk}")[0] == 403
    saving = {"version": 0, "rows": [row(world, surplus_patients=5)]}
    assert other.put(sheet_of(world, declaration), saving)[0] == 403
    head = call_as(world.head)
    assert head.put(sheet_of(world, declaration, "imss_bc_1"), saving)[0] == 404
    assert head.get("/exchange/declarations/99999999")[0] == 404
    assert not Line.objects.exists()


def test_a_unit_reporter_sees_its_unit_only(world, call_as, head, declaration):
    reporter = call_as(world.reporter)
    _status, body = reporter.get(f"/exchange/declarations/{declaration.pk}/units")
    assert [unit["code"] for unit in body["items"]] == [world.issste_bc_1.code]
    assert reporter.get(sheet_of(world, declaration))[0] == 200
    assert reporter.get(sheet_of(world, declaration, "issste_bc_2"))[0] == 403
    assert reporter.get(f"/exchange/declarations/{declaration.pk}/history")[0] == 403


def test_outside_the_round_nothing_is_saved(world, head, declaration):
    world.round.closes_at = world.now - timedelta(minutes=1)
    world.round.save()
    saving = {"version": 0, "rows": [row(world, surplus_patients=5)]}
    status, body = head.put(sheet_of(world, declaration), saving)
    assert (status, body["errors"][0]["rule"]) == (409, "EX-31")


def test_finalise_asks_the_password_and_freezes(world, call_as, head, declaration):
    head.put(sheet_of(world, declaration), {"version": 0, "rows": [row(world, surplus_patients=5)]})
    address = f"/exchange/declarations/{declaration.pk}"
    status, body = head.post(f"{address}/finalise", {"answer": True, "password": "mala"})
    assert (status, body["errors"][0]["place"]) == (422, "password")
    status, body = head.post(f"{address}/finalise", {"answer": True, "password": PASSWORD})
    assert (status, body["state"], body["light"]) == (200, "finalised", "amber")
    assert (body["units_total"], body["units_with"], body["units_without"]) == (3, 1, 2)
    saving = {"version": 1, "rows": [row(world, surplus_patients=6)]}
    assert head.put(sheet_of(world, declaration), saving)[0] == 409
    (document,) = head.get(f"{address}/documents")[1]["items"]
    assert document["version"] == 1
    status, file = head.get(f"{address}/documents/1.pdf")
    assert (status, b"".join(file.streaming_content)[:5]) == (200, b"%PDF-")
    coordinator = call_as(world.coordinator)
    assert head.post(f"{address}/reopen", {"reason": "Error en una cifra"})[0] == 403
    status, body = coordinator.post(f"{address}/reopen", {"reason": "Error en una cifra"})
    assert (status, body["state"]) == (200, "open")
    sentences = [e["sentence"] for e in head.get(f"{address}/history")[1]["items"]]
    assert sentences[0] == "reabrió el registro y retiró la versión final 1"


def test_the_same_key_is_the_same_act(world, head, declaration):
    address = f"/exchange/declarations/{declaration.pk}/product-requests"
    body = {
        "unit_id": world.issste_bc_1.pk,
        "speciality_id": world.speciality.pk,
        "label": "Producto que falta",
    }
    key = {"Idempotency-Key": "clave-1"}
    first = head.post(address, body, **key)
    again = head.post(address, body, **key)
    assert first == again
    assert first[0] == 201
    assert head.last["Idempotency-Replayed"] == "true"
    assert Event.objects.filter(action="exchange.product.request").count() == 1
    status, answer = head.post(address, {**body, "label": "Otro producto"}, **key)
    assert (status, answer["errors"][0]["rule"]) == (422, "API-02")


def test_a_refused_act_forgets_its_key(world, head, declaration):
    address = f"/exchange/declarations/{declaration.pk}/product-requests"
    body = {"unit_id": world.issste_bc_1.pk, "speciality_id": world.speciality.pk, "label": "x"}
    key = {"Idempotency-Key": "clave-1"}
    assert head.post(address, body, **key)[0] == 422
    assert head.post(address, {**body, "label": "Producto que falta"}, **key)[0] == 201


def test_board_progress_and_lists(world, call_as, head, declaration):
    Declaration.objects.create(round=world.round, entity=world.imss_bc)
    _status, body = head.get(f"/exchange/rounds/2026/board?institution={world.issste.pk}")
    assert [d["entity"]["code"] for d in body["items"]] == [world.issste_bc.code]
    assert head.get(f"/exchange/rounds/2026/board?institution={world.imss.pk}")[0] == 403
    _status, body = call_as(world.users["sector"]).get("/exchange/rounds/2026/progress")
    assert (body["total"], body["open"], body["finalised"]) == (2, 2, 0)
    _status, body = head.get("/exchange/rounds/2026/progress")
    assert (body["total"], body["items"][0]["said_yes_with_nothing"]) == (1, True)
    _status, body = head.get("/institutions?limit=1")
    assert (body["count"], len(body["items"])) == (2, 1)
    assert head.get("/institutions?limit=501")[0] == 422


def test_the_catalogue_is_searched(world, head):
    _status, body = head.get("/exchange/catalogue/products?search=colesistectomia")
    assert body["items"][0]["label"] == "Colecistectomía laparoscópica"
    _status, body = head.get(f"/exchange/catalogue/products?speciality={world.speciality.pk}")
    assert body["count"] == 3


def test_the_history_of_an_object_needs_the_audit_permission(world, call_as, head, declaration):
    address = f"/history?type=exchange.declaration&id={declaration.pk}"
    assert call_as(world.coordinator).get(address)[1]["count"] == 1
    assert call_as(world.coordinator_imss).get(address)[1]["count"] == 0
    assert head.get(address)[1]["count"] == 0


def test_a_nul_or_a_huge_number_is_422_not_500(world, head):
    assert head.get("/exchange/catalogue/products?search=%00")[0] == 422
    assert head.get("/exchange/declarations/99999999999999999999999")[0] == 422
    assert head.get("/exchange/rounds/%00/board?institution=1")[0] == 422


def test_wrong_passwords_of_finalising_lock_the_account(world, head, declaration, settings):
    from axes.models import AccessAttempt

    address = f"/exchange/declarations/{declaration.pk}/finalise"
    found = [
        head.post(address, {"answer": True, "password": "mala"})[0]
        for _turn in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert found == [422] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    attempt = AccessAttempt.objects.get(username="head")
    assert attempt.failures_since_start == settings.AXES_FAILURE_LIMIT
    status, body = head.post(address, {"answer": True, "password": PASSWORD, "confirm": True})
    assert (status, body["errors"][0]["rule"]) == (429, "ACCESS-LOCKED")
    declaration.refresh_from_db()
    assert declaration.is_open


def test_a_renamed_picture_is_refused_as_a_signed_copy(world, head, declaration):
    from django.core.files.uploadedfile import SimpleUploadedFile

    head.put(sheet_of(world, declaration), {"version": 0, "rows": [row(world, surplus_patients=5)]})
    address = f"/exchange/declarations/{declaration.pk}"
    assert head.post(f"{address}/finalise", {"answer": True, "password": PASSWORD})[0] == 200
    file = SimpleUploadedFile("firmado.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "application/pdf")
    for key in ({}, {"Idempotency-Key": "clave-9"}):
        response = head.client.post(
            f"/api/v1{address}/signed-copies", {"file": file}, headers={**head.headers, **key}
        )
        assert response.status_code == 422
        assert response.json()["errors"][0]["rule"].startswith("DOC-")
        file.seek(0)
    assert Event.objects.filter(action="documents.refuse_upload").count() == 2


def test_jobs_are_ones_own(world, call_as, head):
    from cauce.core.jobs.models import Job

    job = Job.objects.create(
        kind="exchange.consolidated", title="Prueba", by=world.head, created_at=world.now
    )
    assert head.get(f"/jobs/{job.pk}")[1]["title"] == "Prueba"
    assert head.get("/jobs")[1]["count"] == 1
    assert call_as(world.head_hgo).get(f"/jobs/{job.pk}")[0] == 404
