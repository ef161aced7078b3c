"""Where the demonstration works: three IMSS regions of the shared Mexican tree, the units that ask, those that do."""

from dataclasses import dataclass, field
from datetime import date

from cauce.core.organisations.models import OrgUnit

SECTOR, INSTITUTION = "SECTOR", "IMSS"
# entity → (share of the requests, state as a CURP writes it, how many units ask)
REGIONS = {"IMSS-02": (46, "BC", 8), "IMSS-14": (24, "JC", 9), "IMSS-09": (30, "DF", 9)}
HOME, HOSPITAL, TIJUANA = "BCIMS900003", "BCIMS900005", "BCIMS900007"
SINCE = date(2023, 1, 1)


@dataclass(slots=True)
class Region:
    """One entity with its units: `asking` first the clinic of the demo's accounts, `doing` the hospitals."""

    place: OrgUnit
    share: int
    state: str
    asking: list[OrgUnit] = field(default_factory=list)
    doing: list[OrgUnit] = field(default_factory=list)


def regions() -> list[Region]:
    """The regions, home first; units in the order of their codes."""
    found = []
    for code, (share, state, count) in REGIONS.items():
        place = OrgUnit.objects.select_related("area").get(code=code)
        units = OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT, parent=place).select_related("area")
        rows = list(units.order_by("code"))
        doing = [unit for unit in rows if (unit.care_level or 1) >= 2][:5]
        clinics = [unit for unit in rows if unit.care_level == 1]
        clinics.sort(key=lambda unit: unit.code != HOME)
        asking = [*clinics[: count - 3], *doing[:3]]
        found.append(Region(place, share, state, asking, doing))
    return found
