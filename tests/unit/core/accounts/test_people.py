"""People: made, changed, closed, opened again, unlocked; never deleted; every act audited."""

from datetime import timedelta

import pytest

from cauce.core.accounts import actions
from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.reach import people_in_reach
from cauce.core.audit.log import history, sentence, verify
from cauce.core.errors import Invalid, NotAllowed
from tests.factories import user_with

NEW = {
    "username": "maria.lopez",
    "first_name": "María",
    "last_name": "López Sintética",
    "email": "maria@example.org",
}


def rules_of(error) -> list[str]:
    return [problem.rule for problem in error.value.problems]


def test_a_new_person_has_a_temporary_password_that_works_once_shown(world):
    person, password = actions.create_person(by=world.admin, at=world.now, **NEW)
    assert person.check_password(password)
    assert person.must_change_password
    event = history(person).get()
    assert sentence(event) == "creó la cuenta de María López Sintética"
    assert password not in str(event.data)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"username": "a b"}, "PE-01"),
        ({"username": "ab"}, "PE-01"),
        ({"username": "HEAD"}, "PE-01"),
        ({"email": "no"}, "PE-02"),
        ({"email": "head@example.org"}, "PE-02"),
        ({"first_name": " "}, "PE-03"),
        ({"shared": True}, "PE-04"),
    ],
)
def test_a_bad_person_is_refused_and_nothing_is_saved(world, change, rule):
    before = User.objects.count()
    with pytest.raises(Invalid) as error:
        actions.create_person(by=world.admin, at=world.now, **{**NEW, **change})
    assert rules_of(error) == [rule]
    assert User.objects.count() == before


def test_a_shared_account_only_where_the_setting_allows_and_only_for_an_entity(world, settings):
    settings.CAUCE_SHARED_ENTITY_ACCOUNTS = True
    person, _password = actions.create_person(by=world.admin, at=world.now, **NEW, shared=True)
    give = {"by": world.admin, "at": world.now, "person": person}
    with pytest.raises(Invalid) as error:
        actions.grant_role(**give, role="institution_coordinator", place=world.issste)
    assert rules_of(error) == ["PE-05"]
    actions.grant_role(**give, role="entity_editor", place=world.issste_bc)
    assert can(person, Permission.EXCHANGE_EDIT, world.issste_bc, world.now + timedelta(seconds=1))


@pytest.mark.parametrize("who", ["head", "coordinator", "sector", "auditor", "reporter"])
def test_only_the_administration_manages_people(world, who):
    user = world.users[who]
    with pytest.raises(NotAllowed):
        actions.create_person(by=user, at=world.now, **NEW)
    with pytest.raises(NotAllowed):
        actions.deactivate_person(by=user, at=world.now, person=world.editor, reason="porque sí")
    with pytest.raises(NotAllowed):
        actions.grant_role(
            by=user, at=world.now, person=world.editor, role="entity_head", place=world.issste_bc
        )


def test_a_closed_account_does_nothing_and_opens_again_with_its_roles(world):
    actions.deactivate_person(by=world.admin, at=world.now, person=world.editor, reason="Baja")
    editor = User.objects.get(pk=world.editor.pk)
    assert not can(editor, Permission.EXCHANGE_READ, world.issste_bc, world.now)
    actions.reactivate_person(by=world.admin, at=world.now, person=editor, reason="Reingreso")
    assert can(User.objects.get(pk=editor.pk), Permission.EXCHANGE_READ, world.issste_bc, world.now)
    assert [e.reason for e in history(editor)] == ["Reingreso", "Baja"]


def test_closing_needs_a_reason_and_never_oneself(world):
    with pytest.raises(Invalid) as error:
        actions.deactivate_person(by=world.admin, at=world.now, person=world.editor, reason=" ")
    assert rules_of(error) == ["PE-17"]
    with pytest.raises(Invalid) as error:
        actions.deactivate_person(by=world.admin, at=world.now, person=world.admin, reason="x")
    assert rules_of(error) == ["PE-16"]


