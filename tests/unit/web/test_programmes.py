"""Four programmes, one product: each person meets theirs everywhere, and nothing of the others anywhere."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from cauce.core import todo
from cauce.core.catalogues.models import Catalogue
from cauce.core.todo import TodoItem, todo_for
from cauce.web import help
from cauce.web import search as finder
from cauce.web.navigation import label_of, menu_for
from tests.factories.colombia import make_colombia
from tests.factories.panama import make_panama
from tests.factories.people import GrantFactory, UserFactory, user_with

HOME = {
    "exchange": "/intercambio/avance/",
    "oralhealth": "/salud-bucal/",
    "authorizations": "/autorizaciones/",
    "riskplans": "/planes-de-riesgo/",
}
# programme → what somebody of it looks for, and the kind of hit
LOOKED_FOR = {
    "exchange": ("tomografia", "Productos del catálogo"),
    "oralhealth": ("caries", "Códigos del registro diario"),
    "authorizations": ("autorizaciones", "Páginas"),
    "riskplans": ("honda", "ESE con plan de riesgo"),
}


@pytest.fixture
def roles(world):
    """Programme → (role, place): one of each, in the three trees."""
    panama, colombia = make_panama(), make_colombia()
    return {
        "exchange": ("sector_coordinator", world.places["sector"]),
        "oralhealth": ("oral_nation", panama.places["panama"]),
        "authorizations": ("auth_physician", world.issste_bc_1),
        "riskplans": ("risk_evaluator", colombia.places["colombia"]),
    }


@pytest.fixture
def person(roles):
    """`person("riskplans", …)`: somebody with a role in each of these programmes."""

    def make(*programmes):
        user = UserFactory()
        for role, place in (roles[programme] for programme in programmes):
            GrantFactory(user=user, role=role, place=place)
        return user

    return make


def labels(user, text, at):
    return {group.label for group in finder.search(user, text, at)}


def menu(user, at):
    return {group.module for group in menu_for(user, at)} & set(HOME)


@pytest.mark.parametrize("programme", HOME)
def test_the_address_of_another_programme_is_closed_and_says_who_opens_it(person, client_as, now, programme):
    user = person(programme)
    client = client_as(user)
    assert menu(user, now) == {programme}
    for other, address in HOME.items():
        answer = client.get(address, follow=True)
        assert answer.status_code == (200 if other == programme else 403), address
        if other != programme:
            assert f"no participa en «{label_of(other)}»" in answer.content.decode()
            assert "Administración del sistema" in answer.content.decode()


@pytest.mark.parametrize("programme", HOME)
def test_the_search_box_finds_in_the_person_s_programmes_only(person, now, programme):
    user = person(programme)
    for other, (text, label) in LOOKED_FOR.items():
        assert (label in labels(user, text, now)) is (other == programme), text


def test_who_works_in_all_four_has_one_menu_one_search_and_every_page(person, client_as, now):
    user = person(*HOME)
    assert menu(user, now) == set(HOME)
    assert all(label in labels(user, text, now) for text, label in LOOKED_FOR.values())
    client = client_as(user)
    assert {client.get(address, follow=True).status_code for address in HOME.values()} == {200}


def test_an_auditor_of_one_country_finds_nothing_of_another(roles, now):
    """A role of the core reads the exchange, but only where the exchange is: this was found in the demo."""
    for programme in ("oralhealth", "riskplans"):
        auditor = user_with("auditor", roles[programme][1])
        assert finder.search(auditor, "tomografia", now) == []
        assert menu(auditor, now) == set()


def test_a_folio_is_not_mistaken_for_words(person, now):
    assert labels(person(*HOME), "SOL-2026-00003462", now) == set()


def test_help_is_last_and_of_the_person_s_programmes(person, now):
    found = finder.search(person("riskplans"), "informe", now)
    assert found[-1].label == "Temas de ayuda"
    ours = {str(topic.title) for topic in help.topics() if topic.module not in {*HOME} - {"riskplans"}}
    assert {hit.title for hit in found[-1].hits} <= ours


def test_the_help_s_index_puts_the_person_s_programmes_first(person, now):
    mine, others = help.by_person(person("riskplans"), now)
    assert [topics[0].module for _label, topics in mine][:2] == ["web", "riskplans"]
    assert {topics[0].module for _label, topics in others} == set(HOME) - {"riskplans"}


def test_the_help_of_the_others_is_folded_away(person, client_as):
    text = client_as(person("riskplans")).get("/ayuda/").content.decode()
    assert text.index("Planes de riesgo (PGIR)") < text.index("Temas de otros programas")
    assert text.index("Temas de otros programas") < text.index("Paso 6")


def test_the_catalogue_of_another_programme_is_not_there(person, client_as):
    assert Catalogue.objects.filter(code="exchange-services").exists()
    page = reverse("catalogues:browse", args=["exchange-services"])
    assert client_as(person("exchange")).get(page).status_code == 200
    client = client_as(person("riskplans"))
    assert client.get(page).status_code == 404
    assert "exchange-services" not in client.get(reverse("catalogues:list")).content.decode()


def test_the_first_page_mixes_the_programmes_by_date_and_names_them(person, client_as, now, monkeypatch):
    days = {"riskplans": 1, "exchange": 2, "oralhealth": 3, "authorizations": 4}
    items = [TodoItem(f"Hacer {m}", "", "/algo/", now + timedelta(days=n), m) for m, n in days.items()]
    monkeypatch.setattr(todo, "_PROVIDERS", [lambda user, at: items[::-1]])
    text = client_as(person(*HOME)).get("/").content.decode()
    listed = text[text.index("Lo que le espera</h1>") : text.index("Sus programas")]
    assert sorted(days, key=lambda m: listed.index(f"Hacer {m}")) == list(days)
    assert all(f"<strong>{label_of(module)}</strong>" in listed for module in days)


def test_the_first_page_says_what_the_person_is_in_each_programme(person, client_as, roles):
    text = client_as(person("riskplans", "oralhealth")).get("/").content.decode()
    for programme in ("riskplans", "oralhealth"):
        assert roles[programme][1].name in text[text.index("Sus programas") :]
    assert label_of("exchange") not in text


def test_who_has_no_role_yet_is_told_so(client_as, world):
    text = client_as(UserFactory()).get("/").content.decode()
    assert "Su cuenta todavía no tiene funciones" in text


def test_every_programme_that_is_on_has_a_menu_a_hint_a_help_and_a_chapter_of_the_manual(person, now):
    from cauce.web.manual import CHAPTERS

    assert finder.hint_for(person("exchange", "riskplans"), now) == "Código, nombre, folio…"
    for module in settings.CAUCE_MODULES:
        assert finder.hint_for(person(module), now), module
        assert [topic for topic in help.topics() if topic.module == module], module
        assert module in CHAPTERS


def test_nothing_waits_for_an_account_of_one_programme_in_another(person, now):
    for programme in HOME:
        assert {item.module for item in todo_for(person(programme), now)} <= {programme}
