"""What is the same in every installation of a country: its divisions, and the places right below its root.

Only public facts (see each `origin.yaml` of reference_data): no facility, no hospital, no person.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from cauce.core.organisations.actions import place_under
from cauce.core.organisations.bulk import place_many
from cauce.core.organisations.geography import load_mexico
from cauce.core.organisations.models import Area, OrgUnit
from cauce.reference_data.build.synthetic_units import institutions
from cauce.reference_data.files import ROOT, read_csv


@dataclass(frozen=True, slots=True)
class Home:
    """A country's tree. programmes: those that work in it (the first one's root in CAUCE_ROOTS is its code).

    below: root → the places right below it that are still missing, not saved; next: what the administration does then.
    """

    name: str
    programmes: tuple[str, ...]
    below: Callable[[OrgUnit], Iterator[OrgUnit]]
    next: str

    @property
    def code(self) -> str:
        """The root's code."""
        return settings.CAUCE_ROOTS[self.programmes[0]]


def root_for(country: str) -> OrgUnit:
    """The country's root, made when it is not there."""
    home = HOMES[country]
    return OrgUnit.objects.filter(code=home.code, parent=None).first() or place_under(
        OrgUnit(kind=OrgUnit.Kind.SECTOR, code=home.code, name=home.name, country=country)
    )


def fill(country: str, root: OrgUnit) -> int:
    """Add the places that are missing below the root; returns how many."""
    return len(place_many(list(HOMES[country].below(root))))


def _missing(
    root: OrgUnit, kind: str, code: str, name: str, short: str = "", area: Area | None = None
) -> Iterator[OrgUnit]:
    if OrgUnit.objects.filter(code=code).exists():
        return
    yield OrgUnit(kind=kind, code=code, name=name, short_name=short, parent=root, area=area)


def _mexico(root: OrgUnit) -> Iterator[OrgUnit]:
    load_mexico()
    for row in institutions():
        yield from _missing(root, OrgUnit.Kind.INSTITUTION, row["code"], row["name"], row["short_name"])


def _colombia(root: OrgUnit) -> Iterator[OrgUnit]:
    rows = read_csv(ROOT / "geography" / "colombia" / "divipola.csv")
    for code, name in sorted({(row["cod_dpto"], row["departamento"]) for row in rows}):
        area, _made = Area.objects.get_or_create(
            system="DANE", code=code, defaults={"name": name, "kind": Area.Kind.STATE, "origin": "DANE"}
        )
        yield from _missing(root, OrgUnit.Kind.ENTITY, f"CO-{code}", name, area=area)


def _panama(root: OrgUnit) -> Iterator[OrgUnit]:
    for row in read_csv(ROOT / "geography" / "panama" / "health_regions.csv"):
        name = f"Región de Salud de {row['name']}"
        yield from _missing(root, OrgUnit.Kind.REGION, row["code"], name)


HOMES = {
    "MX": Home(
        "Sector salud",
        ("exchange", "authorizations"),
        _mexico,
        "importe las unidades («cauce import units ARCHIVO», o Importaciones) y dé de alta a las personas",
    ),
    "CO": Home(
        "Colombia · red pública hospitalaria",
        ("riskplans",),
        _colombia,
        "importe las ESE («cauce import file risk-hospitals ARCHIVO», o Importaciones) y dé de alta a las personas",
    ),
    "PA": Home(
        "Panamá · sistema público de salud",
        ("oralhealth",),
        _panama,
        "importe las instalaciones («cauce import file oral-facilities ARCHIVO», o Importaciones) y dé de alta a las "
        "personas",
    ),
}
