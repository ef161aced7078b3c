"""Reopening: the coordination's, with a written reason; the issued version is kept as superseded."""

from datetime import timedelta

import pytest

from cauce.core.audit.log import history
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import reopen_declaration

REASON = "Se omitió la unidad de Mesa de Otay."


@pytest.fixture
def reopen(world, declaration):
    def run(*, by=None, at=None, reason=REASON, until=None):
        return reopen_declaration(
            by=by or world.coordinator,
            at=at or world.now,
            declaration=declaration,
            reason=reason,
            until=until,
        )

    return run


@pytest.fixture
def finalised(world, save, finalise):
    save({world.products[0]: {"surplus_patients": "4"}})
    return finalise()


@pytest.mark.usefixtures("finalised")
def test_it_opens_again_and_the_next_version_carries_the_next_number(
    world, declaration, save, reopen, finalise
):
    assert reopen().withdrawn_version == 1
    declaration.refresh_from_db()
    assert (declaration.state, declaration.units_total) == ("open", None)
    assert not IssuedDocument.objects.get().is_current
    save({world.products[1]: {"surplus_patients": "2"}}, version=1)
    assert finalise().final_version == 2
    first, second = IssuedDocument.objects.order_by("version")
    assert (first.state, second.state) == ("superseded", "current")
    assert first.path.exists()
    actions = [event.action for event in history(declaration)]
    assert actions[:3] == [
        "exchange.declaration.finalise",
        "exchange.sheet.save",
        "exchange.declaration.reopen",
    ]


@pytest.mark.usefixtures("finalised")
@pytest.mark.parametrize("reason", ["", "   ", "porque sí"])
def test_the_reason_is_written(reopen, reason):
    with pytest.raises(Invalid) as refused:
        reopen(reason=reason)
    assert refused.value.problems[0].rule == "EX-35"


@pytest.mark.usefixtures("finalised")
@pytest.mark.parametrize("who", ["editor", "head", "coordinator_imss", "auditor", "admin"])
def test_only_its_coordination(world, reopen, who):
    with pytest.raises(NotAllowed):
        reopen(by=world.users[who])


@pytest.mark.usefixtures("finalised")
def test_after_the_close_it_needs_an_end_and_lets_write_until_then(world, save, reopen):
    late = world.now + timedelta(days=30)
    with pytest.raises(Invalid) as refused:
        reopen(at=late)
    assert refused.value.problems[0].rule == "EX-36"
    with pytest.raises(Invalid):
        reopen(at=late, until=late)
    reopen(at=late, until=late + timedelta(days=2))
    assert (
        save({world.products[1]: {"surplus_patients": "2"}}, version=1, at=late + timedelta(days=1)).version
        == 2
    )
    with pytest.raises(NotNow) as refused:
        save({world.products[1]: {}}, version=2, at=late + timedelta(days=2))
    assert refused.value.rule == "EX-31"


def test_what_is_open_is_not_reopened(reopen):
    with pytest.raises(NotNow) as refused:
        reopen()
    assert refused.value.rule == "EX-34"


def test_what_the_close_froze_can_be_reopened(world, save, reopen):
    late = world.now + timedelta(days=30)
    reopen(at=late, until=late + timedelta(days=1))
    assert save({world.products[0]: {"surplus_patients": "1"}}, at=late).added == 1
