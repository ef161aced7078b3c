"""Lines on which more was accepted than is declared today, as the run's page tells them."""

from dataclasses import dataclass

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from .models import MatchRun
from .rules.proposals import Side


@dataclass(frozen=True, slots=True)
class OvercommittedLine:
    """`patients` a month accepted beyond what the unit declares now."""

    side: Side
    unit: OrgUnit
    product: Entry
    patients: int


def overcommitted_lines(run: MatchRun) -> list[OvercommittedLine]:
    """The run's overcommitted lines with their names."""
    rows = run.overcommitted
    units = OrgUnit.objects.in_bulk([row["unit"] for row in rows])
    products = Entry.objects.in_bulk([row["product"] for row in rows])
    return [
        OvercommittedLine(Side(row["side"]), units[row["unit"]], products[row["product"]], row["patients"])
        for row in rows
    ]
