"""Population as typed or imported: a row per area, sex and age (spec 4, D). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.core.errors import Problem

from .reading import cell, whole
from .registers import broken

RESIDENTS, RESPONSIBILITY, PREGNANCIES = "residents", "responsibility", "pregnancies"
LABELS = {
    RESIDENTS: "Población estimada",
    RESPONSIBILITY: "Población de responsabilidad",
    PREGNANCIES: "Embarazadas esperadas",
}
# kind → the kinds of place that have it
PLACES = {
    RESIDENTS: frozenset({"region", "sector"}),
    RESPONSIBILITY: frozenset({"facility"}),
    PREGNANCIES: frozenset({"region", "sector"}),
}
AREA = ("province", "district", "corregimiento")
PARTS = {"province": "provincia", "district": "distrito", "corregimiento": "corregimiento"}
MANY = 99_999_999
# Lowest age of each group of the grid: no band of the indicators (rules/ages.py) cuts one in two.
GRID_AGES = {
    RESIDENTS: (0, 1, 4, 5, 10, 15, 20, 50, 60),
    RESPONSIBILITY: (0, 1, 4, 5, 10, 15, 20, 50, 60),
    PREGNANCIES: (10, 15, 20),
}
LAST_AGE = {PREGNANCIES: 49}


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """Persons of an area by sex and age. sex "" and age −1: not broken down."""

    persons: int
    province: str = ""
    district: str = ""
    corregimiento: str = ""
    sex: str = ""
    age: int = -1

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What may be said once."""
        return (self.province, self.district, self.corregimiento, self.sex, self.age)

    def fields(self) -> dict[str, Any]:
        """As the table stores it."""
        return {
            "persons": self.persons, "province": self.province, "district": self.district,
            "corregimiento": self.corregimiento, "sex": self.sex, "age": self.age,
        }  # fmt: skip


def read_row(typed: Mapping[str, Any], kind: str, place: str) -> tuple[PopulationRow | None, list[Problem]]:
    """One row: province, district, corregimiento, sex, age, persons. None when anything is wrong."""
    problems: list[Problem] = []
    area = {}
    for name, label in PARTS.items():
        area[name] = cell(typed, name)
        if area[name] and not (len(area[name]) == 2 and area[name].isdigit()):
            problems.append(broken("OD-17", f"{place}.{name}", value=area[name][:10], part=label))
    sex, age, persons = cell(typed, "sex"), cell(typed, "age"), cell(typed, "persons")
    if sex not in {"", "1", "2"}:
        problems.append(broken("OD-14", f"{place}.sex", value=sex[:10]))
    elif kind == PREGNANCIES and sex == "1":
        problems.append(broken("OD-15", f"{place}.sex"))
    years = whole(age, 120) if age else -1
    if years is None:
        problems.append(broken("OD-16", f"{place}.age", value=age[:10]))
    count = whole(persons, MANY)
    if count is None:
        problems.append(broken("OD-13", f"{place}.persons", value=persons[:20]))
    if problems or count is None or years is None:
        return None, problems
    return PopulationRow(count, **area, sex=sex, age=years), problems


def check_rows(rows: Sequence[PopulationRow], place: str) -> list[Problem]:
    """A whole load: no row twice, and never a total beside its own breakdown by sex or by age."""
    problems, seen = [], set()
    for number, row in enumerate(rows, start=1):
        if row.key in seen:
            problems.append(broken("OD-18", f"{place}.{number}", other=say(row)))
        seen.add(row.key)
    return problems or _both_ways(rows, place)


def _both_ways(rows: Iterable[PopulationRow], place: str) -> list[Problem]:
    """Totals beside their breakdown would count the same persons twice."""
    sexes: dict[tuple[str, str, str], set[bool]] = {}
    ages: dict[tuple[str, str, str], set[bool]] = {}
    names: dict[tuple[str, str, str], str] = {}
    for row in rows:
        area = row.key[:3]
        sexes.setdefault(area, set()).add(bool(row.sex))
        ages.setdefault(area, set()).add(row.age >= 0)
        names[area] = "".join(area) or "la población"
    mixed = [area for area in names if len(sexes[area]) > 1 or len(ages[area]) > 1]
    return [
        broken("OD-02", place, what=f"El área {names[area]}", how="sin desglose y desglosadas")
        for area in mixed
    ]


def say(row: PopulationRow) -> str:
    """The row's key in words."""
    area = "".join(row.key[:3]) or "sin área"
    sex = {"1": "masculino", "2": "femenino"}.get(row.sex, "sin sexo")
    return f"{area}, {sex}, {'sin edad' if row.age < 0 else f'{row.age} años'}"


def grid_labels(ages: Sequence[int], kind: str) -> dict[int, str]:
    """What people read for each lowest age of a grid: up to the age before the next."""
    labels = {}
    for age, following in zip(ages, [*ages[1:], None], strict=True):
        last = following - 1 if following is not None else LAST_AGE.get(kind)
        if age < 0:
            labels[age] = "Sin desglose"
        elif last is None:
            labels[age] = f"{age} y más"
        elif last == age:
            labels[age] = "Menor de 1 año" if age == 0 else f"{age}"
        else:
            labels[age] = f"{age} a {last}"
    return labels
