"""Between a sent form and what was typed: the names of the cells are the places of the problems ("items.2.quantity")."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..rules.values import MAX_ITEMS

PATIENT = ("curp", "nss", "given_name", "first_surname", "second_surname", "birth_date", "sex")
PHYSICIAN = ("name", "licence")
HEAD = (
    "setting",
    "priority",
    "emergency",
    "attended_at",
    "desired_date",
    "diagnosis",
    "diagnosis_text",
    "justification",
)
ITEM = ("service", "quantity", "side", "place", "note")
ANNEXES = {
    "oncology": ("stage", "prior_treatment", "scheme", "cycles"),
    "prosthetics": ("device", "side", "material"),
}
# What every form says by itself, so that a form with only this in it is still empty.
GIVEN = frozenset({"setting", "priority", "emergency"})


def typed_from(post: Mapping[str, str]) -> dict[str, Any]:
    """The request as the form says it; names that are no cell of it are left out."""
    return unflat({name: value for name, value in post.items() if _is_cell(name)})


def _is_cell(name: str) -> bool:
    first, *rest = name.split(".")
    if not rest:
        return first in HEAD
    if first in ("patient", "physician"):
        return len(rest) == 1 and rest[0] in {"patient": PATIENT, "physician": PHYSICIAN}[first]
    if first == "extra":
        return len(rest) == 1
    if first != "items" or not _is_row(rest[0]):
        return False
    inner = rest[1:]
    return (len(inner) == 1 and inner[0] in ITEM) or (
        len(inner) == 2 and inner[1] in ANNEXES.get(inner[0], ())
    )


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MAX_ITEMS


def unflat(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The nested shape of `{place: value}`. The rows keep their numbers: one left out is an empty row."""
    whole: dict[str, Any] = {"patient": {}, "physician": {}, "items": [], "extra": {}}
    rows: dict[int, dict[str, Any]] = {}
    for name, value in cells.items():
        first, *rest = name.split(".")
        if not rest:
            whole[first] = value
        elif first != "items":
            whole[first][rest[0]] = value
        elif len(rest) == 2:
            rows.setdefault(int(rest[0]), {})[rest[1]] = value
        else:
            rows.setdefault(int(rest[0]), {}).setdefault(rest[1], {})[rest[2]] = value
    whole["items"] = [rows.get(number, {}) for number in range(1, max(rows, default=0) + 1)]
    return whole


def flat(typed: Mapping[str, Any]) -> dict[str, str]:
    """`{place: text}` of a typed request, in the order of the paper."""
    return dict(_cells(typed))


def _cells(typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, names in (("patient", PATIENT), ("physician", PHYSICIAN)):
        inner = _mapping(typed.get(group))
        yield from ((f"{group}.{name}", text_of(inner.get(name))) for name in names if name in inner)
    yield from ((name, text_of(typed.get(name))) for name in HEAD if name in typed)
    rows = typed.get("items")
    for number, row in enumerate(rows if isinstance(rows, list | tuple) else [], start=1):
        yield from _row_cells(_mapping(row), f"items.{number}")
    yield from ((f"extra.{key}", text_of(value)) for key, value in _mapping(typed.get("extra")).items())


def _row_cells(row: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{place}.{name}", text_of(row.get(name))) for name in ITEM if name in row)
    for annex, names in ANNEXES.items():
        inner = _mapping(row.get(annex))
        yield from ((f"{place}.{annex}.{name}", text_of(inner.get(name))) for name in names if name in inner)


def text_of(value: Any) -> str:
    """A value as its cell shows it."""
    if value is None or isinstance(value, list | tuple | dict):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def is_empty(typed: Mapping[str, Any]) -> bool:
    """Whether nobody has written anything in it yet."""
    return not any(value.strip() for name, value in flat(typed).items() if name not in GIVEN)


def rows_of(typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of services, at least one to write in."""
    rows = [dict(_mapping(row)) for row in typed.get("items") or [] if isinstance(row, Mapping)]
    return rows or [{}]


def with_row(typed: Mapping[str, Any]) -> dict[str, Any]:
    """One more empty row, if there is room."""
    rows = rows_of(typed)
    return {**typed, "items": [*rows, {}][:MAX_ITEMS]}


def without_row(typed: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The same without row `number` (from 1)."""
    rows = rows_of(typed)
    return {**typed, "items": [row for n, row in enumerate(rows, start=1) if n != number]}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
