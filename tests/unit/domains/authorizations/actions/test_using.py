"""Looking numbers up and using units: only there, only then, only what is left; every look-up kept."""

import uuid
from datetime import timedelta

import pytest

from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.actions.using import A_MINUTE, MISSES_AN_HOUR
from cauce.domains.authorizations.jobs import GRACE_DAYS, expire_due
from cauce.domains.authorizations.models import Authorisation, LookUp
from tests.factories.authorizations import AT, TODAY, decision


def look(scene, typed, at=AT, by=None, unit=None):
    return actions.look_up(by=by or scene.centre, at=at, unit=unit or scene.issste_bc_2, typed=typed)


def test_units_are_used_until_none_is_left_and_a_third_attempt_is_refused(scene):
    number = scene.number()
    scene.used(number)
    number.refresh_from_db()
    assert (number.state, number.remaining) == ("partially_used", 1)
    scene.used(number)
    number.refresh_from_db()
    assert (number.state, number.remaining) == ("exhausted", 0)
    with pytest.raises(NotNow) as refused:
        scene.used(number)
    assert refused.value.rule == "AP-77"


def test_never_more_than_what_is_left_in_one_go(scene):
    number = scene.number()
    with pytest.raises(NotNow) as refused:
        scene.used(number, 3)
    assert refused.value.rule == "AP-74"
    with pytest.raises(Invalid) as refused:
        scene.used(number, 0)
    assert refused.value.rule == "AP-03"
    number.refresh_from_db()
    assert number.consumed == 0


def test_a_reversal_restores_and_happens_once(scene):
    number = scene.number()
    first = scene.used(number, 2)
    undo = {"by": scene.centre, "at": scene.later(7), "use": first}
    with pytest.raises(Invalid) as refused:
        actions.reverse_use(**undo, reason="no")
    assert refused.value.rule == "AP-58"
    back = actions.reverse_use(**undo, reason="No se presentó")
    number.refresh_from_db()
    assert (number.state, number.remaining) == ("active", 2)
    for use in (first, back):
        with pytest.raises(NotNow) as refused:
            actions.reverse_use(**{**undo, "use": use}, reason="No se presentó")
        assert refused.value.rule == "AP-80"
    scene.used(number)
    number.refresh_from_db()
    assert (number.state, number.remaining) == ("partially_used", 1)


def test_a_use_sent_twice_counts_once(scene):
    number, key = scene.number(), uuid.uuid4()
    assert scene.used(number, key=key) == scene.used(number, key=key)
    number.refresh_from_db()
    assert number.consumed == 1
    with pytest.raises(Invalid) as refused:
        scene.used(number, 2, key=key)
    assert refused.value.rule == "AP-81"


def test_only_a_centre_of_the_service_uses_it(scene):
    number = scene.number()
    with pytest.raises(NotAllowed) as refused:
        scene.used(number, by=scene.physician, unit=scene.unit)
    assert refused.value.rule == "ACCESS"
    scene.centre.grants.create(role="auth_centre", place=scene.unit, starts_at=AT - timedelta(days=1))
    with pytest.raises(NotAllowed) as refused:
        scene.used(number, unit=scene.unit)
    assert refused.value.rule == "AP-73"


def test_a_number_for_one_place_is_used_there_only(scene):
    request = scene.claimed()
    actions.decide_items(
        by=scene.reviewer,
        at=AT,
        request=request,
        decisions=[decision(1, "modified", place=scene.issste_bc_3.code, reason_code="place", quantity=2)],
    )
    number = request.items.get().authorisations.get()
    with pytest.raises(NotAllowed, match="Debe usarse en") as refused:
        scene.used(number)
    assert refused.value.rule == "AP-73"
    assert scene.used(number, by=scene.other_centre, unit=scene.issste_bc_3).units == 1


