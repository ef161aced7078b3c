"""The demonstration: what it invents obeys the rules and the guards, seeding twice adds nothing, everybody has work."""

from collections import Counter

import pytest
from django.db.models import Count, F, Sum

from cauce.core.accounts.models import User
from cauce.core.audit.log import PRESENTERS, sentence, verify
from cauce.core.audit.models import Event
from cauce.core.demo.scene import Scene
from cauce.core.demo.seeding import seed_everything
from cauce.core.documents.keys import seal_key
from cauce.domains.authorizations import checking, demo
from cauce.domains.authorizations.demo.catalogue import diagnoses, services
from cauce.domains.authorizations.models import (
    Appeal,
    Authorisation,
    CriteriaVersion,
    Decision,
    Item,
    Patient,
    Request,
    Signal,
    Use,
)
from cauce.domains.authorizations.pending import waiting
from cauce.domains.authorizations.places import today_at
from cauce.domains.authorizations.policies import conflict_of
from cauce.domains.authorizations.rules import number, qr
from cauce.domains.authorizations.rules.codes import Category
from cauce.domains.authorizations.rules.header import header
from cauce.domains.authorizations.rules.identity import check_curp, check_nss, curp_facts
from cauce.domains.authorizations.rules.states import AuthorisationState, RequestState
from cauce.reference_data.files import CATALOGUE, read_csv
from tests.factories import NOW

SMALL = {"requests": 900, "patients": 400}


@pytest.fixture
def scene(db) -> Scene:
    made = seed_everything(at=NOW, only=frozenset())
    demo.seed(made, **SMALL)
    return made


def test_the_services_are_of_every_category_with_a_basic_part_and_products_that_exist():
    rows, labels = services(), diagnoses()
    assert len(rows) >= 120
    assert {row["category"] for row in rows} == {c.value for c in Category}
    assert 10 <= sum(bool(row["basic"]) for row in rows) <= 30
    products = {row["code"]: row["label"] for row in read_csv(CATALOGUE / "1" / "entries.csv")}
    assert {row["product"] for row in rows} - {""} <= set(products)
    assert all(code in labels for row in rows for code in row["diagnoses"].split(";"))
    assert all(len(row["code"]) <= 20 and qr._FIELD.fullmatch(row["code"]) for row in rows)


def test_the_demo(scene):
    """One long test, since the seeding takes seconds."""
    check_people()
    check_desk()
    check_states()
    check_derived()
    check_numbers()
    check_conflicts()
    check_stories(scene)
    check_audit()
    check_repeating(scene)


@pytest.mark.parametrize("hour", [0, 5, 9, 21])
def test_it_can_be_seeded_at_any_hour(db, hour):
    """Greenwich is a day ahead of Mexico in the evening."""
    at = NOW.replace(hour=hour, minute=10)
    demo.seed(seed_everything(at=at, only=frozenset()), requests=150, patients=150)
    today = {one.unit.code: today_at(one.unit, at) for one in Use.objects.select_related("unit__area")}
    assert all(one.performed_on <= today[one.unit.code] for one in Use.objects.select_related("unit"))
    assert not Request.objects.filter(submitted_at__gt=at).exists()


def check_people():
    for patient in Patient.objects.all():
        assert patient.synthetic
        if patient.curp:
            assert check_curp(patient.curp) == ""
            facts = curp_facts(patient.curp)
            assert (facts.birth_date, facts.sex) == (patient.birth_date, patient.sex)
            assert patient.curp.startswith("XEXX")  # nobody's
        assert not patient.nss or check_nss(patient.nss) == ""
    for name in demo.SHOWN:
        user = User.objects.get(username=name)
        assert user.last_name.endswith("(demo)")
        if name != "mx.centro":  # a centre waits for patients
            assert list(waiting(user, NOW)), name


def check_desk():
    """Whoever transcribes papers sits in one unit: what they registered elsewhere they could not open."""
    desk = User.objects.get(username="mx.recepcion")
    mine = Request.objects.filter(registered_by=desk)
    assert mine.exists()
    assert set(mine.values_list("unit__code", flat=True)) == {desk.grants.get().place.code}


