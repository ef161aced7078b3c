"""Who looked which number up: everything that was typed, what was answered, and who tries in vain."""

from datetime import timedelta

import pytest

from cauce.domains.authorizations import actions
from tests.factories import user_with
from tests.factories.authorizations import AT
from tests.unit.domains.authorizations.pages.governing import url


@pytest.fixture
def watcher(client_as, scene):
    return client_as(scene.watcher)


@pytest.fixture
def looked(scene):
    """One found, one at the wrong centre, five in vain."""
    number = scene.number(1)
    outsider = scene.outsider()
    for person, unit, typed in (
        (scene.centre, scene.issste_bc_2, number.number),
        (outsider, scene.issste_hgo_1, number.number),
        *((outsider, scene.issste_hgo_1, f"ST2-2026-0000{n}") for n in range(5)),
    ):
        actions.look_up(by=person, at=AT, unit=unit, typed=typed)
    return number


def rows(client, query=""):
    page = client.get(f"{url('number_look_ups')}?{query}").content.decode()
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 7),
        ("persona=outsider", 6),
        ("respuesta=found", 1),
        ("respuesta=malformed", 5),
        ("numero=ST2-2026-00003", 1),
        ("desde=2026-05-21", 0),
        ("hasta=2026-05-20", 7),
    ],
)
def test_every_look_up_is_there_and_can_be_narrowed(scene, watcher, looked, query, count):
    assert rows(watcher, query).count("<tr>") == count


def test_who_tries_in_vain_is_named_on_top(scene, watcher, looked):
    page = watcher.get(url("number_look_ups")).content.decode()
    named = page.partition("Muchas consultas sin resultado")[2].partition("</ul>")[0]
    assert "persona=outsider" in named
    assert "persona=centre" not in named


def test_the_look_ups_leave_as_csv(scene, watcher, looked):
    lines = b"".join(watcher.get(f"{url('number_look_ups')}?formato=csv").streaming_content).decode()
    assert len(lines.splitlines()) == 8
    assert "no era de su centro" in lines


def test_another_institutions_auditor_sees_none_and_old_ones_are_asked_for(scene, client_as, watcher, looked):
    assert not rows(client_as(user_with("auth_auditor", scene.imss)))
    actions.look_up(by=scene.centre, at=AT - timedelta(days=40), unit=scene.issste_bc_2, typed="ST2-2026-1")
    assert rows(watcher).count("<tr>") == 7
    assert rows(watcher, "numero=").count("<tr>") == 8
