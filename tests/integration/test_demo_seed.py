"""The demonstration: what it promises is there, it keeps every rule, and repeating it adds nothing."""

import re

import pytest
from django.db.models import Count

from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.roles import ROLES
from cauce.core.audit.log import PRESENTERS, verify
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Entry, Release
from cauce.core.demo.people import SHOWN
from cauce.core.demo.scene import PASSWORD
from cauce.core.demo.seeding import seed_everything
from cauce.core.documents.models import IssuedDocument, SignedCopy
from cauce.core.notifications.models import Notification
from cauce.core.organisations.models import Area, OrgUnit, UnitCode
from cauce.domains.exchange import demo
from cauce.domains.exchange.models import Declaration, Line, MatchRun, ProductRequest, Proposal, Sheet
from cauce.domains.exchange.queries import current_round
from cauce.domains.exchange.rules.lines import FIELDS, read_line
from tests.factories import NOW

ALIVE = frozenset(
    {"ISSSTE-01", "ISSSTE-02", "ISSSTE-04", "ISSSTE-06", "ISSSTE-13", "IMSSB-02", "IMSS-02", "IMSS-13"}
)


@pytest.fixture
def scene(db):
    return seed_everything(at=NOW, modules=[demo], only=ALIVE)


def state_of(round_code, entity):
    return Declaration.objects.get(round__code=round_code, entity__code=entity)


def test_the_demo(scene):
    """One long test, since the seeding takes seconds."""
    check_places()
    check_people()
    check_declarations(scene)
    check_rows()
    check_audit()
    check_repeating(scene)


def check_places():
    assert Area.objects.filter(kind="state").count() == 32
    assert Area.objects.filter(kind="municipality").count() == 2478
    units = OrgUnit.objects.filter(kind="unit")
    assert units.filter(synthetic=False).count() == 219
    assert units.filter(synthetic=True).count() > 2000
    assert not units.filter(origin="").exists()
    assert UnitCode.objects.filter(system="CLUES SSA").count() == 173
    for unit in units.select_related("parent")[:300]:
        assert unit.path == f"{unit.parent.path}{unit.pk}/"
        assert re.fullmatch(r"[A-Z]{5}\d{6}", unit.code)
    assert Release.objects.filter(published_at__isnull=False).count() == 1
    assert Entry.objects.filter(kind="product").count() == 6010


def check_people():
    assert set(SHOWN) <= set(User.objects.values_list("username", flat=True))
    assert User.objects.get(username="issste.bc.titular").check_password(PASSWORD)
    assert not User.objects.filter(is_superuser=True).exists()
    for grant in Grant.objects.select_related("place"):
        assert grant.place.kind in ROLES[grant.role].place_kinds


def check_declarations(scene):
    round_ = current_round(NOW)
    assert round_.opens_at <= NOW < round_.closes_at
    assert Declaration.objects.filter(round=round_).count() == len(scene.entities)
    walk = state_of(round_.code, "ISSSTE-02")
    assert (walk.state, walk.answer, walk.lines.count()) == ("open", None, 0)
    signed = state_of(round_.code, "ISSSTE-13")
    assert signed.state == "signed"
    assert signed.units_total == signed.units_with + signed.units_without == 36
    assert state_of(round_.code, "ISSSTE-06").answer is False
    # The board as source 000 prints it: Total, Con, Sin.
    printed = {"ISSSTE-01": (11, 11, 0), "ISSSTE-04": (11, 8, 3), "ISSSTE-06": (5, 3, 2)}
    for code, (total, having, without) in printed.items():
        found = state_of("2023", code)
        assert (found.units_total, found.units_with, found.units_without) == (total, having, without)
    final = Declaration.objects.exclude(state="open").count()
    assert IssuedDocument.objects.filter(state="current").count() == final
    assert SignedCopy.objects.count() == Declaration.objects.filter(state="signed").count()
    assert ProductRequest.objects.exists()
    assert MatchRun.objects.get().state == "done"
    assert SignedCopy.objects.filter(state="pending", verdict="scan_pending").exists()
    assert Notification.objects.filter(user__username="issste.bc.captura").exists()
    assert {"accepted", "agreed", "rejected"} <= set(Proposal.objects.values_list("state", flat=True))


def check_rows():
    assert Line.objects.count() > 200
    for line in Line.objects.all():
        values, problems = read_line({f: str(getattr(line, f) or "") for f in FIELDS}, "fila")
        assert not problems
        assert not values.is_empty
    sheets = Line.objects.values("declaration", "unit", "speciality").annotate(n=Count("pk"))
    assert sheets.count() == Sheet.objects.count()
    for line in Line.objects.select_related("unit", "declaration__entity", "product"):
        assert line.unit.parent_id == line.declaration.entity_id
        assert line.product.parent_id == line.speciality_id


def check_audit():
    assert verify().whole
    demo_events = set(Event.objects.filter(action__startswith="demo.").values_list("action", flat=True))
    assert demo_events <= set(PRESENTERS)


def check_repeating(scene):
    before = [model.objects.count() for model in (Event, User, OrgUnit, Line, IssuedDocument, MatchRun)]
    seed_everything(at=NOW, modules=[demo], only=ALIVE)
    assert before == [
        model.objects.count() for model in (Event, User, OrgUnit, Line, IssuedDocument, MatchRun)
    ]
