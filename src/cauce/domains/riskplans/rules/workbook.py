"""The layout of a hospital's workbook: every cell of every sheet, said once for who writes it and who reads it. Pure.

A cell is fixed (its text must come back as it went out), computed (a formula of ours) or input (theirs). The reader
compares all that is fixed, so that a deleted row, a changed label, another hospital's file or last year's template is
found at its cell. Source: document 003's linked spreadsheets; spec 3, "Spreadsheets".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from .amounts import plain, printed
from .balance_cuadros import BALANCES, BalanceCuadro, BalanceLine
from .cuadros import CUADROS, MATRIX_NUMBER, Cuadro, Kind, due_in
from .figures import Cell, Figures, with_totals

TEMPLATE = "PGIR-2026.3"  # .2: Cuadros 11 and 12 have their sheets; .3: Cuadros 8 and 9 are programmed
FIRST_ROW = 6
COVER = "Portada"
MATRIX = "Matriz de medidas"
NOTES = (
    "Escriba solo en las celdas de color. Las demás están bloqueadas y el sistema las compara al importar.",
    "Vacío no es cero: si no hubo nada, escriba 0.",
    "Escriba números, no fórmulas. La matriz admite S o N y la fecha como AAAA-MM-DD o fecha de la hoja.",
    "Cuando termine, guarde como XLSX e impórtelo en el informe: verá los cambios antes de aceptarlos.",
)

What = Literal["fixed", "input", "computed"]
Type = Literal["text", "number", "count", "percent", "yesno", "date", "money"]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of a sheet. at: "D7"; text: what stands in it (fixed), or the formula (computed), or its start value.

    target: the cell of a figure or of a sum, or (activity number, field) in the matrix of measures; shown: what a
    formula gives with the values as they go out, for the programs that do not compute when they open a file.
    """

    at: str
    what: What
    text: str
    type: Type = "text"
    target: Cell | tuple[int, str] | None = None
    style: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet: its name, its cells in reading order, and the widths of its columns in characters."""

    name: str
    places: tuple[Place, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose workbook it is: all of it is printed on the cover and compared on the way back."""

    code: str
    hospital: str
    period: str
    plan: str
    plan_version: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity of the matrix as the workbook shows it, and what is already reported of it."""

    number: int
    category: str
    measure: str
    name: str
    responsible: str
    starts_on: date
    due_on: date
    planned: Fraction | None = None
    done: bool | None = None
    done_on: date | None = None
    amount: Fraction | None = None
    note: str = ""


def layout(
    identity: Identity, quarter: int, figures: Mapping[Cell, Fraction], activities: Sequence[ActivityLine]
) -> tuple[SheetLayout, ...]:
    """The sheets of a workbook; figures: programmed and executed; quarter 1 to 4 says which Cuadros are due."""
    sheets = [_cover(identity), _matrix(identity, activities)]
    sheets += [_sheet(identity, c, figures) for c in CUADROS.values() if due_in(c, quarter)]
    sheets += [_balance_sheet(identity, cuadro, figures) for cuadro in BALANCES]
    return tuple(sheets)


def sheet_name(cuadro: Cuadro) -> str:
    """The tab of a Cuadro."""
    return cuadro.name


def column_letter(index: int) -> str:
    """0 → A. Workbooks of ours have fewer than 26 columns."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]


def _cover(identity: Identity) -> SheetLayout:
    rows = [
        ("Plantilla", TEMPLATE),
        ("ESE", identity.hospital),
        ("Código", identity.code),
        ("Trimestre", identity.period),
        ("Plan", identity.plan),
        ("Versión del plan", identity.plan_version),
    ]
    places = [Place("A1", "fixed", "Informe trimestral del PGIR", style="title")]
    for number, (label, value) in enumerate(rows, start=3):
        places += [Place(f"A{number}", "fixed", label, style="label"), Place(f"B{number}", "fixed", value)]
    places += [
        Place(f"A{number}", "fixed", text, style="note") for number, text in enumerate(NOTES, start=11)
    ]
    return SheetLayout(COVER, tuple(places), (24, 60))


def _head(identity: Identity, name: str, number: str) -> Iterator[Place]:
    yield Place("A1", "fixed", f"{name} · Cuadro {number}" if number else name, style="title")
    yield Place("A2", "fixed", f"{identity.hospital} · {identity.code} · {identity.period}", style="note")


def _sheet(identity: Identity, cuadro: Cuadro, figures: Mapping[Cell, Fraction]) -> SheetLayout:
    places = [*_head(identity, cuadro.name, cuadro.number), Place("A3", "fixed", cuadro.help, style="note")]
    places.append(Place(f"A{FIRST_ROW - 1}", "fixed", "Concepto", style="head"))
    for index, column in enumerate(cuadro.columns, start=1):
        places.append(Place(f"{column_letter(index)}{FIRST_ROW - 1}", "fixed", column.label, style="head"))
    row_of = {row.key: FIRST_ROW + n for n, row in enumerate(cuadro.rows)}
    for row in cuadro.rows:
        style = "total" if row.sum_of else "label"
        places.append(Place(f"A{row_of[row.key]}", "fixed", row.label, style=style))
        for index, column in enumerate(cuadro.columns, start=1):
            letter = column_letter(index)
            at = f"{letter}{row_of[row.key]}"
            kind = _type(row.kind)
            value = figures.get((cuadro.key, row.key, column.key))
            text = "" if value is None else plain(value)
            if row.sum_of:
                formula = "=" + "+".join(f"{letter}{row_of[part]}" for part in row.sum_of)
                parts = (figures.get((cuadro.key, part, column.key), Fraction(0)) for part in row.sum_of)
                total = plain(sum(parts, Fraction(0)))
                target = (cuadro.key, row.key, column.key)
                places.append(Place(at, "computed", formula, kind, target, style="total", shown=total))
            elif column.planned:
                places.append(Place(at, "fixed", text, kind))
            else:
                places.append(Place(at, "input", text, kind, (cuadro.key, row.key, column.key)))
    return SheetLayout(sheet_name(cuadro), tuple(places), (58, *(22 for _ in cuadro.columns)))


