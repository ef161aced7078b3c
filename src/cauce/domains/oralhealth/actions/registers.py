"""Form D: hospital months, school rinses and resources (spec 4, D). Blank is not zero: null says not reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..country import is_month, month_of, today
from ..models import Facility, HospitalMonth, Resource, RinseRegister
from ..rules.ages import STANDARD
from ..rules.flow import broken
from ..rules.forms import read_hospital, read_rinses
from ..rules.registers import broken as form_broken
from .common import conflict, settle

BANDS = frozenset(band.key for band in STANDARD)


@action("oralhealth.hospital.save")
def save_hospital_month(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    month: int,
    typed: Mapping[str, Any],
    version: int = 0,
    sex: str = "",
    age_group: str = "",
) -> HospitalMonth:
    """Save the hospital's monthly form, whole or for one sex and age group; only of hospitals."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    if not is_month(month):
        raise Invalid([broken("OH-130", "month", value=month)])
    values, problems = read_hospital(typed, "hospital")
    profile = Facility.objects.filter(unit=facility).first()
    if profile is None or not profile.is_hospital:
        problems.append(form_broken("OD-01", "hospital", facility=facility.name))
    if month > month_of(today(at)):
        problems.append(form_broken("OD-03", "hospital.month", value=f"{month // 100}-{month % 100:02d}"))
    key = {"facility": facility, "month": month, "sex": sex, "age_group": age_group}
    what = f"El mes {month // 100}-{month % 100:02d}"
    problems += _broken_down(HospitalMonth, key, values, what, "hospital")
    settle(problems, confirmed=False)
    return _keep(by, at, HospitalMonth, key, values, version, "oralhealth.hospital.save")


@action("oralhealth.rinse.save")
def save_rinses(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    school: str,
    year: int,
    typed: Mapping[str, Any],
    version: int = 0,
    sex: str = "",
    age_group: str = "",
) -> RinseRegister:
    """Save a school's rinses of a year: pupils enrolled, pupils covered, weeks covered."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    values, problems = read_rinses(typed, "rinses")
    name = school.strip()[:120]
    if not name:
        problems.append(form_broken("OD-05", "rinses.school"))
    problems += check_year(year, at, "rinses.year")
    key = {"facility": facility, "school": name, "year": year, "sex": sex, "age_group": age_group}
    problems += _broken_down(RinseRegister, key, values, f"La escuela «{name}»", "rinses")
    settle(problems, confirmed=False)
    return _keep(by, at, RinseRegister, key, values, version, "oralhealth.rinse.save")


@action("oralhealth.rinse.remove")
def remove_rinses(*, by: User, at: datetime, register: RinseRegister, version: int) -> None:
    """Take a school off a year's register; the log keeps what it said."""
    found = (
        RinseRegister.objects.select_for_update(of=("self",))
        .select_related("facility", "saved_by")
        .get(pk=register.pk)
    )
    require(by, Permission.ORAL_REGISTER, found.facility, at)
    if found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    names = ("school", "year", "sex", "age_group", "enrolled", "covered", "weeks")
    data = {name: getattr(found, name) for name in names}
    record(action="oralhealth.rinse.remove", by=by, at=at, subject=found, place=found.facility, data=data)
    found.delete()


@action("oralhealth.resource.save")
def save_resource(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    year: int,
    dentists: int | str | None,
    version: int | None = None,
) -> Resource | None:
    """Save how many dentists a facility has in a year; None or "" says that it is not reported (and takes it off).

    version: as in save_row; None does not look at it (imports have looked at their plan).
    """
    require(by, Permission.ORAL_REGISTER, facility, at)
    count, problems = _dentists(dentists)
    problems += check_year(year, at, "resource.year")
    settle(problems, confirmed=False)
    found = Resource.objects.select_for_update(of=("self",)).filter(facility=facility, year=year).first()
    if version is not None and (found.version if found else 0) != version:
        who = found.saved_by.display_name if found else "—"
        raise conflict(who, found.saved_at if found else at, found)
    before = found.dentists if found else None
    if count is None:
        if found is not None:
            _tell(by, at, found, facility, {"year": year, "dentists": None, "before": before})
            found.delete()
        return None
    found = found or Resource(facility=facility, year=year, version=0)
    found.dentists, found.version = count, found.version + 1
    found.saved_at, found.saved_by = at, by
    found.save()
    _tell(by, at, found, facility, {"year": year, "dentists": count, "before": before})
    return found


def check_year(year: object, at: datetime, place: str) -> list[Problem]:
    """A year from 2000 to this one."""
    if not isinstance(year, int) or not 2000 <= year <= 2100:
        return [form_broken("OD-06", place, value=str(year)[:10])]
    return [form_broken("OD-03", place, value=year)] if year > today(at).year else []


def _dentists(value: int | str | None) -> tuple[int | None, list[Problem]]:
    if value is None or value == "":
        return None, []
    text = str(value).strip()
    fits = not isinstance(value, bool) and text.isdigit() and int(text) <= 9_999
    return (int(text), []) if fits else (None, [broken("OH-140", "dentists", value=text[:20])])


def _tell(by: User, at: datetime, found: Resource, facility: OrgUnit, data: dict[str, Any]) -> None:
    record(action="oralhealth.resource.save", by=by, at=at, subject=found, place=facility, data=data)


def _broken_down(
    model: Any, key: Mapping[str, Any], values: Mapping[str, int | None], what: str, place: str
) -> list[Problem]:
    """Known codes, and never the whole beside its breakdown: the indicators would add both."""
    problems = []
    if key["sex"] not in {"", "1", "2"}:
        problems.append(form_broken("OD-04", f"{place}.sex", value=str(key["sex"])[:10], what="un sexo"))
    if key["age_group"] not in {"", *BANDS}:
        shown = str(key["age_group"])[:10]
        problems.append(form_broken("OD-04", f"{place}.age_group", value=shown, what="un grupo de edad"))
    if problems or all(value is None for value in values.values()):
        return problems
    rest = {name: value for name, value in key.items() if name not in {"sex", "age_group"}}
    others = [row for row in model.objects.filter(**rest) if _has_figures(row, values)]
    shape = (bool(key["sex"]), bool(key["age_group"]))
    if any((bool(row.sex), bool(row.age_group)) != shape for row in others):
        how = "sin ese desglose" if any(shape) else "desglosadas"
        problems.append(form_broken("OD-02", place, what=what, how=how))
    return problems


def _has_figures(row: Any, names: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) is not None for name in names)


def _keep(
    by: User,
    at: datetime,
    model: type[models.Model],
    key: dict[str, Any],
    values: Mapping[str, int | None],
    version: int,
    name: str,
) -> Any:
    """Store values under a key with an optimistic version, and say so in the log."""
    rows: Any = model._default_manager
    found = rows.select_for_update(of=("self",)).filter(**key).first()
    if found is not None and found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    found = found or model(**key, version=0)  # type: ignore[call-arg]
    before = {field: getattr(found, field) for field in values}
    for field, value in values.items():
        setattr(found, field, value)
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    plain = {k: v for k, v in key.items() if k != "facility"}
    changed = {k: [before[k], v] for k, v in values.items() if before[k] != v}
    record(
        action=name, by=by, at=at, subject=found, place=key["facility"], data={**plain, "changes": changed}
    )
    return found
