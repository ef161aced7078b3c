"""Storing checked rows in batches: sheets, then patients, then their continuations, then the children."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cauce.core import bulk
from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..country import month_of, period_of
from ..models import Activity, Diagnosis, PatientRow, Sheet
from ..rules.states import SheetState
from ..rules.values import Header
from ..rules.values import PatientRow as RowValues
from ..stored import COLUMNS

BATCH = 5_000
ROW = ("uid", "sheet_id", "position", "continues_id", "year", "warnings", *COLUMNS)
CHILD = ("row_id", "position", "code", "klass")
Places = dict[tuple[int, int], int]  # (sheet, position) → row


@dataclass(slots=True)
class _Waiting:
    """A row that waits for its batch; `above`: the position of the patient that it continues."""

    sheet: Sheet
    position: int
    values: RowValues
    warnings: str
    above: int | None


@dataclass(slots=True)
class Loader:
    """Collects rows and writes them every BATCH; counts what it wrote."""

    by: User
    at: datetime
    sheets: int = 0
    rows: int = 0
    patients: int = 0
    _sheets: list[Sheet] = field(default_factory=list)
    _batch: list[_Waiting] = field(default_factory=list)
    _last: dict[int, tuple[int, int]] = field(default_factory=dict)  # sheet → last position, last patient

    def sheet(self, facility: OrgUnit, header: Header, **state: Any) -> Sheet:
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
        self._sheets.append(sheet)
        self.sheets += 1
        return sheet

    def add(self, sheet: Sheet, values: RowValues, warnings: Iterable[str] = ()) -> None:
        """Take the next row of a sheet."""
        position, patient = self._last.get(id(sheet), (0, 0))
        position += 1
        above = patient if values.continuation else None
        self._last[id(sheet)] = (position, patient if values.continuation else position)
        self._batch.append(_Waiting(sheet, position, values, " ".join(warnings)[:120], above))
        self.rows += 1
        self.patients += not values.continuation
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        Sheet.objects.bulk_create(self._sheets)
        self._sheets = []
        self._insert([w for w in self._batch if w.above is None], {})
        places = self._places()
        if more := [w for w in self._batch if w.above is not None]:
            self._insert(more, places)
            places = self._places()
        self._children(places)
        self._batch = []

    def _insert(self, waiting: list[_Waiting], places: Places) -> None:
        rows = (
            (
                uuid.uuid4(),
                w.sheet.pk,
                w.position,
                places[w.sheet.pk, w.above] if w.above else None,
                w.sheet.date.year,
                w.warnings,
                *(getattr(w.values, name) for name in COLUMNS),
            )
            for w in waiting
        )
        bulk.insert(PatientRow, ROW, rows, saved_at=self.at, saved_by_id=self.by.pk)

    def _places(self) -> Places:
        """Keys that the database gave to the batch's rows (and to the patients above them)."""
        sheets = {w.sheet.pk for w in self._batch}
        found = PatientRow.objects.filter(sheet__in=sheets).order_by()
        return {(s, p): pk for s, p, pk in found.values_list("sheet_id", "position", "pk")}

    def _children(self, places: Places) -> None:
        labels = codebook().diagnoses
        activities, diagnoses = [], []
        for w in self._batch:
            row = places[w.sheet.pk, w.position]
            activities += [(row, n, a.code, a.klass, a.number) for n, a in enumerate(w.values.activities, 1)]
            for n, d in enumerate(w.values.diagnoses, 1):
                same = d.code in labels and d.text == labels[d.code].label
                diagnoses.append((row, n, d.code, d.klass, "" if same else d.text))
        bulk.insert(Activity, (*CHILD, "number"), activities)
        bulk.insert(Diagnosis, (*CHILD, "text"), diagnoses)
