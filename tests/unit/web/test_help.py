"""Help: a text for each step, beside its page with the responsible department, and found by its words."""

import pytest
from django.template import Context, Template

from cauce.core.organisations.models import Contact
from cauce.web import help

TOPICS = help.topics()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: f"{topic.module}/{topic.key}")
def test_every_topic_says_something(topic):
    assert len(topic.plain) > 80
    assert "@" not in topic.plain  # contacts are configuration, never in the text


def test_each_of_the_nine_steps_and_the_portal_has_its_text():
    assert [help.find("exchange", f"paso-{n}") is not None for n in range(10)] == [True] * 10


def test_the_plain_text_has_no_marks_left():
    assert not any("&lt;" in topic.plain or "&gt;" in topic.plain for topic in TOPICS)


def test_an_unknown_topic_is_none():
    assert help.find("exchange", "paso-10") is None


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("contraseña bloqueo", "entrar"),
        ("CONTRASENA BLOQUEO", "entrar"),
        ("reabrir", "reapertura"),
        ("sin validez oficial", "paso-7"),
    ],
)
def test_topics_are_found_by_their_words_without_accents(asked, first):
    assert help.search(asked)[0].topic.key == first


def test_nothing_asked_finds_nothing():
    assert help.search("  ") == []


def test_the_panel_shows_the_department_of_the_place(world):
    Contact.objects.create(unit=world.issste, department="Departamento de ejemplo", email="area@example.org")
    page = Template("{% load ui %}{% help_panel 'exchange' 6 %}").render(Context({"entity": world.issste_bc}))
    assert "Registrar excedentes" in page
    assert "Departamento de ejemplo" in page


def test_the_panel_of_no_place_shows_no_department(world):
    page = Template("{% load ui %}{% help_panel 'exchange' 6 %}").render(Context({}))
    assert "Área responsable" not in page


def test_help_is_open_to_everyone_and_each_topic_has_its_page(client, db):
    assert "Paso 6" in client.get("/ayuda/").content.decode()
    assert "buscador" in client.get("/ayuda/exchange/paso-6/").content.decode()
    assert client.get("/ayuda/exchange/paso-77/").status_code == 404


def test_search_in_help_says_when_nothing_is_found(client, db):
    assert "Ningún tema lo menciona" in client.get("/ayuda/?q=zzzz").content.decode()
