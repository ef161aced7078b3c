"""Form D from a file: hospital months, school rinses and resources. What would change, row by row; then the actions."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem
from cauce.core.imports.columns import Cells, Column, match_columns
from cauce.core.imports.kinds import Context
from cauce.core.imports.plan import Change, Plan
from cauce.core.imports.rules import at as place_at
from cauce.core.imports.tables import read_table
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..actions.registers import BANDS, check_year
from ..country import is_month, month_of, today
from ..models import Facility, HospitalMonth, Resource, RinseRegister
from ..rules.ages import STANDARD
from ..rules.flow import broken as flow_broken
from ..rules.forms import HOSPITAL, RINSES, read_hospital, read_rinses
from ..rules.registers import broken

FACILITY = Column("facility", "instalacion", required=True, most=10, aliases=("código", "instalación"))
YEAR = Column("year", "anio", required=True, most=4, aliases=("año",))
SEX = Column("sex", "sexo", most=9)
BAND = Column("age_group", "grupo de edad", most=20, aliases=("grupo_edad", "edad"))
HOSPITAL_COLUMNS = (
    FACILITY,
    Column("month", "mes", required=True, most=7),
    SEX,
    BAND,
    *(Column(name, label) for name, label in HOSPITAL.items()),
)
RINSE_COLUMNS = (
    FACILITY,
    Column("school", "escuela", required=True, most=120),
    YEAR,
    SEX,
    BAND,
    *(Column(name, label) for name, label in RINSES.items()),
    Column("weeks", "semanas cubiertas", aliases=("semanas",)),
)
RESOURCE_COLUMNS = (FACILITY, YEAR, Column("dentists", "odontologos", aliases=("odontólogos",)))
SEXES = {
    "": "",
    "1": "1",
    "2": "2",
    "m": "1",
    "masculino": "1",
    "hombre": "1",
    "f": "2",
    "femenino": "2",
    "mujer": "2",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One read row: its line, the place, the key within it, and what it says."""

    line: int
    facility: OrgUnit
    key: tuple[Any, ...]
    values: Mapping[str, Any]


class Reader:
    """Rows of a file with their facility, its right to be written, and every problem at its line and column."""

    def __init__(self, content: bytes, filename: str, columns: Sequence[Column], context: Context) -> None:
        table = read_table(content, filename)
        self.columns = {column.field: column for column in columns}
        found, self.problems = match_columns(columns, table.headers)
        self.context = context
        self.held = {
            f.code: f for f in Facility.objects.select_related("unit").filter(unit__valid_to__isnull=True)
        }
        self.missing = any(p.level == "error" for p in self.problems)
        self.rows = [] if self.missing else [Cells(n, cells, found, self.columns) for n, cells in table.rows]

    def wrong(self, row: Cells, field: str, problem: Problem) -> None:
        """Note a problem of a rule of ours at the row's column."""
        where = place_at(row.line, self.columns[field].name)
        self.problems.append(Problem(problem.rule, where, problem.message, problem.remedy, problem.level))

    def facility(self, row: Cells) -> Facility | None:
        """The facility of the row, if it exists and the person keeps its registers."""
        self.problems += row.problems
        code = row["facility"].zfill(10) if row["facility"].isdigit() else row["facility"]
        found = self.held.get(code)
        if found is None:
            problem = broken("OD-20", value=row["facility"], what="una instalación")
        elif self.context.by and not can(
            self.context.by, Permission.ORAL_REGISTER, found.unit, self.context.at
        ):
            problem = broken("OD-21", value=found.unit.name)
        else:
            return found
        self.wrong(row, "facility", problem)
        return None

    def year(self, row: Cells) -> int | None:
        """The year of the row."""
        year = int(row["year"]) if re.fullmatch(r"[0-9]{4}", row["year"]) else row["year"]
        problems = check_year(year, self.context.at, "")
        for problem in problems:
            self.wrong(row, "year", problem)
        return None if problems else int(year)

    def person(self, row: Cells) -> tuple[str, str] | None:
        """Sex and age group of the row."""
        sex, band = SEXES.get(normalise(row["sex"])), _band(row["age_group"])
        if sex is None:
            self.wrong(row, "sex", broken("OD-04", value=row["sex"][:10], what="un sexo"))
        if band is None:
            problem = broken("OD-04", value=row["age_group"][:10], what="un grupo de edad")
            self.wrong(row, "age_group", problem)
        return None if sex is None or band is None else (sex, band)

    def figures(self, row: Cells, read: Callable[..., Any], names: Iterable[str]) -> dict[str, Any] | None:
        """The figures of the row by the rules of its form."""
        values, problems = read({name: row[name] for name in names}, "")
        for problem in problems:
            self.wrong(row, problem.place.rsplit(".", 1)[-1], problem)
        return None if problems else values

    def once(self, row: Cells, lines: Sequence[Line], facility: OrgUnit, key: tuple[Any, ...]) -> bool:
        """Whether no earlier line says the same thing."""
        same = next((one for one in lines if one.facility == facility and one.key == key), None)
        if same:
            self.wrong(row, "facility", broken("OD-22", line=same.line))
        return same is None


