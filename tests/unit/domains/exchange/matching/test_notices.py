"""Who is told of a run and of a decision, and what waits on the first page."""

import pytest

from cauce.core.jobs.models import Job
from cauce.core.jobs.running import run_job
from cauce.core.notifications.models import Notification
from cauce.core.todo import todo_for
from cauce.domains.exchange.actions import accept_proposals, request_run
from cauce.domains.exchange.models import MatchRun
from cauce.domains.exchange.rules.proposals import Side


def told():
    return sorted(Notification.objects.values_list("user__username", "title"))


@pytest.fixture
def job(world, lines):
    asked = request_run(by=world.users["sector"], at=world.now, round_=world.round, max_km=200.0)
    run_job.func(asked.job_id)
    return Job.objects.get(pk=asked.job_id)


def test_the_job_runs_the_matching_and_says_where_to_read_it(job):
    run = MatchRun.objects.get()
    assert (job.state, run.state) == ("done", "done")
    assert job.result == {"url": f"/intercambio/emparejamiento/{run.pk}/", "served": 10}


def test_a_finished_run_tells_who_asked_and_who_must_decide(job):
    assert told() == [
        ("coordinator", "Hay propuestas de intercambio por decidir"),
        ("coordinator_imss", "Hay propuestas de intercambio por decidir"),
        ("sector", "Terminó la corrida 1 del emparejamiento"),
    ]


def test_a_decision_tells_the_other_side(world, proposal, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        accept_proposals(by=world.coordinator, at=world.now, proposals=[proposal], side=Side.SUPPLY)
    assert told() == [("coordinator_imss", "La otra parte aceptó propuestas de intercambio: 1")]
    assert Notification.objects.get().url == f"/intercambio/emparejamiento/propuestas/{proposal.pk}/"


def test_what_waits_is_on_the_first_page(world, run, proposal, accept):
    def titles(who):
        return [i.title for i in todo_for(world.users[who], world.now) if "propuesta" in i.title]

    assert titles("coordinator") == ["Decidir 2 propuestas de intercambio"]
    assert titles("head") == []
    accept(proposal, "supply")
    assert titles("coordinator") == ["Decidir una propuesta de intercambio"]
