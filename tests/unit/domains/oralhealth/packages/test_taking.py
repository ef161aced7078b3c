"""A facility's month by package: each record's fate."""

import uuid

import pytest

from cauce.core.audit.log import sentence, verify
from cauce.core.audit.models import Event
from cauce.core.documents import seal
from cauce.core.errors import NotAllowed
from cauce.domains.oralhealth.actions import (
    agree_month,
    consolidate_month,
    lock_month,
    raise_claim,
    remove_row,
    review_sheet,
    save_admin,
    save_promotion,
    send_sheet,
)
from cauce.domains.oralhealth.models import (
    PARTIES,
    Consolidation,
    FacilityMonth,
    PatientRow,
    PromotionRow,
    Sheet,
)
from cauce.domains.oralhealth.queries.board import progress
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION
from cauce.domains.oralhealth.rules.patient import BOXES
from cauce.interop.packages.actions import revoke_key, trust_key
from cauce.interop.packages.models import ReceivedPackage, TrustedKey
from tests.factories.packages import PERIOD, bring, forge, outcomes, pack, records_of, wipe

FULL = [{"code": c, "number": "1", "class": "1"} for c in ("01", "02", "07", "10", "13", "47")]
MORE = {"continuation": "1", "activities": [{"code": "49", "number": "1", "class": "1"}]}


@pytest.fixture
def month(panama):
    """A node's month: two sheets, four patient rows (one a continuation), promotion and administrative rows."""
    first, second = panama.sheet(), panama.sheet(date="2026-03-16")
    panama.row(first)
    panama.row(first, identity="8-2", activities=FULL)
    blank = dict.fromkeys(BOXES, "")
    panama.row(first, **blank, **MORE, diagnoses=[])
    panama.row(second, identity="8-3", completed="1")
    who = {"by": panama.dentist, "at": panama.at, "sheet": second, "confirmed": True}
    save_promotion(**who, typed=PROMOTION, uid=uuid.uuid4())
    save_admin(**who, typed=ADMIN, uid=uuid.uuid4())
    return first, second


def rules(received: ReceivedPackage, outcome: str = "refused") -> set[str]:
    return {r["rule"] for r in received.report if r["outcome"] == outcome}


def test_the_round_trip_and_twice_the_same(panama, month):
    content, before = pack(panama), records_of(panama.pedregal)
    wipe(panama.pedregal)
    first = bring(panama, content)
    assert (first.state, outcomes(first)) == ("done", {"taken": 8})
    assert records_of(panama.pedregal) == before
    assert PatientRow.objects.get(continues__isnull=False).continues.identity == "8-2"
    assert set(Sheet.objects.values_list("saved_by", "user", "package")) == {(panama.regional.pk, None, 1)}
    again = bring(panama, content)
    assert outcomes(again) == {"unchanged": 8}
    assert records_of(panama.pedregal) == before
    event = Event.objects.filter(action="packages.import").latest("sequence")
    assert "8 sin cambio" in sentence(event)
    assert verify().whole


def test_the_same_content_is_the_same_package(panama, month):
    first = pack(panama)
    assert pack(panama, by=panama.chief) == first
    panama.row(month[0], identity="8-9")
    assert pack(panama) != first


def test_a_corrected_package_replaces_the_earlier_one_and_an_older_one_changes_nothing(panama, month):
    one = pack(panama)
    sheet = month[0]
    row = sheet.rows.get(position=1)
    panama.row(sheet, uid=row.uid, version=1, age="40")
    gone = sheet.rows.get(identity="8-2")
    remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=gone.uid, version=1)
    panama.row(sheet, identity="8-7")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    two, after = pack(panama), records_of(panama.pedregal)
    wipe(panama.pedregal)
    bring(panama, one)
    second = bring(panama, two)
    assert outcomes(second) == {"taken": 1, "replaced": 2, "unchanged": 4, "removed": 2}
    assert records_of(panama.pedregal) == after
    older = bring(panama, one)
    assert (older.state, outcomes(older), rules(older, "kept")) == ("done", {"kept": 8}, {"PK-23"})
    assert records_of(panama.pedregal) == after
    wipe(panama.pedregal)
    ReceivedPackage.objects.all().delete()
    bring(panama, two)
    assert outcomes(bring(panama, one)) == {"kept": 8}
    assert records_of(panama.pedregal) == after


