"""The first page: what waits, nearest deadline first, in words."""

from datetime import timedelta

import pytest

from cauce.core import todo
from cauce.core.todo import TodoItem


@pytest.fixture
def waiting(monkeypatch):
    """`waiting(items)`: these items wait for everybody, and no others."""

    def give(*items):
        monkeypatch.setattr(todo, "_PROVIDERS", [lambda user, now: items])

    return give


def item(title, due_at=None):
    return TodoItem(title, "detalle", "/algo/", due_at, "exchange")


def test_nothing_waits(client_as, world, waiting):
    waiting()
    assert "No hay nada pendiente" in client_as(world.head).get("/").content.decode()


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (timedelta(hours=-1), "Venció"),
        (timedelta(hours=2), "Vence hoy"),
        (timedelta(days=1), "Vence en 1 día<"),
        (timedelta(days=9), "Vence en 9 días<"),
    ],
)
def test_the_deadline_is_said_in_words(client_as, world, waiting, now, due, words):
    waiting(item("Finalizar Baja California", now + due))
    text = client_as(world.head).get("/").content.decode()
    assert words in text
    assert "Finalizar Baja California" in text


def test_the_nearest_deadline_comes_first(client_as, world, waiting, now):
    waiting(item("Sin fecha"), item("Lejos", now + timedelta(days=9)), item("Cerca", now + timedelta(days=1)))
    text = client_as(world.head).get("/").content.decode()
    assert text.index("Cerca") < text.index("Lejos") < text.index("Sin fecha")