def check_states():
    requests, numbers = (Counter(m.objects.values_list("state", flat=True)) for m in (Request, Authorisation))
    settled = {s.value for s in RequestState} - {"submitted", "screening"}  # those last an instant
    assert set(requests) == settled
    assert set(numbers) == {s.value for s in AuthorisationState}
    assert {"upheld", "overturned", "filed", "assigned"} <= set(
        Appeal.objects.values_list("state", flat=True)
    )
    assert set(Request.objects.exclude(outcome="").values_list("outcome", flat=True)) == {
        "approved",
        "partially_approved",
        "denied",
        "not_required",
        "cancelled",
    }
    assert Request.objects.filter(emergency=True).exists()
    assert Request.objects.filter(state="in_review", due_at__lt=NOW, escalated_at__isnull=False).exists()
    assert set(
        CriteriaVersion.objects.values("code").annotate(n=Count("pk")).values_list("n", flat=True)
    ) == {2}
    assert Signal.objects.exists()
    assert not Request.objects.filter(submitted_at__gt=NOW).exists()
    assert not Request.objects.exclude(state="draft").filter(day=None).exists()
    for request in Request.objects.exclude(day=None).select_related("unit__area")[::9]:
        assert request.day == int(f"{today_at(request.unit, request.submitted_at):%Y%m%d}")


def check_derived():
    for request in Request.objects.filter(state="decided").prefetch_related("items"):
        assert request.outcome == header(item.state for item in request.items.all())
        assert request.net_seconds <= request.gross_seconds
    for item in Item.objects.filter(state__in=["approved", "modified", "denied"]).prefetch_related(
        "decisions"
    ):
        last = list(item.decisions.all())[-1]
        assert (item.state, item.quantity_granted) == (last.outcome, last.quantity)
        assert (item.service_granted_id is not None) == (item.state != "denied")


def check_numbers():
    public = seal_key().public_key()
    for one in Authorisation.objects.select_related("item")[::7]:
        assert number.is_valid(one.number)
        assert qr.verify(one.qr, public).units == one.units
    uses = Use.objects.filter(reverses=None).aggregate(n=Sum("units"))["n"]
    back = Use.objects.exclude(reverses=None).aggregate(n=Sum("units"))["n"]
    assert back
    assert Authorisation.objects.aggregate(n=Sum("consumed"))["n"] == uses - back
    live = Authorisation.objects.filter(state__in=["active", "exhausted"])
    for one in live:
        assert (one.state == "exhausted") == (one.consumed == one.units)
    assert not Item.objects.filter(state__in=["approved", "modified"], authorisations=None).exists()


def check_conflicts():
    """Nobody decided what the rules keep from them, on the day they did."""
    people = Decision.objects.exclude(by=None).select_related("by", "item__request")
    for decision in people:
        assert conflict_of(decision.by, decision.item.request, decision.at, decision.level) == ""
    assert not people.filter(by=F("item__request__requester")).exists()


def check_stories(scene):
    physician = User.objects.get(username="mx.medico")
    drafts = Request.objects.filter(requester=physician, registered_by=physician, state="draft")
    previews = [
        checking.preview(d.draft, d.unit, scene.at, d) for d in drafts.select_related("unit__area", "region")
    ]
    assert len(previews) == 2
    assert all(p.errors == [] and p.needs_authorisation for p in previews)
    assert [w.rule for p in previews for w in p.warnings] == ["AP-24"]
    assert sorted(len(p.duplicates) for p in previews) == [0, 1]
    mine = Request.objects.filter(requester=physician)
    assert mine.filter(state="info_requested").exists()
    assert mine.filter(outcome="denied", decided_at__gt=scene.at.replace(day=1), appeals=None).exists()
    assert mine.filter(items__authorisations__units=2, items__authorisations__consumed=0).exists()
    assert (
        Request.objects.annotate(n=Count("items"))
        .filter(state="in_review", n=3, requester=physician)
        .exists()
    )


def check_audit():
    assert verify().whole
    for event in Event.objects.filter(action__startswith=("demo.requests", "authorizations.")):
        assert event.action in PRESENTERS
        assert sentence(event)


def check_repeating(scene):
    tables = (Request, Item, Decision, Use, Patient, User, Event)
    before = [table.objects.count() for table in tables]
    demo.seed(scene, **SMALL)
    assert [table.objects.count() for table in tables] == before