def _band(text: str) -> str | None:
    """The key of an age group, from its key or its words; "" for none; None for anything else."""
    if text in {"", *BANDS}:
        return text
    return next((band.key for band in STANDARD if normalise(band.label) == normalise(text)), None)


def plan_hospital(content: bytes, filename: str, context: Context) -> Plan:
    """Hospital months of a file against what is registered."""
    reader = Reader(content, filename, HOSPITAL_COLUMNS, context)
    lines: list[Line] = []
    for row in reader.rows:
        facility, month, person = reader.facility(row), _month(reader, row), reader.person(row)
        values = reader.figures(row, read_hospital, HOSPITAL)
        if facility and not facility.is_hospital:
            reader.wrong(row, "facility", broken("OD-01", facility=facility.unit.name))
        elif facility and month and person and values is not None:
            key = (month, *person)
            if reader.once(row, lines, facility.unit, key):
                lines.append(Line(row.line, facility.unit, key, values))
    held = {
        (one.facility_id, one.month, one.sex, one.age_group): one
        for one in HospitalMonth.objects.filter(facility__in={line.facility.pk for line in lines})
    }
    reader.problems += _both_ways(lines, held, HOSPITAL)
    return _plan(reader, lines, held, HOSPITAL)


def _month(reader: Reader, row: Cells) -> int | None:
    text = row["month"].replace("-", "")
    if not is_month(text):
        reader.wrong(row, "month", flow_broken("OH-130", value=row["month"]))
        return None
    if int(text) > month_of(today(reader.context.at)):
        reader.wrong(row, "month", broken("OD-03", value=row["month"]))
        return None
    return int(text)


def plan_rinses(content: bytes, filename: str, context: Context) -> Plan:
    """School rinses of a file against what is registered."""
    reader = Reader(content, filename, RINSE_COLUMNS, context)
    names = {**RINSES, "weeks": "Semanas cubiertas"}
    lines: list[Line] = []
    for row in reader.rows:
        facility, year, person = reader.facility(row), reader.year(row), reader.person(row)
        values = reader.figures(row, read_rinses, names)
        if facility and year and person and values is not None and row["school"]:
            key = (row["school"], year, *person)
            if reader.once(row, lines, facility.unit, key):
                lines.append(Line(row.line, facility.unit, key, values))
    held = {
        (one.facility_id, one.school, one.year, one.sex, one.age_group): one
        for one in RinseRegister.objects.filter(facility__in={line.facility.pk for line in lines})
    }
    reader.problems += _both_ways(lines, held, names)
    return _plan(reader, lines, held, names)


