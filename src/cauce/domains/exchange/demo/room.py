"""Room that two institutions of Baja California declare besides what chance gives them.

So that the walk-through has neighbours with surplus: the reviewer of a service that the patient's unit does not do sees
them nearest first. Invented, as everything of the demonstration.
"""

from collections.abc import Iterable, Sequence

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..queries import CATALOGUE
from .chances import Row

# entity → product → patients a month: terapia física, colonoscopia con polipectomía, broncoscopia, catarata,
# próstata, rodilla, mama
ROOM = {
    "SSA-02": {"P03458": 24, "P02704": 9, "P01033": 6, "P02095": 12, "P02575": 3},
    "IMSSB-02": {"P03458": 8, "P01833": 4, "P01330": 5},
}
HOSPITAL = 2  # care level from which these are done


def room_of(entity: str, units: Sequence[OrgUnit], rows: Iterable[Row]) -> list[Row]:
    """The rows of `ROOM` for an entity, over its hospitals in turn; where chance gave that row already, none."""
    asked = ROOM.get(entity, {})
    places = [unit for unit in units if unit.care_level and unit.care_level >= HOSPITAL] or list(units)
    if not asked or not places:
        return []
    taken = {(row.unit, row.product) for row in rows}
    products = Entry.objects.filter(catalogue__code=CATALOGUE, kind="product", code__in=asked, until=None)
    found = [
        Row(places[turn % len(places)].pk, one.pk, one.parent_id, None, asked[one.code])
        for turn, one in enumerate(products.order_by("code"))
        if one.parent_id is not None
    ]
    return [row for row in found if (row.unit, row.product) not in taken]
