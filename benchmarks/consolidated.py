"""How long each cut of the consolidated takes over 500,000 rows: every one and every pair of dimensions.

Twice: all rows live, and the finalised declarations from the columnar copy (the others, two of ten, live).
`cpu_seconds` is what the query takes on an idle machine (all threads, no disk); `seconds` is the wall clock.
Run: `python -m benchmarks.consolidated --path /tmp/bench.sqlite3 [--rows 500000]`.
"""

import os
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from . import exchange_database
from .measuring import parser, save


def main() -> None:
    """Time all cuts and write the result."""
    arguments = parser(__doc__)
    arguments.add_argument("--path", type=Path, default=Path("var/bench/full.sqlite3"))
    arguments.add_argument("--rows", type=int, default=500_000)
    options = arguments.parse_args()
    with exchange_database.place(options.path, small=options.small) as path:
        sizes = exchange_database.SMALL if options.small else {"rows": options.rows}
        print(save("consolidated", run(path, sizes), small=options.small))


def run(path: Path, sizes: dict[str, int]) -> dict[str, Any]:
    """All cuts over a database of these sizes."""
    result = exchange_database.build(path, **sizes)
    load = os.getloadavg()[0]
    live, copied = _live(), _copied()
    ways = {"live": live, "copied": copied}
    result |= {"load_average_at_start": load, "copy": copied.pop("copy")}
    for name, way in ways.items():
        worst = max(way["cuts"], key=lambda cut: cut["cpu_seconds"])
        over = sum(cut["cpu_seconds"] > 1 for cut in way["cuts"])
        result[name] = {**way, "slowest": worst, "cuts_over_1_cpu_s": over}
    result["cpu_live_over_copied"] = {
        "-".join(one["by"]): round(one["cpu_seconds"] / max(other["cpu_seconds"], 0.001), 2)
        for one, other in zip(live["cuts"], copied["cuts"], strict=True)
    }
    return result


def _live() -> dict:
    """Without a copy."""
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.consolidated.kept import drop_copy

    drop_copy(Round.objects.get(code="2026"))
    return {"cuts": _time_all()}


def _copied() -> dict:
    """With the copy of what is finalised; how long it takes to make, and its size."""
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.consolidated.kept import make_copy

    started = time.perf_counter()
    copy = make_copy(Round.objects.get(code="2026"))
    facts = {
        "seconds": round(time.perf_counter() - started, 1),
        "bytes": copy.path.stat().st_size,
        "declarations": len(copy.versions),
    }
    return {"copy": facts, "cuts": _time_all()}


def _time_all() -> list[dict]:
    from django.core.cache import cache

    from cauce.core.accounts.models import User
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.consolidated import DIMENSIONS, Cut, consolidate

    user, round_ = User.objects.get(username="bench-coordinator"), Round.objects.get(code="2026")
    found = []
    for by in [*((d,) for d in DIMENSIONS), *combinations(DIMENSIONS, 2)]:
        wall, processor = [], []
        for _turn in range(2):
            cache.clear()  # each turn asks the database
            started, worked = time.perf_counter(), time.process_time()
            table = consolidate(round_, user, exchange_database.NOW, Cut(by=by, include_open=True))
            wall.append(time.perf_counter() - started)
            processor.append(time.process_time() - worked)
        seconds = {"seconds": round(min(wall), 3), "cpu_seconds": round(min(processor), 3)}
        found.append({"by": list(by), "groups": len(table.rows), **seconds})
    return found


if __name__ == "__main__":
    main()