def plan_resources(content: bytes, filename: str, context: Context) -> Plan:
    """Dentists of a file against what is registered; a blank one is taken off."""
    reader = Reader(content, filename, RESOURCE_COLUMNS, context)
    lines: list[Line] = []
    for row in reader.rows:
        facility, year, text = reader.facility(row), reader.year(row), row["dentists"]
        count = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
        if text and count is None:
            reader.wrong(row, "dentists", flow_broken("OH-140", value=text[:20]))
        elif facility and year and reader.once(row, lines, facility.unit, (year,)):
            lines.append(Line(row.line, facility.unit, (year,), {"dentists": count}))
    found = Resource.objects.filter(facility__in={line.facility.pk for line in lines})
    held = {(one.facility_id, one.year): one for one in found}
    return _plan(reader, lines, held, {"dentists": "Odontólogos"})


def _both_ways(
    lines: Sequence[Line], held: Mapping[tuple[Any, ...], Any], names: Iterable[str]
) -> list[Problem]:
    """After the import, a month or a school is told whole or broken down, never both (OD-02)."""
    names = tuple(names)
    after = {key: {name: getattr(one, name) for name in names} for key, one in held.items()}
    after |= {(line.facility.pk, *line.key): line.values for line in lines}
    shapes: dict[tuple[Any, ...], set[tuple[bool, bool]]] = {}
    for (*rest, sex, band), values in after.items():
        if any(values[name] is not None for name in names):
            shapes.setdefault(tuple(rest), set()).add((bool(sex), bool(band)))
    problems, told = [], set()
    for line in lines:
        rest = (line.facility.pk, *line.key[:-2])
        if len(shapes.get(rest, ())) > 1 and rest not in told:
            told.add(rest)
            what = f"{line.facility.name}, {' '.join(str(part) for part in line.key[:-2])}"
            problem = broken("OD-02", what=what, how="con y sin desglose")
            problems.append(Problem(problem.rule, place_at(line.line), problem.message, problem.remedy))
    return problems


def _plan(
    reader: Reader, lines: Sequence[Line], held: Mapping[tuple[Any, ...], Any], names: Mapping[str, str]
) -> Plan:
    added, changed, unchanged, work = [], [], 0, []
    for line in lines:
        found = held.get((line.facility.pk, *line.key))
        fields = {
            label: (_shown(getattr(found, name, None)), _shown(line.values[name]))
            for name, label in names.items()
            if getattr(found, name, None) != line.values[name]
        }
        if not fields:
            unchanged += 1
            continue
        code = f"{line.facility.code} {' '.join(str(part) for part in line.key if part != '')}"
        (changed if found else added).append(Change(code, line.facility.name, fields))
        work.append((line, found.version if found else 0))
    # What is emptied comes first, so that a month can pass from one form of telling to the other.
    work.sort(key=lambda item: any(value is not None for value in item[0].values.values()))
    return Plan(reader.problems, added, changed, (), unchanged, payload=work)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _typed(line: Line) -> dict[str, str]:
    return {name: _shown(value) for name, value in line.values.items()}


def apply_hospital(plan: Plan, context: Context) -> None:
    """Save each changed month by its action."""
    for line, version in plan.payload:
        month, sex, band = line.key
        actions.save_hospital_month(
            by=context.by, at=context.at, facility=line.facility, month=month, typed=_typed(line),
            version=version, sex=sex, age_group=band,
        )  # fmt: skip


def apply_rinses(plan: Plan, context: Context) -> None:
    """Save each changed school by its action."""
    for line, version in plan.payload:
        school, year, sex, band = line.key
        actions.save_rinses(
            by=context.by, at=context.at, facility=line.facility, school=school, year=year, typed=_typed(line),
            version=version, sex=sex, age_group=band,
        )  # fmt: skip


def apply_resources(plan: Plan, context: Context) -> None:
    """Save each changed facility by its action."""
    for line, version in plan.payload:
        (year,) = line.key
        actions.save_resource(
            by=context.by, at=context.at, facility=line.facility, year=year,
            dentists=line.values["dentists"], version=version,
        )  # fmt: skip
