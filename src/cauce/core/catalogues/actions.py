"""Writing catalogues."""

from datetime import date, datetime

from django.db.models import Model

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from . import releases
from .access import require_catalogue
from .models import Alias, Catalogue, Entry, Release
from .rules import broken


@action("catalogues.catalogue.create")
def create_catalogue(*, by: User, at: datetime, code: str, name: str) -> Catalogue:
    """A new, empty catalogue; the one with that code when it exists already."""
    require_catalogue(by, code, at)
    catalogue, created = Catalogue.objects.get_or_create(code=code, defaults={"name": name})
    if created:
        _record("catalogue.create", by, at, catalogue, {"code": code, "name": name})
    return catalogue


@action("catalogues.release.create")
def create_release(
    *, by: User, at: datetime, catalogue: Catalogue, valid_from: date, origin: str = "", note: str = ""
) -> Release:
    """Begin to prepare the next release. Raises NotNow (CA-02), NotAllowed."""
    require_catalogue(by, catalogue.code, at)
    release = releases.prepare(catalogue, valid_from=valid_from, origin=origin, note=note)
    _record("release.create", by, at, release, _facts(release))
    return release


@action("catalogues.entry.add")
def add_entry(
    *,
    by: User,
    at: datetime,
    release: Release,
    code: str,
    kind: str,
    label: str,
    parent: Entry | None = None,
    synthetic: bool = False,
) -> Entry:
    """Add an entry to the release in preparation. Raises NotNow (CA-01), Invalid (CA-03, CA-07)."""
    require_catalogue(by, release.catalogue.code, at)
    entry = releases.add(release, code=code, kind=kind, label=label, parent=parent, synthetic=synthetic)
    data = {**_facts(release), "code": code, "kind": kind, "label": entry.label}
    _record("entry.add", by, at, release, data)
    return entry


@action("catalogues.entry.close")
def close_entry(*, by: User, at: datetime, release: Release, code: str) -> Entry:
    """Take an entry out from this release on. Raises NotNow (CA-01), Invalid (CA-04, CA-05)."""
    require_catalogue(by, release.catalogue.code, at)
    entry = releases.close(release, code)
    _record("entry.close", by, at, release, {**_facts(release), "code": code, "label": entry.label})
    return entry


@action("catalogues.release.publish")
def publish_release(*, by: User, at: datetime, release: Release) -> Release:
    """Publish: from now on nothing in it changes. Raises NotNow (CA-01), Invalid (CA-06)."""
    require_catalogue(by, release.catalogue.code, at)
    release = releases.publish(release, at)
    count = releases.content(release.catalogue, release.number).count()
    _record("release.publish", by, at, release, {**_facts(release), "entries": count})
    return release


@action("catalogues.release.discard")
def discard_release(*, by: User, at: datetime, release: Release) -> None:
    """Undo a preparation whole; its number is used again. Raises NotNow (CA-01)."""
    require_catalogue(by, release.catalogue.code, at)
    catalogue, facts = release.catalogue, _facts(release)
    releases.discard(release)
    _record("release.discard", by, at, catalogue, facts)


@action("catalogues.alias.add")
def add_alias(*, by: User, at: datetime, entry: Entry, text: str, note: str = "") -> Alias:
    """Another name by which search finds the entry. Raises Invalid (CA-07, CA-08)."""
    require_catalogue(by, entry.catalogue.code, at)
    text = " ".join(text.split())
    if not 1 <= len(text) <= 300:
        raise Invalid([broken("CA-07", "text")])
    if entry.aliases.filter(text__iexact=text).exists():
        raise Invalid([broken("CA-08", "text", alias=text, label=entry.label)])
    alias = Alias.objects.create(entry=entry, text=text, note=note[:200])
    _record("alias.add", by, at, entry, {"code": entry.code, "label": entry.label, "alias": text})
    return alias


@action("catalogues.alias.remove")
def remove_alias(*, by: User, at: datetime, alias: Alias) -> None:
    """Take an alias away."""
    require_catalogue(by, alias.entry.catalogue.code, at)
    entry, text = alias.entry, alias.text
    alias.delete()
    _record("alias.remove", by, at, entry, {"code": entry.code, "label": entry.label, "alias": text})


def _facts(release: Release) -> dict[str, object]:
    return {"catalogue": release.catalogue.code, "number": release.number}


def _record(what: str, by: User, at: datetime, subject: Model, data: dict) -> None:
    record(action=f"catalogues.{what}", by=by, at=at, subject=subject, data=data)
