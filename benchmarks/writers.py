"""How long who writes to SQLite waits while others write: our backend, where writers stand in line, and Django's own.

Threads of one process begin a transaction, insert a row, keep the writer for two milliseconds and commit, without a
pause, as at the worst hour of a server. Each also leaves cursors behind for Python's collector, as any program does.
Every transaction is counted from asking to committed. The peer is the same work on `django.db.backends.sqlite3`.

Run: `python -m benchmarks.writers [--threads 16] [--seconds 20]`.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from .measuring import parser, save

HELD = 0.002  # seconds that a transaction keeps the writer
OURS, PEER = "cauce.core.sqlite", "django.db.backends.sqlite3"


class Left:
    """A cycle that holds a cursor until the collector finds it."""

    def __init__(self, cursor: Any) -> None:
        self.cursor, self.me = cursor, self


def main() -> None:
    """Run one child process per backend and write both results."""
    arguments = parser(__doc__)
    arguments.add_argument("--threads", type=int, default=16)
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--child")
    options = arguments.parse_args()
    if options.small:
        options.threads, options.seconds = 4, 1
    if options.child:
        print("RESULT" + json.dumps(_measure(options.child, options.threads, options.seconds)))
        return
    load = os.getloadavg()[0]
    result = {"threads": options.threads, "seconds": options.seconds, "load_average_at_start": round(load, 1)}
    result |= {"ours": _child(OURS, options), "django": _child(PEER, options)}
    print(save("writers", result, small=options.small))


def _child(engine: str, options: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.writers", "--child", engine]
    command += ["--threads", str(options.threads), "--seconds", str(options.seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.split("RESULT", 1)[1])


def _measure(engine: str, threads: int, seconds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        _connect(engine, Path(folder) / "bench.sqlite3")
        waits: list[float] = []
        errors: list[str] = []
        end = time.monotonic() + seconds
        people = [threading.Thread(target=_person, args=(end, waits, errors)) for _n in range(threads)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        return {**_figures(sorted(waits), seconds), "errors": len(errors), "rows_lost": len(waits) - _rows()}


def _connect(engine: str, path: Path) -> None:
    import django
    from django.conf import settings
    from django.db import connection

    options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
    settings.configure(DATABASES={"default": {"ENGINE": engine, "NAME": str(path), "OPTIONS": options}})
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")


def _person(end: float, waits: list[float], errors: list[str]) -> None:
    from django.db import DatabaseError, connection, transaction

    try:
        while time.monotonic() < end:
            cursor = connection.cursor()
            cursor.execute("SELECT count(*) FROM t WHERE id < %s", [10])
            cursor.fetchall()
            Left(cursor)
            asked = time.perf_counter()
            with transaction.atomic():
                connection.cursor().execute("INSERT INTO t (n) VALUES (1)")
                time.sleep(HELD)
            waits.append(time.perf_counter() - asked)
    except DatabaseError as error:
        errors.append(str(error))
    finally:
        connection.close()


def _rows() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        return cursor.fetchone()[0]


def _figures(waits: list[float], seconds: int) -> dict[str, Any]:
    def at(share: float) -> float:
        return round(waits[min(int(len(waits) * share), len(waits) - 1)] * 1000, 1)

    return {
        "per_second": round(len(waits) / seconds, 1),
        "median_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "worst_ms": at(1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
