"""What came back in a workbook, against the layout that went out: every difference that matters, by sheet and cell. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cauce.core.errors import Problem

from .amounts import read_amount
from .figures import Cell
from .table import RULES
from .workbook import COVER, MATRIX, TEMPLATE, Place, SheetLayout

Content = str | int | Decimal | date | bool | None
MAX_NOTE = 1000  # characters, as on the page
MAX_DIGITS = 15  # that a spreadsheet keeps of a number


@dataclass(frozen=True, slots=True)
class SheetRead:
    """Cells of one sheet by their place; a formula is its text, beginning with "=".

    far: places of cells with content that are beyond any sheet of ours, and were not read; merged: ranges.
    """

    cells: Mapping[str, Content]
    far: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass
class Filled:
    """What a sound workbook holds: figures as text by cell ("" empties), where each stood, and the matrix by activity.

    totals: sums where somebody wrote a number over the formula: the number, and its place.
    matrix: where each field of an activity stood, by the name its problems have ("medidas.1.done_on").
    """

    figures: dict[Cell, str] = field(default_factory=dict)
    places: dict[Cell, str] = field(default_factory=dict)
    activities: dict[int, dict[str, object]] = field(default_factory=dict)
    totals: dict[Cell, tuple[Fraction, str]] = field(default_factory=dict)
    matrix: dict[str, str] = field(default_factory=dict)


def read(sheets: tuple[SheetLayout, ...], book: Mapping[str, SheetRead]) -> tuple[Filled, list[Problem]]:
    """What the workbook says, and every problem. With any problem nothing of it may be used."""
    filled, problems = Filled(), list(_names(sheets, book))
    cover = next(sheet for sheet in sheets if sheet.name == COVER)
    if not problems:
        problems += _identity(cover, book[COVER])
    if problems:
        return filled, problems
    for sheet in sheets:
        problems += _read_sheet(sheet, book[sheet.name], filled)
    return filled, problems


def _names(sheets: tuple[SheetLayout, ...], book: Mapping[str, SheetRead]) -> Iterator[Problem]:
    expected = [sheet.name for sheet in sheets]
    for name in expected:
        if name not in book:
            yield RULES["RP-80"].problem(name, sheet=name)
    for name in book:
        if name not in expected:
            yield RULES["RP-81"].problem(name, sheet=name)


def _identity(cover: SheetLayout, read_: SheetRead) -> Iterator[Problem]:
    """The cover is compared first: another hospital's file is said to be that, not a thousand changed labels."""
    labels = {place.at: place.text for place in cover.places}
    for place in cover.places:
        if place.at[0] != "B" or _text(read_.cells.get(place.at)) == place.text:
            continue
        found = _text(read_.cells.get(place.at)) or "vacío"
        where = f"{COVER}!{place.at}"
        if place.text == TEMPLATE:
            yield RULES["RP-82"].problem(where, found=found, expected=TEMPLATE)
        else:
            yield RULES["RP-83"].problem(
                where, what=labels[f"A{place.at[1:]}"], found=found, expected=place.text
            )


def _read_sheet(sheet: SheetLayout, read_: SheetRead, filled: Filled) -> Iterator[Problem]:
    known = {place.at for place in sheet.places}
    changed = [
        place
        for place in sheet.places
        if place.what != "input" and not _same(place, read_.cells.get(place.at))
    ]
    yield from _changed(sheet, changed)
    for merged in read_.merged:
        yield RULES["RP-76"].problem(f"{sheet.name}!{merged}")
    for at in read_.far:
        yield RULES["RP-85"].problem(f"{sheet.name}!{at}", value="…")
    if changed or read_.merged:
        return
    for at, content in read_.cells.items():
        if at not in known and _text(content):
            yield RULES["RP-85"].problem(f"{sheet.name}!{at}", value=_text(content)[:30])
    for place in sheet.places:
        if place.what == "input":
            yield from _take(sheet.name, place, read_.cells.get(place.at), filled)
        elif place.what == "computed":
            _take_total(sheet.name, place, read_.cells.get(place.at), filled)


