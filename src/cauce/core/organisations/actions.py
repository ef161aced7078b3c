"""Writing the tree of units."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from .models import Contact, OrgUnit


def place_under(unit: OrgUnit) -> OrgUnit:
    """Save `unit` and set its path (and country) from its parent's; the caller is inside a transaction."""
    unit.country = unit.country or (unit.parent.country if unit.parent else "")
    unit.path = f"pending:{unit.code}"
    unit.save()
    unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


@action("organisations.unit.create")
def create_unit(*, by: User, at: datetime, parent: OrgUnit | None, **fields: Any) -> OrgUnit:
    """Create one unit under `parent`; `fields` are OrgUnit's own."""
    require(by, Permission.UNITS_MANAGE, parent, at)
    unit = place_under(OrgUnit(parent=parent, **fields))
    record(
        action="organisations.unit.create",
        by=by,
        at=at,
        subject=unit,
        place=unit,
        data={"code": unit.code, "name": unit.name, "kind": unit.kind},
    )
    return unit


@action("organisations.contact.set")
def set_contact(*, by: User, at: datetime, unit: OrgUnit, **fields: Any) -> Contact:
    """Set the responsible department shown beside the help of `unit`."""
    require(by, Permission.CONTACT_SET, unit, at)
    contact, _created = Contact.objects.update_or_create(unit=unit, defaults=fields)
    record(action="organisations.contact.set", by=by, at=at, subject=contact, place=unit, data=fields)
    return contact
