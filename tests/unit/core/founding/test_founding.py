"""The first start: an empty installation gets its places and somebody who may begin; a founded one refuses."""

import pytest
from typer.testing import CliRunner

from cauce.core.accounts.access import can, can_at_root
from cauce.core.accounts.actions.people import create_person
from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Release
from cauce.core.errors import Invalid, NotNow
from cauce.core.founding.cli import app
from cauce.core.founding.countries import HOMES
from cauce.core.founding.founding import found
from cauce.core.organisations.actions import place_under
from cauce.core.organisations.models import Area, OrgUnit
from cauce.core.organisations.trees import root_of
from cauce.core.todo import todo_for

pytestmark = pytest.mark.django_db
PROFILE = {"first_name": "Alba", "last_name": "Cedro", "email": "alba@example.org"}
# country → (kind of the places right below, how many, one of them)
BELOW = {"MX": ("institution", 6, "ISSSTE"), "CO": ("entity", 33, "CO-05"), "PA": ("region", 15, "PA-08")}


@pytest.mark.parametrize("country", HOMES)
def test_an_empty_installation_gets_its_places_and_who_begins(country, now):
    done = found(country, now, username="alba", profile=PROFILE)
    kind, least, one = BELOW[country]
    below = OrgUnit.objects.filter(parent=done.root, kind=kind)
    assert below.count() == done.places >= least
    assert below.filter(code=one, country=country).exists()
    assert not OrgUnit.objects.filter(synthetic=True).exists()
    for module in HOMES[country].programmes:
        assert root_of(module) == done.root
        assert can_at_root(done.person, Permission.IMPORT_RUN, module, now)
    assert done.person.check_password(done.password)
    assert done.person.must_change_password
    event = Event.objects.get(action="organisations.country.found")
    assert (event.by, event.data["administrator"]) == (None, "alba")
    assert verify().whole
    other, _password = create_person(
        by=done.person, at=now, username="bruno", first_name="B", last_name="C", email="b@example.org"
    )
    assert other.pk


def test_mexico_gets_its_areas_and_the_sources_catalogue(now):
    done = found("MX", now, username="alba", profile=PROFILE)
    assert Area.objects.filter(system="INEGI", kind=Area.Kind.STATE).count() == 32
    assert Release.objects.get().catalogue.code.startswith("exchange")
    assert "conceptos" in done.loaded[0]


def test_a_founded_country_refuses_and_changes_nothing(now):
    first = found("CO", now, username="alba", profile=PROFILE)
    before = OrgUnit.objects.count()
    with pytest.raises(NotNow, match="ya tiene quien lo administra") as refused:
        found("CO", now, username="bruno", profile={**PROFILE, "email": "b@example.org"})
    assert first.person.display_name in refused.value.who
    assert OrgUnit.objects.count() == before
    assert not User.objects.filter(username="bruno").exists()


def test_who_is_left_without_administration_gets_one_again(now):
    first = found("CO", now, username="alba", profile=PROFILE)
    User.objects.filter(pk=first.person.pk).update(is_active=False)
    again = found("CO", now, username="bruno", profile={**PROFILE, "email": "b@example.org"})
    assert (again.root, again.places) == (first.root, 0)
    assert can(again.person, Permission.PEOPLE_MANAGE, first.root, now)


def test_one_person_may_administer_two_countries(now):
    first = found("CO", now, username="alba", profile=PROFILE)
    second = found("PA", now, username="alba", profile={})
    assert (second.person, second.password) == (first.person, "")
    assert Grant.objects.filter(user=first.person).count() == 2


@pytest.mark.parametrize(
    ("country", "username", "profile", "rule"),
    [
        ("AR", "alba", PROFILE, "FO-01"),
        ("CO", "a", PROFILE, "PE-01"),
        ("CO", "alba", {**PROFILE, "email": "alba"}, "PE-02"),
        ("CO", "alba", {**PROFILE, "last_name": ""}, "PE-03"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_left(now, country, username, profile, rule):
    with pytest.raises(Invalid) as refused:
        found(country, now, username=username, profile=profile)
    assert rule in {problem.rule for problem in refused.value.problems}
    assert not OrgUnit.objects.exists()
    assert not User.objects.exists()


def test_the_command_says_what_it_did_and_what_comes_next():
    given = [
        "co",
        "--administrator",
        "alba",
        "--name",
        "Alba",
        "--surname",
        "Cedro",
        "--email",
        "a@example.org",
    ]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    assert "«Colombia · red pública hospitalaria» (COLOMBIA): 33 lugares." in done.output
    assert "Contraseña temporal" in done.output
    assert "cauce import file risk-hospitals" in done.output
    again = CliRunner().invoke(app, given)
    assert again.exit_code == 2
    assert "ya tiene quien lo administra" in again.output
    wrong = CliRunner().invoke(app, ["XX", "--administrator", "alba"])
    assert wrong.exit_code == 2
    assert "MX, CO, PA" in wrong.output


def test_the_new_administration_is_told_what_comes_first(now):
    done = found("CO", now, username="alba", profile=PROFILE)
    titles = [item.title for item in todo_for(done.person, now)]
    name = done.root.name
    assert titles == [f"Dar de alta a las personas de «{name}»", f"Traer las unidades de «{name}»"]
    department = OrgUnit.objects.get(code="CO-05")
    place_under(OrgUnit(kind=OrgUnit.Kind.UNIT, code="0500100001", name="ESE", parent=department))
    bruno = User.objects.create(username="bruno")
    Grant.objects.create(user=bruno, role="risk_officer", place=department, starts_at=now)
    assert todo_for(User.objects.get(pk=done.person.pk), now) == []
    assert todo_for(bruno, now) == []
