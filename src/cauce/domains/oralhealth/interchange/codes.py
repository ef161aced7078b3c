"""The codes that other systems know our figures by (reference_data/interchange/oralhealth)."""

from dataclasses import dataclass
from functools import cache

from cauce.reference_data.files import ROOT, read_csv

FOLDER = ROOT / "interchange" / "oralhealth"
MONTH_SET, INDICATOR_SET = "SB_MES", "SB_INDICADORES"


@dataclass(frozen=True, slots=True)
class Element:
    """A data element: from which part of the figures, which measures ("new|subsequent": one per class), by what."""

    code: str
    label: str
    part: str
    measures: tuple[str, ...]
    fields: tuple[str, ...]
    unit: str


@cache
def elements() -> tuple[Element, ...]:
    """Every data element, in the order of the table."""
    return tuple(
        Element(
            row["code"],
            row["label"],
            row["part"],
            tuple(row["measure"].split("|")),
            tuple(row["fields"].split()),
            row["unit"],
        )
        for row in read_csv(FOLDER / "elements.csv")
    )


@cache
def categories() -> dict[str, str]:
    """Field of the figures → category."""
    return {row["field"]: row["category"] for row in read_csv(FOLDER / "categories.csv")}


def indicator_elements(code: str) -> tuple[str, str, str]:
    """The elements of an indicator: its value, numerator and denominator ("I-4" → "SB_I_4", …)."""
    base = f"SB_{code.replace('-', '_')}"
    return base, f"{base}_NUM", f"{base}_DEN"
