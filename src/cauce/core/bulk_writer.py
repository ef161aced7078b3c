"""The fastest way in for rows that repeat themselves: pieces are prepared once, rows are pieces put together.

`bulk.insert` prepares each value of each row. Where millions of rows are made of a few thousand different
pieces (see the oral-health import), preparing is the larger part of the work; here a piece is prepared once by
`piece(...)` and used in any number of rows. Primary keys are taken ahead by `take_keys`, so that children can be
written without asking what keys their parents were given.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

Piece = Any  # text of a COPY line on PostgreSQL, a tuple of values on SQLite
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def piece(*values: Any) -> Piece:
    """Values of consecutive columns, ready for a `Writer`. Texts, whole numbers, booleans, dates and None."""
    return piecer()(*values)


def piecer() -> Callable[..., Piece]:
    """`piece` itself for the database in use: for callers that make very many."""
    return _copy_piece if connection.vendor == "postgresql" else _tuple_piece


def plain_piecer(columns: int) -> Callable[[tuple[Any, ...]], Piece]:
    """A quicker `piece` of a tuple of so many values that need no care: whole numbers, names, `null()`."""
    if connection.vendor == "postgresql":
        return "\t".join(["%s"] * columns).__mod__
    return tuple


def null() -> Any:
    """No value, in a plain piece."""
    return "\\N" if connection.vendor == "postgresql" else None


def _copy_piece(*values: Any) -> str:
    return "\t".join(map(_copy_text, values))


def _tuple_piece(*values: Any) -> tuple[Any, ...]:
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def _copy_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    text = str(value)
    return text if text.isalnum() else text.translate(_ESCAPES)


def take_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that no other row will get. Inside a transaction; on SQLite it must be the writing one."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            cursor.execute(
                f"SELECT nextval({sequence}) FROM generate_series(1, %s)",  # noqa: S608
                [table, str(model._meta.pk.column), count],
            )
            return [key for (key,) in cursor.fetchall()]
        quoted = connection.ops.quote_name(table)
        cursor.execute(
            f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"  # noqa: S608
            f" coalesce((SELECT max({model._meta.pk.column}) FROM {quoted}), 0))",
            [table],
        )
        first = cursor.fetchone()[0] + 1
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + count - 1, table])
        if not cursor.rowcount:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1]
            )
        return list(range(first, first + count))


class Writer:
    """Collects rows of one model and writes them by COPY or executemany. No signals, no validation; the database's
    constraints hold. columns and the keywords `same` are attribute names; other fields get their default."""

    def __init__(self, model: type[models.Model], columns: Sequence[str], **same: Any) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := {*columns, *same} - {*fields}:
            raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        still = [f for name, f in fields.items() if name not in columns and not f.primary_key]
        self.model = model
        self._names = [str(fields[name].column) for name in columns] + [str(f.column) for f in still]
        fixed = [
            f.get_db_prep_save(same.get(f.attname, f.get_default()), connection)  # type: ignore[attr-defined]
            for f in still
        ]
        self._fixed: Piece = piece(*fixed) if fixed else None
        self._rows: list[Any] = []

    def add(self, *pieces: Piece) -> None:
        """One row: pieces that together have all the columns, in their order."""
        self._rows.append(pieces)

    def __len__(self) -> int:
        return len(self._rows)

    def flush(self) -> None:
        """Write the collected rows. Raises IntegrityError."""
        self.ready()()

    def ready(self) -> Callable[[], None]:
        """The collected rows as a piece of work that only the database has to do; the writer starts afresh."""
        rows, self._rows = self._rows, []
        if not rows:
            return lambda: None
        quote = connection.ops.quote_name
        table, names = quote(self.model._meta.db_table), ", ".join(map(quote, self._names))
        if connection.vendor == "postgresql":
            text = self._text(rows).encode()
            return lambda: _copy(f"COPY {table} ({names}) FROM STDIN", text)
        places = ", ".join(["%s"] * len(self._names))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
        return lambda: _execute(statement, self._tuples(rows))

    def _text(self, rows: Iterable[Any]) -> str:
        end = "\n" if self._fixed is None else f"\t{self._fixed}\n"
        return "".join(["\t".join(pieces) + end for pieces in rows])

    def _tuples(self, rows: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
        fixed = self._fixed or ()
        for pieces in rows:
            row: tuple[Any, ...] = ()
            for one in pieces:
                row += one
            yield row + fixed


def _copy(statement: str, text: bytes) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(text)


def _execute(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable, read once
