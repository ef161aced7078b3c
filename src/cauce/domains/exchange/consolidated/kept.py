"""A columnar copy of the finalised declarations of a round, always as true as the live rows.

A finalised declaration's lines do not change: reopening makes it open, and finalising again raises its version. So the
copy says which (declaration, version) it holds, and a declaration counts from it only while it is still finalised with
that version; all others are counted live. Nothing has to be marked stale. The copy keeps the ids that a line can never
change; institution, state, level and group are joined from the live tables when it is read.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from cauce.core.jobs.schedule import every
from cauce.core.periods.models import Round
from cauce.indicators.snapshot import write_rows

from ..facts import KEPT, VIEWS
from ..models import Declaration, Line
from ..rules.states import State

HOURS = 1
MIN_ROWS = 5_000  # a smaller round is counted live in no time
_PER_CONDITION = 500


@dataclass(frozen=True, slots=True)
class Copy:
    """The file, and the version of each declaration in it."""

    path: Path
    versions: dict[int, int]

    def holds(self, declarations: Iterable[tuple[int, str, int]]) -> set[int]:
        """Of (id, state, final version), the ids that may be counted from the copy."""
        return {
            pk
            for pk, state, version in declarations
            if state != State.OPEN and self.versions.get(pk) == version
        }


def current_copy(round_: Round) -> Copy | None:
    """The round's copy, or None when there is none (or its file is gone)."""
    note = _folder(round_) / "copia.json"
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    path = _folder(round_) / said["file"]
    return (
        Copy(path, {int(pk): version for pk, version in said["versions"].items()}) if path.exists() else None
    )


def make_copy(round_: Round) -> Copy:
    """Write the round's finalised declarations to a new file and put it in force. The one before stays until the next
    making, for whoever is reading it."""
    folder = _folder(round_)
    folder.mkdir(parents=True, exist_ok=True)
    before = current_copy(round_)
    part = folder / f"{uuid4().hex}.parquet"
    with transaction.atomic():
        versions = _finalised(round_)
        ids = ", ".join(map(str, versions)) or "NULL"
        write_rows(KEPT, VIEWS["exchange_lines"], f"declaration_id IN ({ids})", part)
        after = _finalised(round_)
    # On PostgreSQL another transaction may have reopened one meanwhile: it is left out.
    same = {pk: version for pk, version in versions.items() if after.get(pk) == version}
    note = folder / f"{uuid4().hex}.json"
    note.write_text(json.dumps({"file": part.name, "versions": same}), encoding="utf-8")
    os.replace(note, folder / "copia.json")
    keep = {part.name, before.path.name if before else ""}
    for path in folder.glob("*.parquet"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
    return Copy(part, same)


def drop_copy(round_: Round) -> None:
    """Count the round live again."""
    shutil.rmtree(_folder(round_), ignore_errors=True)


@every("exchange.consolidated.copy", timedelta(hours=HOURS))
def copy_due(at: datetime) -> list[str]:
    """Make the copy of each large round in which something was finalised since its last one; returns their codes."""
    made = []
    for round_ in Round.objects.filter(module="exchange", opens_at__lte=at):
        copy, versions = current_copy(round_), _finalised(round_)
        if not versions or (copy and copy.versions == versions):
            continue
        if Line.objects.filter(declaration__round=round_)[:MIN_ROWS].count() >= MIN_ROWS:
            make_copy(round_)
            made.append(round_.code)
    return made


def _finalised(round_: Round) -> dict[int, int]:
    """Declaration → version, of those finalised; a unit that two of them report leaves both out.

    A unit belongs to one entity and no act moves it; were it moved between two finalisings, different units could not
    be added up over the declarations.
    """
    found = Declaration.objects.filter(round=round_).exclude(state=State.OPEN)
    versions = dict(found.values_list("pk", "final_version"))
    lines = Line.objects.filter(declaration__round=round_).order_by()
    twice = lines.values("unit").annotate(n=Count("declaration", distinct=True)).filter(n__gt=1)
    shared = set(lines.filter(unit__in=twice.values("unit")).values_list("declaration", flat=True).distinct())
    return {pk: version for pk, version in versions.items() if pk not in shared}


def _folder(round_: Round) -> Path:
    # One level deeper than the months' files, whose sweep removes what it does not know.
    return Path(settings.CAUCE_SNAPSHOT_DIR) / "rondas" / str(round_.pk) / "lineas"