def test_what_is_newer_here_stays(panama, month):
    content = pack(panama)
    wipe(panama.pedregal)
    bring(panama, content)
    row = PatientRow.objects.get(identity="8-3")
    PatientRow.objects.filter(pk=row.pk).update(version=5, age=50)
    PromotionRow.objects.update(version=3)
    again = bring(panama, content)
    assert (outcomes(again), rules(again, "kept")) == ({"unchanged": 6, "kept": 2}, {"PK-20"})
    Sheet.objects.filter(pk=row.sheet_id).update(version=9)
    assert outcomes(bring(panama, content)) == {"unchanged": 4, "kept": 4}
    row.refresh_from_db()
    assert (row.age, row.version) == (50, 5)


def change_rows(**typed):
    def change(parts):
        for row in parts["rows"]:
            if row["typed"]["identity"] in ("8-3", "8-2"):
                row["typed"] |= typed

    return change


def test_a_row_that_breaks_a_rule_is_refused_and_the_rest_is_taken(panama, month, tmp_path):
    content = forge(pack(panama), tmp_path, change_rows(sex="9"))
    wipe(panama.pedregal)
    received = bring(panama, content)
    assert outcomes(received) == {"taken": 5, "refused": 3}
    assert rules(received) == {"OH-18", "PK-24"}  # the continuation has lost its patient
    again = bring(panama, content)
    assert outcomes(again) == {"unchanged": 5, "refused": 3}


def test_a_sheet_that_breaks_a_rule_takes_its_rows_with_it(panama, month, tmp_path):
    def change(parts):
        parts["sheets"][0]["head"]["chair_hours"] = "30"

    content = forge(pack(panama), tmp_path, change)
    wipe(panama.pedregal)
    received = bring(panama, content)
    assert outcomes(received) == {"taken": 4, "refused": 4}
    assert rules(received) == {"OH-07", "PK-22"}


def test_other_rows_by_their_own_rules(panama, month, tmp_path):
    def change(parts):
        parts["promotion"][0]["typed"]["men"] = "x"
        parts["admin"].append({**parts["admin"][0], "uid": str(uuid.uuid4()), "position": 2})

    content = forge(pack(panama), tmp_path, change)
    wipe(panama.pedregal)
    received = bring(panama, content)
    assert (outcomes(received), rules(received)) == ({"taken": 7, "refused": 2}, {"OH-85", "OH-93"})


def test_box_23_is_once_a_year_across_the_region(panama, month):
    content = pack(panama)
    wipe(panama.pedregal)
    other = panama.sheet(by=panama.surgeon, facility=panama.hospital)
    panama.row(other, by=panama.surgeon, identity="8-3", completed="1")
    received = bring(panama, content)
    assert (outcomes(received), rules(received)) == ({"taken": 7, "refused": 1}, {"OH-39"})


def test_box_23_may_pass_to_another_row_of_the_same_patient(panama, month):
    one = pack(panama)
    row = month[1].rows.get()
    panama.row(month[1], uid=row.uid, version=1, identity="8-3", completed="")
    panama.row(month[0], identity="8-3", completed="1")
    two, after = pack(panama), records_of(panama.pedregal)
    wipe(panama.pedregal)
    bring(panama, one)
    assert outcomes(bring(panama, two)) == {"taken": 1, "replaced": 1, "unchanged": 7}
    assert records_of(panama.pedregal) == after


def test_a_day_written_here_is_not_overwritten(panama, month):
    content = pack(panama)
    wipe(panama.pedregal)
    own = panama.sheet()
    received = bring(panama, content)
    assert outcomes(received) == {"taken": 4, "refused": 4}
    assert rules(received) == {"OH-103", "PK-22"}
    assert Sheet.objects.get(pk=own.pk).package is None


