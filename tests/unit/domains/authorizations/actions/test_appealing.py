"""After a denial: appeal to another reviewer, or correct and ask again."""

from datetime import timedelta

import pytest

from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, Decision
from tests.factories import user_with
from tests.factories.authorizations import AT, decision, typed

GROUNDS = "El estudio previo no muestra la raíz nerviosa"


def rules(refused):
    return {p.rule for p in refused.value.problems}


def resolve(scene, appeal, *decisions, by=None, at=None):
    return actions.decide_appeal(
        by=by or scene.second, at=at or scene.later(2), appeal=appeal, decisions=decisions
    )


def appeal_of(scene, request, sequences=(1,), at=None, grounds=GROUNDS):
    return actions.file_appeal(
        by=scene.physician, at=at or scene.later(1), request=request, sequences=sequences, grounds=grounds
    )


def test_another_reviewer_overturns_a_denial_and_the_history_stays(scene):
    appeal = resolve(scene, scene.appealed(), decision(1))
    appeal.request.refresh_from_db()
    assert (appeal.state, appeal.request.outcome, appeal.request.state) == (
        "overturned",
        "approved",
        "decided",
    )
    assert list(Decision.objects.values_list("level", "outcome")) == [(1, "denied"), (2, "approved")]
    assert Authorisation.objects.get().units == 2


def test_the_same_answer_again_upholds(scene):
    appeal = resolve(scene, scene.appealed(), decision(1, "denied"))
    appeal.request.refresh_from_db()
    assert (appeal.state, appeal.request.outcome) == ("upheld", "denied")
    assert not Authorisation.objects.exists()


def test_something_in_between_overturns_in_part(scene):
    appeal = resolve(scene, scene.appealed(), decision(1, "modified"))
    appeal.request.refresh_from_db()
    assert (appeal.state, appeal.request.outcome) == ("partially_overturned", "partially_approved")


def test_a_modified_item_gets_the_rest_under_a_new_number(scene):
    appeal = scene.appealed(outcome="modified")  # one of two
    old = Authorisation.objects.get()
    scene.used(old, at=scene.later(1))
    resolve(scene, appeal, decision(1))
    old.refresh_from_db()
    new = Authorisation.objects.exclude(pk=old.pk).get()
    assert (old.consumed, new.units, new.replaces) == (1, 1, old)


def test_a_live_number_ends_when_it_is_replaced(scene):
    appeal = scene.appealed(outcome="modified")
    resolve(scene, appeal, decision(1))
    old, new = Authorisation.objects.order_by("pk")
    assert (old.state, new.state, new.units) == ("revoked", "active", 2)


def test_an_appeal_cannot_make_it_worse(scene):
    appeal = scene.appealed(outcome="modified")
    with pytest.raises(Invalid) as refused:
        resolve(scene, appeal, decision(1, "denied"))
    assert rules(refused) == {"AP-36"}


def test_who_decided_or_has_a_conflict_is_not_assigned(scene):
    request = scene.decided(outcome="denied")
    appeal = appeal_of(scene, request)
    assign = {"by": scene.coordination, "at": scene.later(1), "appeal": appeal}
    with pytest.raises(NotAllowed) as refused:
        actions.assign_appeal(**assign, reviewer=scene.reviewer)
    assert refused.value.rule == "AP-43"
    with pytest.raises(Invalid) as bad:
        actions.assign_appeal(**assign, reviewer=scene.elsewhere)
    assert rules(bad) == {"AP-64"}


def test_only_who_has_it_decides_it_and_whole(scene):
    items = [{"service": "IMG-RM", "quantity": 1}, {"service": "REHAB", "quantity": 2}]
    appeal = scene.appealed(items=items)
    with pytest.raises(NotAllowed) as refused:
        resolve(scene, appeal, decision(1), decision(2), by=scene.third)
    assert refused.value.rule == "AP-66"
    with pytest.raises(Invalid) as bad:
        resolve(scene, appeal, decision(1))
    assert rules(bad) == {"AP-67"}
    with pytest.raises(Invalid) as bad:
        resolve(scene, appeal, decision(1), decision(2), decision(3))
    assert rules(bad) == {"AP-59"}
    appeal = resolve(scene, appeal, decision(1), decision(2, "denied"))
    assert appeal.state == "partially_overturned"
    with pytest.raises(NotNow) as late:
        resolve(scene, appeal, decision(1), decision(2))
    assert late.value.rule == "AP-68"


