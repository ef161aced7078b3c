"""Help for migrations: SQLite makes a table again to change it, and will not while a view reads it."""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

_ASIDE: dict[str, list[str]] = {}  # database alias → CREATE VIEW statements of the views that wait


def beside_views(*operations: Operation) -> list[Operation]:
    """The operations, with every view of a SQLite database out of the way and back as it was. Nothing elsewhere."""
    return [
        migrations.RunPython(_put_aside, _bring_back),
        *operations,
        migrations.RunPython(_bring_back, _put_aside),
    ]


def _put_aside(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid")
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP VIEW {connection.ops.quote_name(name)}")
    _ASIDE[connection.alias] = [sql for _name, sql in found]


def _bring_back(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for sql in _ASIDE.pop(schema_editor.connection.alias, []):
            cursor.execute(sql)
