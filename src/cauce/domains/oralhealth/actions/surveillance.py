"""Protective factors and costs (source 004, p. 48): write, change and take off, each with its version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..country import month_of, today
from ..models import Cost, ProtectiveFactor
from ..rules.epidemiology import broken
from ..rules.surveillance import read_cost, read_factor
from ..rules.table import broken as rda_broken
from .common import conflict, settle


@action("oralhealth.factor.save")
def save_factor(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    typed: Mapping[str, Any],
    factor: ProtectiveFactor | None = None,
    version: int = 0,
    confirmed: bool = False,
) -> ProtectiveFactor:
    """Save a measurement: fluoride in water (mg/L), rinses or varnish applied. typed: kind, date, point, value."""
    require(by, Permission.ORAL_EXAMINE, facility, at)
    found = _locked(ProtectiveFactor, factor, facility, version)
    values, problems = read_factor(typed, "factor", codebook())
    if values["date"] and values["date"] > today(at):
        problems.append(rda_broken("OH-03", "factor.date", date=values["date"].isoformat()))
    key = {name: values[name] for name in ("kind", "date", "point")}
    if not any(p.level == "error" for p in problems) and _others(ProtectiveFactor, facility, found, key):
        problems.append(broken("OE-54", "factor.point"))
    settle(problems, confirmed=confirmed)
    _store(found, values, by, at)
    _say("oralhealth.factor.save", by, at, found, {**values, "version": found.version})
    return found


@action("oralhealth.factor.remove")
def remove_factor(*, by: User, at: datetime, factor: ProtectiveFactor, version: int) -> None:
    """Take a measurement off; the log keeps what it said."""
    require(by, Permission.ORAL_EXAMINE, factor.facility, at)
    found = _locked(ProtectiveFactor, factor, factor.facility, version)
    data = {name: getattr(found, name) for name in ("kind", "date", "point", "value")}
    _say("oralhealth.factor.remove", by, at, found, data)
    found.delete()


@action("oralhealth.cost.save")
def save_cost(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    typed: Mapping[str, Any],
    cost: Cost | None = None,
    version: int = 0,
) -> Cost:
    """Save what an activity or a programme cost in a month, in balboas. typed: month, activity, programme, amount."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    found = _locked(Cost, cost, facility, version)
    values, problems = read_cost(typed, "cost", codebook())
    if values["month"] and values["month"] > month_of(today(at)):
        problems.append(broken("OE-63", "cost.month", month=values["month"]))
    key = {name: values[name] for name in ("month", "activity", "programme")}
    if not problems and _others(Cost, facility, found, key):
        problems.append(broken("OE-62", "cost.activity"))
    settle(problems, confirmed=False)
    _store(found, values, by, at)
    _say("oralhealth.cost.save", by, at, found, {**values, "version": found.version})
    return found


@action("oralhealth.cost.remove")
def remove_cost(*, by: User, at: datetime, cost: Cost, version: int) -> None:
    """Take a cost off; the log keeps what it said."""
    require(by, Permission.ORAL_REGISTER, cost.facility, at)
    found = _locked(Cost, cost, cost.facility, version)
    data = {name: getattr(found, name) for name in ("month", "activity", "programme", "amount")}
    _say("oralhealth.cost.remove", by, at, found, data)
    found.delete()


def _locked(model: Any, own: Any, facility: OrgUnit, version: int) -> Any:
    """The record as it is now, locked and of the version that the person saw; a new one when there is none."""
    if own is None:
        return model(facility=facility, version=0)
    found = (
        model.objects.select_for_update(of=("self",)).select_related("facility", "saved_by").get(pk=own.pk)
    )
    if found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    return found


def _others(model: Any, facility: OrgUnit, own: Any, key: Mapping[str, Any]) -> bool:
    return model.objects.filter(facility=facility, **key).exclude(pk=own.pk).exists()


def _store(found: Any, values: Mapping[str, Any], by: User, at: datetime) -> None:
    for name, value in values.items():
        setattr(found, name, value)
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()


def _say(name: str, by: User, at: datetime, found: Any, data: Mapping[str, Any]) -> None:
    record(action=name, by=by, at=at, subject=found, place=found.facility, data=dict(data))
