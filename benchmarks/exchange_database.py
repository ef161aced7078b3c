"""A whole-size synthetic round: the database that the exchange's benchmarks run on.

Sizes are the spec's: 6 institutions × 32 states, 30,000 units, 15,000 products, 500,000 rows.
All names are synthetic and say so. Run: `python -m benchmarks.exchange_database --path /tmp/x.sqlite3`.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
INSTITUTIONS = ("SSA", "IMSS", "ISSSTE", "PEMEX", "INS", "HRAE")
GROUPS = (
    "Atención Estomatológica",
    "Cirugía",
    "Consulta",
    "Cuidados Intensivos",
    "Hospitalización",
    "Intervencionismo Terapéutico (Hemodinamia)",
    "Litotricia",
    "Parto y Puerperio",
    "Urgencias",
)
SPECIALITIES_PER_GROUP = 14
CAUSES = ("service", "equipment", "supplies", "staff")
CATALOGUE = "exchange-services"
SMALL = {"rows": 3_000, "units": 400, "products": 400}


def connect(path: Path) -> None:
    """Point Django at the SQLite file `path` (before anything imports the settings) unless DATABASE_URL is set."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
    os.environ.setdefault("CAUCE_ENV", "test")
    os.environ.setdefault("CAUCE_VAR_DIR", str(path.parent))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{path}")
    import django

    django.setup()


@contextmanager
def place(path: Path, *, small: bool) -> Iterator[Path]:
    """Where the database is: the given path (kept for the next run), or a temporary one."""
    if small:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "small.sqlite3"
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path


def build(path: Path, *, rows: int = 500_000, units: int = 30_000, products: int = 15_000) -> dict[str, Any]:
    """Make the database at `path` unless a whole one is there. Returns its counts and the seconds it took."""
    connect(path)
    from django.core.management import call_command

    from cauce.domains.exchange.models import Line

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    if Line.objects.count() != rows:
        if Line.objects.exists():
            raise SystemExit(f"{path} holds another size: delete it first")
        _fill(random.Random(20260302), rows, units, products)
    return {
        "rows": rows,
        "units": units,
        "products": products,
        "build_seconds": round(time.perf_counter() - started, 1),
    }


