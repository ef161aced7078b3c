"""The aggregates: the indicator engine's figures with what people read beside them, kept until the next act."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cauce.core.accounts.access import places, require, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import ChainHead
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import Area, OrgUnit
from cauce.core.periods.models import Round

from ..models import Declaration, Line
from ..rules.lines import CAUSES
from ..rules.states import State
from .cut import Cut
from .engine import Amounts, Figures, figures

KEPT_ROWS = 2000  # a larger table costs more to keep than to make
KEPT_SECONDS = 3600
_COUNTS = {"lines", "units", "surplus_lines", "shortage_lines", "open_lines"}  # nothing counted is zero


@dataclass(frozen=True, slots=True)
class Row:
    """One group: keys and labels by dimension; measures by name (None: nobody reported it); open rows inside."""

    keys: dict[str, Any]
    labels: dict[str, str]
    values: dict[str, int | None]
    open_lines: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a cut: its groups in order, and the total (whose units are counted once)."""

    cut: Cut
    rows: list[Row]
    total: Row
    synthetic: bool = field(default=False)


def scope(round_: Round, user: User, at: datetime, cut: Cut) -> QuerySet[Declaration]:
    """The declarations that the person may consolidate. Raises NotAllowed for whom may none."""
    if not places(user, Permission.EXCHANGE_CONSOLIDATED, at).exists():
        require(user, Permission.EXCHANGE_CONSOLIDATED, None, at)
    entities = within(OrgUnit.objects.all(), user, Permission.EXCHANGE_CONSOLIDATED, at)
    found = Declaration.objects.filter(round=round_, entity__in=entities)
    if not cut.include_open:
        found = found.exclude(state=State.OPEN)
    if cut.institution is not None:
        found = found.filter(entity__parent=cut.institution)
    if cut.state is not None:
        found = found.filter(entity__area=cut.state or None)
    return found


def lines_in(round_: Round, user: User, at: datetime, cut: Cut) -> QuerySet[Line]:
    """The rows behind a cut, for this person."""
    found = Line.objects.filter(declaration__in=scope(round_, user, at, cut))
    if cut.level is not None:
        found = found.filter(unit__care_level=cut.level or None)
    if cut.group is not None:
        found = found.filter(speciality__parent=cut.group)
    if cut.speciality is not None:
        found = found.filter(speciality=cut.speciality)
    if cut.product is not None:
        found = found.filter(product=cut.product)
    if cut.unit is not None:
        found = found.filter(unit=cut.unit)
    if cut.cause:
        found = found.filter(shortage_cause=cut.cause)
    if cut.side != "both":
        found = found.filter(**{f"{cut.side}_patients__isnull": False})
    return found


def consolidate(round_: Round, user: User, at: datetime, cut: Cut) -> Table:
    """Group the person's rows by the cut's one or two dimensions.

    From the columnar copy of what is finalised and the live rows of the rest (engine.py).
    Kept in the cache until the next event of the audit log: any act that could change a figure writes one.
    """
    declarations = scope(round_, user, at, cut)  # refuses who may not, also what is remembered
    key = _cache_key(round_, user, at, cut)
    if key and (kept := cache.get(key)) is not None:
        return kept
    found = figures(round_, declarations, cut)
    rows = _rows(found, cut)
    table = Table(cut, _sorted(rows, cut), _total(found, cut))
    if key and len(rows) <= KEPT_ROWS:
        cache.set(key, table, KEPT_SECONDS)
    return table


def _cache_key(round_: Round, user: User, at: datetime, cut: Cut) -> str:
    """The question, who asks it (by reach), and the last event of the audit log; "" before any event."""
    reach = sorted(places(user, Permission.EXCHANGE_CONSOLIDATED, at).values_list("path", flat=True))
    last = ChainHead.objects.values_list("hash", flat=True).first()
    if last is None:
        return ""
    text = repr((round_.pk, reach, last, cut, connection.settings_dict["NAME"]))
    return f"consolidated:{hashlib.sha256(text.encode()).hexdigest()}"


def _rows(found: Figures, cut: Cut) -> list[Row]:
    """The groups with their words. Three hundred thousand of them are made one by one: what can be, is done before."""
    words = []
    for n, dimension in enumerate(cut.by):
        values = {key[n] for key in found.groups}
        named = labels_of(dimension, values)
        words.append({value: named.get(value, _("No especificado")) for value in values})
    counts = [n for n, name in enumerate(found.measures) if name in _COUNTS]
    by, measures, width = cut.by, cut.measures, len(cut.measures)
    rows = []
    for key, amounts in found.groups.items():
        texts = {d: words[n][key[n]] for n, d in enumerate(by)}
        filled = _filled(amounts, counts)
        values = dict(zip(measures, filled[:width], strict=True))
        rows.append(Row(dict(zip(by, key, strict=True)), texts, values, sum(filled[width:])))
    return rows


def _filled(amounts: Amounts, counts: list[int]) -> list[int | None]:
    """Nothing counted is zero; nothing reported stays None."""
    filled = list(amounts)
    for n in counts:
        if filled[n] is None:
            filled[n] = 0
    return filled


def _total(found: Figures, cut: Cut) -> Row:
    """The row of everything: a unit counts once."""
    counts = [n for n, name in enumerate(found.measures) if name in _COUNTS]
    filled = _filled(found.total, counts)
    width = len(cut.measures)
    return Row({}, {}, dict(zip(cut.measures, filled[:width], strict=True)), sum(filled[width:]))


def labels_of(dimension: str, keys: Iterable[Any]) -> dict[Any, str]:
    """What people read for each key of a dimension."""
    if dimension == "cause":
        return dict(CAUSES)
    if dimension == "level":
        return {1: _("Primer nivel"), 2: _("Segundo nivel"), 3: _("Tercer nivel")}
    wanted = [key for key in keys if key is not None]
    if dimension == "institution":
        units = OrgUnit.objects.filter(pk__in=wanted)
        return {u.pk: u.short_name or u.name for u in units}
    if dimension == "state":
        return dict(Area.objects.filter(pk__in=wanted).values_list("pk", "name"))
    kind = {"group": "group", "speciality": "speciality", "product": "product"}[dimension]
    entries = Entry.objects.filter(kind=kind)  # all of a kind: fewer than any list of 15,000 ids costs
    return {pk: label for pk, label in entries.values_list("pk", "label") if pk in keys}


def _sorted(rows: list[Row], cut: Cut) -> list[Row]:
    """By the asked column; by default the groups with most patients first, levels and pairs in their order."""
    descending, name = cut.sort.startswith("-"), cut.sort.removeprefix("-")
    if not name:
        return sorted(rows, key=lambda r: (-_patients(r), *r.labels.values()))
    if name in cut.by:
        return sorted(rows, key=lambda r: (r.labels[name], -_patients(r)), reverse=descending)
    return sorted(
        rows, key=lambda r: ((r.values.get(name) or 0) * (-1 if descending else 1), *r.labels.values())
    )


def _patients(row: Row) -> int:
    return (row.values.get("surplus_patients") or 0) + (row.values.get("shortage_patients") or 0)


def progress_note(round_: Round, user: User, at: datetime) -> tuple[int, int]:
    """(finalised, all) declarations of the round within the person's reach."""
    whole = scope(round_, user, at, Cut(include_open=True))
    return whole.exclude(state=State.OPEN).count(), whole.count()
