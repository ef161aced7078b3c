"""Taking a facility's month in: each record by its uid and version, with the rules that a page asks.

The newest package is the whole truth of its month: what it no longer has goes, unless it was written here. A record
that is newer here stays. Whatever the order in which packages come, the same one decides in the end.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q

from cauce.core.accounts.models import User
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.container import Package
from cauce.interop.packages.fates import Fate, Outcome, fate
from cauce.interop.packages.rules import broken, refused

from ..actions.common import locked_month, mark_outdated
from ..country import is_month, month_of
from ..models import Facility, FacilityMonth, Sheet
from ..policies import check_month_open
from ..rules.flow import broken as flow_broken
from ..rules.reading import day
from .closing import close, sent_at_of
from .judging import Judge
from .proposals import Proposed, read
from .removing import kept_for_claims, remove_sheet
from .sheet_writing import write_lines, write_rows, write_sheet

CHANGES = {Outcome.TAKEN, Outcome.REPLACED, Outcome.REMOVED}


def take(by: User, at: datetime, place: OrgUnit, package: Package, earlier: int) -> list[Fate]:
    """The fate of every record. Raises Invalid (PK-12, OH-104) and NotNow (OH-102) for the whole package."""
    period, number = package.manifest.period, package.manifest.number
    profile_of(place)
    if not is_month(period):
        raise refused("PK-12", why="su periodo no es un mes")
    proposals = read(package)
    if any(month_of(day(one.head["date"])) != int(period) for one in proposals):  # type: ignore[arg-type]
        raise refused("PK-12", why="una hoja es de otro mes")
    sent_at = sent_at_of(package)
    month = locked_month(place, int(period))
    check_month_open(month)
    if number < earlier:
        why = broken("PK-23", ours=earlier, theirs=number)
        return [f for one in proposals for f in _all(one, Outcome.KEPT, why)]
    fates = _records(by, at, place, month, number, proposals)
    changed = any(one.outcome in CHANGES for one in fates)
    return close(by, at, month, sent_at, changed=changed) + fates


def profile_of(place: OrgUnit) -> Facility:
    """The facility's profile. Raises Invalid (OH-104)."""
    profile = Facility.objects.filter(unit=place).first()
    if profile is None:
        raise Invalid([flow_broken("OH-104", "archivo", facility=place.name)])
    return profile


def _records(
    by: User, at: datetime, place: OrgUnit, month: FacilityMonth, number: int, proposals: list[Proposed]
) -> list[Fate]:
    """Every sheet of the package, and those that it no longer has."""
    stored = _stored(place, month.month, proposals)
    names = {one.uid for one in proposals}
    absent = [s for uid, s in stored.items() if uid not in names and _brought(s, place, month.month)]
    claimed = [sheet for sheet in absent if sheet.claims.exists()]
    gone = [sheet for sheet in absent if sheet not in claimed]
    judge = Judge(at, profile_of(place), proposals, stored, gone)
    fates = [kept_for_claims(sheet) for sheet in claimed] + [f for s in gone for f in remove_sheet(s)]
    _park(judge)
    for proposed in proposals:
        fates += _one(by, at, place, number, judge, proposed)
    _touch(stored, month, place, fates)
    return fates


def _stored(place: OrgUnit, month: int, proposals: list[Proposed]) -> dict[object, Sheet]:
    """Sheets that the package speaks of, and those that an earlier one brought of the same month."""
    asked = Q(uid__in=[one.uid for one in proposals]) | Q(facility=place, month=month, package__isnull=False)
    found = Sheet.objects.select_for_update(of=("self",)).select_related("facility").filter(asked)
    return {sheet.uid: sheet for sheet in found.order_by("pk")}


def _brought(sheet: Sheet, place: OrgUnit, month: int) -> bool:
    return sheet.package is not None and sheet.facility_id == place.pk and sheet.month == month


def _park(judge: Judge) -> None:
    """Sheets that change their day or schedule step aside first: two of them may change places."""
    for sheet in judge.moving():
        nowhere = date(1000, 1, 1) + timedelta(days=sheet.pk % 300_000)
        Sheet.objects.filter(pk=sheet.pk).update(schedule="", date=nowhere)


def _one(by: User, at: datetime, place: OrgUnit, number: int, judge: Judge, proposed: Proposed) -> list[Fate]:
    outcome, problems = judge.sheet(proposed)
    told = fate("sheets", str(proposed.uid), proposed.label, outcome, proposed.version, *problems)
    if outcome == Outcome.KEPT:
        return [told, *_lines_of(proposed, Outcome.KEPT, *problems)]
    if outcome == Outcome.REFUSED:
        return [told, *_lines_of(proposed, Outcome.REFUSED, broken("PK-22"))]
    sheet = write_sheet(by, at, place, number, proposed, judge, outcome)
    rows = write_rows(by, at, sheet, proposed, judge)
    return [told, *rows, *write_lines(by, at, sheet, proposed)]


def _all(proposed: Proposed, outcome: Outcome, *problems: Problem) -> list[Fate]:
    own = fate("sheets", str(proposed.uid), proposed.label, outcome, proposed.version, *problems)
    return [own, *_lines_of(proposed, outcome, *problems)]


def _lines_of(proposed: Proposed, outcome: Outcome, *problems: Problem) -> list[Fate]:
    parts = (("rows", proposed.rows), ("promotion", proposed.promotion), ("admin", proposed.admin))
    return [
        fate(part, str(line.uid), proposed.label_of(line), outcome, line.version, *problems)
        for part, lines in parts
        for line in lines
    ]


def _touch(stored: dict[object, Sheet], month: FacilityMonth, place: OrgUnit, fates: list[Fate]) -> None:
    """What was told from the rows that changed is outdated; a sheet may also have left another month."""
    if not any(one.outcome in CHANGES for one in fates):
        return
    mark_outdated(month)
    for other in {s.month for s in stored.values() if s.facility_id == place.pk} - {month.month}:
        mark_outdated(locked_month(place, other))
