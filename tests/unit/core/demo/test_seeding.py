"""The seeding stays within its own country, and repeating it adds nothing whatever the others have placed."""

from types import ModuleType

from cauce.core.accounts.models import User
from cauce.core.demo.accounts import demo_modules, groups
from cauce.core.demo.people import ACROSS
from cauce.core.demo.seeding import seed_everything
from cauce.core.organisations.models import OrgUnit
from cauce.domains.riskplans.demo.places import seed_tree
from tests.factories import NOW
from tests.factories.people import user_with
from tests.factories.places import OrgUnitFactory


def test_another_countrys_entities_get_no_account_of_mexicos(db):
    seed_everything(at=NOW, only=frozenset())
    before = User.objects.count(), OrgUnit.objects.filter(kind="entity").count()
    seed_tree()
    assert OrgUnit.objects.filter(kind="entity").count() > before[1]
    scene = seed_everything(at=NOW, only=frozenset())
    assert User.objects.count() == before[0]
    assert not [code for code in scene.entities if code.startswith("CO-")]


def test_one_account_has_a_role_in_each_programme(db):
    """Repeating adds nothing; each module names whose role it has there."""

    def place(scene):
        if not User.objects.filter(username="co.alguien").exists():
            department = OrgUnitFactory(kind=OrgUnit.Kind.ENTITY)
            user_with("risk_territory", department, username="co.alguien")

    module = ModuleType("demo")
    module.seed, module.ACROSS_AS = place, "co.alguien"
    for _again in range(2):
        seed_everything(at=NOW, only=frozenset(), modules=[module])
    roles = User.objects.get(username=ACROSS).grants.values_list("role", flat=True)
    assert sorted(roles) == ["risk_territory", "sector_coordinator"]


def test_every_programme_says_whose_role_that_is():
    shown = {name for group in groups() for name in group.accounts}
    assert ACROSS in shown
    assert {module.ACROSS_AS for module in demo_modules() if hasattr(module, "ACROSS_AS")} == {
        "pa.region",
        "mx.coordinacion",
        "co.territorio",
    }
    assert {"pa.region", "mx.coordinacion", "co.territorio"} <= shown


def test_the_accounts_of_a_country_stand_together():
    countries = [group.country for group in groups()]
    assert countries == sorted(countries, key=countries.index)
