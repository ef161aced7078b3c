"""A whole sheet: head, patients, education and promotion, administrative. One call for every door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cauce.core.errors import Problem

from .codes import Codebook
from .header import read_header
from .patient import check_sequence, read_patient
from .promotion import check_admin, read_admin, read_promotion
from .table import broken
from .values import AdminRow, Context, Header, PatientRow, PromotionRow

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. Rows with errors are left out; `problems` names each with its place."""

    header: Header | None
    patients: tuple[PatientRow, ...]
    promotion: tuple[PromotionRow, ...]
    admin: tuple[AdminRow, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that block."""
        return tuple(p for p in self.problems if p.level == "error")

    @property
    def patients_seen(self) -> int:
        """Patients, without counting continuations again."""
        return sum(not row.continuation for row in self.patients)


def read_sheet(
    header: Mapping[str, Any],
    rows: Rows,
    promotion: Rows,
    admin: Rows,
    book: Codebook,
    context: Context,
) -> Sheet:
    """Read a sheet as typed. Places: header.<field>, rows.<n>.<field>, promotion.<n>.…, admin.<n>.… from 1."""
    head, problems = read_header(header, context, book)
    patients = [(f"rows.{n}", read_patient(r, f"rows.{n}", book, context)) for n, r in enumerate(rows, 1)]
    talks = [read_promotion(r, f"promotion.{n}", book) for n, r in enumerate(promotion, 1)]
    tasks = [(f"admin.{n}", read_admin(r, f"admin.{n}", book)) for n, r in enumerate(admin, 1)]
    problems += [p for _, (_, found) in patients for p in found]
    problems += check_sequence([(place, row) for place, (row, _) in patients], book, context)
    problems += [p for _, found in talks for p in found]
    problems += [p for _, (_, found) in tasks for p in found]
    kept = [(place, row) for place, (row, _) in tasks if row is not None]
    problems += check_admin(kept)
    if head is not None:
        problems += check_hours(head, [row for _, row in kept])
    return Sheet(
        header=head,
        patients=tuple(row for _, (row, found) in patients if not _blocked(found)),
        promotion=tuple(row for row, _ in talks if row is not None),
        admin=tuple(row for _, row in kept),
        problems=tuple(problems),
    )


def check_hours(header: Header, admin: Sequence[AdminRow]) -> list[Problem]:
    """Chair and administrative time together fit in a day."""
    total = header.chair_hours + Decimal(sum(row.minutes for row in admin)) / 60
    if total <= 24:
        return []
    return [broken("OH-95", "header.chair_hours", hours=f"{total:.2f}")]


def _blocked(problems: Sequence[Problem]) -> bool:
    return any(p.level == "error" for p in problems)
