"""A report's sections as a list: how much is filled, what state each is in, what is doubtful in each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cauce.core.errors import Problem

from ..country import number_of, quarter
from ..models import QuarterReport, Section
from ..queries.figures import executed, matrix_of
from ..rules.cells import blanks, executed_cells
from ..rules.consistency import ASSETS, EQUATION, LIMITS
from ..rules.cuadros import CUADROS, FINANCIAL, MATRIX_ALIASES, MATRIX_NUMBER
from ..rules.peers import RATIOS
from ..rules.states import SECTION_LABELS, SectionState

MATRIX = "medidas"
ACCOUNTS = frozenset(row.key for row in FINANCIAL.rows)
PEERS = {f"pares.{ratio.key}": ratio.top[0] for ratio in RATIOS}  # a ratio is shown at its first figure
TONES = {SectionState.PENDING: "", SectionState.RETURNED: "error", SectionState.ACCEPTED: "success"}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the list. filled of cells (activities done with evidence of those due, for the matrix)."""

    key: str
    name: str
    number: str
    filled: int
    cells: int
    state: str
    label: str
    tone: str
    reason: str

    @property
    def complete(self) -> bool:
        """Whether nothing is blank; the matrix has no blanks."""
        return self.key == MATRIX or self.filled == self.cells


def sections_of(report: QuarterReport) -> list[SectionLine]:
    """The sections in the order of the Cuadros."""
    figures, span = executed(report), quarter(report.period)
    lacking = blanks(figures, number_of(span)) if span else {}
    found = {section.cuadro: section for section in report.sections.all()}
    order = [MATRIX, *CUADROS]
    return [_line(report, found[key], len(lacking.get(key, ()))) for key in order if key in found]


def _line(report: QuarterReport, section: Section, lacking: int) -> SectionLine:
    state = SectionState(section.state)
    more = (section.state, SECTION_LABELS[state], TONES[state], section.reason)
    if section.cuadro == MATRIX:
        matrix = matrix_of(report)
        return SectionLine(
            MATRIX, "Matriz de medidas", number_words(MATRIX), matrix.executed, matrix.programmed, *more
        )
    cuadro = CUADROS[section.cuadro]
    total = len(list(executed_cells(cuadro)))
    return SectionLine(cuadro.key, cuadro.name, number_words(cuadro.key), total - lacking, total, *more)


def number_words(key: str) -> str:
    """ "Cuadro 6 (o 2)": the number as the monitoring files print it, and its other numbers in the source."""
    number, aliases = (
        (MATRIX_NUMBER, MATRIX_ALIASES) if key == MATRIX else (CUADROS[key].number, CUADROS[key].aliases)
    )
    if not number:
        return ""
    return f"Cuadro {number}" + (f" (o {', '.join(aliases)})" if aliases else "")


def cuadro_of(problem: Problem) -> str:
    """The section that a problem of the report belongs to; "" for none."""
    return cell_of(problem).split(".")[0]


def cell_of(problem: Problem) -> str:
    """The cell (or activity) where a problem is shown."""
    return shown_at(problem.place)


def shown_at(place: str) -> str:
    """The cell where a problem's place, or the subject of an explanation, is shown: checks and accounts have one."""
    if place in LIMITS:
        return ".".join(LIMITS[place][0])
    if place == EQUATION:
        return ".".join(ASSETS)
    if place in PEERS:
        return ".".join(PEERS[place])
    return f"{FINANCIAL.key}.{place}.valor" if place in ACCOUNTS else place


def doubts_by_section(problems: Iterable[Problem]) -> Counter[str]:
    """How many doubts each section has."""
    return Counter(cuadro_of(problem) for problem in problems)
