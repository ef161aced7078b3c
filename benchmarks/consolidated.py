"""How long each cut of the consolidated takes over 500,000 rows: every one and every pair of dimensions.

Run: `python -m benchmarks.consolidated --path /tmp/bench.sqlite3 [--rows 500000]`.
"""

import argparse
import time
from itertools import combinations
from pathlib import Path

from . import exchange_database
from .measuring import save


def main() -> None:
    """Time all cuts and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, default=Path("var/bench/full.sqlite3"))
    parser.add_argument("--rows", type=int, default=500_000)
    options = parser.parse_args()
    options.path.parent.mkdir(parents=True, exist_ok=True)
    result = exchange_database.build(options.path, rows=options.rows)
    cuts = _time_all()
    worst = max(cuts, key=lambda cut: cut["seconds"])
    result |= {"cuts": cuts, "slowest": worst, "cuts_over_1_s": sum(c["seconds"] > 1 for c in cuts)}
    print(save("consolidated", result))


def _time_all() -> list[dict]:
    from cauce.core.accounts.models import User
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.consolidated import DIMENSIONS, Cut, consolidate

    user, round_ = User.objects.get(username="bench-coordinator"), Round.objects.get(code="2026")
    found = []
    for by in [*((d,) for d in DIMENSIONS), *combinations(DIMENSIONS, 2)]:
        seconds = []
        for _turn in range(2):
            started = time.perf_counter()
            table = consolidate(round_, user, exchange_database.NOW, Cut(by=by, include_open=True))
            seconds.append(time.perf_counter() - started)
        found.append({"by": list(by), "groups": len(table.rows), "seconds": round(min(seconds), 3)})
    return found


if __name__ == "__main__":
    main()
