"""The menu: each role finds its own pages there, every one opens, and nobody else's does."""

import pytest

from cauce.web.navigation import menu_for
from tests.factories.authorizations import PEOPLE

WHO = {
    "physician": {"new_request", "emergency", "requests", "catalogue", "paper_blank", "home", "breaches"},
    "desk": {"transcribe", "requests", "catalogue", "paper_blank", "home", "breaches"},
    "reviewer": {"queue", "appeals", "double_reviews", "interests", "catalogue", "flow", "home", "breaches"},
    "centre": {"look_up", "authorisations", "catalogue", "home", "breaches"},
    "coordination": {"appeals", "double_reviews", "authorisations", "indicators", "signals", "services", "centres",
                     "criteria", "variants", "terms", "professionals", "teams", "flow", "catalogue", "home", "requests",
                     "breaches"},
    "watcher": {"indicators", "signals", "reads", "flow", "catalogue", "home", "requests", "breaches"},
}  # fmt: skip


def items_of(scene, who):
    return [item for group in menu_for(scene.people[who], scene.at) for item in group.items]


def named(items):
    from django.urls import resolve

    found = {resolve(item.url) for item in items}
    return {match.url_name for match in found if match.namespace == "authorizations"}


@pytest.mark.parametrize("who", sorted(WHO))
def test_each_role_has_its_pages(scene, who):
    assert named(items_of(scene, who)) == WHO[who]


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_every_page_of_the_menu_opens(scene, client_as, who):
    scene.submitted(1)
    client = client_as(scene.people[who])
    for item in items_of(scene, who):
        assert client.get(item.url).status_code == 200, item.url


def test_who_has_no_role_of_it_sees_nothing(scene):
    assert named(items_of(scene, "centre")) <= WHO["centre"]
    assert "Autorización previa" not in [group.label for group in menu_for(scene.world.editor, scene.at)]
