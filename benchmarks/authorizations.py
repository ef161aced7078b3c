"""Prior authorisation with 10,000 and a million requests in the database: the queue, the number check, the sending.

What a reviewer has waiting is the same at every size; only the history around it grows. So every line should stay
flat. Each size is a fresh database in its own process. Peers, in turns with ours:

- queue: the reviewer's page of the queue by Django's test client, and its query alone; bare: the same fifty rows by one SELECT.
- look_up: `look_up`, logged and rate-limited; bare: SELECT by number and one INSERT, one commit.
- submit: `save_draft` and `submit_request` with every check, the screening, the folio and the audit chain; bare: the very
  rows that it wrote, into tables without indexes, one commit.
- together: so many people sending at once, sendings a second, no folio twice; bare: as many people inserting those rows.

Run: `python -m benchmarks.authorizations [--sizes 10000 1000000] [--people 16] [--sends 10]`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from . import _authorization_database as database
from ._authorization_works import WORKS, together
from .machine import forget_peak, peak_since_mb
from .measuring import parser, save

SIZES = [10_000, 1_000_000]
TURNS = 25
Work = Callable[[], Any]


def main() -> None:
    """One child process per database and size; writes the table."""
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments.add_argument("--people", type=int, default=16)
    arguments.add_argument("--sends", type=int, default=10)
    arguments.add_argument("--child", type=int)
    arguments.add_argument("--folder")
    options = arguments.parse_args()
    if options.small:
        options.sizes, options.people, options.sends = [600, 1_200], 3, 2
    if options.child:
        database.connect(os.environ["DATABASE_URL"], options.folder)
        built = database.build(options.child)
        found = measure(built) | {"together": together(built, options.people, options.sends)}
        print("RESULT" + json.dumps(found))
        return
    result: dict[str, Any] = {"load_average_at_start": os.getloadavg()[0], "turns": TURNS}
    result |= {"waiting": database.WAITING, "people": options.people, "sends_each": options.sends}
    result["sqlite"] = [_on_sqlite(size, options) for size in options.sizes]
    result["postgresql"] = [_on_postgresql(size, options) for size in options.sizes]
    result["growth"] = {name: growth(result[name]) for name in ("sqlite", "postgresql")}
    print(save("authorizations", result, small=options.small))


def _on_sqlite(size: int, options: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return _child(size, f"sqlite:///{folder}/bench.sqlite3", folder, options)


def _on_postgresql(size: int, options: Any) -> dict[str, Any]:
    from tools.throwaway_postgres import throwaway_postgres

    with tempfile.TemporaryDirectory() as folder, throwaway_postgres(durable=True) as url:
        return _child(size, url, folder, options)


def _child(size: int, url: str, folder: str, options: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.authorizations", "--child", str(size), "--folder", folder]
    command += ["--people", str(options.people), "--sends", str(options.sends)]
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-5000:])
    whole = round(time.perf_counter() - started)
    return {**json.loads(done.stdout.split("RESULT")[1]), "with_building_seconds": whole}


def measure(built: database.Built) -> dict[str, Any]:
    """Each work TURNS times, in turns with its peer."""
    found: dict[str, Any] = {"requests": built.requests}
    for name, work in WORKS.items():
        found[name] = _compare(*work(built))
    return found


def growth(several: list[dict[str, Any]]) -> dict[str, Any]:
    """How many times slower the largest size is than the smallest (best of the turns), and how many more queries."""
    first, last = several[0], several[-1]
    table: dict[str, Any] = {"times_more_requests": _times(last["requests"], first["requests"])}
    for name in WORKS:
        for unit in ("best_ms", "queries"):
            table[f"{name}_{unit}"] = _times(last[name][unit], first[name][unit])
    return table


def _compare(ours: Work, bare: Work) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ours(), bare()  # what is only done once in a process
    times: dict[str, list[float]] = {"median_ms": [], "cpu_ms": [], "bare_ms": []}
    forget_peak()
    for _turn in range(TURNS):
        wall, worked = _time(ours)
        times["median_ms"].append(wall)
        times["cpu_ms"].append(worked)
        times["bare_ms"].append(_time(bare)[0])
    peak = peak_since_mb()
    with CaptureQueriesContext(connection) as queries:
        ours()
    figures = {name: round(median(several) * 1000, 3) for name, several in times.items()}
    return {
        **figures,
        "times_the_bare": _times(figures["median_ms"], figures["bare_ms"]),
        "best_ms": round(min(times["median_ms"]) * 1000, 3),
        "worst_ms": round(max(times["median_ms"]) * 1000, 3),
        "queries": len(queries),
        "peak_mb": peak,
    }


def _times(one: float, other: float) -> float | None:
    """The ratio; None when the other rounds to nothing."""
    return round(one / other, 2) if other else None


def _time(work: Work) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - worked


if __name__ == "__main__":
    main()
