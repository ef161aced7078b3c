"""The columnar snapshot: a closed month of a fact table as one Parquet file, made once, replaced whole."""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from .facts import ColumnType, FactTable, Grain
from .models import SnapshotPart

_TYPES = {ColumnType.INTEGER: "BIGINT", ColumnType.DECIMAL: "DECIMAL(18,4)", ColumnType.TEXT: "VARCHAR"}
LOCKS = 0x1D1C  # PostgreSQL's advisory locks of the snapshot, one per month
ANY_MONTH = 0
_NULL = "\\N"  # COPY's own mark, so that an empty text stays an empty text


def folder() -> Path:
    """Where the files are (setting CAUCE_SNAPSHOT_DIR)."""
    return Path(settings.CAUCE_SNAPSHOT_DIR)


def path_of(part: SnapshotPart) -> Path:
    """The part's file."""
    return folder() / part.fact / f"{part.digest}.parquet"


def close_month(fact: FactTable, table: str, month: int, at: datetime) -> SnapshotPart:
    """Write one month (202603) to Parquet and put it in force, unless somebody wrote a row of it meanwhile.

    The file is complete under its final name before the row commits. Memory stays flat: rows go through a
    CSV file (COPY on PostgreSQL, a cursor on SQLite) that DuckDB reads. The part comes back stale when a writer
    was in between; the next sweep tries again.
    """
    if fact.grain == Grain.YEAR:
        raise ValueError(f"{fact.name} is small and stays live")
    target = folder() / fact.name
    target.mkdir(parents=True, exist_ok=True)
    part, token = _claim(fact, month, at)
    with tempfile.TemporaryDirectory(dir=folder()) as scratch:
        made = Path(scratch) / "part.parquet"
        rows = write_rows(fact, table, within(fact, int(month)), made)
        digest = _digest(made)
        os.replace(made, target / f"{digest}.parquet")
    SnapshotPart.objects.filter(pk=part.pk, claim=token).update(
        rows=rows,
        digest=digest,
        shape=shape_of(fact),
        version=F("version") + 1,
        made_at=at,
        stale=False,
        claim="",
    )
    part.refresh_from_db()
    return part


def _claim(fact: FactTable, month: int, at: datetime) -> tuple[SnapshotPart, str]:
    """Say that a file of the month is being written, once every transaction that was writing rows of it is over."""
    token = secrets.token_hex(16)
    with transaction.atomic():
        for key in (ANY_MONTH, month):
            _lock("pg_advisory_xact_lock", key)
        part, _created = SnapshotPart.objects.get_or_create(
            fact=fact.name,
            month=month,
            defaults={"rows": 0, "digest": "", "version": 0, "made_at": at, "stale": True},
        )
        SnapshotPart.objects.filter(pk=part.pk).update(claim=token)
    return part, token


def mark_stale(facts: Iterable[str], month: int | None) -> None:
    """Take a month (None: every month) out of the snapshot; call inside the transaction that writes its rows.

    On PostgreSQL writers share a lock that `close_month` waits for: a file can neither miss a row that is being
    committed nor come into force after it. SQLite has one writer at a time.
    """
    _lock("pg_advisory_xact_lock_shared", ANY_MONTH if month is None else month)
    parts = SnapshotPart.objects.filter(Q(stale=False) | ~Q(claim=""), fact__in=list(facts))
    (parts if month is None else parts.filter(month=month)).update(stale=True, claim="")


def _lock(function: str, key: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [LOCKS, key])


def shape_of(fact: FactTable) -> str:
    """A hash of the fact's columns and grain."""
    told = [fact.grain.value, *sorted((name, kind.value) for name, kind in fact.columns.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def parts_of(fact: FactTable, first: int, last: int) -> dict[int, SnapshotPart]:
    """month → part in force whose file is there, for the months that two periods of the fact span (inclusive)."""
    months = (first // 100, last // 100) if fact.grain == Grain.DAY else (first, last)
    parts = SnapshotPart.objects.filter(
        fact=fact.name, month__range=months, stale=False, shape=shape_of(fact)
    )
    return {part.month: part for part in parts if path_of(part).exists()}


def within(fact: FactTable, month: int) -> str:
    """SQL: the fact's rows of one month."""
    return f"period BETWEEN {month}01 AND {month}31" if fact.grain == Grain.DAY else f"period = {month}"


def sweep(before: datetime | None = None) -> list[Path]:
    """Remove files that no part in force names; returns them. before: only files older than that instant."""
    known = {path_of(part) for part in SnapshotPart.objects.filter(stale=False)}
    lost = [path for path in folder().glob("*/*.parquet") if path not in known]
    if before is not None:  # a younger one may be read, or come into force, this very moment
        lost = [path for path in lost if path.stat().st_mtime < before.timestamp()]
    for path in lost:
        path.unlink(missing_ok=True)
    return lost


def write_rows(fact: FactTable, table: str, condition: str, target: Path) -> int:
    """Write the fact's live rows that meet a condition (SQL over its columns) to a Parquet file; returns how many."""
    rows_file = target.with_suffix(".csv")
    rows = _dump(fact, table, condition, rows_file)
    _to_parquet(fact, rows_file, target)
    rows_file.unlink()
    return rows


def _dump(fact: FactTable, table: str, condition: str, target: Path) -> int:
    """The rows as CSV; returns how many."""
    columns = ["period", *fact.columns]
    order = ", ".join(columns)
    select = f"SELECT {order} FROM {table} WHERE {condition} ORDER BY {order}"  # noqa: S608 names come from the schemas
    if connection.vendor == "postgresql":
        return _copy_out(select, target)
    count = 0
    with target.open("w", newline="", encoding="utf-8") as file, connection.cursor() as cursor:
        cursor.execute(select)
        while batch := cursor.fetchmany(10_000):
            file.writelines(",".join(map(_cell, row)) + "\n" for row in batch)
            count += len(batch)
    return count


def _cell(value: Any) -> str:
    """As PostgreSQL's COPY writes it: a null bare, everything else quoted, so that the two never meet."""
    return _NULL if value is None else '"' + str(value).replace('"', '""') + '"'


def _copy_out(select: str, target: Path) -> int:
    with target.open("wb") as file, connection.cursor() as cursor:
        with cursor.cursor.copy(
            f"COPY ({select}) TO STDOUT (FORMAT csv, NULL '{_NULL}', FORCE_QUOTE *)"
        ) as copy:
            for block in copy:
                file.write(block)
        return cursor.cursor.rowcount


def _to_parquet(fact: FactTable, source: Path, target: Path) -> None:
    columns: dict[str, Any] = {
        "period": "INTEGER",
        **{name: _TYPES[kind] for name, kind in fact.columns.items()},
    }
    described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    with duckdb.connect() as duck:
        duck.execute(
            f"COPY (SELECT * FROM read_csv('{source}', header=false, nullstr='{_NULL}', quote='\"', escape='\"', "  # noqa: S608
            f"delim=',', auto_detect=false, allow_quoted_nulls=false, columns={{{described}}})) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
