"""Oral health: role × action × where the role is held, cell by cell, for the actions themselves.

Written by hand from the spec (004, p. 75-78; spec 4, "The way of the data"), not read from roles.py. The target of
every act is the health centre of Pedregal (region Chiriquí) and a sheet written there by another dentist; the row
"writer" is that dentist.
"""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from cauce.core.accounts.models import User
from cauce.core.accounts.roles import ROLES
from cauce.core.actions import ACTIONS
from cauce.core.audit.models import Event
from cauce.core.audit.queries import events_for
from cauce.core.errors import NotNow, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth import models as m
from cauce.domains.oralhealth.queries.indicators import reach_of
from cauce.domains.oralhealth.queries.sheets import sheets_in_reach
from cauce.domains.oralhealth.rules.examples import ADMIN, HEADER, PROMOTION, ROW
from tests.factories import user_with
from tests.factories.panama import DAY, MONTH
from tests.matrix import found, read_table, tried

from .test_permissions import calls

# Where each role is held, by its relation to the target; a facility's roles are also tried at another of its region.
FACILITY = {"own": "pedregal", "sibling": "hospital", "foreign": "santiago"}
HELD: dict[str, dict[str, str]] = {
    "oral_dentist": FACILITY,
    "oral_head": FACILITY,
    "oral_reges": FACILITY,
    "oral_direction": FACILITY,
    "oral_planning": FACILITY,
    "oral_region": {"own": "chiriqui", "foreign": "veraguas", "parent": "panama"},
    "oral_nation": {"own": "panama"},
}

TABLE = """
                         see ident open head send save remove restore promo admin review return claim answer correct shut consol agdir agplan agreg aghead lock reopen analyse compare standard exam hosp rinse res pop indic log
oral_dentist   writer    x   x     x    x    x    x    x      x       x     x     ·      ·      ·     x      x       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        x    ·    ·     ·   ·   x     ·
oral_dentist   own       x   x     x    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        x    ·    ·     ·   ·   x     ·
oral_dentist   sibling   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_dentist   foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_head      own       x   x     x    x    x    x    x      x       x     x     x      x      x     x      x       x    ·      ·     ·      ·     x      ·    ·      x       x       ·        x    ·    ·     ·   ·   x     ·
oral_head      sibling   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_head      foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_reges     own       x   x     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      x     ·      ·       x    x      ·     ·      x     ·      x    ·      x       x       ·        ·    x    x     x   x   x     ·
oral_reges     sibling   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_reges     foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_direction own       x   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      x     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   x     ·
oral_direction sibling   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_direction foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_planning  own       x   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     x      ·     ·      ·    ·      x       x       ·        ·    ·    ·     ·   ·   x     ·
oral_planning  sibling   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_planning  foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_region    own       x   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      x     ·      ·       x    ·      ·     ·      ·     ·      ·    x      x       x       x        x    x    x     x   x   x     x
oral_region    foreign   ·   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      ·     ·      ·       ·    ·      ·     ·      ·     ·      ·    ·      ·       ·       ·        ·    ·    ·     ·   ·   ·     ·
oral_region    parent    x   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      x     ·      ·       x    ·      ·     ·      ·     ·      ·    x      x       x       x        x    x    x     x   x   x     x
oral_nation    own       x   ·     ·    ·    ·    ·    ·      ·       ·     ·     ·      ·      x     ·      ·       x    ·      ·     ·      ·     ·      ·    x      x       x       x        ·    x    x     x   x   x     x
"""  # noqa: E501

