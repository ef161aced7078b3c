"""The line of an ESE's quarters: its score with the bar."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.web.chart_kinds import lines
from cauce.web.charts import Figure

from ..country import quarter_mark
from ..rules.amounts import printed
from ..rules.definition import STANDARD


def score_history(scores: Sequence[tuple[str, Decimal | Fraction]]) -> Figure | None:
    """The score of each quarter, oldest first; the dashed line is the bar. None with fewer than two."""
    if len(scores) < 2:
        return None
    shown = [(quarter_mark(period), _("Puntaje"), printed(Fraction(total))) for period, total in scores]
    return lines(
        _("Puntaje por trimestre"), shown, measure=_("Puntos de 100"), decimals=2, level=STANDARD.bar
    )
