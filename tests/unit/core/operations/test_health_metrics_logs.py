"""Health for machines, metrics behind a key, logs with the request's id."""

import json
import logging
from datetime import timedelta

import pytest
from django.test import Client

from cauce.core.jobs.models import WorkerBeat
from cauce.core.operations import health
from cauce.core.operations.logs import JsonFormatter, RequestIdFilter, request_id


@pytest.fixture
def anyone(frozen):
    return Client()


def test_alive_asks_no_database(anyone):
    """Without the `db` fixture, a query would fail the test."""
    assert anyone.get("/salud/vivo").json() == {"ok": True}


def test_ready_without_a_worker_still_serves_pages(anyone, db):
    answer = anyone.get("/salud/listo")
    assert answer.status_code == 200
    assert answer.json()["checks"]["worker"] == {"ok": False, "detail": "0 en marcha"}


def test_ready_sees_a_living_worker_and_not_a_silent_one(anyone, db, now):
    for name, age in [("vivo", 5), ("callado", 500)]:
        WorkerBeat.objects.create(worker=name, started_at=now, at=now - timedelta(seconds=age))
    assert anyone.get("/salud/listo").json()["checks"]["worker"]["detail"] == "1 en marcha"


@pytest.mark.parametrize("broken", ["_database", "_migrations", "_disk"])
def test_a_vital_check_that_fails_makes_it_unready(anyone, db, monkeypatch, broken):
    def fail(at):
        raise RuntimeError("secret detail")

    fail.__name__ = broken
    monkeypatch.setattr(health, broken, fail)
    answer = anyone.get("/salud/listo")
    assert answer.status_code == 503
    assert b"secret detail" not in answer.content


@pytest.mark.parametrize(
    ("token", "ips", "given", "status"),
    [
        ("", [], "", 403),
        ("", [], "Bearer ", 403),
        ("clave", [], "Bearer otra", 403),
        ("clave", [], "Bearer clave", 200),
        ("", ["127.0.0.1"], "", 200),
        ("", ["10.0.0.9"], "", 403),
    ],
)
def test_metrics_are_closed_unless_configured(anyone, db, settings, token, ips, given, status):
    settings.CAUCE_METRICS_TOKEN, settings.CAUCE_METRICS_IPS = token, ips
    assert anyone.get("/metricas", headers={"Authorization": given}).status_code == status


def test_metrics_count_requests_by_page_and_read_the_database(anyone, world, settings, client_as):
    settings.CAUCE_METRICS_IPS = ["127.0.0.1"]
    client_as(world.head).get("/avisos/")
    text = anyone.get("/metricas").content.decode()
    assert 'cauce_requests_total{method="GET",status="200",view="notifications:list"}' in text
    assert 'cauce_jobs{state="queued"} 0.0' in text
    assert "cauce_audit_events 0.0" in text


def test_every_answer_carries_the_requests_id(anyone):
    assert (
        anyone.get("/salud/vivo", headers={"X-Request-ID": "del-proxy-1"}).headers["X-Request-ID"]
        == "del-proxy-1"
    )
    harmful = anyone.get("/salud/vivo", headers={"X-Request-ID": "x y<script>"}).headers["X-Request-ID"]
    assert "<" not in harmful
    assert len(harmful) == 16


def test_the_log_line_has_who_and_what_but_no_query(world, client_as, caplog):
    with caplog.at_level(logging.INFO, "cauce.request"):
        client_as(world.head).get("/trabajos/?estado=running")
    record = caplog.records[-1]
    assert (record.path, record.status, record.user) == ("/trabajos/", 200, world.head.pk)
    assert "running" not in record.getMessage()


def test_a_json_line_can_be_read_back():
    token = request_id.set("abc")
    record = logging.LogRecord("cauce", logging.ERROR, "x", 1, "falló %s", ("algo",), None)
    RequestIdFilter().filter(record)
    request_id.reset(token)
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["level"], line["request_id"]) == ("falló algo", "ERROR", "abc")
