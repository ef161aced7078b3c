"""Saving, renaming, sharing, copying and deleting listings."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.core.organisations.models import OrgUnit

from ..country import local
from ..listings.computing import known_figures
from ..listings.sharing import may_publish
from ..listings.spec import Spec, from_document, problem
from ..models import Listing

Visibility = Listing.Visibility
LONGEST_NAME, LONGEST_TEXT = 120, 300


@action("oralhealth.listing.create")
def create_listing(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    name: str,
    spec: Spec,
    description: str = "",
    visibility: str = Visibility.PRIVATE,
    uid: uuid.UUID | None = None,
) -> Listing:
    """Keep a listing at one of the person's places. uid: so that a form sent twice makes it once.

    Raises Invalid (OH-301 to OH-309, OH-312, OH-319), NotAllowed (also OH-315).
    """
    require(by, Permission.ORAL_INDICATORS, place, at)
    if uid and (sent := Listing.objects.filter(uid=uid, owner=by).first()):
        return sent
    listing = Listing(owner=by, place=place)
    if uid:
        listing.uid = uid
    _write(listing, by, at, {"name": name, "description": description, "visibility": visibility}, spec)
    return _kept("oralhealth.listing.create", by, at, listing)


@action("oralhealth.listing.change")
def change_listing(
    *,
    by: User,
    at: datetime,
    listing: Listing,
    version: int,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
    spec: Spec | None = None,
) -> Listing:
    """Change the name, the words, the question or with whom it is shared; None leaves a part as it is.

    version: the one that the person was looking at. Raises Conflict (OH-313), NotAllowed (OH-314, OH-315),
    NotNow (OH-316), Invalid.
    """
    found = _own(by, at, listing)
    if found.version != version:
        raise _conflict(found)
    given = {"name": name, "description": description, "visibility": visibility}
    parts = {key: getattr(found, key) if value is None else value for key, value in given.items()}
    found.version += 1
    _write(found, by, at, parts, spec or from_document(found.spec))
    return _kept("oralhealth.listing.change", by, at, found)


@action("oralhealth.listing.copy")
def copy_listing(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    name: str,
    spec: Spec,
    source: str = "",
    uid: uuid.UUID | None = None,
) -> Listing:
    """A private copy of any listing that the person may read. source: the name of the one it was made from."""
    require(by, Permission.ORAL_INDICATORS, place, at)
    if uid and (sent := Listing.objects.filter(uid=uid, owner=by).first()):
        return sent
    listing = Listing(owner=by, place=place, uid=uid or uuid.uuid4())
    parts = {"name": name[:LONGEST_NAME], "description": "", "visibility": Visibility.PRIVATE}
    _write(listing, by, at, parts, spec)
    return _kept("oralhealth.listing.copy", by, at, listing, source=source)


@action("oralhealth.listing.delete")
def delete_listing(*, by: User, at: datetime, listing: Listing) -> Listing:
    """Take a listing away; it is kept and can be brought back. Raises NotAllowed (OH-314), NotNow (OH-316)."""
    found = _own(by, at, listing)
    found.deleted_at, found.deleted_by = at, by
    found.save(update_fields=["deleted_at", "deleted_by"])
    return _kept("oralhealth.listing.delete", by, at, found, save=False)


@action("oralhealth.listing.restore")
def restore_listing(*, by: User, at: datetime, listing: Listing) -> Listing:
    """Bring a deleted listing back. One that is there stays as it is."""
    found = _own(by, at, listing, deleted=True)
    if found.deleted_at is None:
        return found
    found.deleted_at = found.deleted_by = None
    found.save(update_fields=["deleted_at", "deleted_by"])
    return _kept("oralhealth.listing.restore", by, at, found, save=False)


@action("oralhealth.listing.export")
def export_whole(*, by: User, at: datetime, place: OrgUnit, name: str, spec: Spec) -> None:
    """Note that a person takes a listing's whole figures, small counts included. Raises NotAllowed."""
    require(by, Permission.ORAL_PAPER, place, at)
    facts = {"name": name, "spec": spec.as_document()}
    record(action="oralhealth.listing.export", by=by, at=at, subject=None, place=place, data=facts)


def _own(by: User, at: datetime, listing: Listing, *, deleted: bool = False) -> Listing:
    """The listing locked, if it is the person's own and still there."""
    require(by, Permission.ORAL_INDICATORS, listing.place, at)
    found = (
        Listing.objects.select_for_update(of=("self",)).select_related("owner", "place").get(pk=listing.pk)
    )
    if found.owner_id != by.pk:
        said = problem("OH-314", who=found.owner.display_name)
        raise NotAllowed(said.message, rule=said.rule, remedy=said.remedy, who=found.owner.display_name)
    if found.deleted_at and not deleted:
        said = problem("OH-316", at=local(found.deleted_at))
        raise NotNow(said.message, rule=said.rule, remedy=said.remedy)
    return found


def _write(listing: Listing, by: User, at: datetime, parts: Mapping[str, str], spec: Spec) -> None:
    name = parts["name"].strip()
    problems = [] if name and len(name) <= LONGEST_NAME else [problem("OH-312", "nombre")]
    if parts["visibility"] not in Visibility.values:
        problems.append(problem("OH-319", "compartir", value=parts["visibility"]))
    try:
        spec.check(known_figures())
    except Invalid as refused:
        problems += refused.problems
    if problems:
        raise Invalid(problems)
    if parts["visibility"] == Visibility.ALL and not may_publish(by, listing.place, at):
        who = ", ".join(str(role.name) for role in roles_with(Permission.ORAL_LISTING_PUBLISH))
        said = problem("OH-315", with_=Visibility.ALL.label)
        raise NotAllowed(said.message, rule=said.rule, remedy=said.remedy, who=who)
    listing.name, listing.description = name, parts["description"].strip()[:LONGEST_TEXT]
    listing.visibility, listing.spec, listing.saved_at = parts["visibility"], spec.as_document(), at


def _kept(name: str, by: User, at: datetime, listing: Listing, *, save: bool = True, **more: Any) -> Listing:
    if save:
        listing.save()
    facts = {"name": listing.name, "visibility": listing.visibility, "version": listing.version, **more}
    record(action=name, by=by, at=at, subject=listing, place=listing.place, data=facts)
    return listing


def _conflict(listing: Listing) -> Conflict:
    said = problem("OH-313", who=listing.owner.display_name, at=local(listing.saved_at))
    return Conflict(said.message, rule=said.rule, remedy=said.remedy, theirs=listing)
