"""What a quarter of the daily dental record amounts to in SIHO's dental concepts. Pure.

SIHO and the daily record count in different units; where the record does not tell, the sentence says what is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

EXAM = frozenset({"07"})
SEALANT = frozenset({"13"})
# A restoration of one surface, and those of two or more, which count the least they can be.
ONE_SURFACE, MORE_SURFACES = frozenset({"47", "49", "46", "51"}), frozenset({"48", "50"})
EXTRACTION = frozenset({"52", "53", "54", "55", "56", "71"})


@dataclass(frozen=True, slots=True)
class Record:
    """Counts of the quarter: patient rows (a continuation is no row of its own), finished treatments, numbers by code."""

    rows: int
    finished: int
    by_code: Mapping[str, int]

    def of(self, codes: frozenset[str]) -> int:
        """The number of those procedures, in each code's own unit."""
        return sum(number for code, number in self.by_code.items() if code in codes)


@dataclass(frozen=True, slots=True)
class Concept:
    """A row of the Cuadro Producción with what the record says of it, in words."""

    row: str
    value: int
    counted: str


def concepts(record: Record) -> tuple[Concept, ...]:
    """The six dental rows of the Cuadro Producción."""
    surfaces = record.of(ONE_SURFACE) + 2 * record.of(MORE_SURFACES)
    return (
        Concept("odontologia_consultas", record.of(EXAM), "exámenes clínicos completos (código 07)"),
        Concept("odontologia_sesiones", record.rows, "renglones de paciente de las hojas enviadas"),
        Concept("odontologia_terminados", record.finished, "renglones marcados como tratamiento terminado"),
        Concept("odontologia_sellantes", record.of(SEALANT), "superficies selladas (código 13)"),
        Concept(
            "odontologia_superficies",
            surfaces,
            "restauraciones de una superficie (46, 47, 49, 51) más dos por cada una de dos o más (48, 50)",
        ),
        Concept("odontologia_exodoncias", record.of(EXTRACTION), "exodoncias (códigos 52 a 56 y 71)"),
    )
