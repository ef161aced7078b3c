"""The usual scene: a sector, two institutions in two states, their units, people, a catalogue, an open round.

sector
├── issste ─ issste_bc (3 units, levels 1 to 3) · issste_hgo (1 unit)
└── imss ─── imss_bc (2 units) · imss_hgo (1 unit)
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cauce.core.accounts.models import User
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import Area, OrgUnit
from cauce.core.periods.models import Round

from .catalogues import small_catalogue
from .people import user_with
from .periods import RoundFactory
from .places import AreaFactory, OrgUnitFactory

NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)

# user key → (role, place key)
PEOPLE = {
    "reporter": ("unit_reporter", "issste_bc_1"),
    "editor": ("entity_editor", "issste_bc"),
    "head": ("entity_head", "issste_bc"),
    "head_hgo": ("entity_head", "issste_hgo"),
    "head_imss": ("entity_head", "imss_bc"),
    "coordinator": ("institution_coordinator", "issste"),
    "coordinator_imss": ("institution_coordinator", "imss"),
    "sector": ("sector_coordinator", "sector"),  # world.users["sector"]: a place has this key too
    "auditor": ("auditor", "sector"),
    "admin": ("administrator", "sector"),
}


@dataclass
class World:
    """Places, people and catalogue entries by key; `world.issste_bc` and `world.head` work too."""

    now: datetime
    round: Round
    places: dict[str, OrgUnit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def __getattr__(self, key: str) -> OrgUnit | User:
        for table in ("places", "users"):
            if key in self.__dict__.get(table, {}):
                return self.__dict__[table][key]
        raise AttributeError(key)

    @property
    def speciality(self) -> Entry:
        """Cirugía general."""
        return self.entries["Cirugía general"]

    @property
    def products(self) -> list[Entry]:
        """The products of `speciality`, in order."""
        return [e for e in self.entries.values() if e.kind == "product" and e.parent == self.speciality]


def make_world(now: datetime = NOW) -> World:
    """Build the scene; the round is open at `now` (ten days before to twenty days after)."""
    round_ = RoundFactory(code="2026", opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=20))
    world = World(now, round_, places=_places(), entries=small_catalogue())
    for key, (role, place) in PEOPLE.items():
        world.users[key] = user_with(role, world.places[place], username=key)
    return world


def _places() -> dict[str, OrgUnit]:
    areas = {
        "bc": AreaFactory(code="02", name="Baja California", latitude=32.0, longitude=-115.0),
        "hgo": AreaFactory(code="13", name="Hidalgo", latitude=20.5, longitude=-98.9),
    }
    kind = OrgUnit.Kind
    places = {"sector": OrgUnitFactory(kind=kind.SECTOR, code="SECTOR", name="Sector salud", country="MX")}
    for institution, units in {"issste": {"bc": 3, "hgo": 1}, "imss": {"bc": 2, "hgo": 1}}.items():
        name = institution.upper()
        places[institution] = OrgUnitFactory(
            kind=kind.INSTITUTION, code=name, name=name, parent=places["sector"]
        )
        for state, count in units.items():
            _entity(places, institution, state, areas[state], count)
    return places


def _entity(places: dict[str, OrgUnit], institution: str, state: str, area: Area, count: int) -> None:
    key, name = f"{institution}_{state}", institution.upper()
    places[key] = OrgUnitFactory(
        kind=OrgUnit.Kind.ENTITY,
        code=f"{name}-{area.code}",
        name=f"{name} {area.name}",
        parent=places[institution],
        area=area,
    )
    for number in range(1, count + 1):
        places[f"{key}_{number}"] = OrgUnitFactory(
            code=f"{'BC' if state == 'bc' else 'HG'}{institution[:3].upper()}{number:06d}",
            name=f"Unidad sintética {number} {name}",
            parent=places[key],
            area=area,
            care_level=number,
            locality="Localidad sintética",
            latitude=area.latitude + number / 10,
            longitude=area.longitude,
        )
