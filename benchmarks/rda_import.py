"""Importing a million daily-record rows with every rule, against a bare COPY and against django-import-export.

The file: two years of invented days (the demonstration's patients), all of them right. Contenders on one
throw-away PostgreSQL that waits for the disk, one after the other in the same run:

- `cauce`: the action `import_rows`, from the CSV file to committed and audited; `check`: `check_rows`, writing nothing;
- `bare_copy`: the rows that `cauce` stored, COPY again, by psycopg, into copies of the four tables with all their
  constraints and indexes: the least that storing them can cost (no file read, nothing checked);
- `flat_copy`: the CSV file by COPY into one table of texts without an index: the least that reading it can cost;
- `import_export`: django-import-export's bulk ModelResource for the patient rows alone, without activities,
  diagnoses and rules, on fewer rows; `as_many_rows_seconds` is that extrapolated to all rows, linearly.

Run: `python -m benchmarks.rda_import [--rows 1000000] [--peer-rows 20000] [--sqlite]`.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from . import _oral_database as database
from .machine import forget_peak, peak_since_mb
from .measuring import parser, save

TABLES = ("oralhealth_sheet", "oralhealth_patientrow", "oralhealth_activity", "oralhealth_diagnosis")
ROWS_OF_A_FACILITY = 6_000  # in two years, at the least


def main() -> None:
    """Child processes: one for PostgreSQL with all contenders, one for SQLite with ours alone."""
    arguments = parser(__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--peer-rows", type=int, default=20_000)
    arguments.add_argument("--turns", type=int, default=2)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--child", action="store_true")
    options = arguments.parse_args()
    if options.small:
        options.rows, options.peer_rows, options.turns = 300, 60, 1
    if options.child:
        database.connect(os.environ["DATABASE_URL"], str(options.folder))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print("RESULT" + json.dumps(measure(options.folder, options.rows, options.peer_rows, options.turns)))
        return
    from tools.throwaway_postgres import throwaway_postgres

    with tempfile.TemporaryDirectory() as folder:
        result: dict[str, Any] = {"rows": options.rows, "load_average_at_start": os.getloadavg()[0]}
        with throwaway_postgres(durable=True) as url:
            result["postgresql"] = _child(options, url, folder)
        result["sqlite"] = _child(options, f"sqlite:///{folder}/bench.sqlite3", folder)
    print(save("rda_import", result, small=options.small))


def _child(options: Any, url: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rda_import", "--child", "--folder", folder]
    for name in ("rows", "peer_rows", "turns"):
        command += [f"--{name.replace('_', '-')}", str(getattr(options, name))]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.split("RESULT")[1])


def measure(folder: Path, rows: int, peer_rows: int, turns: int = 1) -> dict[str, Any]:
    """All contenders in the connected, migrated database."""
    from django.db import connection

    path = folder / "rows.csv"
    person = _person(
        units := database.places(max(2, min(database.MOST_FACILITIES, rows // ROWS_OF_A_FACILITY + 1)))
    )
    size = write_file(path, rows, [unit.oralhealth for unit in units])
    found: dict[str, list[dict[str, Any]]] = {}

    def timed(name: str, work: Callable[[], int], count: int) -> None:
        forget_peak()
        started, worked = time.perf_counter(), time.process_time()
        done = work()
        if done != count:
            raise SystemExit(f"{name}: {done} rows instead of {count}")
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
        figures = {"rows": count, "seconds": round(seconds, 4), "cpu_seconds": round(cpu, 4)}
        figures |= {"rows_per_second": round(count / seconds), "peak_mb": peak_since_mb()}
        found.setdefault(name, []).append(figures)

    for turn in range(turns):
        timed("check", lambda: _check(person, path), rows)
        timed("cauce", lambda: _import(person, path), rows)
        if connection.vendor == "postgresql":
            _dump(folder)
            timed("bare_copy", lambda: _bare_copy(folder), rows)
            timed("flat_copy", lambda: _flat_copy(path), rows)
        if turn < turns - 1:
            _empty()
    if connection.vendor == "postgresql":
        lines = peer_lines(path, peer_rows)
        _remove_rows()
        timed("import_export", lambda: _import_export(lines), len(lines))
    best = {name: min(several, key=lambda one: one["seconds"]) for name, several in found.items()}
    return {"file_mb": round(size / 2**20, 1), "turns": turns, **best, **_ratios(best, rows)}


def _ratios(best: dict[str, dict[str, Any]], rows: int) -> dict[str, Any]:
    if "bare_copy" not in best:
        return {}
    peer = best["import_export"]
    extrapolated = peer["seconds"] * rows / peer["rows"]
    peer["as_many_rows_seconds"] = round(extrapolated, 1)
    ours = best["cauce"]["seconds"]
    return {
        "cauce_to_bare_copy": round(ours / best["bare_copy"]["seconds"], 2),
        "cauce_to_both_copies": round(
            ours / (best["bare_copy"]["seconds"] + best["flat_copy"]["seconds"]), 2
        ),
        "import_export_to_cauce_extrapolated": round(extrapolated / ours, 1),
    }


def _person(units: list[Any]) -> Any:
    """Somebody who may import for every facility."""
    from datetime import UTC, datetime

    from cauce.core.accounts.models import Grant, User

    user = User.objects.create(username="bench-importer", email="importer@example.org")
    Grant.objects.create(
        user=user,
        role="administrator",
        place=units[0].parent.parent,
        starts_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    return user


def write_file(path: Path, rows: int, facilities: list[Any]) -> int:
    """A CSV of right rows, as the demonstration invents them: returning patients, two years of days, every age,
    usual activities and diagnoses; returns its bytes."""
    from cauce.domains.oralhealth.rules.flat import COLUMNS

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(islice(_lines(facilities), rows))
    return path.stat().st_size


def _lines(facilities: list[Any]) -> Iterator[dict[str, str]]:
    from cauce.domains.oralhealth.demo.patients import days_of
    from cauce.domains.oralhealth.rules.flat import HEAD
    from cauce.domains.oralhealth.stored import typed_of

    first = database.FIRST_DAY
    for facility in facilities:
        for header, patients in days_of(facility, first, date(first.year + 1, 12, 31)):
            head = {name: str(getattr(header, name)) for name in HEAD}
            for patient in patients:
                typed = typed_of(patient)
                # The demonstration has few facilities and tells their patients apart by two digits.
                typed["identity"] = f"{facility.code[-4:]}{typed['identity'][4:]}"
                children = (("act", typed.pop("activities")), ("dx", typed.pop("diagnoses")))
                yield {**head, **typed, **_flat(children)}


def _flat(children: Iterable[tuple[str, list[dict[str, str]]]]) -> dict[str, str]:
    """act1_code, act1_number… of the lines below a row."""
    return {
        f"{prefix}{n}_{part}": value
        for prefix, lines in children
        for n, line in enumerate(lines, 1)
        for part, value in line.items()
    }


def _check(person: Any, path: Path) -> int:
    from cauce.domains.oralhealth.actions.importing import check_rows

    report = check_rows(by=person, at=database.NOW, path=path)
    return report.rows if not report.errors else -report.errors


def _import(person: Any, path: Path) -> int:
    from cauce.domains.oralhealth.actions import import_rows

    report = import_rows(by=person, at=database.NOW, path=path, confirmed=True)
    if not report.stored:
        raise SystemExit(f"not stored: {report.problems[:5]}")
    return report.rows


def _dump(folder: Path) -> None:
    """What the import stored, a file per table; and empty copies of the tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            with (folder / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    file.write(block)


def _bare_copy(folder: Path) -> int:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            _copy(cursor, f"COPY bench_{table} FROM STDIN", folder / table)
        cursor.execute("SELECT count(*) FROM bench_oralhealth_patientrow")
        return int(cursor.fetchone()[0])


def _flat_copy(path: Path) -> int:
    from django.db import connection, transaction

    from cauce.domains.oralhealth.rules.flat import COLUMNS

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_flat")
        cursor.execute(f"CREATE TABLE bench_flat ({', '.join(f'{name} TEXT' for name in COLUMNS)})")
        _copy(cursor, "COPY bench_flat FROM STDIN (FORMAT csv, HEADER)", path)
        cursor.execute("SELECT count(*) FROM bench_flat")
        return int(cursor.fetchone()[0])


def _copy(cursor: Any, statement: str, path: Path) -> None:
    with path.open("rb") as file, cursor.copy(statement) as copy:
        while block := file.read(1 << 20):
            copy.write(block)


def _empty() -> None:
    """Back to the places and people alone, for another turn."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        else:
            for table in reversed(TABLES):
                cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM oralhealth_facilitymonth")


def _remove_rows() -> None:
    """The sheets stay: the peer only brings their patients."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE oralhealth_patientrow CASCADE")


