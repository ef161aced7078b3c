"""The oral-health scene: Panama's public system, two regions, three facilities, and a person of each role.

panama
├── chiriqui ─ pedregal (health centre, MINSA) · hospital (hospital, CSS)
└── veraguas ─ santiago (polyclinic, CSS)
"""

import uuid
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit
from cauce.domains.oralhealth.actions import open_sheet, save_row
from cauce.domains.oralhealth.models import Facility, Sheet
from cauce.domains.oralhealth.rules.examples import HEADER, ROW

from .people import user_with
from .places import OrgUnitFactory

NOON = datetime(2026, 3, 20, 17, 0, tzinfo=UTC)  # noon in Panama
DAY = date(2026, 3, 14)
MONTH = 202603

# key → (code, institution, hospital)
FACILITIES = {
    "pedregal": ("0808130801", "MINSA", False),
    "hospital": ("0406010501", "CSS", True),
    "santiago": ("0908010301", "CSS", False),
}
# user key → (role, place key)
PEOPLE = {
    "dentist": ("oral_dentist", "pedregal"),
    "colleague": ("oral_dentist", "pedregal"),
    "surgeon": ("oral_dentist", "hospital"),
    "chief": ("oral_head", "pedregal"),
    "reges": ("oral_reges", "pedregal"),
    "director": ("oral_direction", "pedregal"),
    "planner": ("oral_planning", "pedregal"),
    "regional": ("oral_region", "chiriqui"),
    "other_region": ("oral_region", "veraguas"),
    "national": ("oral_nation", "panama"),
}


@dataclass
class Panama:
    """Places and people by key; `scene.pedregal` and `scene.dentist` work too."""

    at: datetime = NOON
    places: dict[str, OrgUnit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, key: str) -> OrgUnit | User:
        for table in ("places", "users"):
            if key in self.__dict__.get(table, {}):
                return self.__dict__[table][key]
        raise AttributeError(key)

    def sheet(self, *, by: User | None = None, facility: OrgUnit | None = None, **head) -> Sheet:
        """An open sheet, through the action."""
        return open_sheet(
            by=by or self.dentist,
            at=self.at,
            facility=facility or self.pedregal,
            typed={**HEADER, **head},
            confirmed=True,
        )

    def row(self, sheet: Sheet, *, by: User | None = None, uid=None, version=0, confirmed=True, **fields):
        """A saved row of the base patient with changed boxes, through the action."""
        return save_row(
            by=by or self.dentist,
            at=self.at,
            sheet=sheet,
            typed={**deepcopy(ROW), **fields},
            uid=uid or uuid.uuid4(),
            version=version,
            confirmed=confirmed,
        )


def make_panama() -> Panama:
    """Build the scene."""
    kind, scene = OrgUnit.Kind, Panama()
    top = OrgUnitFactory(
        kind=kind.SECTOR, code="PANAMA", name="Panamá · sistema público de salud", country="PA"
    )
    scene.places["panama"] = top
    for key in ("chiriqui", "veraguas"):
        scene.places[key] = OrgUnitFactory(
            kind=kind.REGION, code=key.upper(), name=f"Región {key}", parent=top
        )
    for key, (code, institution, hospital) in FACILITIES.items():
        region = scene.places["veraguas" if key == "santiago" else "chiriqui"]
        unit = OrgUnitFactory(kind=kind.FACILITY, code=code, name=f"Instalación {key}", parent=region)
        scene.places[key] = unit
        Facility.objects.create(
            unit=unit,
            code=code,
            institution=institution,
            province=code[:2],
            district=code[2:4],
            corregimiento=code[4:6],
            is_hospital=hospital,
            can_sedate=hospital,
        )
    for key, (role, place) in PEOPLE.items():
        scene.users[key] = user_with(role, scene.places[place], username=key)
    return scene