def _balance_sheet(identity: Identity, cuadro: BalanceCuadro, figures: Figures) -> SheetLayout:
    """A computed Cuadro: formulas on the sheets of the others, nothing to fill in."""
    places = [*_head(identity, cuadro.name, cuadro.number), Place("A3", "fixed", cuadro.help, style="note")]
    heads = ("Concepto", "Valor", "Sobra o falta", "Cómo se calcula")
    for letter, head in zip("ABCD", heads, strict=True):
        places.append(Place(f"{letter}{FIRST_ROW - 1}", "fixed", head, style="head"))
    whole = with_totals(figures)
    for number, line in enumerate(cuadro.lines, start=FIRST_ROW):
        places.append(Place(f"A{number}", "fixed", line.label, style="label"))
        places.append(_balance(f"B{number}", line, line.kind, line.of(whole)))
        if line.gap:
            places.append(_balance(f"C{number}", line, Kind.MONEY, line.gap_of(whole)))
        places.append(Place(f"D{number}", "fixed", line.formula, style="label"))
    return SheetLayout(cuadro.sheet, tuple(places), (58, 22, 22, 58))


def _balance(at: str, line: BalanceLine, kind: Kind, value: Fraction | None) -> Place:
    """A ratio or a difference of two cells of other sheets; blank while one of them is."""
    first, second = (_address(cell) for cell in (line.first, line.second))
    if kind == Kind.PERCENT:
        formula = f'=IF(OR({first}="",N({second})=0),"",{first}/{second}*100)'
    else:
        formula = f'=IF(OR({first}="",{second}=""),"",{first}-{second})'
    shown = "" if value is None else str(printed(value))
    return Place(at, "computed", formula, _type(kind), style="total", shown=shown)


def _address(cell: Cell) -> str:
    """Where a figure stands, from another sheet: 'Ejecución presupuestal'!B7."""
    cuadro = CUADROS[cell[0]]
    row = FIRST_ROW + [line.key for line in cuadro.rows].index(cell[1])
    column = column_letter(1 + [c.key for c in cuadro.columns].index(cell[2]))
    return f"'{sheet_name(cuadro)}'!{column}{row}"


MATRIX_HEAD = (
    "N.º",
    "Categoría",
    "Medida",
    "Actividad",
    "Responsable",
    "Inicio",
    "Plazo",
    "Valor programado",
    "Cumplida (S/N)",
    "Fecha",
    "Valor ejecutado",
    "Observación",
)
MATRIX_FIELDS: tuple[tuple[str, Type], ...] = (
    ("done", "yesno"),
    ("done_on", "date"),
    ("amount", "money"),
    ("note", "text"),
)


def _matrix(identity: Identity, activities: Sequence[ActivityLine]) -> SheetLayout:
    places = list(_head(identity, MATRIX, MATRIX_NUMBER))
    places += [
        Place(f"{column_letter(index)}{FIRST_ROW - 1}", "fixed", label, style="head")
        for index, label in enumerate(MATRIX_HEAD)
    ]
    for row, activity in enumerate(activities, start=FIRST_ROW):
        fixed = (
            str(activity.number),
            activity.category,
            activity.measure,
            activity.name,
            activity.responsible,
            activity.starts_on.isoformat(),
            activity.due_on.isoformat(),
        )
        places += [
            Place(f"{column_letter(i)}{row}", "fixed", text, style="label") for i, text in enumerate(fixed)
        ]
        planned = "" if activity.planned is None else plain(activity.planned)
        places.append(Place(f"{column_letter(len(fixed))}{row}", "fixed", planned, "money"))
        held = {
            "done": "" if activity.done is None else "S" if activity.done else "N",
            "done_on": activity.done_on.isoformat() if activity.done_on else "",
            "amount": "" if activity.amount is None else plain(activity.amount),
            "note": activity.note,
        }
        places += [
            Place(f"{column_letter(i)}{row}", "input", held[name], kind, (activity.number, name))
            for i, (name, kind) in enumerate(MATRIX_FIELDS, start=len(fixed) + 1)
        ]
    return SheetLayout(MATRIX, tuple(places), (6, 24, 40, 46, 24, 12, 12, 20, 14, 14, 20, 40))


def _type(kind: Kind) -> Type:
    return {Kind.MONEY: "money", Kind.COUNT: "count", Kind.AMOUNT: "number", Kind.PERCENT: "percent"}[kind]  # type: ignore[return-value]
