"""The module's source of indicators: its facts, its documents and their words, for the pages and the command line.

Counted live: a request's day never changes but what became of it does for months, so that no month is ever closed.
The views have an index on the day: a question about a month reads that month.
"""

from functools import cache

from cauce.indicators.documents import load_all
from cauce.indicators.model import Indicator
from cauce.indicators.sources import Source, register
from cauce.reference_data.files import ROOT

from .facts import FACTS, VIEWS
from .queries.dimensions import label_of, labels_of, name_of_dimension, order_of

MODULE = "authorizations"


@cache
def documents() -> dict[str, Indicator]:
    """The documents by code, in order."""
    return load_all(ROOT / "indicators" / MODULE)


SOURCE = Source(
    module=MODULE,
    facts=FACTS,
    tables=VIEWS,
    documents=documents,
    months=lambda _at: (),
    label_of=label_of,
    dimension_of=name_of_dimension,
    order_of=order_of,
    labels_of=labels_of,
)


def connect() -> None:
    """Register the source; when the app is ready."""
    register(SOURCE)