def _fill(chance: random.Random, rows: int, units: int, products: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic():
        sector, entities = _tree(units)
        product_rows = _catalogue(products)
        people = _people(sector, entities)
        declarations = _declarations(chance, entities, people["head"])
        _lines(chance, rows, declarations, product_rows, people["head"].pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _tree(units: int) -> tuple[Any, list[Any]]:
    """Sector → institutions → entities → units, with paths."""
    from cauce.core.organisations.actions import place_under
    from cauce.core.organisations.models import Area, OrgUnit

    areas = [
        Area(
            system="BENCH",
            code=f"{n:02}",
            kind="state",
            name=f"Estado sintético {n:02}",
            latitude=16 + n * 0.4,
            longitude=-116 + n * 0.8,
        )
        for n in range(1, 33)
    ]
    areas = Area.objects.bulk_create(areas)
    sector = place_under(OrgUnit(kind="sector", code="SECTOR", name="Sector salud", synthetic=True))
    entities = []
    for name in INSTITUTIONS:
        institution = place_under(
            OrgUnit(kind="institution", code=name, name=name, short_name=name, parent=sector, synthetic=True)
        )
        entities += [place_under(_entity(OrgUnit, name, area, institution)) for area in areas]
    chance = random.Random(7)
    pending = [_unit(OrgUnit, n, entities[n % len(entities)], chance) for n in range(units)]
    created = OrgUnit.objects.bulk_create(pending, batch_size=500)
    for unit in created:
        unit.path = f"{unit.parent.path}{unit.pk}/"
    OrgUnit.objects.bulk_update(created, ["path"], batch_size=500)
    return sector, entities


def _entity(org_unit: Any, name: str, area: Any, institution: Any) -> Any:
    return org_unit(
        kind="entity",
        code=f"{name}-{area.code}",
        name=f"{name} {area.name}",
        parent=institution,
        area=area,
        synthetic=True,
    )


def _unit(org_unit: Any, number: int, entity: Any, chance: random.Random) -> Any:
    code = f"BN{entity.area.code[0]}IS{number:06}".replace("0IS", "XIS")
    return org_unit(
        kind="unit",
        code=f"{code}",
        name=f"UNIDAD SINTÉTICA {number}",
        parent=entity,
        path=f"pending:{number}",
        care_level=chance.choices((1, 2, 3), (80, 16, 4))[0],
        locality=f"Localidad {number % 400}",
        area=entity.area,
        synthetic=True,
        latitude=entity.area.latitude + chance.uniform(-1, 1),
        longitude=entity.area.longitude + chance.uniform(-1, 1),
    )


def _catalogue(products: int) -> list[tuple[int, int]]:
    """Service → groups → specialities → products; returns (product id, speciality id)."""
    from cauce.core.catalogues.models import Catalogue, Entry, Release

    catalogue, _created = Catalogue.objects.get_or_create(code=CATALOGUE, defaults={"name": "Servicios"})
    release = Release.objects.create(catalogue=catalogue, number=1, valid_from=NOW.date(), origin="sintético")

    def entry(code: str, kind: str, label: str, parent: Any, order: int) -> Any:
        return Entry(
            catalogue=catalogue,
            code=code,
            kind=kind,
            label=label,
            parent=parent,
            order=order,
            since=1,
            synthetic=True,
        )

    service = entry("S1", "service", "Servicios de Atención Médica", None, 1)
    service.save()
    groups = Entry.objects.bulk_create(
        [entry(f"G{n}", "group", label, service, n) for n, label in enumerate(GROUPS, 1)]
    )
    specialities = Entry.objects.bulk_create(
        [
            entry(f"E{g.code[1:]}{n:02}", "speciality", f"Especialidad {n} de {g.label}", g, n)
            for g in groups
            for n in range(1, SPECIALITIES_PER_GROUP + 1)
        ]
    )
    items = [
        entry(
            f"P{n:05}",
            "product",
            f"Intervención sintética {n:05}",
            specialities[_skewed(n, len(specialities))],
            n,
        )
        for n in range(products)
    ]
    items = Entry.objects.bulk_create(items, batch_size=500)
    release.published_at = NOW  # the last thing: a published release takes no more entries
    release.save(update_fields=["published_at"])
    return [(item.pk, item.parent_id) for item in items]


def _skewed(number: int, specialities: int) -> int:
    """A quarter of the products in one speciality, as Cirugía in the source; the rest evenly."""
    return SPECIALITIES_PER_GROUP if number % 4 == 0 else number % specialities


def _people(sector: Any, entities: list[Any]) -> dict[str, Any]:
    """A sector coordinator and the head of the first entity, without usable passwords."""
    from cauce.core.accounts.models import Grant, User

    people = {}
    for name, role, place in (
        ("coordinator", "sector_coordinator", sector),
        ("head", "entity_head", entities[0]),
    ):
        user = User(username=f"bench-{name}", email=f"{name}@example.org")
        user.set_unusable_password()
        user.save()
        Grant.objects.create(user=user, role=role, place=place, starts_at=NOW - timedelta(days=90))
        people[name] = user
    return people


def _declarations(chance: random.Random, entities: list[Any], head: Any) -> list[Any]:
    """One declaration per entity; eight of ten finalised."""
    from cauce.core.organisations.models import OrgUnit
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.models import Declaration

    round_ = Round.objects.create(
        module="exchange",
        code="2026",
        name="Periodo sintético 2026",
        opens_at=NOW - timedelta(days=30),
        closes_at=NOW + timedelta(days=30),
    )
    made = []
    for entity in entities:
        final = chance.random() < 0.8
        total = OrgUnit.objects.filter(parent=entity).count()
        made.append(
            Declaration(
                round=round_,
                entity=entity,
                answer=True,
                state="finalised" if final else "open",
                final_version=1 if final else 0,
                finalised_at=NOW if final else None,
                finalised_by=head if final else None,
                units_total=total if final else None,
                units_with=total if final else None,
                units_without=0 if final else None,
            )
        )
    return Declaration.objects.bulk_create(made)


def _lines(
    chance: random.Random,
    rows: int,
    declarations: list[Any],
    products: list[tuple[int, int]],
    person: int,
) -> None:
    """`rows` lines, spread evenly over the units; written by executemany, 5,000 at a time."""
    from django.db import connection

    from cauce.core.organisations.models import OrgUnit
    from cauce.domains.exchange.models import Line

    by_entity = {d.entity_id: d.pk for d in declarations}
    units = list(OrgUnit.objects.filter(kind="unit").order_by("pk").values_list("pk", "parent_id"))
    columns = [
        "declaration_id",
        "unit_id",
        "product_id",
        "speciality_id",
        "surplus_events",
        "surplus_patients",
        "shortage_cause",
        "shortage_events",
        "shortage_patients",
        "updated_at",
        "updated_by_id",
    ]
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(columns)
    sql = f"INSERT INTO {Line._meta.db_table} ({names}) VALUES ({marks})"
    moment = connection.ops.adapt_datetimefield_value(NOW)
    made = _line_values(chance, rows, units, by_entity, products, moment, person)
    with connection.cursor() as cursor:
        while batch := list(islice(made, 5000)):
            cursor.executemany(sql, batch)


def _line_values(chance, rows, units, by_entity, products, moment, person):
    per_unit, extra = divmod(rows, len(units))
    for number, (unit, entity) in enumerate(units):
        count = per_unit + (1 if number < extra else 0)
        for product, speciality in chance.sample(products, count):
            patients = chance.randint(1, 60)
            events = chance.choice((None, patients, patients * 2))
            if chance.random() < 0.5:
                values = (events, patients, "", None, None)
            else:
                values = (None, None, chance.choice(CAUSES), events, patients)
            yield (by_entity[entity], unit, product, speciality, *values, moment, person)


def main() -> None:
    """Build the database at the given path and print its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--units", type=int, default=30_000)
    parser.add_argument("--products", type=int, default=15_000)
    options = parser.parse_args()
    options.path.parent.mkdir(parents=True, exist_ok=True)
    print(build(options.path, rows=options.rows, units=options.units, products=options.products))


if __name__ == "__main__":
    main()