ROWS = read_table(TABLE)
# act → the action that it does; reads have none
DOES = {
    "ident": "patient.read", "open": "sheet.open", "head": "sheet.head", "send": "sheet.send", "save": "row.save",
    "remove": "row.remove", "restore": "removed.restore", "promo": "promotion.save", "admin": "admin.save",
    "review": "sheet.review", "return": "sheet.return", "claim": "claim.raise", "answer": "claim.answer",
    "correct": "claim.correct", "shut": "claim.close", "consol": "month.consolidate", "agreg": "month.agree",
    "lock": "month.lock", "reopen": "month.reopen", "analyse": "analysis.write", "compare": "comparison.write",
    "standard": "standard.set", "exam": "exam.save", "hosp": "hospital.save", "rinse": "rinse.save",
    "res": "resource.save", "pop": "population.load",
}  # fmt: skip
# The other forms, by action: who may where they hold their role (each role at its own place; nobody elsewhere).
# The targets are test_permissions.calls(): Pedregal's records; a study, and the population, of the region. A listing is
# changed only by its owner, who is somebody else here.
OTHER_TABLE = """
                   oral_dentist oral_head oral_reges oral_direction oral_planning oral_region oral_nation
line.remove        ·            x         ·          ·              ·             ·           ·
exam.remove        x            x         ·          ·              ·             x           ·
exam.import        x            x         ·          ·              ·             x           ·
brigade.save       x            x         ·          ·              ·             x           ·
brigade.close      x            x         ·          ·              ·             x           ·
brigade.reopen     ·            x         ·          ·              ·             x           x
study.save         ·            ·         ·          ·              ·             x           x
study.close        ·            ·         ·          ·              ·             x           x
factor.save        x            x         ·          ·              ·             x           ·
factor.remove      x            x         ·          ·              ·             x           ·
cost.save          ·            ·         x          ·              ·             x           x
cost.remove        ·            ·         x          ·              ·             x           x
record_audit.open  ·            x         ·          ·              ·             x           ·
record_audit.look  ·            x         ·          ·              ·             x           ·
record_audit.close ·            x         ·          ·              ·             x           ·
reminder.send      ·            ·         ·          ·              ·             x           x
feedback.send      ·            ·         ·          ·              ·             x           x
feedback.answer    ·            x         x          ·              x             ·           ·
rinse.remove       ·            ·         x          ·              ·             x           x
form.issue         ·            x         x          x              x             x           x
bulletin.request   ·            x         x          x              x             x           x
bulletin.issue     ·            x         x          x              x             x           x
listing.create     x            x         x          x              x             x           x
listing.copy       x            x         x          x              x             x           x
listing.export     ·            x         x          x              x             x           x
listing.change     ·            ·         ·          ·              ·             ·           ·
listing.delete     ·            ·         ·          ·              ·             ·           ·
listing.restore    ·            ·         ·          ·              ·             ·           ·
reminder.send      ·            ·         ·          ·              ·             x           x
feedback.send      ·            ·         ·          ·              ·             x           x
feedback.answer    ·            x         x          ·              x             ·           ·
rows.export        x            x         x          x              x             x           x
month.export       x            x         x          x              x             x           x
indicators.export  x            x         x          x              x             x           x
"""
OTHERS = {
    line.split()[0]: {
        role
        for role, mark in zip(OTHER_TABLE.split("\n")[1].split(), line.split()[1:], strict=True)
        if mark == "x"
    }
    for line in OTHER_TABLE.strip("\n").split("\n")[1:]
}
# Actions with a table of their own, and where it is.
ELSEWHERE = {
    "rows.import": "each facility of the file is asked for (test_importing.py)",
    "import.prepare": "of no place: test_who_brings_a_file below",
    "import.accept": "of no place: test_who_brings_a_file below",
    "import.discard": "of no place: test_who_brings_a_file below",
}


