"""Grids of figures that several people may edit: what is shown, what was typed over what, and saving the changed rows.

A row is sent with its version and with what its cells showed (`base`), so that only what the person changed is saved,
and a row that somebody else saved meantime is settled cell by cell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
class Outcome:
    """What saving came to: rows saved, or every problem and the rows that somebody else saved first."""

    saved: int
    problems: tuple[Problem, ...] = ()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Everything was saved."""
        return not self.problems and not self.conflicts


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
    conflicts: dict[str, Conflict] = {}
    changed = [row for row in rows if row.changed]
    with transaction.atomic():
        for row in changed:
            try:
                save(row)
            except Conflict as conflict:
                conflicts[row.key] = conflict
            except Invalid as refused:
                problems += [replace(p, place=_at(row.key, p.place)) for p in refused.problems]
        if problems or conflicts:
            transaction.set_rollback(True)
    return Outcome(0 if problems or conflicts else len(changed), tuple(problems), conflicts)


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


def clashes(
    stored: Sequence[Row], sent: Sequence[Sent], columns: Mapping[str, str], keys: Sequence[str]
) -> list[dict[str, str]]:
    """The cells that two people wrote differently, for the conflict table."""
    mine = {row.key: row for row in sent}
    return [
        {
            "name": f"{row.key}.{name}",
            "label": f"{row.label} · {label}",
            "base": mine[row.key].base.get(name, ""),
            "mine": mine[row.key].values[name],
            "theirs": row.values.get(name, ""),
        }
        for row in stored
        if row.key in keys
        for name, label in columns.items()
        if mine[row.key].values[name] != row.values.get(name, "")
    ]


def choose(sent: Sequence[Sent], stored: Sequence[Row], answers: Mapping[str, str]) -> list[Sent]:
    """What was sent with the chosen stored values put in; an answered row takes the stored version and base."""
    theirs = {row.key: row for row in stored}
    result = []
    for row in sent:
        asked = {name: answers.get(f"choose-{row.key}.{name}", "") for name in row.values}
        if not any(asked.values()) or row.key not in theirs:
            result.append(row)
            continue
        kept = theirs[row.key]
        values = {
            name: kept.values.get(name, "") if asked[name] == "theirs" else value
            for name, value in row.values.items()
        }
        result.append(Sent(row.key, values, dict(kept.values), kept.version))
    return result


def text(value: object) -> str:
    """A stored figure as it is typed; "" for what is not reported."""
    return "" if value is None else str(value)
