"""Whether a figure may stand in a cell: the cell exists and the figure is of its kind. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from cauce.core.errors import Problem

from .amounts import MAX_AMOUNT, plain, read_amount
from .cuadros import CUADROS, Cuadro, Kind, due_in
from .figures import Cell, Figures
from .table import RULES


def name_of(cell: Cell) -> str:
    """A cell as places write it: flujo.ventas.ejecutado."""
    return ".".join(cell)


def words_of(cell: Cell) -> str:
    """A cell as people read it: Flujo financiero · Ingresos venta de servicios · Ejecutado."""
    cuadro = CUADROS[cell[0]]
    column = next(c.label for c in cuadro.columns if c.key == cell[2])
    return f"{cuadro.name} · {cuadro.row(cell[1]).label} · {column}"


def read_cells(
    typed: Mapping[Cell, object], *, planned: bool
) -> tuple[dict[Cell, Fraction | None], list[Problem]]:
    """Figures as typed (blank text empties a cell → None), and every problem with its place.

    planned: whether these are a plan's programmed columns (True) or a report's executed ones.
    """
    read: dict[Cell, Fraction | None] = {}
    problems: list[Problem] = []
    for cell, value in typed.items():
        if not _exists(cell, planned=planned):
            problems.append(RULES["RP-44"].problem(name_of(cell), cell=name_of(cell)))
        elif value is None or str(value).strip() == "":
            read[cell] = None
        else:
            amount = read_amount(value)
            found = [_not_an_amount(cell, value)] if amount is None else list(_of_kind(cell, amount))
            problems += found
            if amount is not None and not found:
                read[cell] = amount
    return read, problems


def sum_problems(place: str, words: str, amount: Fraction | None) -> Iterator[Problem]:
    """What is wrong with a sum of pesos that stands outside the Cuadros: of an activity or an instrument."""
    if amount is None:
        return
    if amount < 0:
        yield RULES["RP-04"].problem(place, value=plain(amount))
    if (amount * 100).denominator != 1:
        yield RULES["RP-46"].problem(place, row=words, value=plain(amount))
    if abs(amount) > MAX_AMOUNT:
        yield RULES["RP-71"].problem(place, row=words, value=plain(amount))


def progress_problems(
    number: int, done: bool, done_on: date | None, amount: Fraction | None, on: date
) -> Iterator[Problem]:
    """What is wrong with what is reported of an activity of the matrix; on: today, that no date may pass."""
    place = f"medidas.{number}"
    if done and done_on is None:
        yield RULES["RP-67"].problem(f"{place}.done_on")
    if done_on and done_on > on:
        yield RULES["RP-66"].problem(f"{place}.done_on", date=done_on)
    yield from sum_problems(f"{place}.amount", "El valor ejecutado", amount)


def blanks(figures: Figures, quarter: int) -> dict[str, list[Cell]]:
    """Cells that a report of that quarter (1 to 4) still lacks, by Cuadro; executed columns only."""
    found = {
        key: [cell for cell in executed_cells(cuadro) if cell not in figures]
        for key, cuadro in CUADROS.items()
        if due_in(cuadro, quarter)
    }
    return {key: cells for key, cells in found.items() if cells}


def executed_cells(cuadro: Cuadro) -> Iterator[Cell]:
    """The cells that the hospital fills each quarter."""
    planned = {column.key for column in cuadro.columns if column.planned}
    yield from ((cuadro.key, row, column) for row, column in cuadro.cells() if column not in planned)


def planned_cells(cuadro: Cuadro) -> Iterator[Cell]:
    """The cells that come from the plan."""
    planned = {column.key for column in cuadro.columns if column.planned}
    yield from ((cuadro.key, row, column) for row, column in cuadro.cells() if column in planned)


def labels(keys: Iterable[str]) -> str:
    """Names of Cuadros, joined."""
    return ", ".join("Matriz de medidas" if key == "medidas" else CUADROS[key].name for key in keys)


def _exists(cell: Cell, *, planned: bool) -> bool:
    cuadro = CUADROS.get(cell[0])
    return cuadro is not None and cell in set(planned_cells(cuadro) if planned else executed_cells(cuadro))


def _not_an_amount(cell: Cell, value: object) -> Problem:
    return RULES["RP-03"].problem(name_of(cell), value=str(value)[:30])


def _of_kind(cell: Cell, amount: Fraction) -> Iterator[Problem]:
    row = CUADROS[cell[0]].row(cell[1])
    place, words = name_of(cell), words_of(cell)
    if amount < 0 and not row.signed:
        yield RULES["RP-47"].problem(place, row=words)
    if row.kind == Kind.COUNT and amount.denominator != 1:
        yield RULES["RP-45"].problem(place, row=words, value=plain(amount))
    elif (amount * 100).denominator != 1:
        yield RULES["RP-46"].problem(place, row=words, value=plain(amount))
    if abs(amount) > MAX_AMOUNT:
        yield RULES["RP-71"].problem(place, row=words, value=plain(amount))
    if row.kind == Kind.PERCENT and amount > 100:
        yield RULES["RP-48"].problem(place, row=words, value=plain(amount))
