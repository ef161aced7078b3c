"""Write a workbook: labels locked, input cells coloured and validated, no macros."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ..rules.workbook import Place, SheetLayout

STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#555555"},
    "label": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "bg_color": "#E7ECEF", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "total": {"bold": True, "top": 1},
}
FORMATS = {
    "money": "#,##0.00",
    "count": "#,##0",
    "number": "#,##0.00",
    "percent": "0.00",
    "date": "yyyy-mm-dd",
}
INPUT = {
    "locked": False,
    "bg_color": "#FBE4EA",
    "border": 1,
    "border_color": "#C9A0AC",
}  # the source's pink cells
EXACT_DIGITS = 15


def write_workbook(path: Path, sheets: Iterable[SheetLayout]) -> None:
    """Write the layout's sheets to `path`."""
    with xlsxwriter.Workbook(str(path), {"in_memory": False}) as book:
        styles: dict[tuple, Any] = {}

        def style(place: Place) -> Any:
            look = dict(STYLES[place.style])
            if place.type in FORMATS:
                look["num_format"] = FORMATS[place.type]
            if place.what == "input":
                look |= INPUT
            key = tuple(sorted(look.items()))
            if key not in styles:
                styles[key] = book.add_format(look)
            return styles[key]

        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for index, width in enumerate(sheet.widths):
                page.set_column(index, index, width)
            page.protect("", {"format_columns": True, "format_rows": True})
            for place in sheet.places:
                _write(page, place, style(place))
            page.freeze_panes(5, 1)
            page.set_landscape()
            page.fit_to_pages(1, 0)


def _write(page: Any, place: Place, style: Any) -> None:
    if place.what == "computed":
        page.write_formula(place.at, place.text, style)
    elif not place.text:
        page.write_blank(place.at, None, style)
    elif (
        place.type in {"money", "count", "number", "percent"}
        and len(place.text.replace(".", "").lstrip("-")) <= EXACT_DIGITS
    ):
        page.write_number(place.at, Decimal(place.text), style)
    else:
        page.write_string(place.at, place.text, style)
    if place.what == "input":
        _validate(page, place)


def _validate(page: Any, place: Place) -> None:
    if place.type == "yesno":
        page.data_validation(
            place.at, {"validate": "list", "source": ["S", "N"], "error_message": "Escriba S o N."}
        )
    elif place.type in {"money", "number", "percent"}:
        page.data_validation(
            place.at,
            {
                "validate": "decimal",
                "criteria": ">=",
                "value": 0,
                "error_type": "warning",
                "error_title": "Revise el dato",
                "error_message": "Se espera un número, cero o más.",
            },
        )
    elif place.type == "count":
        page.data_validation(
            place.at,
            {
                "validate": "integer",
                "criteria": ">=",
                "value": 0,
                "error_type": "warning",
                "error_title": "Revise el dato",
                "error_message": "Se espera un número entero, cero o más.",
            },
        )
