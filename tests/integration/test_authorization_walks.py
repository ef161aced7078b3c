"""Random walks: anybody tries anything, in any order; what must always hold, holds after every step."""

import random
import uuid
from datetime import timedelta
from itertools import pairwise

import pytest

from cauce.core.audit.log import verify
from cauce.core.errors import Refusal
from cauce.domains.authorizations import actions, jobs
from cauce.domains.authorizations.models import Appeal, Authorisation, ClockSegment, Item, Request, Use
from cauce.domains.authorizations.rules.header import header
from tests.factories.authorizations import decision, make_scene

WHY = "Un motivo suficiente"
PEOPLE = ("physician", "colleague", "reviewer", "second", "third", "centre", "coordination", "watcher")
ITEMS = [{"service": "IMG-RM", "quantity": 2}, {"service": "REHAB", "quantity": 5}]


class Walk:
    """One request, and a person with an idea at each step."""

    def __init__(self, scene, seed):
        self.scene, self.chance = scene, random.Random(seed)
        self.at = scene.at
        self.request = scene.submitted(seed % 7 + 1, items=ITEMS)

    def step(self):
        """Mostly whoever may, sometimes anybody."""
        self.at += timedelta(hours=self.chance.randint(1, 30))
        who, act = self.chance.choice(self.acts())
        who = who if self.chance.random() < 0.7 else self.chance.choice(PEOPLE)
        try:
            act(getattr(self.scene, who))
        except Refusal as refusal:
            return refusal.rule
        return "done"

    def acts(self):
        """(who may, act): review, numbers, appeals, and what runs by itself."""
        request, at, chance = self.request, self.at, self.chance
        item = chance.choice(list(request.items.all()))
        some = [decision(n, chance.choice(["approved", "modified", "denied"])) for n in (1, 2)]
        info = request.info_requests.order_by("-pk").first()
        found = [
            ("reviewer", lambda p: actions.claim_request(by=p, at=at, request=request)),
            ("reviewer", lambda p: actions.release_request(by=p, at=at, request=request)),
            ("reviewer", lambda p: actions.decide_items(by=p, at=at, request=request, decisions=some)),
            ("reviewer", lambda p: actions.decide_items(by=p, at=at, request=request, decisions=some[:1])),
            ("reviewer", lambda p: actions.ask_information(by=p, at=at, request=request, question="¿Y?")),
            ("physician", lambda p: jobs.escalate_due(at)),
            ("physician", lambda p: jobs.expire_due(at)),
        ]
        if chance.random() < 0.1:
            found.append(("physician", lambda p: actions.withdraw_item(by=p, at=at, item=item, reason=WHY)))
        if info:
            answer = {"info": info, "answer": "Se adjunta"}
            found += 2 * [("physician", lambda p: actions.answer_information(by=p, at=at, **answer))]
        return found + self.appeal_acts(item) + self.number_acts()

    def appeal_acts(self, item):
        request, at, chance = self.request, self.at, self.chance
        given = {"request": request, "sequences": [item.sequence], "grounds": WHY}
        found = 2 * [("physician", lambda p: actions.file_appeal(by=p, at=at, **given))]
        appeal = Appeal.objects.order_by("-pk").first()
        if appeal:
            reviewer = getattr(self.scene, chance.choice(["second", "third", "reviewer"]))
            answers = [decision(n, chance.choice(["approved", "denied"])) for n in appeal.sequences]
            to = {"appeal": appeal, "reviewer": reviewer}
            found += 2 * [("coordination", lambda p: actions.assign_appeal(by=p, at=at, **to))]
            done = {"appeal": appeal, "decisions": answers}
            found += 2 * [("second", lambda p: actions.decide_appeal(by=p, at=at, **done))]
        return found

    def number_acts(self):
        at, chance = self.at, self.chance
        numbers = list(Authorisation.objects.order_by("pk"))
        uses = list(Use.objects.filter(reverses=None).order_by("pk"))
        if not numbers:
            return []
        number = chance.choice(numbers)
        given = {
            "unit": self.scene.issste_bc_2, "authorisation": number, "units": chance.randint(1, 3),
        }  # fmt: skip
        stop = {"authorisation": number, "reason": WHY}
        found = 3 * [("centre", lambda p: actions.consume_units(by=p, at=at, key=uuid.uuid4(), **given))]
        found.append(("coordination", lambda p: actions.suspend_authorisation(by=p, at=at, **stop)))
        found.append(("coordination", lambda p: actions.resume_authorisation(by=p, at=at, **stop)))
        if uses:
            undo = {"use": chance.choice(uses), "reason": WHY}
            found += 2 * [("centre", lambda p: actions.reverse_use(by=p, at=at, **undo))]
        return found


def look(request):
    """Everything that must hold of a request, whatever happened to it."""
    request = Request.objects.get(pk=request.pk)
    states = list(request.items.values_list("state", flat=True))
    if request.state in ("decided", "superseded", "cancelled"):
        assert request.outcome == header(states)
    else:
        assert request.outcome == ""
    for item in request.items.all():
        _look_at_item(item, request)
    for number in Authorisation.objects.filter(item__request=request):
        uses = number.uses.all()
        counted = sum(-u.units if u.reverses_id else u.units for u in uses)
        assert 0 <= number.consumed == counted <= number.units
        assert (number.state == "exhausted") <= (number.remaining == 0)
    _look_at_clock(request)


def _look_at_item(item: Item, request):
    decisions = list(item.decisions.order_by("pk"))
    if item.state in ("approved", "modified", "denied"):
        assert decisions[-1].outcome == item.state
        assert decisions[-1].quantity == item.quantity_granted
    people = {}
    for one in decisions:
        assert one.by_id not in (None, request.requester_id, request.registered_by_id)
        people.setdefault(one.level, set()).add(one.by_id)
        assert one.outcome != "denied" or one.patient_sentence
    assert not people.get(1, set()) & people.get(2, set())
    granted = sum(a.units for a in item.authorisations.exclude(state="revoked"))
    kept = sum(a.consumed for a in item.authorisations.filter(state="revoked"))
    assert granted + kept <= item.quantity


def _look_at_clock(request):
    segments = list(ClockSegment.objects.filter(request=request).order_by("starts_at", "pk"))
    for one, two in pairwise(segments):
        assert one.ends_at == two.starts_at
        assert one.paused != two.paused
    assert (segments[-1].ends_at is None) == request.is_open
    assert segments[-1].paused == (request.state == "info_requested") or not request.is_open


@pytest.mark.parametrize("seed", range(8))
def test_what_must_hold_holds_whoever_tries_whatever(db, seed):
    walk = Walk(make_scene(), seed)
    answers = []
    for _step in range(60):
        answers.append(walk.step())
        look(walk.request)
    assert answers.count("done") >= 5
    assert len(set(answers)) > 3
    assert verify().whole
