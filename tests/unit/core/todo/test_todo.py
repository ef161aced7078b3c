"""The to-do list is sorted by deadline and survives a failing provider."""

from datetime import timedelta

import pytest

from cauce.core import todo


@pytest.fixture
def providers(monkeypatch):
    monkeypatch.setattr(todo, "_PROVIDERS", [])


def item(title, due_at):
    return todo.TodoItem(title, "", "/", due_at, "test")


def test_nearest_deadline_first_and_without_one_last(providers, now):
    todo.register(lambda user, at: [item("sin plazo", None), item("lejos", at + timedelta(days=3))])
    todo.register(lambda user, at: [item("vencido", at - timedelta(days=1)), item("cerca", at)])
    found = todo.todo_for(None, now)
    assert [i.title for i in found] == ["vencido", "cerca", "lejos", "sin plazo"]
    assert [i.is_late(now) for i in found] == [True, False, False, False]


def test_a_failing_provider_is_left_out(providers, now, caplog):
    todo.register(lambda user, at: [item("queda", None)])
    todo.register(lambda user, at: 1 / 0)
    assert [i.title for i in todo.todo_for(None, now)] == ["queda"]
    assert "failed" in caplog.text


def test_registering_twice_changes_nothing(providers):
    def provider(user, at):
        return [item("uno", None)]

    todo.register(todo.register(provider))
    assert len(todo.todo_for(None, None)) == 1