def _changed(sheet: SheetLayout, changed: list[Place]) -> Iterator[Problem]:
    """The first changed label of a sheet says it all when the rest moved with it (a deleted or added row)."""
    if changed:
        first = changed[0]
        rule = "RP-84" if len(changed) < 3 else "RP-86"
        for place in changed if rule == "RP-84" else [first]:
            yield RULES[rule].problem(f"{sheet.name}!{place.at}", expected=place.text or "vacío")


def _same(place: Place, content: Content) -> bool:
    if place.what == "computed":
        return _same_sum(place, content)
    if place.type == "text":
        return " ".join(_text(content).split()) == " ".join(place.text.split())
    if not place.text:
        return not _text(content)
    amount = _amount(content)
    return amount is not None and amount == read_amount(place.text)


def _same_sum(place: Place, content: Content) -> bool:
    """A sum's own formula, or a number over it, which is compared with the sum. Cuadros 11 and 12 are never read."""
    text = _text(content)
    if not text or place.target is None or _amount(content) is not None:
        return True
    return _formula(text) == _formula(place.text)


def _formula(text: str) -> str:
    """For comparing: without blanks, the signs that fix a place, or the quotes that a program may leave out."""
    return re.sub(r"[\s$']", "", text).upper()


def _take(sheet: str, place: Place, content: Content, filled: Filled) -> Iterator[Problem]:
    where, text = f"{sheet}!{place.at}", _text(content)
    if isinstance(content, str) and content.startswith("="):
        yield RULES["RP-87"].problem(where)
        return
    target = place.target
    if sheet == MATRIX and target is not None:
        number, name = int(target[0]), str(target[1])
        value, problem = _matrix_value(where, name, content)
        filled.matrix[f"medidas.{number}.{name}"] = where
        filled.activities.setdefault(number, {})[name] = value
        if problem:
            yield problem
        return
    cell = (str(target[0]), str(target[1]), str(target[2])) if target and len(target) == 3 else ("", "", "")
    filled.places[cell] = where
    if not text:
        filled.figures[cell] = ""
        return
    problem = _not_exact(where, content)
    if problem:
        yield problem
    else:
        filled.figures[cell] = text


def _take_total(sheet: str, place: Place, content: Content, filled: Filled) -> None:
    """A number written over the sum; a formula is not read, since the sum is computed again."""
    amount = _amount(content)
    if amount is not None and place.target is not None and len(place.target) == 3:
        cuadro, row, column = place.target
        filled.totals[str(cuadro), str(row), str(column)] = amount, f"{sheet}!{place.at}"


def _not_exact(where: str, content: Content) -> Problem | None:
    """What is no amount, or a number with more digits than a spreadsheet keeps."""
    value = _text(content)[:30]
    if _amount(content) is None:
        return RULES["RP-88"].problem(where, value=value)
    if isinstance(content, Decimal) and len(content.as_tuple().digits) > MAX_DIGITS:
        return RULES["RP-89"].problem(where, value=value)
    return None


def _matrix_value(where: str, name: str, content: Content) -> tuple[object, Problem | None]:
    text = _text(content)
    if name == "note":
        too_long = len(text) > MAX_NOTE
        return text, RULES["RP-77"].problem(where, count=len(text), most=MAX_NOTE) if too_long else None
    if not text:
        return None, None
    if name == "done":
        found = {"S": True, "SI": True, "SÍ": True, "N": False, "NO": False}.get(text.upper())
        return found, None if found is not None else RULES["RP-90"].problem(where, value=text[:30])
    if name == "done_on":
        try:
            return content if isinstance(content, date) else date.fromisoformat(text), None
        except ValueError:
            return None, RULES["RP-91"].problem(where, value=text[:30])
    return _amount(content), _not_exact(where, content)


def _amount(content: Content) -> Fraction | None:
    if isinstance(content, date) or content is None:
        return None
    return read_amount(content if not isinstance(content, str) else content.strip())


def _text(content: Content) -> str:
    if content is None:
        return ""
    if isinstance(content, datetime):
        return content.date().isoformat()
    if isinstance(content, Decimal):
        return format(content, "f")
    return str(content).strip()
