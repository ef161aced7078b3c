"""Grids of figures that several people may edit: what is shown, what was typed over what, and saving the changed rows.

A row is sent with its version and with what its cells showed (`base`), so that only what the person changed is saved.
When somebody else saved the row meantime, cells that only one of the two changed are put together, and cells that both
changed are asked about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from cauce.core.errors import Conflict, Invalid, Problem

SEPARATOR = "\t"  # no cell holds one
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One box. place: its id and the place of its problems; label: for readers."""

    name: str
    place: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is drawn. base: what its cells hold in the database; fixed: why it is not written here, or ""."""

    key: str
    label: str
    values: Values
    version: int = 0
    base: Values = field(default_factory=dict)
    fixed: str = ""
    url: str = ""
    note: str = ""
    who: str = ""  # who saved it last, and when
    at: datetime | None = None

    def cells(self, columns: Mapping[str, str]) -> list[Cell]:
        """The boxes in the order of the columns."""
        return [
            Cell(f"{self.key}.{n}", f"rows.{self.key}.{n}", self.values.get(n, ""), f"{label}, {self.label}")
            for n, label in columns.items()
        ]

    def packed_base(self, columns: Mapping[str, str]) -> str:
        """What the cells showed, in one hidden field."""
        return SEPARATOR.join(self.base.get(name, "") for name in columns)


@dataclass(frozen=True, slots=True)
class Sent:
    """One row as it came back."""

    key: str
    values: dict[str, str]
    base: dict[str, str]
    version: int

    @property
    def changed(self) -> bool:
        """The person wrote something else than what was shown."""
        return self.values != self.base


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that two people changed: what both saw, what each wrote, and the row as it is stored."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str
    row: Row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving came to: rows saved, or every problem."""

    saved: int
    problems: tuple[Problem, ...] = ()


def read_rows(sent: Mapping[str, str], keys: Sequence[str], columns: Mapping[str, str]) -> list[Sent]:
    """The rows of a sent form."""
    rows = []
    for key in keys:
        values = {name: sent.get(f"{key}.{name}", "").strip() for name in columns}
        packed = sent.get(f"base.{key}", "").split(SEPARATOR)
        base = dict(zip(columns, [*packed, *[""] * len(columns)], strict=False))
        version = sent.get(f"version.{key}", "")
        rows.append(Sent(key, values, base, int(version) if version.isdigit() and len(version) < 9 else 0))
    return rows


def save_rows(rows: Sequence[Sent], save: Callable[[Sent], Any]) -> Outcome:
    """Save the changed rows by `save`, all or none; problems are placed at `rows.<key>.<field>`."""
    problems: list[Problem] = []
    changed = [row for row in rows if row.changed]
    with transaction.atomic():
        for row in changed:
            try:
                save(row)
            except (Invalid, Conflict) as refused:
                problems += [replace(p, place=_at(row.key, p.place)) for p in refused.problems]
        if problems:
            transaction.set_rollback(True)
    return Outcome(0 if problems else len(changed), tuple(problems))


def _at(key: str, place: str) -> str:
    return f"rows.{key}.{place.rsplit('.', 1)[-1]}"


def typed_over(rows: Sequence[Row], sent: Sequence[Sent]) -> list[Row]:
    """The stored rows with what was typed in their boxes; version and base stay those that the person saw."""
    mine = {row.key: row for row in sent}
    return [
        replace(row, values=mine[row.key].values, version=mine[row.key].version, base=mine[row.key].base)
        if row.key in mine and not row.fixed
        else row
        for row in rows
    ]


def choose(sent: Sequence[Sent], answers: Mapping[str, str]) -> list[Sent]:
    """The answers of the conflict table: what was stored when it was shown, or what was typed."""
    return [
        replace(
            row,
            values={
                name: row.base.get(name, "") if answers.get(f"choose-{row.key}.{name}") == "theirs" else value
                for name, value in row.values.items()
            },
        )
        for row in sent
    ]


def merge(
    sent: Sequence[Sent], stored: Sequence[Row], columns: Mapping[str, str]
) -> tuple[list[Sent], list[Clash]]:
    """What was sent put on what is stored now, and the cells that both people changed differently.

    A row that somebody saved meantime takes the stored version and base, so that the next sending is a decision.
    """
    now = {row.key: row for row in stored}
    merged, asked = [], []
    for row in sent:
        kept = now.get(row.key)
        if kept is None or kept.values == row.base:
            merged.append(row)
            continue
        values = {}
        for name, mine in row.values.items():
            base, theirs = row.base.get(name, ""), kept.values.get(name, "")
            values[name] = theirs if mine == base else mine
            if mine != base and theirs not in {base, mine}:
                label = f"{kept.label} · {columns[name]}"
                asked.append(Clash(f"{row.key}.{name}", label, base, mine, theirs, kept))
        merged.append(Sent(row.key, values, dict(kept.values), kept.version))
    return merged, asked


def text(value: object) -> str:
    """A stored figure as it is typed; "" for what is not reported."""
    return "" if value is None else str(value)


def saver(record: Any) -> dict[str, Any]:
    """Who saved a record last, for its Row; nothing for none."""
    return {"who": record.saved_by.display_name, "at": record.saved_at} if record else {}
