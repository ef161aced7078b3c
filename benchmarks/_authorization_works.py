"""What benchmarks/authorizations.py measures: each work of ours with its bare peer."""

import re
import statistics
import threading
import time
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

from ._authorization_database import NOW, Built

Work = Callable[[], Any]
Pair = tuple[Work, Work]
_next = count(1)  # patients and justifications that nobody has used yet
_lock = threading.Lock()
_kept: list[Work] = []
_busy: list[int] = []
_written: dict[str, int] = {}  # table → rows of one sending


def queue_query(built: Built) -> Pair:
    """The rows of the first page of what waits for the reviewer."""
    from cauce.domains.authorizations.queries import queue

    reviewer = built.scene.reviewer
    return (lambda: queue.page(reviewer, NOW, queue.Asked())), _bare_queue(built)


def queue_page(built: Built) -> Pair:
    """The page itself."""
    from types import SimpleNamespace

    from django.test import Client
    from django.utils import timezone

    from cauce.web import middleware

    # The middleware is the only clock.
    middleware.timezone = SimpleNamespace(**{**vars(timezone), "now": lambda: NOW})  # type: ignore[assignment]
    client = Client()
    client.force_login(built.scene.reviewer)

    def ours() -> None:
        answer = client.get("/autorizaciones/revision/")
        if answer.status_code != 200:
            raise RuntimeError(f"the queue answered {answer.status_code}")

    return ours, _bare_queue(built)


def _bare_queue(built: Built) -> Work:
    region = built.scene.issste_bc.pk
    sql = (
        "SELECT id, folio, priority, due_at, unit_id FROM authorizations_request WHERE state = 'in_review' "
        "AND region_id = %s AND speciality = 'RADIO' ORDER BY due_at, id LIMIT 50"
    )
    return lambda: _fetch(sql, [region])


def look_up(built: Built) -> Pair:
    """A number at its centre, another one each time and another minute, so that the pace is no limit."""
    from datetime import timedelta

    from cauce.domains.authorizations.actions import look_up as act

    numbers, scene = cycle(built.numbers), built.scene
    minutes = count(1)

    def ours() -> None:
        at = NOW + timedelta(minutes=next(minutes))
        found = act(by=scene.centre, at=at, unit=scene.issste_bc_2, typed=next(numbers))
        if found.answer != "found":
            raise RuntimeError(found.answer)

    _bare_table("bench_look_up", "number TEXT, at TEXT, unit INTEGER, person INTEGER")

    def bare() -> None:
        from django.db import transaction

        number = next(numbers)
        with transaction.atomic():
            _fetch("SELECT * FROM authorizations_authorisation WHERE number = %s", [number])
            _run("INSERT INTO bench_look_up VALUES (%s, %s, %s, %s)", [number, str(NOW), 1, 1])

    return ours, bare


def submit(built: Built) -> Pair:
    """A new patient's request, written and sent; the peer inserts the rows of the first one again and again."""
    _kept[:] = [_bare_rows(built)]
    return (lambda: send(built.scene)), _kept[0]


WORKS: dict[str, Callable[[Built], Pair]] = {
    "queue_query": queue_query,
    "queue_page": queue_page,
    "look_up": look_up,
    "submit": submit,
}


def send(scene: Any) -> Any:
    """One sending by the physician."""
    from cauce.domains.authorizations import actions

    with _lock:
        number = next(_next)
    draft = actions.save_draft(by=scene.physician, at=NOW, unit=scene.unit, typed=_typed(number))
    return actions.submit_request(by=scene.physician, at=NOW, request=draft, confirmed=True)


