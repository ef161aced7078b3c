"""Role × action × where the role is held, cell by cell, for the actions themselves.

The table is written by hand from the spec (rule 8 and "Words"), not read from roles.py: a change of a
role must be made in both places by somebody who means it. The target of every act is ISSSTE Baja
California and its unit 1 (for acts on an institution, ISSSTE; for acts on the sector, the sector).
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from cauce.core.accounts import actions as accounts
from cauce.core.accounts.models import User
from cauce.core.audit.models import Event
from cauce.core.audit.queries import events_for
from cauce.core.documents.actions import judge_scan
from cauce.core.documents.models import SignedCopy
from cauce.core.errors import Refusal
from cauce.core.organisations.actions import set_contact
from cauce.domains.exchange import actions
from cauce.domains.exchange.actions.uploading import upload_signed_copy
from cauce.domains.exchange.api import finding
from cauce.domains.exchange.consolidated import Cut, consolidate
from cauce.domains.exchange.matching_queries import visible_proposals
from cauce.domains.exchange.models import Declaration, Line, MatchRun, ProductRequest, Proposal
from cauce.domains.exchange.reports.kinds import FINAL
from cauce.domains.exchange.rules.proposals import Side
from tests.factories import PASSWORD, user_with
from tests.factories.declared import declare
from tests.factories.documents import issue_paper
from tests.matrix import found, read_table, tried

# Where each role is held, by its relation to the target.
HELD: dict[str, dict[str, str]] = {
    "unit_reporter": {
        "own": "issste_bc_1", "sibling": "issste_bc_2", "parent": "issste_bc", "foreign": "imss_bc_1",
    },
    "entity_editor": {
        "own": "issste_bc", "sibling": "issste_hgo", "parent": "issste", "foreign": "imss_bc",
    },
    "entity_head": {
        "own": "issste_bc", "sibling": "issste_hgo", "parent": "issste", "foreign": "imss_bc",
    },
    "institution_coordinator": {"own": "issste", "sibling": "imss", "parent": "sector"},
    "sector_coordinator": {"own": "sector"},
    "auditor": {"own": "issste_bc", "sibling": "issste_hgo", "parent": "issste", "foreign": "imss_bc"},
    "administrator": {"own": "sector"},
}  # fmt: skip

# Columns: role, relation, then one mark per act, in the order of ACTS. "x": may; "·": may not.
TABLE = """
                                 read answer save finalise upload reopen paper judge remind ask decide consolidate log matchrun matchsee accept reject close round window contact people grant
