"""What the units of the demonstration declare, by fixed seed. Pure: ids in, plain rows out."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How many products of each group turn up in the demo: few enough for surplus to meet shortage.
POPULAR = {
    "Atención Estomatológica": 20,
    "Cirugía": 130,
    "Consulta": 70,
    "Cuidados Intensivos": 20,
    "Hospitalización": 30,
    "Intervencionismo Terapéutico (Hemodinamia)": 25,
    "Litotricia": 8,
    "Parto y Puerperio": 15,
    "Urgencias": 15,
}
# Weight of each group by care level.
GROUPS_BY_LEVEL = {
    1: {"Consulta": 6, "Atención Estomatológica": 3, "Urgencias": 1, "Parto y Puerperio": 1},
    2: {
        "Cirugía": 8,
        "Consulta": 3,
        "Hospitalización": 2,
        "Parto y Puerperio": 1,
        "Urgencias": 1,
        "Cuidados Intensivos": 1,
        "Litotricia": 1,
    },
    3: {
        "Cirugía": 8,
        "Intervencionismo Terapéutico (Hemodinamia)": 3,
        "Cuidados Intensivos": 2,
        "Hospitalización": 2,
        "Litotricia": 1,
    },
}
SURPLUS_BY_LEVEL = {1: 0.25, 2: 0.5, 3: 0.7}
CAUSES = {"staff": 7, "service": 6, "equipment": 4, "supplies": 3}


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its speciality, by id, and its group's name."""

    id: int
    speciality: int
    group: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid; None is "not reported"."""

    unit: int
    product: int
    speciality: int
    surplus_events: int | None = None
    surplus_patients: int | None = None
    shortage_cause: str = ""
    shortage_events: int | None = None
    shortage_patients: int | None = None


def popular(products: Sequence[Product]) -> dict[str, list[Product]]:
    """Group → the products that the demo uses of it."""
    chance = random.Random("productos")  # noqa: S311
    found = {}
    for group, count in POPULAR.items():
        own = [product for product in products if product.group == group]
        found[group] = chance.sample(own, min(count, len(own)))
    return found


def rows_of_entity(
    name: str,
    units: Sequence[tuple[int, int]],
    products: dict[str, list[Product]],
    how_many: int | None = None,
) -> list[Row]:
    """Rows of the units (id, care level) of an entity; `how_many` units have some, else a share of them."""
    chance = random.Random(f"renglones {name}")  # noqa: S311
    share = how_many or min(12, max(1, round(len(units) * chance.uniform(0.25, 0.6))))
    chosen = chance.sample(list(units), min(share, len(units)))
    return [row for unit, level in sorted(chosen) for row in _rows_of_unit(unit, level, products, chance)]


def _rows_of_unit(
    unit: int, level: int, products: dict[str, list[Product]], chance: random.Random
) -> Iterator[Row]:
    weights = {group: weight for group, weight in GROUPS_BY_LEVEL[level].items() if products.get(group)}
    seen: set[int] = set()
    for _ in range(chance.randint(3, 8 + 5 * level)):
        group = chance.choices(list(weights), list(weights.values()))[0]
        product = chance.choice(products[group])
        if product.id in seen:
            continue
        seen.add(product.id)
        yield _row(unit, product, level, chance)


def _row(unit: int, product: Product, level: int, chance: random.Random) -> Row:
    patients = max(1, round(chance.lognormvariate(2.3, 0.8)))
    events = None if chance.random() < 0.2 else patients + chance.choice((0, 0, 1, 2, patients))
    if chance.random() < SURPLUS_BY_LEVEL[level]:
        return Row(unit, product.id, product.speciality, surplus_events=events, surplus_patients=patients)
    cause = chance.choices(list(CAUSES), list(CAUSES.values()))[0]
    return Row(
        unit,
        product.id,
        product.speciality,
        shortage_cause=cause,
        shortage_events=events,
        shortage_patients=patients,
    )