class Scene:
    """The target of every act, and each act as a function of who does it."""

    def __init__(self, panama) -> None:
        self.panama = panama
        self.sheet = panama.sheet()
        self.row = panama.row(self.sheet).row
        self.gone = panama.row(self.sheet, identity="8-0-0").row
        actions.remove_row(by=panama.dentist, at=panama.at, sheet=self.sheet, uid=self.gone.uid, version=1)
        self.claim = actions.raise_claim(
            by=panama.reges, at=panama.at, sheet=self.sheet, row=self.row, question="¿La edad?"
        )
        month = m.FacilityMonth.objects.get(facility=panama.pedregal, month=MONTH)
        self.consolidation = m.Consolidation.objects.create(
            month=month, version=1, figures={}, sheets=1, patients=1, at=panama.at, by=panama.reges
        )
        self.where = {"facility": panama.pedregal, "month": MONTH}

    def act(self, name: str, by: User) -> object:
        """Do the act; reads answer whether they found the target."""
        return getattr(self, f"do_{name}")({"by": by, "at": self.panama.at})

    def do_see(self, who):
        return found(sheets_in_reach(who["by"], who["at"]).filter(pk=self.sheet.pk).exists())

    def do_ident(self, who):
        rows = actions.read_rows(**who, sheet=self.sheet)
        return found(rows[0].identity == ROW["identity"])

    def do_open(self, who):
        typed = {**HEADER, "schedule": "2"}
        return actions.open_sheet(**who, facility=self.panama.pedregal, typed=typed)

    def do_head(self, who):
        return actions.save_head(**who, sheet=self.sheet, typed=HEADER, version=self.sheet.version)

    def do_send(self, who):
        return actions.send_sheet(**who, sheet=self.sheet)

    def do_save(self, who):
        return actions.save_row(**who, sheet=self.sheet, typed=ROW, uid=uuid.uuid4(), confirmed=True)

    def do_remove(self, who):
        return actions.remove_row(**who, sheet=self.sheet, uid=self.row.uid, version=self.row.version)

    def do_restore(self, who):
        return actions.restore_removed(**who, sheet=self.sheet, uid=m.Removed.objects.get().uid)

    def do_promo(self, who):
        return actions.save_promotion(**who, sheet=self.sheet, typed=PROMOTION, uid=uuid.uuid4())

    def do_admin(self, who):
        return actions.save_admin(**who, sheet=self.sheet, typed=ADMIN, uid=uuid.uuid4())

    def do_review(self, who):
        return actions.review_sheet(**who, sheet=self.sheet)

    def do_return(self, who):
        return actions.return_sheet(**who, sheet=self.sheet, note="Revise la edad")

    def do_claim(self, who):
        return actions.raise_claim(**who, sheet=self.sheet, question="¿El sexo?")

    def do_answer(self, who):
        return actions.answer_claim(**who, claim=self.claim, answer="Está bien")

    def do_correct(self, who):
        return actions.correct_claim(**who, claim=self.claim, typed={**ROW, "age": "35"}, version=1)

    def do_shut(self, who):
        return actions.close_claim(**who, claim=self.claim)

    def do_consol(self, who):
        return actions.consolidate_month(**who, **self.where)

    def do_agdir(self, who):
        return actions.agree_month(**who, **self.where, party="direccion-medica")

    def do_agplan(self, who):
        return actions.agree_month(**who, **self.where, party="planificacion")

    def do_agreg(self, who):
        return actions.agree_month(**who, **self.where, party="reges")

    def do_aghead(self, who):
        return actions.agree_month(**who, **self.where, party="jefe-clinica")

    def do_lock(self, who):
        return actions.lock_month(**who, **self.where)

    def do_reopen(self, who):
        return actions.reopen_month(**who, **self.where, reason="Falta una jornada completa")

    def do_analyse(self, who):
        return actions.write_analysis(**who, consolidation=self.consolidation, text="Sube.")

    def do_compare(self, who):
        return actions.compare_month(
            **who,
            consolidation=self.consolidation,
            indicator="I-1",
            value=None,
            direction="up",
            conclusion="—",
        )

    def do_standard(self, who):
        return actions.set_standard(
            **who, indicator="I-1", place=self.panama.pedregal, year=2026, value=Decimal(1), source="Norma"
        )

    def do_exam(self, who):
        typed = {"person": "E-1", "age": "12", "sex": "1", "teeth": {"16": "0"}}
        return actions.save_exam(
            **who, facility=self.panama.pedregal, day=DAY, typed=typed, uid=uuid.uuid4(), confirmed=True
        )

    def do_hosp(self, who):
        return actions.save_hospital_month(**who, **self.where, typed={"operations": "1"})

    def do_rinse(self, who):
        typed = {"enrolled": "30", "covered": "20", "weeks": "4"}
        return actions.save_rinses(**who, facility=self.panama.pedregal, school="A", year=2026, typed=typed)

    def do_res(self, who):
        return actions.save_resource(**who, facility=self.panama.pedregal, year=2026, dentists=2)

    def do_pop(self, who):
        rows = [{"sex": "1", "age": 3, "persons": 5}]
        return actions.load_population(
            **who, place=self.panama.pedregal, kind="responsibility", year=2026, source="Prueba", rows=rows
        )

    def do_indic(self, who):
        return found(any(self.panama.pedregal.is_within(root) for root in reach_of(who["by"], who["at"])))

    def do_log(self, who):
        return found(events_for(who["by"], who["at"]).filter(place=self.panama.pedregal).exists())


