"""A hospital beside its peers (same level, same quarter): ratios that compare between sizes, and which are far. Pure.

The source asks for no measure; ours: farther from the peers' median than three times the median distance to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cauce.core.errors import Problem

from .figures import Cell, Figures
from .table import RULES
from .writing import written

MIN_PEERS = 5
FAR = 3
HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class PeerRatio:
    """A ratio between sums of cells; unit: "%" or "" for plain figures."""

    key: str
    label: str
    top: tuple[Cell, ...]
    bottom: tuple[Cell, ...]
    unit: str = ""

    def of(self, figures: Figures) -> Fraction | None:
        """Its value; None while a cell is blank or the bottom is zero."""
        top, bottom = _sum(figures, self.top), _sum(figures, self.bottom)
        if top is None or not bottom:
            return None
        return top / bottom * (HUNDRED if self.unit == "%" else 1)


def _cell(cuadro: str, column: str, *rows: str) -> tuple[Cell, ...]:
    return tuple((cuadro, row, column) for row in rows)


DISCHARGES = "egresos_obstetricos", "egresos_quirurgicos", "egresos_no_quirurgicos", "egresos_salud_mental"
DAYS = "dias_obstetricos", "dias_quirurgicos", "dias_no_quirurgicos", "dias_salud_mental"
DONE = "ejecutado"
RATIOS: tuple[PeerRatio, ...] = (
    PeerRatio(
        "estancia",
        "Días de estancia por egreso",
        _cell("produccion", DONE, *DAYS),
        _cell("produccion", DONE, *DISCHARGES),
    ),
    PeerRatio(
        "ocupacion",
        "Días cama ocupados ÷ disponibles",
        _cell("produccion", DONE, "dias_cama_ocupados"),
        _cell("produccion", DONE, "dias_cama_disponibles"),
        "%",
    ),
    PeerRatio(
        "cesareas",
        "Partos por cesárea",
        _cell("produccion", DONE, "partos_cesarea"),
        _cell("produccion", DONE, "partos_cesarea", "partos_vaginales"),
        "%",
    ),
    PeerRatio(
        "recaudo",
        "Recaudos ÷ reconocimientos",
        _cell("presupuesto", "valor", "recaudos"),
        _cell("presupuesto", "valor", "reconocimientos"),
        "%",
    ),
    PeerRatio(
        "personal",
        "Recurso humano ÷ gasto total",
        _cell("eficiencia", DONE, "personal_planta", "personal_contratado"),
        _cell("eficiencia", DONE, "personal_planta", "personal_contratado", "generales", "insumos"),
        "%",
    ),
)  # fmt: skip
CELLS = frozenset(cell for ratio in RATIOS for cell in (*ratio.top, *ratio.bottom))


def far_from_peers(mine: Figures, peers: Sequence[Figures]) -> Iterator[Problem]:
    """Ratios far from the peers' (RP-72); with fewer than five peers that have it, nothing is said. It warns."""
    for ratio in RATIOS:
        value = ratio.of(mine)
        others = sorted(found for other in peers if (found := ratio.of(other)) is not None)
        if value is None or len(others) < MIN_PEERS:
            continue
        middle = _median(others)
        spread = _median(sorted(abs(found - middle) for found in others)) or abs(middle) / 10
        if spread and abs(value - middle) > FAR * spread:
            yield RULES["RP-72"].problem(
                f"pares.{ratio.key}",
                ratio=ratio.label,
                value=_shown(value, ratio),
                usual=_shown(middle, ratio),
                peers=len(others),
            )


def _sum(figures: Mapping[Cell, Fraction], cells: tuple[Cell, ...]) -> Fraction | None:
    found = [figures.get(cell) for cell in cells]
    return None if any(v is None for v in found) else sum((v for v in found if v is not None), Fraction(0))


def _median(values: Sequence[Fraction]) -> Fraction:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def _shown(value: Fraction, ratio: PeerRatio) -> str:
    return f"{written(value, 1)}{' %' if ratio.unit else ''}"
