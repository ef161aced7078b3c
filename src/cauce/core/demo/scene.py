"""What every part of the seeding shares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

# Printed by `make demo`; only for demonstration databases, which production refuses to seed.
PASSWORD = "Cauce-demo-2026"  # noqa: S105
SINCE = datetime(2023, 1, 1, 6, tzinfo=UTC)  # grants of the demo are in force from then on


@dataclass
class Scene:
    """The instant of the seeding, who does it, and what has been made so far."""

    at: datetime
    say: Callable[[str], None] = lambda text: None
    admin: User | None = None
    sector: OrgUnit | None = None
    institutions: dict[str, OrgUnit] = field(default_factory=dict)  # by code
    entities: dict[str, OrgUnit] = field(default_factory=dict)  # by code, "ISSSTE-02"
    people: dict[str, User] = field(default_factory=dict)  # by username
    only: frozenset[str] | None = None  # codes of the entities to bring to life (None: all)

    def person(self, entity: OrgUnit, role: str) -> User:
        """The demo's account of an entity: role "captura" or "titular"."""
        return self.people[username(entity, role)]


def username(place: OrgUnit, role: str) -> str:
    """issste.bc.captura; issste.coordinacion for an institution."""
    institution = place.code.split("-")[0].lower()
    if place.kind == OrgUnit.Kind.INSTITUTION:
        return f"{institution}.{role}"
    state = place.short_name.split(" ")[-1].lower()
    return f"{institution}.{state}.{role}"