def state() -> tuple:
    """What a refused act must not change."""
    tables = (
        m.Sheet,
        m.PatientRow,
        m.AdminRow,
        m.PromotionRow,
        m.Claim,
        m.Agreement,
        m.FacilityMonth,
        m.Exam,
    )
    return Event.objects.count(), [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.fixture
def scene(panama):
    return Scene(panama)


def cells(scene: Scene, person: User, acts) -> dict[str, bool]:
    by = User.objects.get(pk=person.pk) if person.pk else person
    return {act: tried(lambda act=act: scene.act(act, by), state) for act in acts}


@pytest.mark.parametrize(("role", "relation"), ROWS)
def test_every_cell(panama, scene, role, relation):
    writer = relation == "writer"
    person = panama.dentist if writer else user_with(role, panama.places[HELD[role][relation]])
    assert cells(scene, person, ROWS[role, relation]) == ROWS[role, relation]


@pytest.mark.parametrize(
    ("role", "relation"), [(r, w) for r, held in HELD.items() for w in held if w in ("own", "foreign")]
)
def test_every_cell_of_the_other_forms(panama, reviewed, role, relation):
    person = user_with(role, panama.places[HELD[role][relation]])
    targets = calls(panama, reviewed)
    seen = {name for name in OTHERS if tried(lambda name=name: _do(targets[name], person, panama.at), state)}
    assert seen == ({name for name, roles in OTHERS.items() if role in roles} if relation == "own" else set())


def _do(call, by: User, at) -> None:
    """The call has no more than what it takes to be refused: whoever gets further may."""
    act, fields = call
    try:
        act(by=User.objects.get(pk=by.pk), at=at, **fields)
    except Refusal:
        raise
    except Exception as unready:
        raise NotNow(str(unready), rule="TEST") from unready


@pytest.mark.parametrize("kind", ["nobody", "inactive", "ended", "future", "without role", "of the exchange"])
def test_without_a_role_of_oral_health_in_force_nothing_is_allowed(panama, scene, kind):
    person = panama.chief
    if kind == "nobody":
        person = AnonymousUser()
    if kind == "inactive":
        User.objects.filter(pk=person.pk).update(is_active=False)
    if kind == "ended":
        person.grants.update(ends_at=panama.at)
    if kind == "future":
        person.grants.update(starts_at=panama.at + timedelta(seconds=1))
    if kind == "without role":
        person.grants.all().delete()
    if kind == "of the exchange":
        person = user_with("entity_head", panama.panama)
    acts = next(iter(ROWS.values()))
    assert not any(cells(scene, person, acts).values())


def test_who_wrote_the_sheet_keeps_it_only_while_they_work_there(panama, scene):
    panama.dentist.grants.update(ends_at=panama.at)
    acts = ROWS["oral_dentist", "writer"]
    assert not any(cells(scene, panama.dentist, acts).values())


def test_the_table_covers_every_role_relation_and_action():
    assert {key for key, role in ROLES.items() if role.module == "oralhealth"} == set(HELD)
    assert set(ROWS) == {(r, w) for r, held in HELD.items() for w in held} | {("oral_dentist", "writer")}
    names = {name.removeprefix("oralhealth.") for name in ACTIONS if name.startswith("oralhealth.")}
    assert names == set(DOES.values()) | set(OTHERS) | set(ELSEWHERE)
    acts = next(iter(ROWS.values()))
    assert set(DOES) | {"see", "indic", "log", "agdir", "agplan", "aghead"} == set(acts)


def test_a_facility_of_another_country_is_nobodys_here(world, panama, scene):
    """Mexico's sector coordination and administration have no say in Panama, nor the other way round."""
    for person in (world.users["sector"], world.admin):
        assert not any(cells(scene, person, next(iter(ROWS.values()))).values())
    mine = OrgUnit.objects.below(world.places["sector"])
    assert not any(unit.is_within(root) for root in reach_of(panama.national, panama.at) for unit in mine)


def test_the_state_asks_after_the_person(panama, scene):
    """Who may not, is told so, whatever the state; who may, is told when."""
    with pytest.raises(NotNow):
        scene.act("review", panama.chief)
    assert not tried(lambda: scene.act("review", panama.colleague))


BRING = {"oral_dentist", "oral_head", "administrator"}  # who writes somewhere, or runs imports


@pytest.mark.parametrize("role", [*HELD, "administrator", "auditor"])
def test_who_brings_a_file(panama, role):
    """Whoever may write anywhere, or run imports; each facility is asked for row by row. Only who brought it decides."""
    place = panama.panama if role in ("administrator", "auditor") else panama.places[HELD[role]["own"]]
    person, other = (user_with(role, place, username=f"{role}.{n}") for n in (1, 2))
    brought = m.RowsImport.objects.create(
        uid=uuid.uuid4(), filename="x.csv", size=1, created_at=panama.at, created_by=person, state="waiting"
    )

    def acts(by):
        who = {"by": by, "at": panama.at}
        return {
            "prepare": lambda: actions.prepare_rows_import(**who, filename="x.csv", chunks=[b"x"]),
            "accept": lambda: actions.accept_rows_import(**who, import_=brought),
            "discard": lambda: actions.discard_rows_import(**who, import_=brought),
        }

    assert {name for name, act in acts(person).items() if tried(act)} == (
        set(acts(person)) if role in BRING else set()
    )
    assert {name for name, act in acts(other).items() if tried(act)} == (
        {"prepare"} if role in BRING else set()
    )