def test_two_sheets_may_change_places(panama, month):
    one = pack(panama)
    for sheet, day in zip(month, ("2026-03-16", "2026-03-14"), strict=True):
        Sheet.objects.filter(pk=sheet.pk).update(
            schedule="2", version=2, date=day, period=int(day.replace("-", ""))
        )
    Sheet.objects.update(schedule="1")
    two, after = pack(panama), records_of(panama.pedregal)
    wipe(panama.pedregal)
    bring(panama, one)
    assert outcomes(bring(panama, two)) == {"replaced": 2, "unchanged": 6}
    assert records_of(panama.pedregal) == after


def test_a_sheet_that_is_gone_goes_unless_it_has_claims(panama, month):
    one = pack(panama)
    sheets = list(month)
    PatientRow.objects.filter(sheet__in=sheets, continues__isnull=False).delete()
    PatientRow.objects.filter(sheet__in=sheets).delete()
    for sheet in sheets:
        sheet.promotion.all().delete()
        sheet.admin.all().delete()
        sheet.delete()
    two = pack(panama)
    wipe(panama.pedregal)
    bring(panama, one)
    raise_claim(by=panama.regional, at=panama.at, sheet=Sheet.objects.get(date="2026-03-14"), question="¿?")
    received = bring(panama, two)
    assert (outcomes(received), rules(received, "kept")) == ({"kept": 1, "removed": 4}, {"PK-25"})
    assert [s.date.isoformat() for s in Sheet.objects.all()] == ["2026-03-14"]


def test_a_name_of_another_facility_is_not_taken_over(panama, month, tmp_path):
    other = panama.sheet(by=panama.surgeon, facility=panama.hospital)
    row = panama.row(other, by=panama.surgeon).row

    def change(parts):
        parts["sheets"][0]["uid"] = str(other.uid)
        for r in parts["rows"]:
            if r["sheet"] == str(month[0].uid):
                r["sheet"] = str(other.uid)
        parts["rows"][-1]["uid"] = str(row.uid)

    content = forge(pack(panama), tmp_path, change)
    wipe(panama.pedregal)
    received = bring(panama, content)
    assert rules(received) == {"PK-21", "PK-22"}
    row.refresh_from_db()
    assert row.sheet_id == other.pk


def test_a_closed_month_is_sent_and_consolidated_here(panama, month):
    for sheet in month:
        send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
        review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
    act = {"at": panama.at, "facility": panama.pedregal, "month": int(PERIOD)}
    consolidate_month(**act, by=panama.reges, confirmed=True)
    people = dict(zip([p for p, _label in PARTIES], ("director", "planner", "reges", "chief"), strict=True))
    for party, person in people.items():
        agree_month(**act, by=panama.users[person], party=party)
    lock_month(**act, by=panama.reges)
    content = pack(panama)
    wipe(panama.pedregal)
    assert outcomes(bring(panama, content)) == {"taken": 9}
    (row,) = progress(panama.pedregal, int(PERIOD), panama.at)
    assert (row.sent, row.with_data, row.patients) == (True, True, 3)
    assert outcomes(bring(panama, content)) == {"unchanged": 9}
    assert Consolidation.objects.count() == 1


def test_a_month_that_is_closed_here_takes_nothing(panama, month):
    content = pack(panama)
    wipe(panama.pedregal)
    FacilityMonth.objects.create(
        facility=panama.pedregal,
        month=int(PERIOD),
        state="locked",
        locked_at=panama.at,
        locked_by=panama.reges,
    )
    received = bring(panama, content)
    assert (received.state, received.problem["rule"]) == ("refused", "OH-102")
    assert not Sheet.objects.exists()


@pytest.fixture
def stranger():
    return seal.load_key(seal.generate_key())


