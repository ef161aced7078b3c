"""Storing checked lines in batches: sheets, then patients, then their continuations, then the children."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from cauce.core.accounts.models import User

from ..country import month_of, period_of
from ..models import Activity, Diagnosis, PatientRow, Sheet
from ..rules.states import SheetState
from ..rules.values import PatientRow as RowValues
from ..stored import COLUMNS, activities_of, diagnoses_of
from .checking import Day

BATCH = 2_000


@dataclass(slots=True)
class Loader:
    """Collects rows and writes them every BATCH; counts what it wrote."""

    by: User
    at: datetime
    sheets: int = 0
    rows: int = 0
    patients: int = 0
    _made: dict[int, Sheet] = field(default_factory=dict)
    _new: list[Sheet] = field(default_factory=list)
    _batch: list[tuple[PatientRow, RowValues]] = field(default_factory=list)
    _above: dict[int, PatientRow] = field(default_factory=dict)

    def add(self, day: Day, values: RowValues, warnings: list[str]) -> None:
        """Take one row; `day` tells the sheet."""
        sheet = self._made.get(id(day)) or self._sheet(day)
        day.position += 1
        row = PatientRow(
            uid=uuid.uuid4(),
            sheet=sheet,
            position=day.position,
            year=day.header.date.year,
            warnings=" ".join(warnings)[:120],
            saved_at=self.at,
            saved_by=self.by,
            **{name: getattr(values, name) for name in COLUMNS},
        )
        if values.continuation:
            row.continues = self._above[id(day)]
        else:
            self._above[id(day)] = row
            self.patients += 1
        self.rows += 1
        self._batch.append((row, values))
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        Sheet.objects.bulk_create(self._new)
        for row, _values in self._batch:
            row.sheet = row.sheet  # the key that the database gave
        own = [row for row, values in self._batch if not values.continuation]
        more = [row for row, values in self._batch if values.continuation]
        PatientRow.objects.bulk_create(own)
        for row in more:
            row.continues = row.continues
        PatientRow.objects.bulk_create(more)
        Activity.objects.bulk_create(
            [child for row, values in self._batch for child in activities_of(row, values.activities)],
            batch_size=5 * BATCH,
        )
        Diagnosis.objects.bulk_create(
            [child for row, values in self._batch for child in diagnoses_of(row, values.diagnoses)],
            batch_size=5 * BATCH,
        )
        self._new, self._batch = [], []

    def _sheet(self, day: Day) -> Sheet:
        header = day.header
        sheet = Sheet(
            uid=uuid.uuid4(),
            facility=day.profile.unit,
            date=header.date,
            month=month_of(header.date),
            period=period_of(header.date),
            professional=header.professional[:120],
            registration=header.registration,
            centre=header.centre[:80],
            schedule=header.schedule,
            chair_hours=header.chair_hours,
            state=SheetState.SENT,
            saved_at=self.at,
            saved_by=self.by,
            sent_at=self.at,
            sent_by=self.by,
        )
        self._made[id(day)] = sheet
        self._new.append(sheet)
        self.sheets += 1
        return sheet
