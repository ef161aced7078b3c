"""A hundred consumers of one number at once, on both databases: never beyond what was authorised."""

import threading
import uuid

import pytest
from django.db import connection, connections

from cauce.core.audit.log import verify
from cauce.core.errors import NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.actions.exchanging import submit_exchange
from cauce.domains.authorizations.models import Assignment, Authorisation, Request, Use
from tests.factories.authorizations import AT, make_scene, typed

pytestmark = pytest.mark.django_db(transaction=True)

CONSUMERS = 100


@pytest.fixture
def scene(transactional_db):
    return make_scene()


def together(acts):
    """Run the acts at once, each in its own connection; what each returned or was refused with."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(position, act):
        start.wait()
        try:
            answers[position] = act()
        except Exception as error:
            answers[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def patient_database():
    """SQLite's writers queue up by waiting: a hundred on a busy machine wait longer than one request would."""
    if connection.vendor == "sqlite":
        options = connections.settings["default"]["OPTIONS"]
        usual = options["timeout"]
        options["timeout"] = 300
        yield
        options["timeout"] = usual
    else:
        yield


def test_a_hundred_consumers_never_use_more_than_was_authorised(scene, patient_database):
    number = _rehab(scene, 37)
    answers = together([lambda: scene.used(number, key=uuid.uuid4()) for _n in range(CONSUMERS)])
    used = [a for a in answers if isinstance(a, Use)]
    refused = [a for a in answers if isinstance(a, NotNow)]
    assert len(used) == 37
    assert len(refused) == CONSUMERS - 37, [a for a in answers if not isinstance(a, Use | NotNow)][:3]
    assert {r.rule for r in refused} <= {"AP-74", "AP-77"}
    number.refresh_from_db()
    assert (number.consumed, number.state) == (37, "exhausted")
    assert verify().whole


def test_consumers_and_reversals_together_keep_the_count(scene, patient_database):
    number = _rehab(scene, 10)
    first = [scene.used(number) for _n in range(10)]

    def undo(use):
        return lambda: actions.reverse_use(
            by=scene.centre, at=scene.later(7), use=use, reason="No se presentó"
        )

    together([*map(undo, first), *[lambda: scene.used(number) for _n in range(20)]])
    number.refresh_from_db()
    kept = Use.objects.filter(authorisation=number, reverses=None).count()
    undone = Use.objects.filter(authorisation=number).exclude(reverses=None).count()
    assert number.consumed == kept - undone <= number.units
    assert undone == 10


def test_one_use_sent_many_times_at_once_counts_once(scene, patient_database):
    number, key = _rehab(scene, 10), uuid.uuid4()
    answers = together([lambda: scene.used(number, key=key) for _n in range(12)])
    assert {a.pk for a in answers} == {Use.objects.get().pk}
    number.refresh_from_db()
    assert number.consumed == 1


def test_many_reviewers_claim_and_one_has_it(scene, patient_database):
    request = scene.submitted()
    people = [scene.reviewer, scene.third, scene.second] * 4
    answers = together(
        [lambda person=person: actions.claim_request(by=person, at=AT, request=request) for person in people]
    )
    assert Assignment.objects.filter(released_at=None).count() == 1
    held = Assignment.objects.get().reviewer
    assert all(isinstance(a, NotNow) != (person == held) for a, person in zip(answers, people, strict=True))


def test_requests_sent_at_once_get_different_folios_and_numbers(scene, patient_database):
    drafts = [scene.draft(n, items=[{"service": "IMG-RX", "quantity": 1}]) for n in range(1, 13)]
    answers = together(
        [
            lambda draft=draft: actions.submit_request(
                by=scene.physician, at=AT, request=draft, confirmed=True
            )
            for draft in drafts
        ]
    )
    assert all(isinstance(a, Request) for a in answers), answers
    assert len({a.folio for a in answers}) == 12
    assert verify().whole


def test_a_record_systems_requests_and_the_pages_do_not_block_each_other(scene, patient_database):
    """An exchange writes to the audit log before it takes its folio: the series are locked first."""
    drafts = [scene.draft(n, items=[{"service": "IMG-RX", "quantity": 1}]) for n in range(1, 9)]
    sent = [
        lambda draft=draft: actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
        for draft in drafts
    ]

    def exchange(n):
        given = typed(20 + n, items=[{"service": "IMG-RX", "quantity": 1}])
        return lambda: submit_exchange(
            by=scene.physician, at=AT, unit=scene.unit, typed=given, source=("urn:x", f"{n}"), sequences=[1]
        )

    answers = together([act for pair in zip(sent, map(exchange, range(8)), strict=True) for act in pair])
    assert not [a for a in answers if isinstance(a, Exception)]
    assert Request.objects.exclude(folio=None).values("folio").distinct().count() == 16


def _rehab(scene, units) -> Authorisation:
    return scene.number(items=[{"service": "REHAB", "quantity": units}])
