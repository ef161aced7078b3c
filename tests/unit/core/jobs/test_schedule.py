"""The schedule runs what is due, once, and one failing entry does not stop the others."""

from datetime import timedelta

import pytest

from cauce.core.jobs import schedule


@pytest.fixture
def ran(monkeypatch, db):
    names = []
    monkeypatch.setattr(schedule, "SCHEDULE", {})
    schedule.every("test.hourly", timedelta(hours=1))(lambda at: names.append(at))
    return names


def test_an_entry_runs_once_per_interval(ran, now):
    for minutes in (0, 30, 59, 60, 61):
        schedule.run_due(now + timedelta(minutes=minutes))
    assert ran == [now, now + timedelta(hours=1)]


def test_a_failing_entry_is_logged_and_the_rest_run(ran, now, caplog):
    schedule.every("test.bad", timedelta(hours=1))(lambda at: 1 / 0)
    schedule.every("test.after", timedelta(hours=1))(lambda at: ran.append("after"))
    assert schedule.run_due(now) == ["test.hourly", "test.after"]
    assert "test.bad" in caplog.text


def test_the_core_schedule_holds_what_operations_need(db):
    names = {"jobs.reap", "sessions.clear", "jobs.prune", "notifications.retry", "notifications.digest"}
    names |= {"api.forget", "documents.sweep"}
    assert names <= set(schedule.SCHEDULE)
