"""The yearly audit of clinical records (source 004, p. 48): draw the sample, look at each record, close with a result."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Min

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.organisations.models import OrgUnit

from ..country import today
from ..models import AuditedRecord, PatientRow, RecordAudit
from ..policies import check_audit_open
from ..rules.epidemiology import broken
from ..rules.reading import cell, whole
from ..rules.record_audit import MAX_SAMPLE, complies, draw, read_answers
from .common import conflict, settle


@action("oralhealth.record_audit.open")
def open_record_audit(
    *, by: User, at: datetime, facility: OrgUnit, year: object, size: object, seed: str
) -> RecordAudit:
    """Draw the year's sample of a facility's patients by a seed and keep both.

    Each patient counts once, by the first visit of the year. Raises Invalid (OE-70 to OE-73).
    """
    require(by, Permission.ORAL_RECORD_AUDIT, facility, at)
    number, wanted = whole(str(year), today(at).year), whole(str(size), MAX_SAMPLE)
    if number is None or number < 2000:
        raise Invalid([broken("OE-70", "audit.year", value=str(year)[:20])])
    if not wanted:
        raise Invalid([broken("OE-71", "audit.size", value=str(size)[:20])])
    if RecordAudit.objects.filter(facility=facility, year=number).exists():
        raise Invalid([broken("OE-73", "audit.year", year=number)])
    seed = seed.strip()[:40] or f"{facility.code}-{number}"  # fixed, whoever opens it
    visits = _first_visits(facility, number)
    if not visits:
        raise Invalid([broken("OE-72", "audit.year", year=number)])
    chosen = draw(visits, seed, wanted)
    found = RecordAudit.objects.create(
        facility=facility, year=number, seed=seed, frame=len(visits), size=len(chosen), seen=0, complying=0,
        saved_at=at, saved_by=by,
    )  # fmt: skip
    AuditedRecord.objects.bulk_create(
        AuditedRecord(audit=found, position=n, row_id=visits[key]) for n, key in enumerate(chosen, start=1)
    )
    data = {"year": number, "seed": seed, "frame": found.frame, "size": found.size}
    record(action="oralhealth.record_audit.open", by=by, at=at, subject=found, place=facility, data=data)
    return found


@action("oralhealth.record_audit.look")
def look_at_record(
    *, by: User, at: datetime, audited: AuditedRecord, typed: Mapping[str, Any], version: int
) -> AuditedRecord:
    """Write what was found in one record of the sample. Nobody looks at what they wrote (OE-79)."""
    audit = _locked(audited.audit)
    require(by, Permission.ORAL_RECORD_AUDIT, audit.facility, at)
    check_audit_open(audit)
    found = AuditedRecord.objects.select_related("row__sheet", "looked_by").get(pk=audited.pk)
    _check_not_own(by, found)
    if found.version != version and found.looked_by and found.looked_at:
        raise conflict(found.looked_by.display_name, found.looked_at, found)
    answers, problems = read_answers(typed, "record")
    settle(problems, confirmed=False)
    found.answers, found.finding = answers, cell(typed, "finding")[:300]
    found.complies, found.looked_at, found.looked_by = complies(answers), at, by
    found.version += 1
    found.save()
    _count(audit, by, at)
    data = {"year": audit.year, "position": found.position, "complies": found.complies}
    record(
        action="oralhealth.record_audit.look", by=by, at=at, subject=audit, place=audit.facility, data=data
    )
    return found


@action("oralhealth.record_audit.close")
def close_record_audit(
    *, by: User, at: datetime, audit: RecordAudit, findings: str, result: str, version: int
) -> RecordAudit:
    """Close the audit with its findings and result; every record of the sample has been looked at."""
    found = _locked(audit)
    require(by, Permission.ORAL_RECORD_AUDIT, found.facility, at)
    check_audit_open(found)
    if found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    if left := found.size - found.seen:
        raise Invalid([broken("OE-77", "audit", count=left)])
    if not result.strip():
        raise Invalid([broken("OE-78", "audit.result")])
    found.findings, found.result = findings.strip(), result.strip()
    found.closed_at, found.closed_by = at, by
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    data = {"year": found.year, "seen": found.seen, "complying": found.complying}
    record(
        action="oralhealth.record_audit.close", by=by, at=at, subject=found, place=found.facility, data=data
    )
    return found


def _first_visits(facility: OrgUnit, year: int) -> dict[str, int]:
    """Patient's identity → the row of the first visit of the year."""
    rows = PatientRow.objects.filter(
        sheet__facility=facility, sheet__month__range=(year * 100 + 1, year * 100 + 12), continues=None
    )
    return dict(rows.order_by("identity").values_list("identity").annotate(first=Min("pk")))


def _check_not_own(by: User, audited: AuditedRecord) -> None:
    sheet = audited.row.sheet
    if by.pk in {sheet.user_id, sheet.saved_by_id}:
        problem = broken("OE-79")
        raise NotAllowed(problem.message, rule=problem.rule, remedy=problem.remedy)


def _locked(audit: RecordAudit) -> RecordAudit:
    rows = RecordAudit.objects.select_for_update(of=("self",)).select_related("facility", "saved_by")
    return rows.get(pk=audit.pk)


def _count(audit: RecordAudit, by: User, at: datetime) -> None:
    audit.seen = audit.records.filter(complies__isnull=False).count()
    audit.complying = audit.records.filter(complies=True).count()
    audit.version, audit.saved_by, audit.saved_at = audit.version + 1, by, at
    audit.save()
