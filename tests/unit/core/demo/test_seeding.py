"""The seeding stays within its own country, and repeating it adds nothing whatever the others have placed."""

from cauce.core.accounts.models import User
from cauce.core.demo.seeding import seed_everything
from cauce.core.organisations.models import OrgUnit
from cauce.domains.riskplans.demo.places import seed_tree
from tests.factories import NOW


def test_another_countrys_entities_get_no_account_of_mexicos(db):
    seed_everything(at=NOW, only=frozenset())
    before = User.objects.count(), OrgUnit.objects.filter(kind="entity").count()
    seed_tree()
    assert OrgUnit.objects.filter(kind="entity").count() > before[1]
    scene = seed_everything(at=NOW, only=frozenset())
    assert User.objects.count() == before[0]
    assert not [code for code in scene.entities if code.startswith("CO-")]
