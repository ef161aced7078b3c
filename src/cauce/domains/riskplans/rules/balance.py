"""The computed Cuadros 11 and 12 and the efficiency of Cuadro 10. Document 003; decision P6."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .definition import HUNDRED

MAX_YEARS_BACK = 7


@dataclass(frozen=True, slots=True)
class Balance:
    """Income over committed spending, in percent; None when nothing was committed. gap: income − committed, pesos."""

    percent: Fraction | None
    gap: Fraction

    @property
    def reached(self) -> bool | None:
        """Whether income covers what was committed; None when nothing was committed."""
        return None if self.percent is None else self.percent >= HUNDRED


def balance(income: Fraction, committed: Fraction) -> Balance:
    """Equilibrium of a year or quarter: with recognitions or with collection, as `income` says."""
    return Balance(income / committed * HUNDRED if committed else None, income - committed)


def equilibria(budget: Mapping[str, Fraction]) -> tuple[Balance, Balance] | None:
    """(with recognitions, with collection) from the rows of Cuadro 8; None while one of them is blank (Cuadros 11, 12)."""
    if any(row not in budget for row in ("reconocimientos", "recaudos", "comprometidos")):
        return None
    committed = budget["comprometidos"]
    return balance(budget["reconocimientos"], committed), balance(budget["recaudos"], committed)


@dataclass(frozen=True, slots=True)
class Operating:
    """Cuadro 11: what was sold against what was committed; current: recognised sales, collected: sales collected."""

    current: Balance
    collected: Balance


def operating(recognised: Fraction, collected: Fraction, committed: Fraction) -> Operating:
    """The operating equilibrium, from the sales of services alone (Cuadro 9); it does not score (P6)."""
    return Operating(balance(recognised, committed), balance(collected, committed))


@dataclass(frozen=True, slots=True)
class Year:
    """What Cuadro 10 takes of one year or period: pesos, and production in UVR."""

    staff: Fraction
    contracted: Fraction
    general: Fraction
    supplies: Fraction
    recognised: Fraction
    collected: Fraction
    uvr: Fraction

    @property
    def human_resource(self) -> Fraction:
        """Staff and contracted personnel together."""
        return self.staff + self.contracted

    @property
    def spending(self) -> Fraction:
        """Total committed spending."""
        return self.human_resource + self.general + self.supplies


@dataclass(frozen=True, slots=True)
class PerUvr:
    """A year's efficiency, in pesos per UVR; gap: collected − spending per UVR; None throughout without production.

    missing: pesos that were lacking to cover the year's spending (0 when none were); receivables: recognised −
    collected, the growth (or fall, if negative) of what payers owe.
    """

    staff: Fraction | None
    contracted: Fraction | None
    human_resource: Fraction | None
    general: Fraction | None
    supplies: Fraction | None
    spending: Fraction | None
    recognised: Fraction | None
    collected: Fraction | None
    gap: Fraction | None
    missing: Fraction
    receivables: Fraction


def efficiency(year: Year) -> PerUvr:
    """Cuadro 10 of one year."""

    def per(amount: Fraction) -> Fraction | None:
        return amount / year.uvr if year.uvr else None

    return PerUvr(
        per(year.staff),
        per(year.contracted),
        per(year.human_resource),
        per(year.general),
        per(year.supplies),
        per(year.spending),
        per(year.recognised),
        per(year.collected),
        per(year.collected - year.spending),
        max(year.spending - year.collected, Fraction(0)),
        year.recognised - year.collected,
    )


def series(years: Mapping[int, Year], last: int) -> dict[int, PerUvr]:
    """Up to seven years back from `last`, which is included (P12)."""
    return {year: efficiency(years[year]) for year in sorted(years) if last - MAX_YEARS_BACK <= year <= last}