unit_reporter           own      x    ·      x    ·        ·      ·      ·     ·     ·      x   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
unit_reporter           sibling  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
unit_reporter           parent   x    ·      x    ·        ·      ·      ·     ·     ·      x   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
unit_reporter           foreign  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_editor           own      x    x      x    ·        ·      ·      ·     ·     ·      x   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_editor           sibling  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_editor           parent   x    x      x    ·        ·      ·      ·     ·     ·      x   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_editor           foreign  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_head             own      x    x      x    x        x      ·      ·     ·     ·      x   ·      ·           ·   ·        x        ·      ·      ·     ·     ·      ·       ·      ·
entity_head             sibling  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
entity_head             parent   x    x      x    x        x      ·      ·     ·     ·      x   ·      ·           ·   ·        x        ·      ·      ·     ·     ·      ·       ·      ·
entity_head             foreign  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
institution_coordinator own      x    ·      ·    ·        ·      x      x     x     x      ·   x      x           x   ·        x        x      x      x     ·     ·      x       ·      ·
institution_coordinator sibling  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
institution_coordinator parent   x    ·      ·    ·        ·      x      x     x     x      ·   x      x           x   ·        x        x      x      x     ·     ·      x       ·      ·
sector_coordinator      own      x    ·      ·    ·        ·      x      x     x     x      ·   x      x           x   x        x        x      x      x     x     x      x       ·      ·
auditor                 own      x    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      x           x   ·        x        ·      ·      ·     ·     ·      ·       ·      ·
auditor                 sibling  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
auditor                 parent   x    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      x           x   ·        x        ·      ·      ·     ·     ·      ·       ·      ·
auditor                 foreign  ·    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           ·   ·        ·        ·      ·      ·     ·     ·      ·       ·      ·
administrator           own      x    ·      ·    ·        ·      ·      ·     ·     ·      ·   ·      ·           x   ·        ·        ·      ·      ·     x     x      x       x      x
"""  # noqa: E501


ROWS = read_table(TABLE)


class Scene:
    """The target of every act, and each act as a function of who does it."""

    def __init__(self, world) -> None:
        self.world = world
        declare(world, world.issste_bc_1, world.products[0], surplus=4, state="open")
        declare(world, world.imss_bc_1, world.products[0], shortage=4)
        self.declaration = Declaration.objects.get(entity=world.issste_bc)
        actions.answer_declaration(by=world.head, at=world.now, declaration=self.declaration, answer=True)
        self.request = ProductRequest.objects.create(
            declaration=self.declaration, unit=world.issste_bc_1, speciality=world.speciality,
            label="Falta este", requested_at=world.now, requested_by=world.head,
        )  # fmt: skip
        self.proposal = self._proposal()
        self.scan = self._scan()

    def _scan(self) -> SignedCopy:
        """A scan of the final version that waits for a person's look, uploaded by the entity's head."""
        paper = issue_paper(self.world, kind=FINAL.code)
        return SignedCopy.objects.create(
            document=paper, version=1, original_name="escaneo.pdf", size=1, sha256="0" * 64,
            received_at=self.world.now, received_by=self.world.head, verdict="scan_pending",
            explanation="Falta cotejar", state=SignedCopy.State.PENDING,
        )  # fmt: skip

    def _proposal(self) -> Proposal:
        """Between two units of ISSSTE Baja California, so that nobody else has an end in it."""
        world = self.world
        run = MatchRun.objects.create(
            round=world.round,
            number=1,
            max_km=100,
            requested_at=world.now,
            requested_by=world.users["sector"],
        )
        return Proposal.objects.create(
            run=run, number=1, supply_unit=world.issste_bc_1, demand_unit=world.issste_bc_2,
            supply_institution=world.issste, demand_institution=world.issste,
            product=world.products[0], cause="staff", patients=2, decikm=111, state_at=world.now,
        )  # fmt: skip

    def frozen(self) -> None:
        """As if finalised, for the acts that come afterwards."""
        Declaration.objects.filter(pk=self.declaration.pk).update(
            state="finalised", finalised_at=self.world.now, finalised_by=self.world.head
        )
        self.declaration.refresh_from_db()

    def act(self, name: str, by: User) -> object:
        """Do the act; reads answer whether they found the target."""
        return getattr(self, f"do_{name}")({"by": by, "at": self.world.now})

    def do_read(self, who):
        request = SimpleNamespace(user=who["by"], now=who["at"])
        return finding.a_unit(request, self.declaration, self.world.issste_bc_1.pk)

    def do_answer(self, who):
        return actions.answer_declaration(**who, declaration=self.declaration, answer=True)

    def do_save(self, who):
        world = self.world
        return actions.save_sheet(
            **who, declaration=self.declaration, unit=world.issste_bc_1, speciality=world.speciality,
            rows={world.products[1].pk: {"surplus_patients": "3"}}, version=0,
        )  # fmt: skip

    def do_finalise(self, who):
        return actions.finalise_declaration(
            **who, declaration=self.declaration, answer=True, password=PASSWORD
        )

    def do_upload(self, who):
        return upload_signed_copy(**who, declaration=self.declaration, upload=None)

    def do_reopen(self, who):
        self.frozen()
        return actions.reopen_declaration(**who, declaration=self.declaration, reason="Error en una cifra")

    def do_paper(self, who):
        self.frozen()
        day = who["at"].date()
        return actions.record_paper_receipt(
            **who, declaration=self.declaration, received_date=day, reference="A-1", condition="complete"
        )

    def do_judge(self, who):
        return judge_scan(**who, copy=self.scan, genuine=True)

    def do_remind(self, who):
        return actions.send_reminders(**who, declarations=[self.declaration])

    def do_ask(self, who):
        world = self.world
        return actions.request_product(
            **who, declaration=self.declaration, unit=world.issste_bc_1, speciality=world.speciality,
            label="Otro que falta",
        )  # fmt: skip

    def do_decide(self, who):
        return actions.decide_product_request(**who, request=self.request, approve=False, reason="No procede")

    def do_consolidate(self, who):
        seen = consolidate(self.world.round, who["by"], who["at"], Cut(include_open=True))
        return found(any(row.keys["institution"] == self.world.issste.pk for row in seen.rows))

    def do_log(self, who):
        return found(events_for(who["by"], who["at"]).filter(place=self.world.issste_bc).exists())

    def do_matchrun(self, who):
        return actions.request_run(**who, round_=self.world.round, max_km=100.0)

    def do_matchsee(self, who):
        return found(visible_proposals(who["by"], who["at"]).filter(pk=self.proposal.pk).exists())

    def do_accept(self, who):
        return actions.accept_proposals(**who, proposals=[self.proposal], side=Side.SUPPLY)

    def do_reject(self, who):
        return actions.reject_proposals(
            **who, proposals=[self.proposal], side=Side.SUPPLY, reason="No hay personal suficiente"
        )

    def do_close(self, who):
        return actions.close_proposals(**who, proposals=[self.proposal], number="CONV-1", password=PASSWORD)

    def do_round(self, who):
        later = who["at"] + timedelta(days=30)
        return actions.open_round(**who, code="2027", name="Otro", opens_at=who["at"], closes_at=later)

    def do_window(self, who):
        later = who["at"] + timedelta(days=30)
        return actions.set_round_window(
            **who, round=self.world.round, institution=self.world.issste, opens_at=who["at"], closes_at=later
        )

    def do_contact(self, who):
        return set_contact(**who, unit=self.world.issste, department="Área sintética")

    def do_people(self, who):
        return accounts.reset_password(**who, person=self.world.head)

    def do_grant(self, who):
        return accounts.grant_role(
            **who, person=self.world.auditor, role="entity_editor", place=self.world.issste_bc
        )


def may(scene: Scene, act: str, by: User) -> bool:
    """Whether `by` may do the act; afterwards everything is as before."""
    allowed = tried(lambda: scene.act(act, by), None if act in FREEZE_FIRST else state)
    scene.declaration.refresh_from_db()
    return allowed


FREEZE_FIRST = {"reopen", "paper"}  # the scene itself freezes the declaration before these


def state() -> tuple:
    """What a refused act must not change."""
    tables = (Declaration, Line, ProductRequest, Proposal, MatchRun)
    return (
        Event.objects.count(),
        tuple(tuple(table.objects.order_by("pk").values_list()) for table in tables),
        tuple(User.objects.order_by("pk").values_list("password", "is_active")),
    )


@pytest.fixture
def scene(world):
    return Scene(world)


@pytest.mark.parametrize(("role", "relation"), ROWS)
def test_every_cell(world, scene, role, relation):
    person = user_with(role, world.places[HELD[role][relation]])
    cells = {act: may(scene, act, User.objects.get(pk=person.pk)) for act in ROWS[role, relation]}
    assert cells == ROWS[role, relation]


@pytest.mark.parametrize("kind", ["nobody", "inactive", "ended", "future", "without role"])
def test_without_a_role_in_force_nothing_is_allowed(world, scene, kind):
    person = world.head if kind == "inactive" else world.users["sector"]
    if kind == "nobody":
        by = AnonymousUser()
    else:
        if kind == "inactive":
            User.objects.filter(pk=person.pk).update(is_active=False)
        if kind == "ended":
            person.grants.update(ends_at=world.now)
        if kind == "future":
            person.grants.update(starts_at=world.now + timedelta(seconds=1))
        if kind == "without role":
            person.grants.all().delete()
        by = User.objects.get(pk=person.pk)
    acts = next(iter(ROWS.values()))
    assert {act for act in acts if may(scene, act, by)} == set()


def test_the_table_covers_every_role_and_relation():
    from cauce.core.accounts.roles import ROLES

    assert {key for key, role in ROLES.items() if role.module in {"core", "exchange"}} == set(HELD)
    assert set(ROWS) == {(role, relation) for role, held in HELD.items() for relation in held}


def test_every_action_of_the_module_is_in_the_table():
    from cauce.core.actions import ACTIONS

    names = {name for name in ACTIONS if name.startswith("exchange.")}
    assert names == {
        "exchange.declaration.answer",
        "exchange.sheet.save",
        "exchange.declaration.finalise",
        "exchange.declaration.reopen",
        "exchange.paper.record",
        "exchange.reminder.send",
        "exchange.product.request",
        "exchange.product.decide",
        "exchange.match.request",
        "exchange.match.finish",  # asked for by matchrun; its own test is in matching/
        "exchange.proposal.accept",
        "exchange.proposal.reject",
        "exchange.proposal.close",
        "exchange.round.open",
        "exchange.round.window",
    }


def test_a_unit_of_another_entity_cannot_be_smuggled_in(world, scene):
    """The permission is at the unit; the declaration must be that unit's own."""
    theirs = Declaration.objects.get(entity=world.imss_bc)
    Declaration.objects.filter(pk=theirs.pk).update(state="open", finalised_at=None, finalised_by=None)
    theirs.refresh_from_db()
    before = state()
    for name, more in (
        ("save_sheet", {"rows": {world.products[1].pk: {"surplus_patients": "3"}}, "version": 0}),
        ("request_product", {"label": "Otro que falta"}),
    ):
        with pytest.raises(Refusal), transaction.atomic():
            getattr(actions, name)(
                by=world.head,
                at=world.now,
                declaration=theirs,
                unit=world.issste_bc_1,
                speciality=world.speciality,
                **more,
            )
    assert state() == before
