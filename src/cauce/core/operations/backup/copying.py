"""Copying every table, row by row, from one database to another through Django's own field conversion."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

BATCH = 1000


def tables() -> list[type[models.Model]]:
    """Every model with a table of its own, many-to-many tables too."""
    found = apps.get_models(include_auto_created=True, include_swapped=False)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def copy_all(source: str, target: str) -> int:
    """Replace the content of `target` by that of `source` (aliases), in one transaction; rows copied.

    Both are migrated to the present code. References are checked at the end (deferred), so order is free.
    """
    copied = 0
    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            connections[source].cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with _without_triggers(connections[target]):
            for model in reversed(tables()):
                _empty(connections[target], model)
            for model in tables():
                copied += _copy(model, source, target)
    _reset_sequences(connections[target])
    return copied


def _empty(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Rows that migrating put there (content types, permissions)."""
    connection.cursor().execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _copy(model: type[models.Model], source: str, target: str) -> int:
    """All rows of one table, with their keys; `raw` keeps auto_now fields as they are."""
    fields = list(model._meta.local_concrete_fields)
    rows = model._base_manager.using(source).order_by("pk").iterator(chunk_size=BATCH)
    copied, batch = 0, []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            copied += _insert(model, fields, batch, target)
            batch = []
    return copied + (_insert(model, fields, batch, target) if batch else 0)


def _insert(model: type[models.Model], fields: list, batch: list, target: str) -> int:
    rows: Any = model._base_manager.using(target)
    step = max(1, connections[target].ops.bulk_batch_size(fields, batch))
    for start in range(0, len(batch), step):
        rows._insert(batch[start : start + step], fields=fields, using=target, raw=True)
    return len(batch)


@contextmanager
def _without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The guards of the audit log and of published catalogues stand aside while rows arrive as they were."""
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # ALTER refuses while checks wait
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in triggers:
        cursor.execute(sql)


def _reset_sequences(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
