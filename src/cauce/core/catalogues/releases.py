"""How releases are made: prepared, filled, published, never edited afterwards.

Plain functions for use inside an action's transaction; they check the state, not the person.
"""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from cauce.core.errors import Invalid, NotNow

from .models import Catalogue, Entry, Release
from .rules import broken


def locked(catalogue: Catalogue) -> Catalogue:
    """The catalogue's row, locked: writers of one catalogue queue up."""
    return Catalogue.objects.select_for_update().get(pk=catalogue.pk)


def current(catalogue: Catalogue) -> Release | None:
    """The newest published release."""
    return catalogue.releases.filter(published_at__isnull=False).order_by("-number").first()


def in_preparation(catalogue: Catalogue) -> Release | None:
    """The release being prepared; a catalogue has at most one."""
    return catalogue.releases.filter(published_at__isnull=True).first()


def content(catalogue: Catalogue, number: int) -> QuerySet[Entry]:
    """The entries of release `number`."""
    return Entry.objects.filter(catalogue=catalogue, since__lte=number).filter(
        Q(until__isnull=True) | Q(until__gt=number)
    )


def prepare(catalogue: Catalogue, *, valid_from: date, origin: str, note: str) -> Release:
    """A new release in preparation, with the content of the last one. Raises NotNow (CA-02)."""
    catalogue = locked(catalogue)
    if waiting := in_preparation(catalogue):
        raise _not_now("CA-02", catalogue=catalogue.name, number=waiting.number)
    last = catalogue.releases.order_by("-number").first()
    return Release.objects.create(
        catalogue=catalogue,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        origin=origin[:300],
        note=note[:300],
    )


def check_in_preparation(release: Release) -> None:
    """Raise NotNow (CA-01) for a published release."""
    if release.published_at is not None:
        raise _not_now("CA-01", catalogue=release.catalogue.name, number=release.number)


def add(
    release: Release,
    *,
    code: str,
    kind: str,
    label: str,
    parent: Entry | None,
    order: int | None = None,
    synthetic: bool = False,
) -> Entry:
    """A new entry from this release on. Raises NotNow (CA-01), Invalid (CA-03, CA-07)."""
    check_in_preparation(release)
    label = " ".join(label.split())
    if not 1 <= len(label) <= 300:
        raise Invalid([broken("CA-07", "label")])
    if content(release.catalogue, release.number).filter(code=code).exists():
        raise Invalid([broken("CA-03", "code", code=code, catalogue=release.catalogue.name)])
    if order is None:
        order = Entry.objects.filter(catalogue=release.catalogue, parent=parent).count() + 1
    return Entry.objects.create(
        catalogue=release.catalogue,
        code=code,
        kind=kind,
        label=label,
        parent=parent,
        order=order,
        since=release.number,
        synthetic=synthetic,
    )


def close(release: Release, code: str) -> Entry:
    """The entry is in no release from this one on. Raises NotNow (CA-01), Invalid (CA-04, CA-05)."""
    check_in_preparation(release)
    present = content(release.catalogue, release.number)
    entry = present.filter(code=code).first()
    if entry is None:
        raise Invalid([broken("CA-04", "code", code=code, catalogue=release.catalogue.name)])
    if present.filter(parent=entry).exists():
        raise Invalid([broken("CA-05", "code", code=code)])
    if entry.since == release.number:  # it was added in this same preparation
        entry.delete()
        return entry
    entry.until = release.number
    entry.save(update_fields=["until"])
    return entry


def publish(release: Release, at: datetime) -> Release:
    """From now on this release is the catalogue. Raises NotNow (CA-01), Invalid (CA-06)."""
    release = Release.objects.select_for_update(of=("self",)).select_related("catalogue").get(pk=release.pk)
    check_in_preparation(release)
    if not content(release.catalogue, release.number).exists():
        raise Invalid([broken("CA-06", number=release.number)])
    release.published_at = at
    release.save(update_fields=["published_at"])
    return release


def discard(release: Release) -> None:
    """Undo a preparation whole. Raises NotNow (CA-01)."""
    check_in_preparation(release)
    mine = Entry.objects.filter(catalogue=release.catalogue)
    mine.filter(until=release.number).update(until=None)
    added = mine.filter(since=release.number, children=None)
    while ids := list(added.values_list("pk", flat=True)):  # leaves first: parents are protected
        Entry.objects.filter(pk__in=ids).delete()
    release.delete()


def _not_now(rule_id: str, **params: object) -> NotNow:
    problem = broken(rule_id, "", **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)
