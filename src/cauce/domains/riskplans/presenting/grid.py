"""A Cuadro as a grid: programmed beside executed, totals computed, where each figure came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cauce.core.errors import Problem

from ..country import local
from ..models import Figure, QuarterReport
from ..rules.amounts import read_amount
from ..rules.cells import executed_cells, name_of
from ..rules.cuadros import Column, Cuadro, Kind, Line
from ..rules.definition import HUNDRED
from ..rules.figures import Cell, Figures, with_totals
from ..rules.writing import typed_amount, written

SEPARATOR = "\t"  # no cell holds one
UNITS = {Kind.MONEY: "$", Kind.COUNT: "", Kind.AMOUNT: "", Kind.PERCENT: "%"}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. what: "planned" | "input" | "total"; text: as it is written, or as it was typed."""

    place: str
    what: str
    text: str
    label: str
    column: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; rate: executed of programmed in percent, with its place; source: where its figures came from."""

    key: str
    label: str
    unit: str
    is_sum: bool
    cells: tuple[GridCell, ...]
    rate: str
    source: str


def stored_texts(figures: Figures, cuadro: Cuadro) -> dict[Cell, str]:
    """What each cell that somebody types holds, as it is written."""
    return {cell: written(figures.get(cell)) for cell in executed_cells(cuadro)}


def packed(texts: Mapping[Cell, str]) -> str:
    """What the cells showed, in one hidden field."""
    return SEPARATOR.join(texts.values())


def unpacked(text: str, cuadro: Cuadro) -> dict[Cell, str]:
    """`packed`, by cell; blanks for what is missing."""
    cells = list(executed_cells(cuadro))
    parts = text.split(SEPARATOR)
    return dict(zip(cells, [*parts, *[""] * len(cells)], strict=False))


def put_over(figures: Figures, typed: Mapping[Cell, str]) -> dict[Cell, Fraction]:
    """The figures with what was typed put over them, where it is an amount; with every sum."""
    result = dict(figures)
    for cell, text in typed.items():
        amount = read_amount(typed_amount(text))
        if amount is None:
            result.pop(cell, None)
        else:
            result[cell] = amount
    return with_totals(result)


def grid_of(
    report: QuarterReport, cuadro: Cuadro, whole: Figures, typed: Mapping[Cell, str] | None = None
) -> list[GridRow]:
    """The rows. whole: figures with totals; typed: texts that were sent and are not stored."""
    origins = {
        (f.row, f.column): f for f in report.figures.filter(cuadro=cuadro.key).select_related("saved_by")
    }
    return [_row(cuadro, line, whole, typed or {}, origins) for line in cuadro.rows]


def _row(
    cuadro: Cuadro,
    line: Line,
    whole: Figures,
    typed: Mapping[Cell, str],
    origins: Mapping[tuple[str, str], Figure],
) -> GridRow:
    cells = tuple(_cell(cuadro, line, column, whole, typed) for column in cuadro.columns)
    return GridRow(
        line.key,
        line.label,
        UNITS[line.kind],
        bool(line.sum_of),
        cells,
        rate_of(cuadro, line.key, whole),
        "Calculada" if line.sum_of else source_of(origins, line.key, cuadro),
    )


def _cell(cuadro: Cuadro, line: Line, column: Column, whole: Figures, typed: Mapping[Cell, str]) -> GridCell:
    cell = (cuadro.key, line.key, column.key)
    stored = written(whole.get(cell))
    what = "total" if line.sum_of else "planned" if column.planned else "input"
    text = typed.get(cell, stored) if what == "input" else stored
    return GridCell(name_of(cell), what, text, f"{column.label}, {line.label}", column.label, stored)


def rate_of(cuadro: Cuadro, row: str, whole: Figures, column: str = "") -> str:
    """Executed of programmed, in percent with one decimal; "" where the Cuadro has no such pair or it cannot be said.

    column: the executed one; by default the last, which is what was collected or paid where there are several.
    """
    done = column or next((c.key for c in reversed(cuadro.columns) if not c.planned), "")
    goal = cuadro.goal_of(done)
    if not goal:
        return ""
    executed, programmed = whole.get((cuadro.key, row, done)), whole.get((cuadro.key, row, goal))
    if executed is None or not programmed:
        return "—"
    return f"{written(executed / programmed * HUNDRED, 1)}\u00a0%"


def source_of(origins: Mapping[tuple[str, str], Figure], row: str, cuadro: Cuadro) -> str:
    """Where the row's figures came from, once each: "Escrita, 12/04/2026 10:20", "Libro importado, Capacidad!D7"."""
    found = [origins[row, column.key] for column in cuadro.columns if (row, column.key) in origins]
    return "; ".join(dict.fromkeys(origin_words(figure) for figure in found))


def origin_words(figure: Figure) -> str:
    """One figure's source in words."""
    name = figure.get_source_display()
    detail = figure.cell or (local(figure.saved_at) if figure.source == "typed" else figure.origin[:60])
    times = f" (versión {figure.version})" if figure.version > 1 else ""
    return f"{name}, {detail}{times}" if detail else f"{name}{times}"


def uncertain(problems: Sequence[Problem], cuadro: Cuadro) -> Iterator[tuple[str, list[Problem]]]:
    """(place, its problems) for every cell that is typed, also those with none (their boxes are emptied live)."""
    for cell in executed_cells(cuadro):
        place = name_of(cell)
        yield place, [problem for problem in problems if problem.place == place]
