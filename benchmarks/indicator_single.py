"""One indicator of one facility and month on the embedded default: SQLite live, closed months in Parquet, DuckDB.

Every indicator that is told apart by facility, asked as the pages ask (`indicators.answer`), warm, for a month that the
snapshot holds and for one that it does not (the newest, counted in the live tables). Limit: 50 ms. Peers in turns
with ours: the numerator and the denominator of I-4 by bare DuckDB on the month's file (in a connection of its own,
as a page that keeps none would, and in one kept open), and by bare SQL on the live tables.

Run: `python -m benchmarks.indicator_single [--rows 1000000]`.
"""

import os
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import duckdb

from . import _oral_database as database
from .machine import forget_peak, peak_since_mb
from .measuring import parser, save

TURNS = 15
LIMIT_MS = 50


def main() -> None:
    """Build, close the months, ask, and write the figures."""
    arguments = parser(__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database.connect(f"sqlite:///{folder}/bench.sqlite3", folder)
        result = measure(database.build(1_500 if options.small else options.rows))
    print(save("indicator_single", result, small=options.small))


def measure(built: database.Built) -> dict[str, Any]:
    """Over a filled database: all its months but the newest are closed first."""
    from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
    from cauce.domains.oralhealth.freshness import DAILY
    from cauce.domains.oralhealth.models import Sheet
    from cauce.indicators.snapshot import close_month

    *closed, newest = sorted(set(Sheet.objects.order_by().values_list("month", flat=True).distinct()))
    started = time.perf_counter()
    for month in closed:
        for name in DAILY:
            close_month(FACTS[name], VIEWS[name], month, database.NOW)
    closing = round(time.perf_counter() - started, 1)
    forget_peak()
    result: dict[str, Any] = {
        "rows": built.rows,
        "facilities": built.facilities,
        "months": len(closed) + 1,
        "closing_seconds": closing,
        "load_average_at_start": os.getloadavg()[0],
        "turns": TURNS,
        "limit_ms": LIMIT_MS,
        "closed": _ask(built, closed[len(closed) // 2]),
        "open": _ask(built, newest),
    }
    return result | {"peers": _peers(built, closed[len(closed) // 2]), "peak_mb": peak_since_mb()}


def _ask(built: database.Built, month: int) -> dict[str, Any]:
    """Every indicator of the facility's month; the slowest by name."""
    from cauce.domains.oralhealth.queries.indicators import documents

    found = {}
    for code, document in documents().items():
        if "facility" in document.dimensions and "month" in document.period_types:
            found[code] = _time(lambda d=document: value_of(d, month, built.facility))
    slowest = max(found, key=lambda code: found[code]["median_ms"])
    return {"month": month, "indicators": found, "slowest": slowest, **found[slowest]}


def value_of(indicator: Any, month: int, facility: Any) -> Any:
    """One value, as the pages ask for it."""
    from cauce.core.periods.types import parse
    from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
    from cauce.domains.oralhealth.queries.indicators import where_of
    from cauce.indicators.answer import answer
    from cauce.indicators.query import Query

    query = Query((indicator,), (parse(str(month)),), where=where_of(facility, indicator))
    (cell,) = answer(query, FACTS, VIEWS, database.NOW).cells
    return cell.value(indicator)


def _peers(built: database.Built, month: int) -> dict[str, Any]:
    from django.db import connection

    from cauce.domains.oralhealth.facts_engine import FACTS
    from cauce.indicators.snapshot import parts_of, path_of

    part = parts_of(FACTS["patient_rows"], month * 100 + 1, month * 100 + 31)[month]
    asked = (
        f"SELECT count(*), count(*) FILTER (WHERE new_in_service = '1') FROM read_parquet('{path_of(part)}') "
        f"WHERE facility = '{built.facility.code}'"
    )
    kept = duckdb.connect()

    def opened() -> None:
        with duckdb.connect() as duck:
            duck.execute(asked).fetchall()

    def live() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE p.new_in_service = '1') FROM oralhealth_sheet s "
                "JOIN oralhealth_patientrow p ON p.sheet_id = s.id "
                "WHERE s.facility_id = %s AND s.month = %s AND p.continues_id IS NULL",
                [built.facility.pk, month],
            )
            cursor.fetchall()

    found = {
        "duckdb_connection_kept": _time(lambda: kept.execute(asked).fetchall()),
        "duckdb_connection_opened": _time(opened),
        "live_tables": _time(live),
    }
    kept.close()
    return found


def _time(work: Callable[[], Any]) -> dict[str, float]:
    work()
    wall, processor = [], []
    for _turn in range(TURNS):
        started, worked = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    return {
        "median_ms": round(median(wall) * 1000, 1),
        "cpu_ms": round(median(processor) * 1000, 1),
        "best_ms": round(min(wall) * 1000, 1),
        "worst_ms": round(max(wall) * 1000, 1),
    }


if __name__ == "__main__":
    main()
