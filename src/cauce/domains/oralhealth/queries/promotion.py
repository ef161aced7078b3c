"""Form B: the record of promotion and education activities of a place in a month (source 004, p. 43-44, annex 4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..models import PromotionRow
from .sheets import reach


@dataclass(frozen=True, slots=True)
class Totals:
    """Some activities together. beneficiaries, invited: of those that say it (`told`); None when none does."""

    activities: int
    minutes: int
    men: int
    women: int
    invited: int | None
    beneficiaries: int | None
    told: int

    @property
    def people(self) -> int:
        """Participants, men and women."""
        return self.men + self.women


def promotion_in_reach(user: User, at: datetime, month: int, facility: str = "") -> list[PromotionRow]:
    """The month's activities that the person may read, by day; `facility`: a facility's code, or all."""
    found = PromotionRow.objects.filter(
        reach(user, Permission.ORAL_READ, at, "sheet__facility"), sheet__month=month
    )
    if facility:
        found = found.filter(sheet__facility__oralhealth__code=facility)
    return list(
        found.select_related("sheet__facility").order_by("sheet__date", "sheet__professional", "position")
    )


def totals_of(rows: Iterable[PromotionRow]) -> Totals:
    """Sums; what nobody wrote is not zero."""
    rows = list(rows)
    return Totals(
        activities=len(rows),
        minutes=sum(row.minutes for row in rows),
        men=sum(row.men for row in rows),
        women=sum(row.women for row in rows),
        invited=_sum(row.invited for row in rows),
        beneficiaries=_sum(row.beneficiaries for row in rows),
        told=sum(row.beneficiaries is not None for row in rows),
    )


def by_topic(rows: Iterable[PromotionRow]) -> list[tuple[str, Totals]]:
    """Topics as written (capitals and blanks apart), the most frequent first."""
    groups: dict[str, list[PromotionRow]] = defaultdict(list)
    for row in rows:
        groups[" ".join(row.topic.split()).casefold()].append(row)
    found = [(group[0].topic, totals_of(group)) for group in groups.values()]
    return sorted(found, key=lambda pair: (-pair[1].activities, pair[0]))


def _sum(values: Iterable[int | None]) -> int | None:
    told = [value for value in values if value is not None]
    return sum(told) if told else None
