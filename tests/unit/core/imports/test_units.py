"""Importing units: what would change, accepted whole or not at all, and repeated without effect."""

import pytest

from cauce.core.audit.log import history, sentence, verify
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.core.imports.actions import apply_import, discard_import, plan_of, prepare_import, run_import
from cauce.core.imports.models import Import
from cauce.core.organisations.models import OrgUnit, UnitCode
from tests.factories.places import AreaFactory

HEADER = "clues,nombre,institución,entidad,nivel,localidad,latitud,longitud,otras claves"
ROWS = (
    "BCISS000001,Unidad sintética 1 ISSSTE,ISSSTE,02,1,Localidad sintética,32.1,-115.0,",
    "BCISS000002,Nombre nuevo,ISSSTE,02,2,Localidad sintética,32.2,-115.0,",
    "BCIST000999,Unidad nueva,ISSSTE,02,1,Otra,31.0,-115.0,CLUES SSA:BCSSA000999",
)


def content(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


@pytest.fixture
def run(world, now):
    def call(*rows, **options):
        return run_import(
            by=world.admin, at=now, kind="units", content=content(*rows), filename="u.csv", options=options
        )

    return call


def test_the_preview_says_everything_and_writes_nothing(world, now):
    before = list(OrgUnit.objects.values())
    plan = plan_of("units", content(*ROWS), "u.csv", {"close_missing": True}, now)
    assert [c.code for c in plan.added] == ["BCIST000999"]
    assert [(c.code, c.fields) for c in plan.changed] == [
        ("BCISS000002", {"nombre": ("Unidad sintética 2 ISSSTE", "Nombre nuevo")})
    ]
    assert [c.code for c in plan.closed] == ["BCISS000003"]
    assert plan.unchanged == 1
    assert list(OrgUnit.objects.values()) == before


def test_another_countrys_areas_with_the_same_codes_are_not_mexicos(world, now, run):
    there = AreaFactory(system="DANE", code="02", name="Departamento")
    AreaFactory(system="DANE", code="02004", name="Municipio", kind="municipality", parent=there)
    here = AreaFactory(code="02004", name="Tijuana", kind="municipality", parent=world.issste_bc.area)
    header = "clues,nombre,institución,entidad,nivel,municipio"
    wrong = content("BCIST000999,Unidad nueva,ISSSTE,Departamento,1,", header=header)
    assert [p.rule for p in plan_of("units", wrong, "u.csv", {}, now).problems] == ["IM-14"]
    wrong = content("BCIST000999,Unidad nueva,ISSSTE,02,1,Municipio", header=header)
    assert [p.rule for p in plan_of("units", wrong, "u.csv", {}, now).problems] == ["IM-16"]
    right = content("BCIST000999,Unidad nueva,ISSSTE,02,1,02004", header=header)
    run_import(by=world.admin, at=now, kind="units", content=right, filename="u.csv")
    assert OrgUnit.objects.get(code="BCIST000999").area == here


def test_importing(world, now, run):
    run(*ROWS)
    new = OrgUnit.objects.get(code="BCIST000999")
    assert new.parent == world.issste_bc
    assert new.path == f"{world.issste_bc.path}{new.pk}/"
    assert (new.name, new.care_level, new.latitude) == ("Unidad nueva", 1, 31.0)
    assert set(new.codes.values_list("system", "value")) == {
        ("CLUES", "BCIST000999"),
        ("CLUES SSA", "BCSSA000999"),
    }
    assert OrgUnit.objects.get(code="BCISS000002").name == "Nombre nuevo"
    assert OrgUnit.objects.get(code="BCISS000003").valid_to is None
    assert verify().whole
    assert sentence(history(Import.objects.get())[0]) == "importó «u.csv»: 1 altas, 1 cambios, 0 cierres"


def test_repeating_changes_nothing(run):
    run(*ROWS)
    units, imports = list(OrgUnit.objects.values()), Import.objects.count()
    again = run(*ROWS)
    assert (again.added, again.changed, again.unchanged) == ([], [], 3)
    assert list(OrgUnit.objects.values()) == units
    assert Import.objects.count() == imports


def test_what_is_missing_is_closed_only_when_asked_and_can_come_back(now, run):
    run(*ROWS, close_missing=True)
    assert OrgUnit.objects.get(code="BCISS000003").valid_to == now.date()
    assert OrgUnit.objects.get(code="BCIMS000001").valid_to is None  # of another entity
    run("BCISS000003,Unidad sintética 3 ISSSTE,ISSSTE,02,3,Localidad sintética,32.3,-115.0,")
    assert OrgUnit.objects.get(code="BCISS000003").valid_to is None


def test_an_entity_that_did_not_exist_is_created(world, run):
    run("HGIMS000777,Unidad nueva,IMSS,13,1,,,,", "BCIMS000778,Otra,IMSS,02,1,,,,")
    assert OrgUnit.objects.get(code="HGIMS000777").parent == world.imss_hgo


def test_columns_that_the_file_lacks_stay_as_they_are(world, now):
    file = content("BCISS000001,Solo el nombre,ISSSTE,02,1", header="clues,nombre,institución,entidad,nivel")
    plan = run_import(by=world.admin, at=now, kind="units", content=file, filename="u.csv")
    unit = OrgUnit.objects.get(code="BCISS000001")
    assert (unit.name, unit.locality, unit.latitude) == ("Solo el nombre", "Localidad sintética", 32.1)
    assert [c.fields for c in plan.changed] == [{"nombre": ("Unidad sintética 1 ISSSTE", "Solo el nombre")}]


def test_one_bad_row_imports_nothing(run):
    before = list(OrgUnit.objects.values())
    with pytest.raises(Invalid) as refused:
        run(*ROWS, "BCISS,,ISSSTE,02,1,,,,")
    assert [p.place for p in refused.value.problems] == [
        "línea 5, columna «nombre»",
        "línea 5, columna «CLUES»",
    ]
    assert list(OrgUnit.objects.values()) == before
    assert not UnitCode.objects.exists()


def test_units_do_not_move(run):
    with pytest.raises(Invalid) as refused:
        run("BCISS000001,Unidad sintética 1 ISSSTE,IMSS,02,1,,,,")
    assert refused.value.rule == "IM-19"


class TestReview:
    """Upload, look, accept or discard."""

    @pytest.fixture
    def waiting(self, world, now):
        return prepare_import(by=world.admin, at=now, kind="units", content=content(*ROWS), filename="u.csv")

    def digest(self, waiting, now):
        return plan_of("units", bytes(waiting.content), "u.csv", waiting.options, now).digest()

    def test_accept(self, world, now, waiting):
        apply_import(by=world.admin, at=now, import_=waiting, digest=self.digest(waiting, now))
        waiting.refresh_from_db()
        assert waiting.state == "applied"
        assert waiting.counts["added"] == 1
        assert OrgUnit.objects.filter(code="BCIST000999").exists()

    def test_accepting_twice(self, world, now, waiting):
        digest = self.digest(waiting, now)
        apply_import(by=world.admin, at=now, import_=waiting, digest=digest)
        with pytest.raises(NotNow) as refused:
            apply_import(by=world.admin, at=now, import_=waiting, digest=digest)
        assert refused.value.rule == "IM-41"

    def test_accepting_what_is_no_longer_so(self, world, now, waiting):
        digest = self.digest(waiting, now)
        OrgUnit.objects.filter(code="BCISS000002").update(name="Nombre nuevo")
        with pytest.raises(Conflict) as refused:
            apply_import(by=world.admin, at=now, import_=waiting, digest=digest)
        assert refused.value.rule == "IM-40"
        assert not OrgUnit.objects.filter(code="BCIST000999").exists()

    def test_discard(self, world, now, waiting):
        discard_import(by=world.admin, at=now, import_=waiting)
        with pytest.raises(NotNow):
            discard_import(by=world.admin, at=now, import_=waiting)
        assert not OrgUnit.objects.filter(code="BCIST000999").exists()

    def test_a_file_with_problems_waits_but_cannot_be_accepted(self, world, now):
        made = prepare_import(
            by=world.admin, at=now, kind="units", content=content("X,,,,,,,,"), filename="u.csv"
        )
        assert made.counts["errors"] == 5
        with pytest.raises(Invalid):
            apply_import(by=world.admin, at=now, import_=made, digest=self.digest(made, now))


@pytest.mark.parametrize("role", ["head", "coordinator", "sector", "auditor", "reporter"])
def test_who_may_not_import(world, now, role):
    with pytest.raises(NotAllowed):
        run_import(by=world.users[role], at=now, kind="units", content=content(*ROWS), filename="u.csv")
