"""The grid's form as it travels: what is typed in each cell, and what the cell held when it was shown.

Names: `rows.<product id>.<field>` is what was typed, the same text as the place of a problem;
`base.<product id>` is the row as shown, its five fields joined by "|" (absent: the row was empty).
A row is sent to be saved only when what is typed differs from what was shown.
"""

from collections.abc import Iterable, Mapping

from ..rules.lines import FIELDS, LineValues

ORDER = ("surplus_events", "surplus_patients", "shortage_cause", "shortage_events", "shortage_patients")
Row = dict[str, str]
EMPTY: Row = dict.fromkeys(ORDER, "")


def read_typed(form: Mapping[str, str]) -> dict[int, Row]:
    """product id → the five texts, for every row of the form; unknown names are ignored."""
    rows: dict[int, Row] = {}
    for name, text in form.items():
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "rows" and _is_id(parts[1]) and parts[2] in FIELDS:
            rows.setdefault(int(parts[1]), dict(EMPTY))[parts[2]] = text.strip()
    return rows


def read_base(form: Mapping[str, str]) -> dict[int, Row]:
    """product id → the row as it was shown, for the rows that were not empty."""
    rows = {}
    for name, text in form.items():
        head, _dot, number = name.partition(".")
        values = text.split("|")
        if head == "base" and _is_id(number) and len(values) == len(ORDER):
            rows[int(number)] = dict(zip(ORDER, values, strict=True))
    return rows


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def changed(typed: Mapping[int, Row], base: Mapping[int, Row]) -> dict[int, Row]:
    """The rows in which something differs from what was shown."""
    return {product: row for product, row in typed.items() if row != base.get(product, EMPTY)}


def as_texts(values: LineValues) -> Row:
    """Stored values as the cells' texts."""
    return {field: _text(getattr(values, field)) for field in ORDER}


def _text(value: int | str | None) -> str:
    return "" if value is None else str(value)


def packed(row: Row) -> str:
    """The row as the value of `base.<id>`; "" for an empty row."""
    return "|".join(row[field] for field in ORDER) if any(row.values()) else ""


def names(rows: Mapping[int, Row]) -> Iterable[tuple[str, str]]:
    """(input name, text) of all cells that say something, to carry them in hidden inputs.

    An emptied row travels as one empty cell, so that the page knows it was emptied.
    """
    for product, row in rows.items():
        for field in ORDER:
            if row[field] or not any(row.values()):
                yield f"rows.{product}.{field}", row[field]
                if not any(row.values()):
                    break
