"""What goes into the matching and what comes out of it."""

from dataclasses import dataclass, field
from enum import StrEnum

#: Patients a month one line may declare. Far above any country's; keeps every sum within 64 bits.
MAX_PATIENTS = 1_000_000_000

#: Pairs in range of one product the solver is given at most (about 120 bytes each).
MAX_PAIRS = 30_000_000

Id = str | int


class Reason(StrEnum):
    """Why part of a shortage stays unmet, from the farthest cause to the nearest."""

    NO_SUPPLY = "no_supply"  # nobody it may be matched with declared a surplus of the product
    OUT_OF_RANGE = "out_of_range"  # somebody did, but nobody within the distance limit
    INSUFFICIENT = "insufficient"  # somebody within the limit did, but not enough for everyone


@dataclass(frozen=True, slots=True)
class Line:
    """A declared surplus or shortage: `patients` a month of `product` at a place in degrees.

    `unit` is optional: two lines with the same non-empty unit are never matched with each other,
    not even with `Options.same_institution` (a unit does not refer patients to itself).
    """

    id: Id
    institution: Id
    product: Id
    lat: float
    lon: float
    patients: int
    unit: Id = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """Patients a month that both sides already accepted in an earlier run."""

    supply: Id
    demand: Id
    patients: int


@dataclass(frozen=True, slots=True)
class Options:
    """`max_km`: great-circle limit, a pair exactly at it is in range."""

    max_km: float
    same_institution: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A proposal: send `patients` a month from the shortage `demand` to the surplus `supply`."""

    supply: Id
    demand: Id
    product: Id
    patients: int
    decikm: int  # the distance in tenths of a kilometre, the unit the solver minimises

    @property
    def km(self) -> float:
        return self.decikm / 10


@dataclass(frozen=True, slots=True)
class Unmet:
    id: Id
    patients: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unused:
    id: Id
    patients: int


@dataclass(frozen=True, slots=True)
class Overcommitted:
    """A line that now declares `patients` fewer than what was accepted on it earlier."""

    side: str  # "supply" or "demand"
    id: Id
    patients: int


@dataclass(frozen=True, slots=True)
class Result:
    """Everything sorted by product, then by the lines' place and id, whatever the input's order.

    Commitments are not repeated in `flows`: what is new is apart from what was agreed.
    """

    flows: list[Flow] = field(default_factory=list)
    unmet: list[Unmet] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    overcommitted: list[Overcommitted] = field(default_factory=list)

    @property
    def served(self) -> int:
        return sum(flow.patients for flow in self.flows)

    @property
    def patient_km(self) -> float:
        """The sum of its flows' patients × km, without a rounding of its own."""
        return sum(flow.patients * flow.decikm for flow in self.flows) / 10


class TooManyPairs(ValueError):
    """One product has more pairs in range than memory should be spent on."""

    def __init__(self, product: Id) -> None:
        self.product = product
        super().__init__(
            f"el producto {product} tiene más de {MAX_PAIRS:,} parejas dentro del límite; "
            "reduzca la distancia máxima o divida el archivo"
        )
