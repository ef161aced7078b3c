"""Export of the consolidated's rows: time and peak memory, at 50,000 and 500,000 rows, beside named peers.

Every variant runs in its own process, so that its peak memory is its own:
- cauce-csv, cauce-xlsx: what the download sends (labels, states and causes as people read them);
- csv.writer: the standard library writing the cursor's tuples as they come (no labels, no protection);
- openpyxl: its write-only mode over the same rows; queryset-list: the rows held in a list, then cauce-csv.

SQLite's own page cache is set to 8 MB and its memory map to none, so that the figure is of our
memory and not of the database file's pages (the map of an 80 MB file would count as resident).

Run: `python -m benchmarks.consolidated_export --path /tmp/bench.sqlite3`.
"""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import exchange_database
from .measuring import parser, save

SIZES = (50_000, 500_000)


def main() -> None:
    """Run every variant at every size and write the result, or (with --variant) just one of them."""
    arguments = parser(__doc__)
    arguments.add_argument("--path", type=Path, default=Path("var/bench/full.sqlite3"))
    arguments.add_argument("--variant", choices=VARIANTS)
    arguments.add_argument("--rows", type=int, default=500_000)
    options = arguments.parse_args()
    if options.variant:
        exchange_database.connect(options.path)
        print(json.dumps(_measure(options.variant, options.rows, options.path.parent)))
        return
    with exchange_database.place(options.path, small=options.small) as path:
        sizes = (300, 3_000) if options.small else SIZES
        built = exchange_database.build(path, **(exchange_database.SMALL if options.small else {}))
        print(save("consolidated_export", built | run(path, sizes), small=options.small))


def run(path: Path, sizes: tuple[int, int]) -> dict[str, Any]:
    """Every variant at both sizes, and how much more memory the larger takes."""
    runs = [_in_own_process(name, rows, path) for rows in sizes for name in VARIANTS]
    peaks = {(r["variant"], r["rows"]): r["peak_mb"] for r in runs}
    flat = {name: round(peaks[name, sizes[1]] - peaks[name, sizes[0]], 1) for name in VARIANTS}
    return {"runs": runs, "growth_mb_from_50k_to_500k": flat}


def _in_own_process(name: str, rows: int, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.consolidated_export", "--variant", name]
    command += ["--rows", str(rows), "--path", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    return json.loads(done.stdout.splitlines()[-1])


def _peak_mb() -> float:
    """Peak resident MiB of this process alone (ru_maxrss is inherited from the parent through exec)."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024, 1)


def _measure(name: str, rows: int, folder: Path) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute("PRAGMA cache_size=-8000")
    before, started = _peak_mb(), time.perf_counter()
    target = folder / f"export-{name}.tmp"
    first = VARIANTS[name](rows, target)
    found = {
        "variant": name,
        "rows": rows,
        "seconds": round(time.perf_counter() - started, 2),
        "first_bytes_seconds": None if first is None else round(first - started, 3),
        "start_mb": before,
        "peak_mb": _peak_mb(),
        "file_mb": round(target.stat().st_size / 2**20, 1),
    }
    target.unlink()
    return found


def _rows(limit: int) -> Iterator[list[Any]]:
    from cauce.core.accounts.models import User
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.consolidated import Cut, detail_lines
    from cauce.domains.exchange.consolidated.detail import COLUMNS, ROWS_PER_READ, presented

    user, round_ = User.objects.get(username="bench-coordinator"), Round.objects.get(code="2026")
    lines = detail_lines(round_, user, exchange_database.NOW, Cut(include_open=True))
    return presented(lines.values_list(*COLUMNS.values())[:limit].iterator(chunk_size=ROWS_PER_READ))


def _cauce_csv(limit: int, target: Path) -> float:
    from cauce.core.exports import csv_response
    from cauce.domains.exchange.consolidated import detail_header

    return _stream(csv_response("x.csv", detail_header(), _rows(limit)), target)


def _queryset_list(limit: int, target: Path) -> float:
    from cauce.core.exports import csv_response
    from cauce.domains.exchange.consolidated import detail_header

    return _stream(csv_response("x.csv", detail_header(), list(_rows(limit))), target)


def _stream(response: Any, target: Path) -> float:
    first = 0.0
    with target.open("wb") as file:
        for chunk in response.streaming_content:
            first = first or time.perf_counter()
            file.write(chunk)
    return first


def _cauce_xlsx(limit: int, target: Path) -> None:
    from cauce.core.exports import SheetData, write_xlsx
    from cauce.domains.exchange.consolidated import detail_header

    write_xlsx(target, [SheetData("Detalle", detail_header(), _rows(limit))])


def _plain_csv(limit: int, target: Path) -> None:
    """Bare tuples of ids: what the machine can do at best."""
    from django.db import connection

    with connection.cursor() as cursor, target.open("w", newline="") as file:
        cursor.execute("SELECT * FROM exchange_line LIMIT %s", [limit])
        writer = csv.writer(file)
        while batch := cursor.fetchmany(2000):
            writer.writerows(batch)


def _openpyxl(limit: int, target: Path) -> None:
    from openpyxl import Workbook

    from cauce.domains.exchange.consolidated import detail_header

    book = Workbook(write_only=True)
    page = book.create_sheet("Detalle")
    page.append(detail_header())
    for row in _rows(limit):
        page.append(row)
    book.save(target)


VARIANTS: dict[str, Callable[[int, Path], float | None]] = {
    "cauce-csv": _cauce_csv,
    "queryset-list": _queryset_list,
    "csv.writer": _plain_csv,
    "cauce-xlsx": _cauce_xlsx,
    "openpyxl": _openpyxl,
}


if __name__ == "__main__":
    main()
