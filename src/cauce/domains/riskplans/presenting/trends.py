"""The lines of an ESE's quarters: its score with the bar, and its equilibria for `charts.balance_chart`."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.web.chart_kinds import lines
from cauce.web.charts import Figure

from ..country import quarter_mark
from ..queries.trends import QuarterBalance
from ..rules.amounts import printed
from ..rules.balance import Balance
from ..rules.definition import STANDARD


def score_history(scores: Sequence[tuple[str, Decimal | Fraction]]) -> Figure | None:
    """The score of each quarter, oldest first; the dashed line is the bar. None with fewer than two."""
    if len(scores) < 2:
        return None
    shown = [(quarter_mark(period), _("Puntaje"), printed(Fraction(total))) for period, total in scores]
    return lines(
        _("Puntaje por trimestre"), shown, measure=_("Puntos de 100"), decimals=2, level=STANDARD.bar
    )


def balances_of(found: Sequence[QuarterBalance]) -> list[tuple[str, Balance, Balance]]:
    """Quarters where both equilibria can be said, as the chart takes them."""
    return [
        (quarter_mark(one.period), one.recognised, one.collected)
        for one in found
        if one.recognised is not None and one.collected is not None
    ]
