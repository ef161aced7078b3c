"""Storing checked rows in batches: keys taken ahead, then sheets, rows, activities and diagnoses by COPY."""

import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from cauce.core.accounts.models import User
from cauce.core.bulk_writer import Writer, null, plain_piecer, take_keys
from cauce.core.organisations.models import OrgUnit

from ..country import month_of, period_of
from ..models import Activity, Diagnosis, PatientRow, Sheet
from ..rules.shapes import ORDER, Read
from ..rules.states import SheetState
from ..rules.values import Header

BATCH = 5_000
ROW = ("id", "uid", "sheet_id", "position", "continues_id", "year", "warnings", *ORDER)


@dataclass(slots=True)
class Place:
    """Where rows go: a sheet being written. `position`, `patient`: of its last row and last patient's key."""

    sheet_id: int
    year: int
    position: int = 0
    patient: int = 0


class Loader:
    """Collects sheets and rows and writes them every BATCH rows, within the caller's transaction; counts them.

    do: what is done with a batch's work for the database (see core.behind); by default it is done at once.
    """

    def __init__(
        self, by: User, at: datetime, do: Callable[[Callable[[], None]], None] = lambda work: work()
    ) -> None:
        self.by, self.at = by, at
        self.sheets = self.rows = self.patients = 0
        self._do = do
        self._new: list[Sheet] = []
        self._rows = Writer(PatientRow, ROW, saved_at=at, saved_by_id=by.pk)
        self._activities = Writer(Activity, ("row_id", "position", "code", "klass", "number"))
        self._diagnoses = Writer(Diagnosis, ("row_id", "position", "code", "klass", "text"))
        self._row_of, self._child_of, self._null = plain_piecer(7), plain_piecer(2), null()
        self._uids = _uids(at)
        self._sheet_keys: list[int] = []
        self._row_keys: list[int] = []

    def reserve(self, sheets: int, rows: int) -> None:
        """Take so many keys ahead: then neither `sheet` nor `add` asks the database for any."""
        if len(self._sheet_keys) < sheets:
            self._sheet_keys = take_keys(Sheet, max(sheets, 1000))[::-1]
        if len(self._row_keys) < rows:
            self._row_keys = take_keys(PatientRow, max(rows, BATCH))[::-1]

    def sheet(self, facility: OrgUnit, header: Header, **state: Any) -> Place:
        """A new sheet, to be written with its rows; sent by whoever loads, unless `state` says otherwise."""
        self.reserve(1, 0)
        sheet = Sheet(
            pk=self._sheet_keys.pop(),
            uid=uuid.uuid4(),
            facility=facility,
            date=header.date,
            month=month_of(header.date),
            period=period_of(header.date),
            professional=header.professional[:120],
            registration=header.registration,
            centre=header.centre[:80],
            schedule=header.schedule,
            chair_hours=header.chair_hours,
            saved_at=self.at,
            saved_by=self.by,
            **({"state": SheetState.SENT, "sent_at": self.at, "sent_by": self.by} | state),
        )
        self._new.append(sheet)
        self.sheets += 1
        return Place(sheet.pk, header.date.year)

    def add(self, place: Place, read: Read, warnings: Sequence[str] = ()) -> None:
        """Take the next row of a sheet."""
        if not self._row_keys:
            self.reserve(0, BATCH)
        key = self._row_keys.pop()
        place.position += 1
        above: Any = place.patient if read.continuation else self._null
        if not read.continuation:
            place.patient = key
            self.patients += 1
        told = " ".join(warnings)[:120] if warnings else ""
        head = (key, next(self._uids), place.sheet_id, place.position, above, place.year, told)
        self._rows.add(self._row_of(head), *read.values)
        for n, one in enumerate(read.activities, 1):
            self._activities.add(self._child_of((key, n)), one)
        for n, one in enumerate(read.diagnoses, 1):
            self._diagnoses.add(self._child_of((key, n)), one)
        self.rows += 1
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected. Raises IntegrityError."""
        sheets, self._new = self._new, []
        work = [writer.ready() for writer in (self._rows, self._activities, self._diagnoses)]

        def write() -> None:
            _check_at_once()
            Sheet.objects.bulk_create(sheets)
            for part in work:
                part()

        self._do(write)


def _check_at_once() -> None:
    """Foreign keys are looked at with each batch, not a million at the end: so the server remembers none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _uids(at: datetime) -> Any:
    """Names for records, rising with time and number (RFC 9562, version 7), as 32 figures.

    Names without any order would touch a page of the index each; these go to its end.
    """
    stamp = int(at.timestamp() * 1000) & (1 << 48) - 1
    n = 0
    while True:
        chance = os.urandom(6 * BATCH).hex()
        for i in range(0, 12 * BATCH, 12):
            yield f"{stamp:012x}7{n >> 14 & 0xFFF:03x}{0x8000 | n & 0x3FFF:04x}{chance[i : i + 12]}"
            n += 1