def _typed(number: int) -> dict[str, Any]:
    """A request for a patient of its own: CURP with check digit, words that nobody else used."""
    import hashlib
    from datetime import date, timedelta

    from tests.factories.authorizations import curp, typed

    born = date(1950, 1, 1) + timedelta(days=number // 676)
    words = " ".join(hashlib.sha256(f"{number}-{n}".encode()).hexdigest() for n in range(6))
    given = typed(1, justification=f"Caso sintético de prueba de carga. {words}")
    given["patient"] |= {"curp": curp(number % 676, born=born), "nss": "", "birth_date": born.isoformat()}
    return given


def _bare_rows(built: Built) -> Work:
    """An insert of the very rows that one sending wrote, into bare copies of their tables."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        send(built.scene)
    written = [match[1] for q in queries if (match := re.match(r'INSERT INTO "(\w+)"', q["sql"]))]
    tables = sorted({name for name in written if name != "authorizations_folioseries"})
    before = {name: _fetch(f'SELECT coalesce(max(id), 0) FROM "{name}"')[0][0] for name in tables}
    send(built.scene)
    plans: list[tuple[str, list[Any]]] = []
    found: list[tuple[str, list[Any]]] = []
    for name in tables:
        rows = _fetch(f'SELECT * FROM "{name}" WHERE id > %s', [before[name]])
        if not rows:
            continue  # a row that is there once and for all, as the head of the audit chain
        bare = f"bench_{name}"
        _run(f'CREATE TABLE "{bare}" AS SELECT * FROM "{name}" WHERE 1 = 0')
        marks = ", ".join(["%s"] * len(rows[0]))
        found.append((name, rows))
        plans.append((f'INSERT INTO "{bare}" VALUES ({marks})', rows))

    _written.update({name: len(rows) for name, rows in found})

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, rows in plans:
                cursor.executemany(sql, rows)

    return insert


def together(built: Built, people: int, sends: int) -> dict[str, Any]:
    """So many people sending at once, and the same with the bare rows."""
    from cauce.core.audit.log import verify
    from cauce.domains.authorizations.models import Request

    bare = _kept[0]  # the peer that `submit` made: its tables are there
    _busy.clear()
    ours = _race(people, lambda: [_timed(lambda: _patiently(built.scene)) for _n in range(sends)])
    peer = _race(people, lambda: [_timed(bare) for _n in range(sends)])
    folios = Request.objects.filter(folio__startswith="SOL-2026").values_list("folio", flat=True)
    return {
        "people": people,
        "rows_of_one": sum(_written.values()),
        **_figures(ours, people * sends),
        "found_the_database_locked": len(_busy),
        "folios_missing": Request.objects.filter(channel="digital", folio=None).count(),
        "folios_twice": len(folios) - len(set(folios)),
        "chain_whole": verify().whole,
        "bare": _figures(peer, people * sends),
        "times_slower_than_bare": round(ours["seconds"] / peer["seconds"], 1) if peer["seconds"] else None,
    }


def _patiently(scene: Any) -> None:
    """One sending; who waited for SQLite's one writer beyond its patience tries again, and it is counted."""
    from django.db import OperationalError

    while True:
        try:
            send(scene)
        except OperationalError:
            _busy.append(1)
            continue
        return


def _race(people: int, work: Callable[[], list[float]]) -> dict[str, Any]:
    """Start everybody at the same instant; every sending's seconds and the whole time."""
    from django.db import connection

    start, found = threading.Barrier(people + 1), []

    def person() -> None:
        start.wait()
        try:
            found.extend(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=person) for _n in range(people)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "each": found}


def _figures(race: dict[str, Any], expected: int) -> dict[str, Any]:
    each = sorted(race["each"])
    if len(each) != expected:
        raise SystemExit(f"{expected - len(each)} sendings were not finished")
    return {
        "seconds": round(race["seconds"], 3),
        "sends_per_second": round(expected / race["seconds"], 1) if race["seconds"] else None,
        "median_ms": round(statistics.median(each) * 1000, 2),
        "p95_ms": round(each[max(int(len(each) * 0.95) - 1, 0)] * 1000, 2),
    }


def _timed(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare_table(name: str, columns: str) -> None:
    _run(f"CREATE TABLE {name} ({columns})")


def _run(sql: str, values: list[Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _fetch(sql: str, values: list[Any] | None = None) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
