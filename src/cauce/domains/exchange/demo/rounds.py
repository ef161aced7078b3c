"""The two rounds of the demonstration: "2023", closed, as the source prints it; and this year's, in progress."""

from datetime import UTC, datetime, timedelta

from cauce.core.demo.scene import Scene
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..actions.rounds import open_round, set_round_window
from ..models import Declaration
from ..queries import MODULE, rounds
from .plan import PRINTED_2023

CLOSED_OPENS_AT = datetime(2023, 5, 8, 14, tzinfo=UTC)
CLOSED_CLOSES_AT = datetime(2023, 6, 17, 0, tzinfo=UTC)
OPEN_SINCE, OPEN_FOR = timedelta(days=32), timedelta(days=24)


def closed_round() -> Round:
    """The printed round: only ISSSTE's six printed entities have a declaration in it."""
    round_, _created = Round.objects.get_or_create(
        module=MODULE,
        code="2023",
        defaults={
            "name": "Captura del periodo 2023",
            "opens_at": CLOSED_OPENS_AT,
            "closes_at": CLOSED_CLOSES_AT,
        },
    )
    for entity in OrgUnit.objects.filter(code__in=PRINTED_2023):
        Declaration.objects.get_or_create(round=round_, entity=entity)
    return round_


def round_in_progress(scene: Scene) -> Round:
    """This year's round, open for 24 more days; PEMEX closes sooner and HRAE has closed (late ones show)."""
    code = str(scene.at.year)
    if existing := rounds().filter(code=code).first():
        return existing
    opens_at = (scene.at - OPEN_SINCE).replace(hour=14, minute=0, second=0, microsecond=0)
    closes_at = (scene.at + OPEN_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    round_ = open_round(
        by=scene.admin,
        at=scene.at,
        code=code,
        name=f"Captura del periodo {code}",
        opens_at=opens_at,
        closes_at=closes_at,
    )
    for institution, closes in {"PEMEX": timedelta(days=5), "HRAE": timedelta(days=-1)}.items():
        set_round_window(
            by=scene.admin,
            at=scene.at,
            round=round_,
            institution=scene.institutions[institution],
            opens_at=opens_at,
            closes_at=(scene.at + closes).replace(minute=0, second=0, microsecond=0),
        )
    return round_