def test_strangers_revoked_keys_and_other_places(panama, month, tmp_path, stranger):
    content = forge(pack(panama), tmp_path, lambda parts: None, key=stranger)
    wipe(panama.pedregal)
    refused = bring(panama, content)
    assert (refused.state, refused.problem["rule"]) == ("refused", "PK-05")
    who, public = {"by": panama.regional, "at": panama.at}, seal.public_text(stranger)
    trust_key(**who, public=public, place=panama.hospital)
    assert bring(panama, content).problem["rule"] == "PK-08"
    key = trust_key(**who, public=public, place=panama.pedregal, note="por teléfono")
    assert outcomes(bring(panama, content)) == {"taken": 8}
    for one in TrustedKey.objects.all():
        revoke_key(**who, key=one, reason="Se cambió la computadora")
    again = bring(panama, content)
    assert again.problem["rule"] == "PK-06"
    assert "Se cambió la computadora" in again.problem["message"]
    assert Sheet.objects.count() == 2  # what it brought stays
    told = [sentence(e) for e in Event.objects.filter(action__startswith="packages.key")]
    assert any(key.key_id in text for text in told)


def test_keys_are_checked(panama, stranger):
    who, public = {"by": panama.regional, "at": panama.at}, seal.public_text(stranger)
    refusals = []
    for act, arguments in (
        (trust_key, {"public": "x", "place": panama.pedregal}),
        (trust_key, {"public": public[:-1] + "=", "place": panama.pedregal}),
    ):
        with pytest.raises(Exception, match="no es una llave") as refused:
            act(**who, **arguments)
        refusals.append(refused.value.rule)
    key = trust_key(**who, public=public, place=panama.pedregal)
    for act, arguments in (
        (trust_key, {"public": public, "place": panama.pedregal}),
        (revoke_key, {"key": key, "reason": " "}),
    ):
        with pytest.raises(Exception) as refused:
            act(**who, **arguments)
        refusals.append(refused.value.rule)
    revoke_key(**who, key=key, reason="x")
    with pytest.raises(Exception) as refused:
        revoke_key(**who, key=key, reason="x")
    assert [*refusals, refused.value.rule] == ["PK-13", "PK-13", "PK-14", "PK-16", "PK-15"]
    trust_key(**who, public=public, place=panama.pedregal)


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        ({"kind": "otro.mes"}, "PK-07"),
        ({"place": "999"}, "PK-09"),
        ({"period": "2026"}, "PK-12"),
        ({"period": "202604"}, "PK-12"),
        ({"number": 1}, "PK-10"),
    ],
)
def test_what_the_manifest_says_is_checked(panama, month, tmp_path, head, rule):
    content = pack(panama)
    wipe(panama.pedregal)
    bring(panama, content)
    other = forge(content, tmp_path, change_rows(age="35"), head=head)
    assert bring(panama, other).problem["rule"] == rule
    assert not PatientRow.objects.filter(age=35).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts["rows"].append(parts["rows"][0]),
        lambda parts: parts["rows"][0].update(uid="x"),
        lambda parts: parts["rows"][0].update(version=0),
        lambda parts: parts["rows"][0].update(position=2),
        lambda parts: parts["rows"][0].update(sheet=str(uuid.uuid4())),
        lambda parts: parts["rows"][0].update(typed=7),
        lambda parts: parts["rows"][0]["typed"].update(locality="a\0b"),
        lambda parts: parts["sheets"][0].update(state="sent"),
        lambda parts: parts["sheets"][0]["head"].update(date="ayer"),
        lambda parts: parts["month"][0].update(state="locked", sent_at="ayer"),
    ],
)
def test_records_that_no_node_writes_refuse_the_whole(panama, month, tmp_path, change):
    content = forge(pack(panama), tmp_path, change)
    wipe(panama.pedregal)
    assert bring(panama, content).problem["rule"] == "PK-12"
    assert not Sheet.objects.exists()


def test_only_the_places_of_ones_own(panama, month):
    content = pack(panama)
    with pytest.raises(NotAllowed):
        pack(panama, place=panama.hospital)
    with pytest.raises(NotAllowed):
        bring(panama, content, by=panama.dentist)
    foreign = bring(panama, content, by=panama.other_region)
    assert (foreign.state, foreign.problem["rule"]) == ("refused", "ACCESS")
