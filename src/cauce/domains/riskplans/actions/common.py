"""What the actions share: locking, refusing with all problems, audit data."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from cauce.core.errors import ConfirmationNeeded, Invalid, Problem

from ..models import Evaluation, PlanVersion, QuarterReport
from ..rules.amounts import plain
from ..rules.cells import name_of
from ..rules.figures import Cell
from ..rules.table import RULES

MIN_REASON = 10


def locked_report(report: QuarterReport) -> QuarterReport:
    """The report as it is now, locked until the transaction ends."""
    found = QuarterReport.objects.select_for_update(of=("self",))
    return found.select_related("plan__hospital__unit", "plan_version", "saved_by").get(pk=report.pk)


def locked_version(version: PlanVersion) -> PlanVersion:
    """The plan's version as it is now, locked."""
    found = PlanVersion.objects.select_for_update(of=("self",))
    return found.select_related("plan__hospital__unit").get(pk=version.pk)


def locked_evaluation(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, locked."""
    found = Evaluation.objects.select_for_update(of=("self",))
    return found.select_related("report__plan__hospital__unit", "report__plan_version", "opened_by").get(
        pk=evaluation.pk
    )


def settle(problems: Iterable[Problem], *, confirmed: bool) -> list[Problem]:
    """Raise Invalid for any error and ConfirmationNeeded for unconfirmed warnings; returns the warnings."""
    found = sorted(problems, key=lambda p: p.level)
    if any(p.level == "error" for p in found):
        raise Invalid(found)
    if found and not confirmed:
        raise ConfirmationNeeded(found)
    return found


def invalid(rule: str, place: str = "", **params: object) -> Invalid:
    """One broken rule, ready to raise."""
    return Invalid([RULES[rule].problem(place, **params)])


def needed(text: str, what: str, place: str) -> str:
    """The text without blanks around it; Invalid (RP-35) when there is none."""
    if not text.strip():
        raise invalid("RP-35", place, what=what)
    return text.strip()


def reason_of(text: str, place: str = "reason") -> str:
    """A written reason long enough to be one (RP-70)."""
    if len(text.strip()) < MIN_REASON:
        raise invalid("RP-70", place)
    return text.strip()


def decimal_of(value: Fraction) -> Decimal:
    """An exact figure as the database keeps it: what is saved was checked to have four decimals at most."""
    return Decimal(plain(value))


def exact(value: Decimal | None) -> Fraction | None:
    """An amount as the rules take it."""
    return None if value is None else Fraction(value)


def digest_of(figures: Mapping[Cell, Fraction]) -> str:
    """SHA-256 of figures by cell, in a fixed order: one audit event stands for all of them."""
    lines = (f"{name_of(cell)}={plain(value)}" for cell, value in sorted(figures.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
