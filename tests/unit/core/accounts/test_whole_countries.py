"""Two countries in one installation: who administers one changes nothing of the other's catalogues, units or rounds."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cauce.core.accounts.access import can_at_root, require_at_root
from cauce.core.accounts.actions import grant_role
from cauce.core.accounts.forms import GrantForm
from cauce.core.accounts.permissions import Permission as P
from cauce.core.audit.log import history
from cauce.core.catalogues import actions as catalogues
from cauce.core.catalogues.models import Alias, Catalogue, Release
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.imports.actions import discard_import, plan_of, prepare_import, run_import
from cauce.core.imports.models import Import
from cauce.core.jobs.actions import cancel_job
from cauce.core.jobs.models import Job
from cauce.core.jobs.queries import visible_jobs
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import module_of
from cauce.core.periods.models import Round
from cauce.domains.exchange.actions import open_round, request_run
from cauce.domains.exchange.models import Declaration
from tests.factories import user_with
from tests.factories.people import UserFactory
from tests.factories.places import OrgUnitFactory

CODE = "exchange-services"
UNITS = b"clues,nombre,instituci\xc3\xb3n,entidad,nivel\nBCIST000999,Unidad nueva,ISSSTE,02,1\n"
ENTRIES = "clave,tipo,concepto superior,nombre,nombres alternos\nS,servicio,,Atención médica,\n".encode()


@pytest.fixture
def panama(world):
    """Panama's administrator beside the Mexican scene."""
    root = OrgUnitFactory(kind="sector", code="PANAMA", name="Panamá", country="PA")
    return user_with("administrator", root, username="panama")


@pytest.mark.parametrize(
    ("code", "module"),
    [(CODE, "exchange"), ("authorizations-services", "authorizations"), ("prueba", ""), ("otro-x", "")],
)
def test_a_catalogues_code_says_its_module(code, module):
    assert module_of(code) == module


def test_the_root_is_needed_and_has_to_be_there(world, now, panama, settings):
    assert require_at_root(world.admin, P.ROUNDS_MANAGE, "exchange", now) == world.places["sector"]
    assert not can_at_root(panama, P.ROUNDS_MANAGE, "exchange", now)
    assert can_at_root(panama, P.ROUNDS_MANAGE, "oralhealth", now)
    settings.CAUCE_ROOTS = {"exchange": "NADA"}
    assert not can_at_root(world.admin, P.ROUNDS_MANAGE, "exchange", now)
    with pytest.raises(NotAllowed) as refused:
        require_at_root(world.admin, P.ROUNDS_MANAGE, "exchange", now)
    assert "CAUCE_ROOTS" in refused.value.remedy


def test_a_catalogue_is_its_countrys(world, now, panama):
    catalogue, who = Catalogue.objects.get(code=CODE), {"by": panama, "at": now}
    draft = catalogues.create_release(
        by=world.admin, at=now, catalogue=catalogue, valid_from=date(2026, 6, 1)
    )
    alias = catalogues.add_alias(by=world.admin, at=now, entry=world.speciality, text="Cirugía mayor")
    for act, fields in (
        (catalogues.create_catalogue, {"code": "exchange-otro", "name": "Otro"}),
        (catalogues.create_release, {"catalogue": catalogue, "valid_from": date(2026, 7, 1)}),
        (catalogues.add_entry, {"release": draft, "code": "N", "kind": "product", "label": "Nuevo"}),
        (catalogues.close_entry, {"release": draft, "code": world.speciality.code}),
        (catalogues.publish_release, {"release": draft}),
        (catalogues.discard_release, {"release": draft}),
        (catalogues.add_alias, {"entry": world.speciality, "text": "Otra forma"}),
        (catalogues.remove_alias, {"alias": alias}),
    ):
        with pytest.raises(NotAllowed):
            act(**who, **fields)
    assert Alias.objects.filter(pk=alias.pk).exists()
    assert Release.objects.get(pk=draft.pk).published_at is None
    assert catalogues.create_catalogue(**who, code="prueba", name="De nadie en particular").code == "prueba"


def test_an_entrys_page_is_not_there_for_another_country(world, client_as, panama):
    address = reverse("catalogues:entry", args=[CODE, world.speciality.pk])
    assert 'name="text"' in client_as(world.admin).get(address).content.decode()
    assert 'name="text"' not in client_as(world.auditor).get(address).content.decode()
    client = client_as(panama)
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "Otra forma"}).status_code == 404


