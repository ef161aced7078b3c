"""What a newer package no longer has, and an earlier one had brought."""

from collections.abc import Iterable

from cauce.interop.packages.fates import Fate, Outcome, fate
from cauce.interop.packages.rules import broken

from ..models import PatientRow, Sheet


def kept_for_claims(sheet: Sheet) -> Fate:
    """A sheet with claims stays: they are ours."""
    return fate("sheets", str(sheet.uid), _label(sheet), Outcome.KEPT, sheet.version, broken("PK-25"))


def remove_sheet(sheet: Sheet) -> list[Fate]:
    """The sheet goes with its rows."""
    label = _label(sheet)
    fates = [fate("sheets", str(sheet.uid), label, Outcome.REMOVED, sheet.version)]
    rows = list(sheet.rows.all())
    for part, lines in (("rows", rows), ("promotion", sheet.promotion.all()), ("admin", sheet.admin.all())):
        fates += [removed(part, line, label) for line in lines]
    delete_rows(rows)
    sheet.promotion.all().delete()
    sheet.admin.all().delete()
    sheet.delete()
    return fates


def _label(sheet: Sheet) -> str:
    return f"{sheet.date:%Y-%m-%d} · {sheet.professional} · horario {sheet.schedule}"


def removed(part: str, line, label: str) -> Fate:  # type: ignore[no-untyped-def]
    """The fate of a line that went."""
    return fate(part, str(line.uid), f"{label} · renglón {line.position}", Outcome.REMOVED, line.version)


def delete_rows(rows: Iterable[PatientRow]) -> None:
    """Continuations first; a claim outlives the row that it asked about."""
    for row in sorted(rows, key=lambda one: one.continues_id is None):
        row.claims.update(row=None)
        row.delete()
