"""Load a whole release from rows, in bulk: reference data, the demo, and imports share it.

Not an action: the caller is inside an action's transaction and records the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .models import Alias, Entry, Release
from .releases import check_in_preparation

BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry to add; `parent` is the code of its parent ("" at the top)."""

    code: str
    kind: str
    label: str
    parent: str = ""
    synthetic: bool = False


def add_many(release: Release, rows: Iterable[NewEntry], known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Add `rows` to the release in preparation; parents may come in the same rows, before or after.

    known: code → entry already in the release. Returns code → entry for all. Raises KeyError for an
    unknown parent and ValueError for a circle; imports check both before.
    """
    check_in_preparation(release)
    found, waiting = dict(known), list(rows)
    order = {row.code: n for n, row in enumerate(waiting, start=len(known) + 1)}
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in found]
        if not ready:
            missing = {row.parent for row in waiting} - set(order)
            raise KeyError(min(missing)) if missing else ValueError("parents in a circle")
        entries = [_entry(release, row, found.get(row.parent), order[row.code]) for row in ready]
        saved = Entry.objects.bulk_create(entries, batch_size=BATCH)
        found.update((entry.code, entry) for entry in saved)
        done = {row.code for row in ready}
        waiting = [row for row in waiting if row.code not in done]
    return found


def _entry(release: Release, row: NewEntry, parent: Entry | None, order: int) -> Entry:
    return Entry(
        catalogue=release.catalogue,
        code=row.code,
        kind=row.kind,
        label=row.label,
        parent=parent,
        order=order,
        since=release.number,
        synthetic=row.synthetic,
    )


def add_aliases(entries: Mapping[str, Entry], aliases: Iterable[tuple[str, str, str]]) -> int:
    """Add (code, alias, note) for codes in `entries`; those that exist stay. Returns how many were sent."""
    rows = [
        Alias(entry=entries[code], text=text, note=note) for code, text, note in aliases if code in entries
    ]
    Alias.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)
