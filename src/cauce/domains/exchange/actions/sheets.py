"""Step 6: save one grid, all or nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.catalogues.models import Entry
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..models import Declaration, Line, Sheet
from ..policies import check_can_save_lines, local, refuse
from ..queries import SheetState, entries, sheet_state, units_of
from ..rules.lines import FIELDS, LineValues, read_line
from ..rules.table import broken
from .locking import locked

Typed = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What a saving did: the new version, and how many rows were added, changed and removed."""

    version: int
    added: int
    changed: int
    removed: int


@action("exchange.sheet.save")
def save_sheet(
    *,
    by: User,
    at: datetime,
    declaration: Declaration,
    unit: OrgUnit,
    speciality: Entry,
    rows: Typed,
    version: int,
    confirmed: bool = False,
) -> SavedSheet:
    """Save the rows that were sent; rows not sent stay as they are; an empty row removes the product's.

    rows: product id → the five fields as typed. version: of the sheet that the person was looking at.
    Raises Invalid (every problem with its place `rows.<product id>.<field>`), ConfirmationNeeded (only
    warnings and not `confirmed`), Conflict (the sheet is newer; `theirs` is its SheetState), NotNow, NotAllowed.
    Places read as in the page and the API, so that each can show the problem at its cell.
    """
    require(by, Permission.EXCHANGE_EDIT, unit, at)
    declaration = locked(declaration)
    check_can_save_lines(declaration, at)
    _check_unit(declaration, unit, at)
    stored = sheet_state(declaration, unit, speciality)
    values = _read(rows, _products(rows, speciality), confirmed=confirmed)
    _check_version(stored, version)
    changes = _apply(declaration, unit, speciality, stored.lines, values, by, at)
    if not any(changes.values()):
        return SavedSheet(stored.version, 0, 0, 0)
    sheet = _raise_version(declaration, unit, speciality, stored, by, at)
    record(
        action="exchange.sheet.save",
        by=by,
        at=at,
        subject=declaration,
        place=unit,
        data={"speciality": speciality.code, "version": sheet.version, "confirmed": confirmed, **changes},
    )
    return SavedSheet(sheet.version, *(len(changes[key]) for key in ("added", "changed", "removed")))


def _check_unit(declaration: Declaration, unit: OrgUnit, at: datetime) -> None:
    if not units_of(declaration, at).filter(pk=unit.pk).exists():
        raise refuse("EX-37", unit=unit.code)


def _products(rows: Typed, speciality: Entry) -> set[int]:
    """Ids of the sent products that the speciality holds in the published catalogue."""
    return set(entries("product", speciality).filter(pk__in=list(rows)).values_list("pk", flat=True))


def _read(rows: Typed, known: set[int], *, confirmed: bool) -> dict[int, LineValues]:
    """Every row as values, or all problems at once."""
    values: dict[int, LineValues] = {}
    problems: list[Problem] = []
    for product_id, typed in rows.items():
        place = f"rows.{product_id}"
        if product_id not in known:
            problems.append(broken("EX-11", place, product=product_id))
            continue
        values[product_id], found = read_line(typed, place)
        problems += found
    if any(problem.level == "error" for problem in problems):
        raise Invalid(sorted(problems, key=lambda p: p.level))
    if problems and not confirmed:
        raise ConfirmationNeeded(problems)
    return values


def _check_version(stored: SheetState, version: int) -> None:
    if stored.version == version or stored.sheet is None:
        return
    sheet = stored.sheet
    problem = broken("EX-40", who=sheet.saved_by.display_name, at=local(sheet.saved_at))
    raise Conflict(problem.message, rule=problem.rule, remedy=problem.remedy, theirs=stored)


def _apply(
    declaration: Declaration,
    unit: OrgUnit,
    speciality: Entry,
    stored: dict[int, Line],
    values: dict[int, LineValues],
    by: User,
    at: datetime,
) -> dict[str, dict[str, object]]:
    """Write the differences; returns them by kind, each product code → before/after, for the audit."""
    codes = dict(Entry.objects.filter(pk__in=list(values)).values_list("pk", "code"))
    changes: dict[str, dict[str, object]] = {"added": {}, "changed": {}, "removed": {}}
    for product_id, new in values.items():
        line = stored.get(product_id)
        old = line_values(line) if line else LineValues()
        if new == old:
            continue
        code = codes[product_id]
        if line is None:
            line = Line(declaration=declaration, unit=unit, speciality=speciality, product_id=product_id)
            changes["added"][code] = asdict(new)
        elif new.is_empty:
            changes["removed"][code] = asdict(old)
            line.delete()
            continue
        else:
            changes["changed"][code] = {"before": asdict(old), "after": asdict(new)}
        _store(line, new, by, at)
    return changes


def line_values(line: Line) -> LineValues:
    """A stored row as values."""
    return LineValues(**{field: getattr(line, field) for field in FIELDS})


def _store(line: Line, values: LineValues, by: User, at: datetime) -> None:
    for field in FIELDS:
        setattr(line, field, getattr(values, field))
    line.updated_by, line.updated_at = by, at
    line.save()


def _raise_version(
    declaration: Declaration, unit: OrgUnit, speciality: Entry, stored: SheetState, by: User, at: datetime
) -> Sheet:
    sheet = stored.sheet or Sheet(declaration=declaration, unit=unit, speciality=speciality)
    sheet.version, sheet.saved_by, sheet.saved_at = stored.version + 1, by, at
    sheet.save()
    return sheet
