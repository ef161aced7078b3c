"""Straight on the database, past every action: the guards refuse, on the database in use."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.migrations.sql.guards_1 import GUARDS, KEPT
from cauce.domains.authorizations.models import (
    Appeal,
    Authorisation,
    CareTeam,
    CareTeamMember,
    Decision,
    DeclaredInterest,
    Item,
    LookUp,
    ReadLog,
    Request,
    Use,
)
from tests.factories.authorizations import AT, CRITERIA, SINCE, make_scene, row_of

REASONS = {"reason_code": "criteria", "clause": "b", "patient_sentence": "No.", "would_change": "Algo."}


@pytest.fixture
def scene(db):
    return make_scene()


def refused(act, match=None):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def test_every_guard_is_in_the_database(db):
    names = {*GUARDS, "auth_use_count"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert names <= {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("level", [1, 2])
def test_who_asked_cannot_decide(scene, level):
    request = scene.decided(outcome="denied") if level == 2 else scene.submitted()
    appeal = _appeal(scene, request) if level == 2 else None
    row = row_of(request, level, by=scene.physician, appeal=appeal)
    refused(row.save, "AP-40")
    refused(lambda: Decision.objects.bulk_create([row]), "AP-40")


def test_who_typed_it_cannot_decide(scene):
    draft = actions.save_draft(
        by=scene.desk, at=AT, unit=scene.unit, typed=scene.draft().draft, requester=scene.physician
    )
    scene.attach(draft)
    request = actions.submit_request(by=scene.desk, at=AT, request=draft, confirmed=True)
    refused(row_of(request, by=scene.desk).save, "AP-40")


def test_the_care_team_cannot_decide(scene):
    request = scene.submitted()
    team = CareTeam.objects.create(unit=scene.unit, name="Columna")
    for person in (scene.physician, scene.reviewer):
        CareTeamMember.objects.create(team=team, user=person, since_at=AT - timedelta(days=9))
    refused(row_of(request, by=scene.reviewer).save, "AP-41")
    CareTeamMember.objects.filter(user=scene.reviewer).update(until_at=AT)  # until before that instant
    row_of(request, by=scene.reviewer).save()


@pytest.mark.parametrize("touches", ["person", "patient", "unit", "service_code", "granted"])
def test_who_declared_an_interest_cannot_decide(scene, touches):
    request = scene.submitted()
    about = {
        "person": {"person": scene.physician},
        "patient": {"patient": request.patient},
        "unit": {"unit": scene.unit},
        "service_code": {"service_code": "IMG-RM"},
        "granted": {"unit": scene.issste_bc_3},
    }[touches]
    interest = DeclaredInterest.objects.create(
        user=scene.reviewer, description="x", since_at=AT, declared_at=AT, declared_by=scene.reviewer, **about
    )
    place = scene.issste_bc_3 if touches == "granted" else None
    refused(row_of(request, by=scene.reviewer, place=place).save, "AP-42")
    interest.until_at = AT
    interest.save()
    row_of(request, by=scene.reviewer, place=place).save()


def test_who_decided_at_an_earlier_level_cannot_decide_the_appeal(scene):
    request = scene.decided(outcome="denied")
    appeal = _appeal(scene, request)
    refused(row_of(request, 2, by=scene.reviewer, appeal=appeal).save, "AP-43")
    row_of(request, 2, by=scene.second, appeal=appeal).save()


def test_who_decided_one_item_cannot_decide_the_appeal_of_another(scene):
    request = scene.claimed(items=[{"service": "IMG-RM", "quantity": 1}, {"service": "REHAB", "quantity": 1}])
    one, two = request.items.all()
    Decision.objects.create(item=one, level=1, outcome="approved", quantity=1, at=AT, by=scene.reviewer)
    appeal = _appeal(scene, request)
    row = Decision(item=two, level=2, outcome="approved", quantity=1, at=AT, by=scene.reviewer, appeal=appeal)
    refused(row.save, "AP-43")


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 0, "by": None, "outcome": "denied", "quantity": None, **REASONS},
        {"level": 0, "by": None, "outcome": "modified", "quantity": 1, **REASONS},
        {"level": 1, "by": None, "outcome": "denied", "quantity": None, **REASONS},
        {"level": 1, "by": None, "outcome": "approved"},
        {"level": 1, "outcome": "denied", "quantity": None, **REASONS, "would_change": ""},
        {"level": 1, "outcome": "denied", "quantity": None, **REASONS, "patient_sentence": ""},
        {"level": 1, "outcome": "denied", "quantity": None, **REASONS, "clause": ""},
        {"level": 1, "outcome": "modified", "quantity": 1, **REASONS, "reason_code": ""},
        {"level": 1, "outcome": "approved", "quantity": 0},
        {"level": 2, "outcome": "approved"},
        {"level": 1, "outcome": "silence"},
    ],
)
def test_nobody_is_denied_without_a_person_and_a_reason(scene, fields):
    request = scene.submitted()
    refused(row_of(request, **{"by": scene.reviewer, **fields}).save)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("state", ["approved", "modified", "denied", "not_required"])
def test_an_item_does_not_change_without_its_decision(scene, state):
    request = scene.submitted()
    granted = 1 if state in ("approved", "modified") else None
    refused(lambda: Item.objects.update(state=state, quantity_granted=granted), "last decision")
    item = request.items.get()
    copy = Item(**{f.attname: getattr(item, f.attname) for f in Item._meta.concrete_fields if f.name != "id"})
    copy.sequence, copy.state, copy.quantity_granted = 9, state, granted
    refused(copy.save, "begins pending")


def test_more_is_not_granted_than_was_decided(scene):
    request = scene.decided()
    refused(lambda: request.items.update(quantity_granted=99), "last decision")


def test_a_request_is_not_decided_before_its_items(scene):
    request = scene.submitted()
    change = {"state": "decided", "outcome": "denied", "decided_at": AT}
    refused(lambda: Request.objects.filter(pk=request.pk).update(**change), "all its items")
    draft = scene.draft(2)
    refused(lambda: Request.objects.filter(pk=draft.pk).update(**change))


def test_a_number_needs_its_decision(scene):
    number = scene.number()
    fields = {
        f.attname: getattr(number, f.attname) for f in Authorisation._meta.concrete_fields if f.name != "id"
    }
    scene.used(number, 2)
    more = Authorisation(**{**fields, "number": "otro", "units": 3})
    refused(more.save, "grants its units")
    used = Authorisation(**{**fields, "number": "otro", "consumed": 1})
    refused(used.save, "grants its units")


def test_units_are_counted_by_the_database_alone(scene):
    number = scene.number()
    rows = Authorisation.objects.filter(pk=number.pk)
    refused(lambda: rows.update(consumed=1), "counted")
    refused(lambda: rows.update(units=9), "counted")
    refused(lambda: rows.update(consumed=3))
    use = {
        "authorisation": number,
        "unit": scene.issste_bc_2,
        "performed_on": AT.date(),
        "at": AT,
        "by": scene.centre,
    }
    refused(lambda: Use.objects.create(units=3, **use), "never_beyond")
    first = Use.objects.create(units=2, **use)
    number.refresh_from_db()
    assert number.consumed == 2
    refused(lambda: Use.objects.create(units=1, **use), "never_beyond")
    refused(lambda: Use.objects.create(units=1, reverses=first, reason="menos", **use), "reversal")
    back = Use.objects.create(units=2, reverses=first, reason="Todo", **use)
    refused(lambda: Use.objects.create(units=2, reverses=back, reason="otra vez", **use), "reversal")
    number.refresh_from_db()
    assert number.consumed == 0


@pytest.mark.parametrize("state", ["exhausted", "expired", "suspended", "revoked"])
def test_a_number_that_does_not_live_is_not_used(scene, state):
    number = scene.number()
    Authorisation.objects.filter(pk=number.pk).update(state=state)
    use = Use(
        authorisation=number, unit=scene.issste_bc_2, units=1, performed_on=AT.date(), at=AT, by=scene.centre
    )
    refused(use.save, "live number")


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_evidence_is_never_changed(scene, table, verb):
    number = scene.number()
    scene.used(number)
    actions.look_up(by=scene.centre, at=AT, unit=scene.issste_bc_2, typed=number.number)
    actions.read_request(by=scene.physician, at=AT, request=number.item.request)
    actions.publish_criteria(by=scene.top, at=AT, place=scene.sector, text=CRITERIA, valid_from=SINCE)
    fields = [{"key": "turno", "label": "Turno", "type": "text"}]
    actions.publish_variant(
        by=scene.top, at=AT, place=scene.sector, title="x", fields=fields, valid_from=SINCE
    )
    statement = {
        "update": f"UPDATE authorizations_{table} SET id = id",
        "delete": f"DELETE FROM authorizations_{table}",
    }[verb]

    def act():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM authorizations_{table}")
            assert cursor.fetchone()[0] > 0
            cursor.execute(statement)

    refused(act, "append-only")
    assert LookUp.objects.count() == ReadLog.objects.count() == 1


def _appeal(scene, request):
    return Appeal.objects.create(
        request=request, sequences=[1], grounds="x", filed_at=AT, filed_by=scene.physician, due_at=AT
    )
