"""Write a workbook: labels locked, input cells coloured and validated, no macros."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ..rules.workbook import Place, SheetLayout

ACCENT, LINE = "#0B5563", "#C9D3D6"  # of Cauce's papers
STYLES: dict[str, dict[str, Any]] = {
    "": {"align": "left"},
    "title": {"bold": True, "font_size": 14, "font_color": ACCENT},
    "note": {"italic": True, "font_color": "#4D5C65"},
    "label": {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE},
    "head": {
        "bold": True,
        "bg_color": ACCENT,
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "total": {"bold": True, "top": 1, "bg_color": "#EEF4F5"},
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
NUMBERS = {"money", "count", "number", "percent"}


def write_workbook(path: Path, sheets: Iterable[SheetLayout]) -> None:
    """Write the layout's sheets to `path`."""
    with xlsxwriter.Workbook(str(path), {"in_memory": False}) as book:
        styles: dict[tuple, Any] = {}

        def style(place: Place) -> Any:
            look = dict(STYLES[place.style])
            if place.type in FORMATS:
                look |= {"num_format": FORMATS[place.type], "align": "right"}
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
            _print_set_up(page, sheet.name)


def _print_set_up(page: Any, name: str) -> None:
    """A sheet as wide as the paper, its head on each page, its name and page at the foot."""
    page.set_landscape()
    page.set_paper(1)  # letter
    page.fit_to_pages(1, 0)
    page.repeat_rows(4)
    page.set_footer(f"&L{name.replace('&', '&&')}&RPágina &P de &N")


def _write(page: Any, place: Place, style: Any) -> None:
    if place.what == "computed":
        page.write_formula(place.at, place.text, style, _shown(place))
    elif not place.text:
        page.write_blank(place.at, None, style)
    elif place.type in NUMBERS and (value := _exact(place.text)) is not None:
        page.write_number(place.at, value, style)
    else:
        page.write_string(place.at, place.text, style)
    if place.what == "input":
        _validate(page, place)


def _shown(place: Place) -> Decimal | str | int:
    """What a formula gives as it goes out; nothing where a figure is blank."""
    if not place.shown:
        return ""
    return _exact(place.shown) or 0


def _exact(text: str) -> Decimal | None:
    """The number, or None where a spreadsheet would lose digits of it."""
    return Decimal(text) if text and len(text.replace(".", "").lstrip("-")) <= EXACT_DIGITS else None


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