def test_a_role_begins_and_ends_when_said(world):
    start, end = world.now + timedelta(days=1), world.now + timedelta(days=3)
    actions.grant_role(
        by=world.admin,
        at=world.now,
        person=world.auditor,
        role="entity_editor",
        place=world.issste_hgo,
        starts_at=start,
        ends_at=end,
    )
    allowed = [
        can(User.objects.get(pk=world.auditor.pk), Permission.EXCHANGE_EDIT, world.issste_hgo, at)
        for at in (world.now, start, end - timedelta(seconds=1), end)
    ]
    assert allowed == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"role": "rey"}, "PE-10"),
        ({"role": "unit_reporter"}, "PE-11"),
        ({"ends_in": -1}, "PE-12"),
        ({"role": "entity_head"}, "PE-13"),
        ({"person": "admin"}, "PE-15"),
    ],
)
def test_a_bad_grant_is_refused(world, change, rule):
    given = {"role": "entity_editor", "person": "head", **change}
    ends = given.pop("ends_in", None)
    person = world.users[given.pop("person")]
    with pytest.raises(Invalid) as error:
        actions.grant_role(
            by=world.admin,
            at=world.now,
            person=person,
            place=world.issste_bc,
            ends_at=world.now + timedelta(days=ends) if ends else None,
            **given,
        )
    assert rules_of(error) == [rule]


def test_a_revoked_role_stops_now_and_stays_in_the_history(world):
    grant = world.head.grants.get()
    actions.revoke_grant(by=world.admin, at=world.now, grant=grant, reason="Cambio de puesto")
    head = User.objects.get(pk=world.head.pk)
    assert not can(head, Permission.EXCHANGE_FINALISE, world.issste_bc, world.now)
    assert head.grants.count() == 1
    with pytest.raises(Invalid) as error:
        actions.revoke_grant(by=world.admin, at=world.now, grant=grant)
    assert rules_of(error) == ["PE-14"]


def test_a_role_that_has_not_begun_can_be_revoked(world):
    grant = actions.grant_role(
        by=world.admin,
        at=world.now,
        person=world.auditor,
        role="entity_editor",
        place=world.issste_hgo,
        starts_at=world.now + timedelta(days=1),
    )
    actions.revoke_grant(by=world.admin, at=world.now, grant=grant)
    later = world.now + timedelta(days=2)
    assert not can(User.objects.get(pk=world.auditor.pk), Permission.EXCHANGE_EDIT, world.issste_hgo, later)


def test_unlocking_lifts_the_lock_of_failed_entries(world, client):
    for _turn in range(4):
        client.post("/cuenta/login/", {"login": "head", "password": "mala"})
    from axes.models import AccessAttempt

    assert AccessAttempt.objects.filter(username="head").exists()
    assert actions.unlock_person(by=world.admin, at=world.now, person=world.head) >= 1
    assert not AccessAttempt.objects.filter(username="head").exists()


def test_the_second_factor_is_removed_for_who_lost_it(world):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=world.head, type="totp", data={"secret": "x"})
    assert actions.reset_second_factor(by=world.admin, at=world.now, person=world.head) == 1
    assert not Authenticator.objects.filter(user=world.head).exists()


def test_a_new_temporary_password_replaces_the_old_one(world):
    password = actions.reset_password(by=world.admin, at=world.now, person=world.head)
    head = User.objects.get(pk=world.head.pk)
    assert head.check_password(password)
    assert head.must_change_password


def test_changed_data_say_what_changed(world):
    actions.update_person(by=world.admin, at=world.now, person=world.head, position="Jefatura de servicios")
    event = history(world.head).get()
    assert event.data["after"] == {"position": "Jefatura de servicios"}
    assert sentence(event).endswith(": cargo")


def test_reach_is_by_place(world):
    local = user_with("administrator", world.issste, username="local")
    seen = set(people_in_reach(local, world.now).values_list("username", flat=True))
    assert "head" in seen
    assert "head_imss" not in seen
    with pytest.raises(NotAllowed):
        actions.reset_password(by=local, at=world.now, person=world.head_imss)
    with pytest.raises(NotAllowed):
        actions.grant_role(by=local, at=world.now, person=world.head, role="entity_head", place=world.imss_bc)


def test_the_chain_holds_after_all_that(world):
    person, _password = actions.create_person(by=world.admin, at=world.now, **NEW)
    actions.grant_role(by=world.admin, at=world.now, person=person, role="entity_head", place=world.issste_bc)
    assert verify().whole