def test_an_appeal_is_filed_in_time_with_grounds_about_what_was_not_granted(scene):
    request = scene.decided(outcome="denied")
    for fields, rule in (
        ({"grounds": "no"}, "AP-63"),
        ({"sequences": [7]}, "AP-60"),
        ({"sequences": []}, "AP-60"),
    ):
        with pytest.raises(Invalid) as refused:
            appeal_of(scene, request, **fields)
        assert rules(refused) == {rule}
    assert actions.appeal_until(request) == AT + timedelta(days=21)  # 15 business days
    with pytest.raises(NotNow) as late:
        appeal_of(scene, request, at=scene.later(22))
    assert late.value.rule == "AP-61"
    appeal_of(scene, request)
    with pytest.raises(NotNow) as again:
        appeal_of(scene, request)
    assert again.value.rule == "AP-62"
    with pytest.raises(Invalid) as refused:
        appeal_of(scene, scene.decided(2), [1])
    assert rules(refused) == {"AP-60"}


def test_an_appeal_may_be_withdrawn_and_filed_again(scene):
    appeal = scene.appealed()
    appeal = actions.withdraw_appeal(
        by=scene.physician, at=scene.later(2), appeal=appeal, reason="Se pedirá otro estudio"
    )
    assert (appeal.state, appeal.request.items.get().state) == ("withdrawn", "denied")
    assert appeal_of(scene, appeal.request, at=scene.later(3)).state == "filed"


def test_correct_and_ask_again_links_the_old_request(scene):
    old = scene.decided(outcome="denied")
    draft = actions.resubmit_request(by=scene.physician, at=scene.later(1), request=old)
    assert (draft.replaces, draft.state) == (old, "draft")
    assert draft.draft["patient"]["curp"] == typed()["patient"]["curp"]
    with pytest.raises(NotNow) as again:
        actions.resubmit_request(by=scene.physician, at=scene.later(1), request=old)
    assert again.value.rule == "AP-69"
    scene.attach(draft)
    new = actions.submit_request(by=scene.physician, at=scene.later(1), request=draft, confirmed=True)
    old.refresh_from_db()
    assert (old.state, new.duplicate_of, new.warnings) == ("superseded", None, "")
    assert old.outcome == "denied"


def test_only_what_was_denied_is_asked_again_and_what_was_granted_lives(scene):
    items = [{"service": "IMG-RM", "quantity": 1}, {"service": "REHAB", "quantity": 2}]
    request = scene.claimed(items=items)
    actions.decide_items(
        by=scene.reviewer, at=AT, request=request, decisions=[decision(1), decision(2, "denied")]
    )
    draft = actions.resubmit_request(by=scene.physician, at=scene.later(1), request=request)
    assert [row["service"] for row in draft.draft["items"]] == ["REHAB"]
    scene.attach(draft)
    actions.submit_request(by=scene.physician, at=scene.later(1), request=draft, confirmed=True)
    request.refresh_from_db()
    assert request.state == "decided"


def test_what_was_granted_or_is_appealed_is_not_asked_again(scene):
    with pytest.raises(NotNow) as refused:
        actions.resubmit_request(by=scene.physician, at=AT, request=scene.decided())
    assert refused.value.rule == "AP-65"
    appeal = scene.appealed(2)
    with pytest.raises(NotNow) as refused:
        actions.resubmit_request(by=scene.physician, at=AT, request=appeal.request)
    assert refused.value.rule == "AP-62"


def test_the_reviewer_of_an_appeal_cannot_be_its_requesters_colleague(scene):
    request = scene.decided(outcome="denied")
    appeal = appeal_of(scene, request)
    colleague = user_with("auth_reviewer", scene.issste_bc, username="colleague-reviewer")
    for person in (colleague, scene.physician):
        actions.set_team_member(by=scene.coordination, at=AT, unit=scene.unit, team="Columna", person=person)
    with pytest.raises(NotAllowed) as refused:
        actions.assign_appeal(by=scene.coordination, at=scene.later(1), appeal=appeal, reviewer=colleague)
    assert refused.value.rule == "AP-41"
