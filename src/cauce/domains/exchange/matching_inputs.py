"""What a run of the matching works on: the declared lines, earlier commitments and rejections.

A line's id for the engine is (unit id, product code) as text: a product keeps its code from one
catalogue release to the next, while its entry may not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from cauce.core.organisations.models import OrgUnit

from .models import Declaration, Line, MatchRun, Proposal
from .rules import matching
from .rules.proposals import COMMITTED, ProposalState
from .rules.states import State

NOWHERE = "sin ubicación"


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared line as results need it.

    `approximate`: placed at its municipality's centre; not `located`: there is no such centre either.
    """

    unit: int
    institution: int
    product: int
    patients: int
    cause: str
    open: bool
    approximate: bool
    located: bool


@dataclass(slots=True)
class Inputs:
    """Lines for the engine, and by their id what they are."""

    supply: list[matching.Line] = field(default_factory=list)
    demand: list[matching.Line] = field(default_factory=list)
    supply_of: dict[str, Declared] = field(default_factory=dict)
    demand_of: dict[str, Declared] = field(default_factory=dict)


def key(unit_id: int, product_code: str) -> str:
    """The engine's id of a line."""
    return f"{unit_id}/{product_code}"


def read(run: MatchRun) -> Inputs:
    """The round's declared lines: of finalised declarations, or of all if the run includes open ones."""
    inputs, institutions = Inputs(), _institution_ids()
    for row in _rows(run).iterator(chunk_size=5000):
        institution = next((i for i in _path_ids(row["unit__path"]) if i in institutions), 0)
        point, approximate = _point(row)
        for side in ("supply", "demand"):
            patients = row["surplus_patients" if side == "supply" else "shortage_patients"]
            if patients:
                line = Declared(
                    unit=row["unit_id"],
                    institution=institution,
                    product=row["product_id"],
                    patients=patients,
                    cause=row["shortage_cause"] if side == "demand" else "",
                    open=row["declaration__state"] == State.OPEN,
                    approximate=approximate,
                    located=point is not None,
                )
                _add(inputs, side, row["code"], line, point)
    return inputs


def commitments(run: MatchRun) -> list[Proposal]:
    """The round's proposals that both sides accepted, oldest first."""
    kept = Proposal.objects.filter(run__round_id=run.round_id, state__in=COMMITTED)
    return list(kept.select_related("product").order_by("pk"))


def rejected_pairs(run: MatchRun) -> set[tuple[str, str]]:
    """Pairs that somebody refused in the round, unless the run may propose them again."""
    if run.repeat_rejected:
        return set()
    refused = Proposal.objects.filter(run__round_id=run.round_id, state=ProposalState.REJECTED)
    columns = refused.values_list("supply_unit_id", "demand_unit_id", "product__code")
    return {(key(supply, code), key(demand, code)) for supply, demand, code in columns}


def as_commitments(kept: Iterable[Proposal]) -> list[matching.Commitment]:
    """Accepted proposals as the engine takes them."""
    return [
        matching.Commitment(
            key(p.supply_unit_id, p.product.code), key(p.demand_unit_id, p.product.code), p.patients
        )
        for p in kept
    ]


def _rows(run: MatchRun) -> QuerySet:
    lines = Line.objects.filter(declaration__in=declarations_considered(run))
    return lines.order_by("pk").values(
        "unit_id",
        "product_id",
        "surplus_patients",
        "shortage_patients",
        "shortage_cause",
        "declaration__state",
        "unit__path",
        "unit__latitude",
        "unit__longitude",
        "unit__area__latitude",
        "unit__area__longitude",
        code=F("product__code"),
    )


def _institution_ids() -> set[int]:
    return set(OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION).values_list("pk", flat=True))


def _path_ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def _point(row: dict) -> tuple[tuple[float, float] | None, bool]:
    """(latitude, longitude) of the unit, else of its municipality's centre; and whether it is the latter."""
    own = row["unit__latitude"], row["unit__longitude"]
    if None not in own:
        return own, False
    centre = row["unit__area__latitude"], row["unit__area__longitude"]
    return (None if None in centre else centre), True


def _add(inputs: Inputs, side: str, code: str, line: Declared, point: tuple[float, float] | None) -> None:
    lines = inputs.supply if side == "supply" else inputs.demand
    lines_of = inputs.supply_of if side == "supply" else inputs.demand_of
    line_id = key(line.unit, code)
    # Without a place it cannot be matched with anything, but its commitments still count.
    product, place = (code, point) if point else (f"{code} {side} {NOWHERE}", (0.0, 0.0))
    lines.append(matching.Line(line_id, line.institution, product, *place, line.patients, line.unit))
    lines_of[line_id] = line


def declarations_considered(run: MatchRun) -> QuerySet[Declaration]:
    """The round's declarations that the run's options take in."""
    declarations = Declaration.objects.filter(round_id=run.round_id)
    return declarations if run.include_open else declarations.exclude(state=State.OPEN)


def has_lines(run: MatchRun) -> bool:
    """Whether the run would have anything to work on."""
    return Line.objects.filter(declaration__in=declarations_considered(run)).exists()
