"""Importing a catalogue: the file is the whole content of its next release."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import ManyToOneRel

from cauce.core.catalogues import releases
from cauce.core.catalogues.loading import NewEntry, add_aliases, add_many
from cauce.core.catalogues.models import Alias, Catalogue, Entry, Release
from cauce.core.errors import Problem

from .catalogue_rows import BY_FIELD, EntryFile, EntryRow, read_entries
from .plan import Change, Plan
from .rules import broken
from .tables import read_table

COMPARED = ("kind", "label", "parent", "synthetic")
BATCH = 500


def plan_catalogue(content: bytes, filename: str, options: dict, day: date) -> Plan:
    """Read the file and compare it with the last release; writes nothing.

    options: `catalogue`, its code (one that does not exist is created on acceptance).
    Raises Invalid when the file cannot be read at all.
    """
    file = read_entries(read_table(content, filename))
    present = _present(options["catalogue"])
    added, changed, unchanged, aliases = [], [], 0, _known_aliases(present)
    for row in file.rows:
        entry = present.get(row.code)
        if entry is None:
            added.append(Change(row.code, row.label))
            continue
        fields = _differences(entry, row, file.fields, present)
        new_aliases = [text for text in row.aliases if (row.code, text) not in aliases]
        if new_aliases:
            fields[BY_FIELD["aliases"].name] = ("", " | ".join(new_aliases))
        if fields:
            changed.append(Change(row.code, row.label, fields))
        else:
            unchanged += 1
    named = {row.code for row in file.rows}
    closed = [Change(code, entry.label) for code, entry in present.items() if code not in named]
    problems = [*file.problems, *_in_use(present, [c.code for c in (*changed, *closed)])]
    return Plan(problems, added, changed, closed, unchanged, payload=file)


def _present(code: str) -> dict[str, Entry]:
    """Code → entry of the last release; nothing for a new catalogue."""
    catalogue = Catalogue.objects.filter(code=code).first()
    release = releases.current(catalogue) if catalogue else None
    if catalogue is None or release is None:
        return {}
    return {e.code: e for e in releases.content(catalogue, release.number).select_related("parent")}


def _known_aliases(present: dict[str, Entry]) -> set[tuple[str, str]]:
    catalogues = {entry.catalogue_id for entry in present.values()}
    found = Alias.objects.filter(entry__catalogue__in=catalogues)
    return set(found.values_list("entry__code", "text"))


def _differences(
    entry: Entry, row: EntryRow, fields: frozenset[str], present: dict[str, Entry]
) -> dict[str, tuple[str, str]]:
    found = {}
    for name in COMPARED:
        if name not in fields:
            continue
        before, after = getattr(entry, name), getattr(row, name)
        if name == "parent":
            before = entry.parent.code if entry.parent else ""
        if before != after:
            found[BY_FIELD[name].name] = (str(before), str(after))
    return found


def _in_use(present: dict[str, Entry], codes: Iterable[str]) -> list[Problem]:
    """IM-33 when rows of other tables point to entries that change or close."""
    ids = {present[code].pk for code in codes}
    used: set[int] = set()
    for relation in Entry._meta.get_fields(include_hidden=True):  # most models hide theirs
        if not isinstance(relation, ManyToOneRel) or relation.related_model in (Entry, Alias):
            continue
        name, found = relation.field.name, relation.related_model._default_manager
        used |= ids & set(found.values_list(name, flat=True).distinct())
    if not used:
        return []
    label = min(entry.label for entry in present.values() if entry.pk in used)
    return [broken("IM-33", count=len(used), label=label)]


def apply_catalogue(plan: Plan, options: dict, at: datetime, day: date) -> Release | None:
    """Publish a release with the file's content. The caller holds the transaction and has checked.

    Returns None when only aliases were added, which needs no release.
    """
    file: EntryFile = plan.payload
    catalogue, _created = Catalogue.objects.get_or_create(
        code=options["catalogue"], defaults={"name": options.get("name") or options["catalogue"]}
    )
    present = _present(catalogue.code)
    rows = {row.code: row for row in file.rows}
    again = _with_descendants(plan, present)
    new = [row for row in file.rows if row.code not in present or row.code in again]
    release = None
    if new or plan.closed:
        release = releases.prepare(
            catalogue,
            valid_from=options.get("valid_from") or day,
            origin=options.get("origin", ""),
            note=options.get("note", ""),
        )
        _close(release, [present[c.code].pk for c in plan.closed] + [present[code].pk for code in again])
        kept = {code: e for code, e in present.items() if code in rows and code not in again}
        entries = add_many(release, [_new(row) for row in new], kept)
        _carry_aliases(present, entries, again)
        releases.publish(release, at)
    else:
        entries = present
    add_aliases(entries, [(row.code, text, "") for row in file.rows for text in row.aliases])
    return release


def _with_descendants(plan: Plan, present: dict[str, Entry]) -> set[str]:
    """Codes that need a new row: those whose content changes, and all below them (a row's parent is a row)."""
    only_alias = {BY_FIELD["aliases"].name}
    again = {change.code for change in plan.changed if set(change.fields) - only_alias}
    closed = {change.code for change in plan.closed}
    grew = True
    while grew:
        below = {c for c, e in present.items() if e.parent and e.parent.code in again | closed}
        below -= again | closed
        grew, again = bool(below), again | below
    return again


def _close(release: Release, ids: list[int]) -> None:
    for start in range(0, len(ids), BATCH):
        Entry.objects.filter(pk__in=ids[start : start + BATCH]).update(until=release.number)


def _new(row: EntryRow) -> NewEntry:
    return NewEntry(row.code, row.kind, row.label, row.parent, row.synthetic)


def _carry_aliases(before: dict[str, Entry], after: dict[str, Entry], again: set[str]) -> None:
    old = Alias.objects.filter(entry__catalogue__in={e.catalogue_id for e in before.values()})
    ids = {before[code].pk for code in again}
    aliases = [(a.entry.code, a.text, a.note) for a in old.select_related("entry") if a.entry_id in ids]
    add_aliases(after, aliases)
