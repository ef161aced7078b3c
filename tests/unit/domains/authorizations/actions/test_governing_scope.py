"""What holds in a whole country is not for who coordinates a part of it; what belongs to a place is for who is there."""

import pytest

from cauce.core.audit.log import history
from cauce.core.audit.models import Event
from cauce.core.errors import NotAllowed
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Professional, ServicePolicy
from tests.factories import GrantFactory, UserFactory, user_with
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY

WHY = "Un motivo suficiente"


@pytest.fixture
def institution(scene):
    """Who coordinates one institution of several."""
    return user_with("auth_coordinator", scene.issste)


@pytest.fixture
def panama(scene):
    """Who coordinates another country's tree."""
    from tests.factories.places import OrgUnitFactory

    root = OrgUnitFactory(kind="sector", code="PANAMA", name="Panamá", country="PA")
    return user_with("auth_coordinator", root)


def policy(scene, by):
    return actions.set_service(
        by=by,
        at=AT,
        entry=scene.entries["IMG-RM"],
        category="imaging",
        speciality="RADIO",
        in_basic_catalogue=True,
        valid_from=TODAY,
    )


def test_a_policy_is_for_who_coordinates_the_whole_country(scene, institution, panama):
    events = Event.objects.count()
    for person in (scene.coordination, institution, panama, scene.watcher):
        with pytest.raises(NotAllowed):
            policy(scene, person)
    assert not ServicePolicy.objects.filter(code="IMG-RM", in_basic_catalogue=True).exists()
    assert Event.objects.count() == events
    made = policy(scene, scene.top)
    assert (made.in_basic_catalogue, history(made).get().place) == (True, scene.sector)


def test_nobody_sets_a_policy_while_the_tree_is_not_loaded(scene, settings):
    settings.CAUCE_ROOTS = {"authorizations": "OTRO"}
    with pytest.raises(NotAllowed) as refused:
        policy(scene, scene.top)
    assert "CAUCE_ROOTS" in refused.value.remedy


def licence(by, person):
    return actions.set_professional(by=by, at=AT, person=person, licence="12345", reviews=["ONCO"])


def test_a_reviewers_queues_are_for_who_coordinates_each_of_their_places(scene, institution):
    """`second` reviews in the whole institution; `elsewhere` in another region; `reviewer` in both of theirs."""
    for person in (scene.second, scene.elsewhere):
        with pytest.raises(NotAllowed) as refused:
            licence(scene.coordination, person)
        assert "ISSSTE" in str(refused.value)
        licence(institution, person)
        Professional.objects.filter(user=person).delete()
    assert history(licence(scene.coordination, scene.reviewer)).first().place == scene.issste_bc
    GrantFactory(user=scene.reviewer, role="auth_reviewer", place=scene.issste_hgo)
    with pytest.raises(NotAllowed):
        licence(scene.coordination, scene.reviewer)


def test_who_works_nowhere_in_the_module_is_for_the_whole_countrys_coordination(scene, institution):
    stranger = UserFactory()
    for by in (scene.coordination, institution):
        with pytest.raises(NotAllowed):
            licence(by, stranger)
    assert licence(scene.top, stranger).licence == "12345"


def test_another_regions_places_criteria_and_signals_are_not_for_a_region(scene):
    away = scene.issste_hgo_1
    mine = {"by": scene.coordination, "at": AT}
    national = actions.publish_criteria(
        by=scene.top, at=AT, place=scene.sector, text=CRITERIA, valid_from=SINCE
    )
    term = {"kind": "answer", "amount": 1, "unit": "hours", "valid_from": TODAY}
    field = [{"key": "turno", "label": "Turno", "type": "text"}]
    acts = (
        (actions.exempt_service, {"unit": away, "service_code": "QT", "since": TODAY, "reason": WHY}),
        (actions.set_centre, {"unit": away, "service_code": "QT", "since": TODAY}),
        (actions.set_term, {"place": scene.sector, **term}),
        (actions.set_term, {"place": away, **term}),
        (actions.set_team_member, {"unit": away, "team": "A", "person": scene.colleague}),
        (actions.publish_criteria, {"place": scene.sector, "text": CRITERIA, "valid_from": TODAY}),
        # The same document for one's own region would replace the country's.
        (actions.publish_criteria, {"place": scene.issste_bc, "text": CRITERIA, "valid_from": TODAY}),
        (actions.withdraw_criteria, {"version": national, "valid_from": TODAY, "note": WHY}),
        (actions.publish_variant, {"place": away, "title": "x", "fields": field, "valid_from": TODAY}),
    )
    events = Event.objects.count()
    for act, fields in acts:
        with pytest.raises(NotAllowed):
            act(**mine, **fields)
    assert Event.objects.count() == events
