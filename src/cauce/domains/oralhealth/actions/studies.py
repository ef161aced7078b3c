"""Sentinel sites, surveys and special investigations: write them and close them (source 004, p. 46)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..models import Study
from ..policies import check_study_open
from ..rules.epidemiology import broken
from ..rules.studies import read_study
from .common import conflict, settle


@action("oralhealth.study.save")
def save_study(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    typed: Mapping[str, Any],
    study: Study | None = None,
    version: int = 0,
) -> Study:
    """Register a study at a place (a facility, a region or the country), or change it while it is open.

    typed: phase, name, starts_on, ends_on, purpose, frequency, events, groups, sample_urban, sample_rural.
    """
    require(by, Permission.ORAL_STUDY, place, at)
    found = locked_study(study) if study else Study(place=place, version=0)
    if study:
        require(by, Permission.ORAL_STUDY, found.place, at)
        check_study_open(found)
        if found.version != version:
            raise _conflict(found)
    values, problems = read_study(typed, "study", codebook())
    same = Study.objects.filter(place=found.place, name=values["name"]).exclude(pk=found.pk)
    if values["name"] and same.exists():
        problems.append(broken("OE-46", "study.name"))
    settle(problems, confirmed=False)
    changed = sorted(name for name, value in values.items() if getattr(found, name) != value)
    for name, value in values.items():
        setattr(found, name, value)
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    data = {"name": found.name, "phase": found.phase, "version": found.version, "fields": changed}
    record(action="oralhealth.study.save", by=by, at=at, subject=found, place=found.place, data=data)
    return found


@action("oralhealth.study.close")
def close_study(*, by: User, at: datetime, study: Study, conclusion: str, version: int) -> Study:
    """Close a study with its conclusion; no more exams enter it."""
    found = locked_study(study)
    require(by, Permission.ORAL_STUDY, found.place, at)
    check_study_open(found)
    if found.version != version:
        raise _conflict(found)
    if not conclusion.strip():
        raise Invalid([broken("OE-48", "study.conclusion")])
    found.conclusion, found.closed_at, found.closed_by = conclusion.strip(), at, by
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    data = {"name": found.name, "exams": found.exams.count()}
    record(action="oralhealth.study.close", by=by, at=at, subject=found, place=found.place, data=data)
    return found


def locked_study(study: Study) -> Study:
    """The study as it is now, locked until the transaction ends."""
    return Study.objects.select_for_update(of=("self",)).select_related("place", "saved_by").get(pk=study.pk)


def _conflict(found: Study) -> Exception:
    return conflict(
        found.saved_by.display_name if found.saved_by else "—", found.saved_at or found.closed_at, found
    )
