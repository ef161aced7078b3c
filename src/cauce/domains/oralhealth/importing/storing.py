"""Writing very many rows with their activities and diagnoses: keys taken ahead, three COPY per batch."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cauce.core.accounts.models import User
from cauce.core.bulk_writer import Writer, piecer, take_keys

from ..models import Activity, Diagnosis, PatientRow
from ..rules.shapes import ORDER, Read

ROW = ("id", "uid", "sheet_id", "position", "continues_id", "year", "warnings", *ORDER)


@dataclass(slots=True)
class Place:
    """Where rows go: a sheet being written. `position`, `patient`: of its last row and last patient's key."""

    sheet_id: int
    year: int
    position: int = 0
    patient: int | None = None


@dataclass(slots=True)
class New:
    """A row to be written: where, what was read, and the rules of its warnings."""

    place: Place
    read: Read
    warnings: str = ""


class Store:
    """Writes batches of rows, within the caller's transaction."""

    def __init__(self, by: User, at: datetime) -> None:
        same = {"saved_at": at, "saved_by_id": by.pk}
        self._rows = Writer(PatientRow, ROW, **same)
        self._activities = Writer(Activity, ("row_id", "position", "code", "klass", "number"))
        self._diagnoses = Writer(Diagnosis, ("row_id", "position", "code", "klass", "text"))
        self._piece = piecer()
        self._stamp = f"{int(at.timestamp() * 1000) & (1 << 48) - 1:012x}"
        self._count = 0

    def write(self, batch: Sequence[New]) -> None:
        """All rows of the batch, in order. Raises IntegrityError."""
        _check_at_once()
        piece, rows = self._piece, self._rows.add
        activity, diagnosis = self._activities.add, self._diagnoses.add
        uids = self._uids(len(batch))
        for key, uid, new in zip(take_keys(PatientRow, len(batch)), uids, batch, strict=True):
            place, read = new.place, new.read
            place.position += 1
            above = place.patient if read.continuation else None
            if not read.continuation:
                place.patient = key
            rows(
                piece(key, uid, place.sheet_id, place.position, above, place.year, new.warnings[:120]),
                *read.values,
            )
            for n, one in enumerate(read.activities, 1):
                activity(piece(key, n), one)
            for n, one in enumerate(read.diagnoses, 1):
                diagnosis(piece(key, n), one)
        for writer in (self._rows, self._activities, self._diagnoses):
            writer.flush()

    def _uids(self, count: int) -> list[str]:
        """Names for `count` rows, rising with time and number (RFC 9562, version 7).

        Names without any order would touch a page of the index each; these go to its end.
        """
        chance = os.urandom(6 * count).hex()
        first, self._count = self._count, self._count + count
        return [
            f"{self._stamp}7{n >> 14 & 0xFFF:03x}{0x8000 | n & 0x3FFF:04x}{chance[i : i + 12]}"
            for n, i in zip(range(first, first + count), range(0, 12 * count, 12), strict=True)
        ]


def _check_at_once() -> None:
    """Foreign keys are looked at with each batch, not a million at the end: so the server remembers none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
