"""A listing as CSV, XLSX and PDF: what leaves the system, with its small cells suppressed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.documents import typeset
from cauce.core.errors import Invalid
from cauce.core.exports import SheetData

from ..country import local
from .computing import Line, Table, compute
from .presenting import flat_heads, notes_of, span_words
from .spec import Spec, problem
from .suppressing import HIDDEN, count_hidden, suppressed

TEMPLATE = Path(__file__).parents[1] / "reports" / "typst" / "listing.typ"
MAX_PDF = 1_000
MAX_GUARDED = 40_000  # figures looked at for small counts: about 10 s
MARK = "*"  # a hidden figure


def released(spec: Spec, user: User, at: datetime, *, inside: bool) -> Table:
    """The table that a file holds. inside: whole, for use inside the institution; else small counts are hidden."""
    if inside:
        return compute(spec, user, at)
    table = compute(replace(spec, subtotals=True), user, at)
    if (count := len(table.lines) * len(table.heads)) > MAX_GUARDED:
        raise Invalid([problem("OH-320", "filas", count=f"{count:,}", limit=f"{MAX_GUARDED:,}")])
    table = suppressed(table, settings.CAUCE_DISCLOSURE_THRESHOLD)
    if spec.subtotals:
        return table
    kept = tuple(line for line in table.lines if line.depth in (0, table.depth))
    return replace(table, spec=spec, lines=kept)


def release_notes(table: Table, *, inside: bool) -> list[str]:
    """The notes of a file: those of the table, and what was hidden or why nothing was."""
    notes = notes_of(table)
    if inside:
        return [_("Cifras completas, para uso interno de la institución: no publicar."), *notes]
    if gone := count_hidden(table):
        said = _(
            "%(n)s cifras marcadas con * están ocultas: son de menos de %(limit)s personas o permitirían deducirlas."
        )
        notes.append(said % {"n": f"{gone:,}", "limit": settings.CAUCE_DISCLOSURE_THRESHOLD})
    return notes


def header_of(table: Table) -> list[str]:
    """The headings of the file."""
    return [*table.axes, *flat_heads(table)] if table.axes else flat_heads(table)


def rows_of(table: Table) -> Iterator[list[Any]]:
    """Every row as cells: words, then exact figures; blank where nothing was recorded."""
    for line in table.lines:
        yield [*line.texts, *(_cell(value) for value in line.values)]


def _cell(value: Any) -> Any:
    if value is not None and value.reason == HIDDEN:
        return MARK
    return None if value is None or value.value is None else value.value


def about(table: Table, name: str, scope: str, *, synthetic: bool) -> list[tuple[str, str]]:
    """What must travel with the figures: name, span, places, filters, instant, versions."""
    facts = [(_("Listado"), name), (_("Periodo"), span_words(table)), (_("Lugares"), scope)]
    facts += [(_("Filtro: %(what)s") % {"what": what}, which) for what, which in table.filters]
    facts += [(_("Datos al"), local(table.as_of)), (_("Versión de los datos"), table.data_version[:12])]
    return [*facts, *([(_("Aviso"), _("Dato sintético"))] if synthetic else [])]


def sheets_of(table: Table, name: str, scope: str, notes: list[str], *, synthetic: bool) -> list[SheetData]:
    """The workbook's two sheets."""
    facts = [*about(table, name, scope, synthetic=synthetic), *((_("Nota"), n) for n in notes)]
    return [
        SheetData(_("Listado"), header_of(table), rows_of(table)),
        SheetData(_("Acerca de"), [_("Dato"), _("Valor")], facts),
    ]


def pdf_of(table: Table, name: str, scope: str, notes: list[str], at: datetime, *, synthetic: bool) -> bytes:
    """The listing on paper. Raises Invalid (OH-317) when it is too long for it."""
    if len(table.lines) > MAX_PDF:
        raise Invalid([problem("OH-317", count=f"{len(table.lines):,}", limit=f"{MAX_PDF:,}")])
    data = {
        "issuer": _("Sistema de información en salud bucal"),
        "subtitle": span_words(table),
        "facts": [list(pair) for pair in about(table, name, scope, synthetic=False)[2:]],
        "axes": list(table.axes),
        "heads": flat_heads(table),
        "rows": [_row(line, table) for line in table.lines],
        "notes": notes,
    }
    meta = typeset.Meta(
        title=name,
        date=timezone.localtime(at),
        description=_("Listado del registro diario de actividades"),
        footnote=_("Listado sin folio: no es un documento emitido"),
        synthetic=synthetic,
        country="PA",
    )
    return typeset.compile(TEMPLATE, data, meta)


def _row(line: Line, table: Table) -> dict[str, Any]:
    cells = [_text(value, head.figure.digits) for value, head in zip(line.values, table.heads, strict=True)]
    return {"texts": list(line.texts), "cells": cells, "total": line.depth < table.depth}


def _text(value: Any, digits: int) -> str | None:
    if value is None:
        return None
    if value.reason == HIDDEN:
        return MARK
    return f"{value.value:,.{digits}f}" if value.value is not None else _("n. c.")