def peer_lines(path: Path, rows: int) -> list[dict[str, str]]:
    """The file's first lines."""
    with path.open(newline="", encoding="utf-8") as file:
        return [line for _n, line in zip(range(rows), csv.DictReader(file), strict=False)]


def _import_export(lines: list[dict[str, str]]) -> int:
    """As its documentation says for large files: bulk, no diff, no report of skipped rows."""
    import tablib
    from import_export import fields, resources

    from cauce.core.accounts.models import User
    from cauce.domains.oralhealth.models import PatientRow, Sheet

    boxes = [name for name in lines[0] if name in {f.name for f in PatientRow._meta.concrete_fields}]
    keys = Sheet.objects.values_list("facility__code", "date", "pk")
    sheets = {(code, day.isoformat()): pk for code, day, pk in keys}
    importer = User.objects.get(username="bench-importer").pk

    class Rows(resources.ModelResource):
        sheet_id = fields.Field(attribute="sheet_id", column_name="sheet_id")
        position = fields.Field(attribute="position", column_name="position")
        year = fields.Field(attribute="year", column_name="year")

        class Meta:
            model = PatientRow
            fields = (*boxes, "sheet_id", "position", "year")
            import_id_fields: tuple[str, ...] = ()
            use_bulk, batch_size = True, 1_000
            skip_diff, report_skipped, use_transactions = True, False, True

        def before_import_row(self, row: dict[str, Any], **_kwargs: Any) -> None:
            row["sheet_id"] = sheets[row["facility"], row["date"]]
            row["year"] = row["date"][:4]
            row["ethnic"] = row["ethnic"][:1]

        def before_save_instance(self, instance: Any, row: dict[str, Any], **_kwargs: Any) -> None:
            instance.saved_at, instance.saved_by_id = database.NOW, importer

    data = tablib.Dataset(headers=[*lines[0], "position", "sheet_id", "year"])
    positions: Counter[tuple[str, str]] = Counter()
    for line in lines:
        positions[line["facility"], line["date"]] += 1
        data.append([*line.values(), positions[line["facility"], line["date"]], "", ""])
    result = Rows().import_data(data, dry_run=False, raise_errors=True)
    if result.has_errors():
        raise SystemExit("django-import-export refused rows")
    return PatientRow.objects.count()


if __name__ == "__main__":
    main()
