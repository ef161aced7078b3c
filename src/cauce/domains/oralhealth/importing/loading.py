"""Storing checked rows in batches: their sheets, then the rows with their children."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

from ..country import month_of, period_of
from ..models import Sheet
from ..rules.shapes import Read
from ..rules.states import SheetState
from ..rules.values import Header
from .storing import New, Place, Store

BATCH = 5_000


@dataclass(slots=True)
class Loader:
    """Collects sheets and rows and writes them every BATCH rows; counts what it took.

    A sheet's `Place` gets its key when its batch is written; rows of later batches may still come to it.
    """

    by: User
    at: datetime
    sheets: int = 0
    rows: int = 0
    patients: int = 0
    _store: Store | None = None
    _sheets: list[tuple[Sheet, Place]] = field(default_factory=list)
    _batch: list[New] = field(default_factory=list)

    def sheet(self, facility: OrgUnit, header: Header, **state: Any) -> Place:
        """A new sheet, to be written with its rows; sent by whoever loads, unless `state` says otherwise."""
        sheet = Sheet(
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
        place = Place(sheet_id=0, year=header.date.year)
        self._sheets.append((sheet, place))
        self.sheets += 1
        return place

    def add(self, place: Place, read: Read, warnings: Iterable[str] = ()) -> None:
        """Take the next row of a sheet."""
        self._batch.append(New(place, read, " ".join(warnings)))
        self.rows += 1
        self.patients += not read.continuation
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected. Raises IntegrityError."""
        Sheet.objects.bulk_create([sheet for sheet, _place in self._sheets])
        for sheet, place in self._sheets:
            place.sheet_id = sheet.pk
        self._sheets = []
        if self._batch:
            self._store = self._store or Store(self.by, self.at)
            self._store.write(self._batch)
        self._batch = []