def test_not_before_nor_after_its_days(scene):
    number = scene.number()
    Authorisation.objects.filter(pk=number.pk).update(
        valid_from=TODAY + timedelta(days=1)
    )  # given further east
    with pytest.raises(NotNow) as refused:
        scene.used(number, at=AT)
    assert refused.value.rule == "AP-76"
    with pytest.raises(NotNow) as refused:
        scene.used(number, at=scene.later(120))
    assert refused.value.rule == "AP-75"
    with pytest.raises(Invalid) as refused:
        scene.used(number, performed_on=TODAY - timedelta(days=1))
    assert refused.value.rule == "AP-79"


def test_a_service_of_the_last_day_may_be_registered_in_the_days_of_grace(scene):
    number = scene.number()
    after = scene.at + (number.valid_until - TODAY) + timedelta(days=1)
    expire_due(after)
    assert scene.used(number, at=after, performed_on=number.valid_until).units == 1
    expire_due(after + timedelta(days=GRACE_DAYS))
    number.refresh_from_db()
    assert (number.state, number.state_by) == ("expired", None)
    with pytest.raises(NotNow) as refused:
        scene.used(number, at=after + timedelta(days=GRACE_DAYS), performed_on=number.valid_until)
    assert refused.value.rule == "AP-75"


def test_a_wrong_use_is_taken_back_also_afterwards_without_reviving_the_number(scene):
    number = scene.number()
    use = scene.used(number)
    actions.revoke_authorisation(
        by=scene.coordination, at=scene.later(7), authorisation=number, reason="Error de dictado"
    )
    actions.reverse_use(by=scene.centre, at=scene.later(8), use=use, reason="No se presentó")
    number.refresh_from_db()
    assert (number.state, number.consumed) == ("revoked", 0)


def test_suspended_is_not_used_and_resumes_as_it_was(scene):
    number = scene.number()
    scene.used(number)
    stop = {"by": scene.coordination, "at": scene.later(7), "authorisation": number}
    actions.suspend_authorisation(**stop, reason="Se investiga un duplicado")
    with pytest.raises(NotNow, match="suspendida") as refused:
        scene.used(number, at=scene.later(8))
    assert refused.value.rule == "AP-77"
    actions.resume_authorisation(**stop, reason="No era duplicado")
    number.refresh_from_db()
    assert number.state == "partially_used"


def test_every_look_up_is_kept_whatever_it_finds(scene):
    number = scene.number()
    found = look(scene, number.number.lower().replace("-", " "))
    assert (found.answer, found.authorisation) == ("found", number)
    hidden = look(scene, number.number, by=scene.outsider(), unit=scene.issste_hgo_1)
    assert (hidden.answer, hidden.problem.rule) == ("not_here", "AP-73")
    assert look(scene, "ST2-2026-99999998-0").answer == "malformed"
    other = "ST2-2026-00000777-" + _check("ST2202600000777")
    assert look(scene, other).problem.rule == "AP-72"
    assert list(LookUp.objects.order_by("pk").values_list("answer", flat=True)) == [
        "found", "not_here", "malformed", "unknown",
    ]  # fmt: skip


def _check(body):
    from stdnum.iso7064 import mod_37_36

    return mod_37_36.calc_check_digit(body)


def test_a_letter_for_a_figure_is_answered_with_what_may_be_meant(scene):
    number = scene.number().number
    found = look(scene, number.replace("0", "O"))
    assert found.problem.rule == "AP-70"
    assert number in found.problem.remedy


def test_look_ups_are_limited_and_walking_through_numbers_even_more(scene):
    number = scene.number().number
    answers = [look(scene, number).answer for _n in range(A_MINUTE + 1)]
    assert answers == ["found"] * A_MINUTE + ["limited"]
    later = scene.later(1)
    for _n in range(MISSES_AN_HOUR):
        look(scene, "ST2-0", at=later)
    found = look(scene, number, at=later + timedelta(minutes=30))
    assert (found.answer, found.problem.rule) == ("limited", "AP-78")
    assert look(scene, number, at=later + timedelta(minutes=61)).answer == "found"
