"""From 10,000 to 10 million patient rows: what saving a row, opening a day and a facility's month cost.

A day and a month stay as large as they are (17 patients, 20 working days); only the tables around them grow. So
every line should stay flat: what rises with the table is a missing index. Each size is a fresh database in its
own process. Peers, in turns with ours: the same rows by bare SQL, nothing checked and no page made.

- save: `save_row`, the action behind the page, with all rules, locks and lookups; bare: three INSERTs, one commit.
- day: the sheet's page by Django's test client; bare: the day's rows and activities fetched.
- month: `month_figures`, all of Formulario 2; bare: patients of the month by sex and age.

Run: `python -m benchmarks.growth [--sizes 10000 …] [--sqlite-up-to 1000000]`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from statistics import median
from typing import Any

from . import _oral_database as database
from .machine import forget_peak, peak_since_mb
from .measuring import parser, save

SIZES = [10_000, 100_000, 1_000_000, 10_000_000]
TURNS = 25


def main() -> None:
    """One child process per database and size; writes the table."""
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments.add_argument("--sqlite-up-to", type=int, default=SIZES[-1])
    arguments.add_argument("--child", type=int)
    arguments.add_argument("--folder")
    options = arguments.parse_args()
    if options.small:
        options.sizes = [1_000, 3_000]
    if options.child:
        database.connect(os.environ["DATABASE_URL"], options.folder)
        print("RESULT" + json.dumps(measure(database.build(options.child))))
        return
    result: dict[str, Any] = {"load_average_at_start": os.getloadavg()[0], "turns": TURNS}
    result["sqlite"] = [_on_sqlite(size) for size in options.sizes if size <= options.sqlite_up_to]
    result["postgresql"] = [_on_postgresql(size) for size in options.sizes]
    result["growth"] = {name: growth(result[name]) for name in ("sqlite", "postgresql") if result[name]}
    print(save("growth", result, small=options.small))


def _on_sqlite(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return _child(size, f"sqlite:///{folder}/bench.sqlite3", folder)


def _on_postgresql(size: int) -> dict[str, Any]:
    from tools.throwaway_postgres import throwaway_postgres

    with tempfile.TemporaryDirectory() as folder, throwaway_postgres(durable=True) as url:
        return _child(size, url, folder)


def _child(size: int, url: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.growth", "--child", str(size), "--folder", folder]
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    whole = round(time.perf_counter() - started)
    return {**json.loads(done.stdout.split("RESULT")[1]), "with_building_seconds": whole}


def measure(built: database.Built) -> dict[str, Any]:
    """Each operation TURNS times, in turns with its peer."""
    works = {"save": _saving(built), "day": _day(built), "month": _month(built)}
    return {
        "rows": built.rows,
        "sheets": built.sheets,
        "facilities": built.facilities,
        **{name: _compare(ours, bare) for name, (ours, bare) in works.items()},
    }


def growth(several: list[dict[str, Any]]) -> dict[str, float]:
    """How many times slower the largest size is than the smallest (best of the turns), and how many more queries."""
    first, last = several[0], several[-1]
    return {
        "times_more_rows": round(last["rows"] / first["rows"]),
        **{
            f"{name}_{unit}": round(last[name][unit] / first[name][unit], 2)
            for name in ("save", "day", "month")
            for unit in ("best_ms", "queries")
        },
    }


def _compare(ours: Callable[[], None], bare: Callable[[], None]) -> dict[str, Any]:
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
    figures = {name: round(median(several) * 1000, 2) for name, several in times.items()}
    return {
        **figures,
        "times_the_bare": round(figures["median_ms"] / figures["bare_ms"], 1),
        "best_ms": round(min(times["median_ms"]) * 1000, 2),
        "worst_ms": round(max(times["median_ms"]) * 1000, 2),
        "queries": len(queries),
        "peak_mb": peak,
    }


def _time(work: Callable[[], None]) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - worked


def _saving(built: database.Built) -> tuple[Callable[[], None], Callable[[], None]]:
    """Rows of a fresh sheet of the day; a second sheet takes the bare ones."""
    from cauce.domains.oralhealth.actions import open_sheet, save_row
    from cauce.domains.oralhealth.rules.examples import ROW

    head = {
        "date": built.day.isoformat(),
        "professional": database.PROFESSIONAL,
        "centre": "Servicio de Salud Bucal",
        "chair_hours": "6",
        "schedule": "1",
    }
    who = {"by": built.writer, "at": database.NOW}
    sheet, other = (
        open_sheet(**who, facility=built.facility, typed={**head, "registration": number}, confirmed=True)
        for number in ("00001", "00002")
    )
    patients = iter(range(10_000))

    def ours() -> None:
        typed = {**ROW, "identity": f"8-555-{next(patients):04}", "completed": "1"}
        save_row(**who, sheet=sheet, typed=typed, uid=uuid.uuid4(), confirmed=True)

    return ours, lambda: _bare_save(other.pk, next(patients), built.writer.pk)


def _bare_save(sheet: int, number: int, writer: int) -> None:
    from django.db import connection, transaction

    from cauce.domains.oralhealth.models import Activity, Diagnosis, PatientRow

    row = PatientRow(sheet_id=sheet, position=number, year=2021, saved_by_id=writer, saved_at=database.NOW)
    row.identity, row.sex, row.age, row.age_unit = f"8-666-{number:04}", "2", 34, "3"
    row.new_in_service, row.care_frequency = "1", "2"
    with transaction.atomic(), connection.cursor() as cursor:
        key = _bare_insert(cursor, row)
        for child in (
            Activity(row_id=key, position=1, code="07", number=1, klass="1"),
            Diagnosis(row_id=key, position=1, code="K02.1", klass="1"),
        ):
            _bare_insert(cursor, child)


def _bare_insert(cursor: Any, made: Any) -> int:
    fields = [f for f in made._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    values = [f.get_db_prep_save(getattr(made, f.attname), cursor.db) for f in fields]
    marks = ", ".join(["%s"] * len(fields))
    cursor.execute(f"INSERT INTO {made._meta.db_table} ({columns}) VALUES ({marks}) RETURNING id", values)
    return int(cursor.fetchone()[0])


def _day(built: database.Built) -> tuple[Callable[[], None], Callable[[], None]]:
    from django.db import connection
    from django.urls import reverse

    from cauce.domains.oralhealth.models import Sheet

    sheet = Sheet.objects.get(facility=built.facility, date=built.day, registration="01234")
    client, address = _client(built.writer), reverse("oralhealth:sheet", args=[sheet.uid])

    def ours() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM oralhealth_patientrow WHERE sheet_id = %s", [sheet.pk])
            keys = [row[0] for row in cursor.fetchall()]
            marks = ", ".join(["%s"] * len(keys))
            cursor.execute(f"SELECT * FROM oralhealth_activity WHERE row_id IN ({marks})", keys)
            cursor.fetchall()

    return ours, bare


def _month(built: database.Built) -> tuple[Callable[[], None], Callable[[], None]]:
    from django.db import connection

    from cauce.domains.oralhealth.queries.consolidated import month_figures

    month = built.day.year * 100 + built.day.month

    def ours() -> None:
        figures = month_figures(built.facility, month)
        if not figures["service"]["total"]["patients"]:
            raise SystemExit("the month is empty")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.sex, p.age, count(*) FROM oralhealth_sheet s JOIN oralhealth_patientrow p "
                "ON p.sheet_id = s.id WHERE s.facility_id = %s AND s.month = %s GROUP BY p.sex, p.age",
                [built.facility.pk, month],
            )
            cursor.fetchall()

    return ours, bare


def _client(person: Any) -> Any:
    """Signed in, at the database's instant."""
    from types import SimpleNamespace

    from django.test import Client
    from django.utils import timezone

    from cauce.web import middleware

    middleware.timezone = SimpleNamespace(**{**vars(timezone), "now": lambda: database.NOW})
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


if __name__ == "__main__":
    main()
