"""The services of the demonstration with their policies, exemptions, centres, terms, criteria and a variant."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cauce.core.audit.log import record
from cauce.core.catalogues import releases
from cauce.core.catalogues.loading import NewEntry, add_many
from cauce.core.catalogues.models import Catalogue
from cauce.core.demo.scene import Scene
from cauce.reference_data.files import ROOT, read_csv, read_origin

from .. import actions
from ..catalogue import CATALOGUE
from ..models import ServiceCentre, ServicePolicy, UnitExemption
from ..rules.codes import CATEGORY_LABELS, Category
from .people import COORDINATION, NATION, People
from .places import SINCE, Region

FOLDER = ROOT / "catalogues" / "authorizations" / "1"
NAME = "Servicios que se autorizan"
CRITERIA = Path(__file__).parent / "criteria"
# The first hospital of a region does them all; these few are done there alone.
RARE = frozenset({"IMG-PET", "IMG-RM-MAM", "LAB-BRCA", "LAB-HLA", "CXH-REVAS", "RT-BRAQU", "END-CAPS"})
# hospital exempt (number within its region) → services it may do without asking (decision S7)
EXEMPT = {0: ("DXE-ECO", "IMG-US-DOP"), 1: ("IMG-TC-CRA",)}
BEGINS = timedelta(days=560)


def services() -> list[dict[str, str]]:
    """The rows of services.csv."""
    return read_csv(FOLDER / "services.csv")


def diagnoses() -> dict[str, str]:
    """CIE-10 code → what it is called."""
    return {row["code"]: row["label"] for row in read_csv(FOLDER / "diagnoses.csv")}


def seed_catalogue(scene: Scene) -> None:
    """Load and publish release 1; nothing when a release is there. The caller has a transaction."""
    catalogue, _created = Catalogue.objects.get_or_create(code=CATALOGUE, defaults={"name": NAME})
    if catalogue.releases.exists():
        return
    origin = read_origin(FOLDER)
    release = releases.prepare(
        catalogue,
        valid_from=date.fromisoformat(origin["valid_from"]),
        origin=origin["short"],
        note=origin["note"],
    )
    rows = [NewEntry(c.value, "category", CATEGORY_LABELS[c], synthetic=False) for c in Category]
    specialities = read_csv(FOLDER / "specialities.csv")
    rows += [NewEntry(r["code"], "speciality", r["label"], synthetic=True) for r in specialities]
    rows += [NewEntry(r["code"], "service", r["label"], r["category"], synthetic=True) for r in services()]
    entries = add_many(release, rows, {})
    releases.publish(release, scene.at)
    ServicePolicy.objects.bulk_create([_policy(row, entries[row["code"]], scene) for row in services()])
    data = {"catalogue": CATALOGUE, "number": release.number, "entries": len(rows), "aliases": 0}
    record(action="demo.catalogue", by=scene.admin, at=scene.at, subject=release, data=data)
    scene.say(f"catálogo de autorización previa: {len(services())} servicios")


def _policy(row: dict[str, str], entry, scene: Scene) -> ServicePolicy:
    return ServicePolicy(
        entry=entry,
        code=row["code"],
        category=row["category"],
        speciality=row["speciality"],
        in_basic_catalogue=bool(row["basic"]),
        unit_label=row["unit"],
        validity_days=int(row["validity"]),
        max_units=int(row["max"]) if row["max"] else None,
        sided=bool(row["sided"]),
        product_code=row["product"],
        valid_from=SINCE,
        set_at=scene.at,
        set_by=scene.admin,
    )


def seed_centres(scene: Scene, regions: list[Region]) -> dict[tuple[str, str], list[int]]:
    """Who does what: (region code, service code) → ids of its units. The home hospital does everything."""
    found: dict[tuple[str, str], list[int]] = {}
    rows = []
    for region in regions:
        chance = random.Random(f"centros {region.place.code}")  # noqa: S311
        first = next(
            (u for u in region.doing if u in region.asking and u.code.endswith("05")), region.doing[0]
        )
        others = [unit for unit in region.doing if unit.pk != first.pk]
        for row in services():
            more = (
                [] if row["code"] in RARE else chance.sample(others, chance.randint(1, min(3, len(others))))
            )
            units = [first, *more]
            found[region.place.code, row["code"]] = [unit.pk for unit in units]
            rows += [
                ServiceCentre(
                    unit=u, service_code=row["code"], since=SINCE, set_at=scene.at, set_by=scene.admin
                )
                for u in units
            ]
    if not ServiceCentre.objects.exists():
        ServiceCentre.objects.bulk_create(rows)
        for region in regions:
            for number, codes in EXEMPT.items():
                _exempt(scene, region, number, codes)
    return found


def _exempt(scene: Scene, region: Region, number: int, codes: tuple[str, ...]) -> None:
    UnitExemption.objects.bulk_create(
        UnitExemption(
            unit=region.doing[number],
            service_code=code,
            since=SINCE,
            reason="Lista propia del hospital (acuerdo sintético de la demostración)",
            set_at=scene.at,
            set_by=scene.admin,
        )
        for code in codes
    )


def begins(at: datetime) -> date:
    """The first day of the demonstration's history."""
    return (at - BEGINS).date()


def seed_governance(scene: Scene, people: People, regions: list[Region]) -> None:
    """Criteria in two dated versions, a term of the home region, and a region's own field."""
    institution, home, other = regions[0].place.parent, regions[0].place, regions[1].place
    first = begins(scene.at)
    versions = {1: first, 2: first + timedelta(days=380)}
    for path in sorted(CRITERIA.glob("*.yaml")):
        number = int(path.stem.rsplit("-", 1)[1])
        actions.publish_criteria(
            by=people[NATION],
            at=_early(versions[number]),
            place=institution,
            text=path.read_text("utf-8"),
            valid_from=versions[number],
            note="Criterio sintético de la demostración",
        )
    actions.set_term(
        by=people[COORDINATION],
        at=_early(first),
        place=home,
        kind="answer",
        amount=48,
        unit="hours",
        priority="urgent",
        pause_cap_hours=96,
        valid_from=first,
        origin="Acuerdo sintético de la región",
    )
    actions.publish_variant(
        by=people[NATION],
        at=_early(versions[2]),
        place=other,
        title="Módulo regional de autorizaciones",
        fields=[
            {
                "key": "modulo_regional",
                "label": "Módulo regional que recibe",
                "type": "choice",
                "required": True,
                "options": list(MODULES),
                "help": "Lo asigna la ventanilla según el domicilio del paciente.",
            },
            {
                "key": "fecha_dictamen",
                "label": "Fecha del dictamen previo",
                "type": "date",
                "required": False,
                "options": [],
                "help": "Solo si ya hubo un dictamen por la misma causa.",
            },
        ],
        valid_from=versions[2],
    )


MODULES = ("Metropolitano", "Valles", "Altos", "Costa")


def _early(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
