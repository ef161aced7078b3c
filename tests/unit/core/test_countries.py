"""Two countries in one installation: each person, place and paper by its own forms and clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from cauce.core.accounts.access import home_of
from cauce.core.countries import common, country, installation
from cauce.core.organisations.bulk import place_many
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import is_in_tree, root_of
from cauce.domains.exchange.actions.matching import sector
from tests.factories import UserFactory, user_with
from tests.factories.documents import issue_paper
from tests.factories.panama import make_panama

LATE = datetime(2026, 1, 1, 5, 30, tzinfo=UTC)  # 2026 has begun in Panama and not yet in Mexico


@pytest.fixture
def panama(db):
    return make_panama()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], "MX"),
        (["PA"], "PA"),
        (["PA", "PA", ""], "PA"),
        (["PA", "MX"], "MX"),
        (["XX"], "MX"),
        (["CO"], "CO"),
    ],
)
def test_the_country_of_several_places(codes, expected):
    assert common(codes).code == expected


def test_the_installations_own_settings_win_for_its_own_country(settings):
    settings.TIME_ZONE = "America/Tijuana"
    assert str(country("MX").zone) == "America/Tijuana"
    assert country("PA") != installation()


def test_within_it_dates_read_as_there():
    with country("PA").forms():
        assert translation.get_language() == "es-pa"
        assert timezone.localtime(LATE).year == 2026
    assert timezone.localtime(LATE).year == 2025


def test_units_inherit_their_roots_country(world, panama):
    assert {unit.country for unit in OrgUnit.objects.below(panama.panama)} == {"PA"}
    assert {unit.country for unit in OrgUnit.objects.below(world.places["sector"])} == {"MX"}
    [added] = place_many([OrgUnit(kind="facility", code="X-1", name="Nueva", parent=panama.chiriqui)])
    assert OrgUnit.objects.get(pk=added.pk).country == "PA"


def test_each_module_finds_its_own_tree_whichever_was_loaded_first(panama, world):
    assert root_of("exchange") == sector() == world.places["sector"]
    assert root_of("oralhealth") == panama.panama
    assert root_of("authorizations") == sector()
    assert root_of("a module without a tree") is None
    assert is_in_tree(panama.pedregal, "oralhealth")
    assert not is_in_tree(panama.pedregal, "exchange")


def test_a_persons_country_is_that_of_their_roles(world, panama):
    assert home_of(panama.dentist, panama.at).code == "PA"
    assert home_of(world.head, world.now).code == "MX"
    assert home_of(UserFactory(), world.now) == installation() == home_of(None, world.now)


def test_pages_show_each_person_their_own_hour(world, panama, client_as, monkeypatch):
    """16:00 UTC is 10:00 in Mexico City and 11:00 in Panama."""
    for person, hour in ((world.head, "10:00"), (panama.dentist, "11:00")):
        person.api_tokens.create(
            last_used_at=world.now,
            name="x",
            prefix=f"p{person.pk}",
            digest=f"d{person.pk}",
            created_at=world.now,
            expires_at=world.now + timedelta(days=9),
        )
        page = client_as(person).get("/cuenta/claves/").content.decode()
        assert hour in page, person
    assert translation.get_language() == "es-mx"


def test_a_paper_takes_its_folio_by_the_year_of_its_own_country(world, panama):
    world.now = LATE
    there = user_with("entity_head", panama.panama, username="there")
    assert issue_paper(world).folio.split("-")[2] == "2025"
    assert (
        issue_paper(world, by=there, place=panama.panama, subject=panama.panama).folio.split("-")[2] == "2026"
    )
