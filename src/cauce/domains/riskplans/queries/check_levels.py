"""Which configuration of the checks governs: a quarter's, a report's, a day's. Decision 0053."""

from dataclasses import dataclass
from datetime import date

from ..country import quarter
from ..models import CheckVersion, QuarterReport
from ..rules.checks import CHECKS
from ..rules.levels import Levels, governing, resolve, since
from ..rules.states import ReportState

OPEN = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class InForce:
    """The levels that govern, and the configuration that they come from; None: the initial one, of the table."""

    version: CheckVersion | None
    levels: Levels

    @property
    def number(self) -> int:
        """Of the configuration; 0 is the initial one."""
        return self.version.number if self.version else 0


def in_force(day: date) -> InForce:
    """What governs on a day."""
    return of_version(governing(list(CheckVersion.objects.filter(valid_from__lte=day)), day))


def of_version(version: CheckVersion | None) -> InForce:
    """The levels of a configuration; of None, the initial ones."""
    return InForce(version, resolve(version.content if version else {}))


def of_period(period: str) -> InForce:
    """What governs a quarter: the configuration in force on its last day, as definitions and terms are."""
    span = quarter(period)
    return in_force(span.end) if span else of_version(None)


def of_report(report: QuarterReport) -> InForce:
    """What governs the report: with the ESE, its quarter's; once it is sent, the one it was sent with."""
    if report.state in OPEN:
        return of_period(report.period)
    return of_version(report.checked_with)


def since_when(day: date) -> dict[str, CheckVersion | None]:
    """For each check, the configuration since which its level of that day holds; None: from the start."""
    versions = list(CheckVersion.objects.select_related("published_by").filter(valid_from__lte=day))
    return {key: since(versions, key, day) for key in CHECKS}