def test_a_file_of_another_countrys_catalogue_is_refused(world, now, panama):
    options = {"catalogue": CODE, "origin": "prueba", "note": ""}
    file = {"kind": "catalogue", "content": ENTRIES, "filename": "c.csv", "options": options}
    for act in (prepare_import, run_import):
        with pytest.raises(NotAllowed):
            act(by=panama, at=now, **file)
    assert not Import.objects.exists()
    assert prepare_import(by=world.admin, at=now, **file).pk


def test_a_file_of_another_countrys_units_says_which_rows(world, now, panama):
    plan = plan_of("units", UNITS, "u.csv", {}, now, panama)
    assert [(p.rule, p.place) for p in plan.errors] == [("IM-23", "línea 2, columna «institución»")]
    assert "ISSSTE" in plan.errors[0].message
    assert plan_of("units", UNITS, "u.csv", {}, now, world.admin).is_possible


def test_another_countrys_units_are_neither_brought_nor_discarded(world, now, panama):
    file = {"kind": "units", "content": UNITS, "filename": "u.csv"}
    with pytest.raises(NotAllowed):
        prepare_import(by=panama, at=now, **file)
    waiting = prepare_import(by=world.admin, at=now, **file)
    with pytest.raises(NotAllowed):
        discard_import(by=panama, at=now, import_=waiting)
    assert discard_import(by=world.admin, at=now, import_=waiting).state == Import.State.DISCARDED


def test_a_job_without_a_place_is_where_whoever_asked_for_it_works(world, now, panama):
    """Its file may hold what was in somebody else's country."""
    job = Job.objects.create(kind="prueba", title="Archivo sin lugar", by=world.head, created_at=now)
    own = Job.objects.create(kind="prueba", title="De la agenda", by=None, created_at=now)
    assert set(visible_jobs(world.admin, now)) == {job, own}
    assert set(visible_jobs(panama, now)) == {own}
    with pytest.raises(NotAllowed):
        cancel_job(by=panama, at=now, job=job)
    assert cancel_job(by=world.admin, at=now, job=job).cancel_requested


def test_a_round_and_its_matching_are_its_countrys(world, now, panama, client_as):
    dates = {"opens_at": now, "closes_at": now + timedelta(days=9)}
    with pytest.raises(NotAllowed):
        open_round(by=panama, at=now, code="otra", name="Otra", **dates)
    with pytest.raises(NotAllowed):
        open_round(by=panama, at=now, code=world.round.code, name="Cambiada", **dates)
    assert Round.objects.get().name != "Cambiada"
    with pytest.raises(NotAllowed):
        request_run(by=panama, at=now, round_=world.round, max_km=100)
    client = client_as(panama)
    assert client.get(reverse("exchange:rounds")).status_code == 403
    assert client.get(reverse("exchange:round", args=[world.round.code])).status_code == 403


def test_a_round_gives_nothing_to_another_countrys_entities(world, now, panama):
    root = panama.grants.get().place
    OrgUnitFactory(kind="entity", code="PA-04", name="Chiriquí", parent=root)
    opened = open_round(
        by=world.admin, at=now, code="otra", name="Otra", opens_at=now, closes_at=now + timedelta(days=9)
    )
    assert Declaration.objects.filter(round=opened).count() == 4
    assert history(opened).get().place == world.places["sector"]


def test_a_role_is_given_where_its_programme_is(world, panama):
    """PE-18: the exchange's coordination is nobody's role in Panama, nor oral health's in Mexico."""
    root = OrgUnit.objects.get(code="PANAMA")
    person = UserFactory()
    for role, place, by in (
        ("sector_coordinator", root, panama),
        ("oral_nation", world.places["sector"], world.admin),
    ):
        with pytest.raises(Invalid) as refused:
            grant_role(by=by, at=world.now, person=person, role=role, place=place)
        assert [problem.rule for problem in refused.value.problems] == ["PE-18"]
    grant_role(by=panama, at=world.now, person=person, role="oral_nation", place=root)
    grant_role(by=panama, at=world.now, person=person, role="auditor", place=root)


def test_only_the_roles_of_the_country_s_programmes_are_offered(world, panama, client_as):
    OrgUnitFactory(kind="sector", code="COLOMBIA", name="Colombia", country="CO")
    offered = GrantForm(by=panama, at=world.now).fields["role"].choices
    assert [str(label) for label, _roles in offered] == ["Salud bucal", "Generales"]
    page = client_as(panama).get(reverse("person", args=[UserFactory().pk])).content.decode()
    assert '<optgroup label="Salud bucal">' in page
    assert "Captura de unidad" not in page
