"""The records of a package as they are proposed: read strictly, nothing looked up yet. Pure."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cauce.interop.packages.container import Package
from cauce.interop.packages.rules import refused

from ..rules.reading import day
from ..rules.states import SheetState

MAX_POSITION = 9_999
HEAD = ("date", "professional", "registration", "centre", "schedule", "chair_hours")


@dataclass(slots=True)
class Line:
    """A row of a sheet: patient, promotion or administrative."""

    uid: uuid.UUID
    version: int
    position: int
    typed: Mapping[str, Any]
    warnings: str = ""


@dataclass(slots=True)
class Proposed:
    """A sheet with all its rows."""

    uid: uuid.UUID
    version: int
    head: Mapping[str, str]
    state: SheetState
    sent_at: datetime | None
    reviewed_at: datetime | None
    return_note: str
    rows: list[Line] = field(default_factory=list)
    promotion: list[Line] = field(default_factory=list)
    admin: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What people recognise the sheet by."""
        return f"{self.head['date']} · {self.head['professional']} · horario {self.head['schedule']}"

    def label_of(self, line: Line) -> str:
        """The same for one of its rows."""
        return f"{self.label} · renglón {line.position}"


def read(package: Package) -> list[Proposed]:
    """The package's sheets. Raises Invalid (PK-12) for anything that no export of ours writes."""
    try:
        sheets = {one.uid: one for one in _once(_sheet(record) for record in package.records("sheets"))}
        for part in ("rows", "promotion", "admin"):
            lines = [(uuid.UUID(r["sheet"]), _line(r)) for r in package.records(part)]
            _once(line for _sheet_uid, line in lines)
            for sheet, line in lines:
                getattr(sheets[sheet], part).append(line)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refused("PK-12", why="un registro está mal formado") from error
    found = list(sheets.values())
    if any(_collide(one.rows) or _collide(one.promotion) or _collide(one.admin) for one in found):
        raise refused("PK-12", why="dos renglones ocupan la misma posición")
    return found


def _sheet(record: Mapping[str, Any]) -> Proposed:
    head = {name: _text(record["head"][name]) for name in HEAD}
    state = SheetState(record["state"])
    sent_at, reviewed_at = moment(record["sent_at"]), moment(record["reviewed_at"])
    if (state != SheetState.OPEN and sent_at is None) or (state == SheetState.REVIEWED and not reviewed_at):
        raise ValueError("a sent sheet says when")
    if day(head["date"]) is None:
        raise ValueError("a sheet has a day")
    note = _text(record["return_note"])[:300]
    return Proposed(uuid.UUID(record["uid"]), _version(record), head, state, sent_at, reviewed_at, note)


def _line(record: Mapping[str, Any]) -> Line:
    position = record["position"]
    if not isinstance(position, int) or not 0 < position <= MAX_POSITION:
        raise ValueError("a row has a position")
    typed = {str(name): _typed(value) for name, value in record["typed"].items()}
    warnings = _text(record.get("warnings", ""))[:120]
    return Line(uuid.UUID(record["uid"]), _version(record), position, typed, warnings)


def _version(record: Mapping[str, Any]) -> int:
    version = record["version"]
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version < 2**31:
        raise ValueError("a record has a version")
    return version


def _typed(value: Any) -> Any:
    """A cell, or lines of cells."""
    if isinstance(value, list):
        return [{str(k): _text(v) for k, v in one.items()} for one in value]
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > 2_000:
        raise ValueError("not a text")
    return value


def moment(value: Any) -> datetime | None:
    """An instant with its zone; None for a blank. Raises ValueError."""
    if not value:
        return None
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at


def _once(found: Iterable[Any]) -> list[Any]:
    kept = list(found)
    if len({one.uid for one in kept}) != len(kept):
        raise ValueError("a record is there twice")
    return kept


def _collide(lines: list[Line]) -> bool:
    return len({line.position for line in lines}) != len(lines)
