"""The auditor's page: every reading with its basis and reason; those that led to nothing stand out."""

from datetime import timedelta

import pytest

from cauce.domains.authorizations import actions
from tests.factories import user_with
from tests.factories.authorizations import AT, decision
from tests.unit.domains.authorizations.pages.governing import url

WHY = "Revisión anual de lecturas"
EARLY = AT - timedelta(days=9)


@pytest.fixture
def watcher(client_as, scene):
    return client_as(scene.watcher)


@pytest.fixture
def read(scene):
    """Four readings: a curious colleague, a reviewer who then decided, the requester, the auditor."""
    first, second = scene.submitted(1), scene.claimed(2)
    actions.read_request(by=scene.colleague, at=EARLY, request=first)
    actions.read_request(by=scene.reviewer, at=EARLY, request=second)
    actions.read_request(by=scene.physician, at=EARLY, request=first, door="api")
    actions.read_request(by=scene.watcher, at=AT, request=second, why=WHY)
    actions.decide_items(by=scene.reviewer, at=AT, request=second, decisions=[decision(1)])
    return first, second


def rows(client, query=""):
    page = client.get(f"{url('reads')}?{query}").content.decode()
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_each_reading_says_who_when_what_and_why(scene, watcher, read):
    shown = rows(watcher)
    assert shown.count("<tr>") == 4
    for words in (
        "atiende en la unidad solicitante",
        "la revisa",
        "la solicitó",
        "auditoría, con motivo",
        WHY,
    ):
        assert words in shown
    assert "Número 1" not in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("persona=colleague", 1),
        ("folio=00000002", 2),
        ("unidad=BCISS000001", 4),
        ("unidad=Hidalgo", 0),
        ("desde=2026-05-20", 1),
        ("hasta=2026-05-11", 3),
        ("desde=mal", 4),
        ("base=reviewer", 1),
        ("puerta=api", 1),
        ("sin_acto=1", 1),
    ],
)
def test_filters(scene, watcher, read, query, count):
    query = query.replace("BCISS000001", scene.unit.code)
    assert rows(watcher, query).count("<tr>") == count


def test_only_a_reading_with_identity_that_led_to_nothing_stands_out(scene, watcher, read):
    shown = rows(watcher)
    assert shown.count("Sin acto posterior") == 1
    assert "Sin acto posterior" in rows(watcher, "persona=colleague")
    assert "Una lectura con la identidad del paciente" in watcher.get(url("reads")).content.decode()


def test_a_recent_reading_does_not_stand_out_yet(scene, watcher):
    actions.read_request(by=scene.colleague, at=AT - timedelta(days=6), request=scene.submitted(1))
    assert "Sin acto posterior" not in rows(watcher)


def test_the_readings_leave_as_csv(scene, watcher, read):
    lines = (
        b"".join(watcher.get(f"{url('reads')}?formato=csv&sin_acto=1").streaming_content)
        .decode()
        .splitlines()
    )
    assert len(lines) == 2
    assert "colleague" in lines[1]
    assert lines[1].endswith("SI")


def test_another_institutions_auditor_sees_none_of_it(scene, client_as, read):
    assert not rows(client_as(user_with("auth_auditor", scene.imss)))
    assert (
        "Ninguna lectura coincide"
        in client_as(user_with("auth_auditor", scene.imss)).get(url("reads")).content.decode()
    )
