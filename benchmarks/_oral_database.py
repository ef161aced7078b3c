"""A whole-size synthetic daily record in a database: made by SQL inside it, so that ten million rows take minutes.

Every facility has one sheet each working day with 17 patients; what grows is the number of days and facilities,
never a day or a month. The rows are what the rules would let through, their contents a function of their number.
Facilities, people and codes are synthetic and say so.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

PATIENTS_A_DAY = 17
MOST_FACILITIES = 490
REGIONS = 16
FIRST_DAY = date(2021, 1, 4)
NOW = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)
PROFESSIONAL = "Odontóloga sintética"


@dataclass(frozen=True, slots=True)
class Built:
    """rows: patient rows; day: a working day in the middle of a whole month; facility: the one to look at."""

    rows: int
    sheets: int
    facilities: int
    facility: Any
    day: date
    writer: Any
    reges: Any


def connect(url: str, folder: str) -> None:
    """Point Django at a database (before anything imports the settings)."""
    os.environ |= {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cauce.config.settings",
        "CAUCE_ENV": "test",
        "CAUCE_VAR_DIR": folder,
        "CAUCE_LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()


def build(rows: int) -> Built:
    """Migrate and fill the connected, empty database with about `rows` patient rows (whole days)."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return fill(rows)


def fill(rows: int) -> Built:
    """The same in a migrated database. Every facility has at least 44 working days, so that one month is whole."""
    from django.db import transaction

    from cauce.core.statistics import refresh_statistics

    sheets = max(rows // PATIENTS_A_DAY, 44)
    facilities = min(MOST_FACILITIES, sheets // 44)
    days = sheets // facilities
    with transaction.atomic():
        units = places(facilities)
        people = _people(units[0])
        _calendar(days, units)
        _sheets(people["writer"].pk)
        count = _rows(facilities * days, people["writer"].pk)
        _children()
        _reset_sequences()
    refresh_statistics()
    day = FIRST_DAY + timedelta(days=40)
    day += timedelta(days=-day.weekday() % 7)
    return Built(count, facilities * days, facilities, units[0], day, people["writer"], people["reges"])


def places(count: int) -> list[Any]:
    """A sector, regions, and `count` facilities with their profiles."""
    from cauce.core.organisations.actions import place_under
    from cauce.core.organisations.models import OrgUnit
    from cauce.domains.oralhealth.models import Facility

    def made(kind: str, code: str, name: str, parent: Any, **more: str) -> Any:
        return place_under(OrgUnit(kind=kind, code=code, name=name, parent=parent, synthetic=True, **more))

    top = made("sector", "BENCH", "Sector sintético", None, country="PA")
    regions = [made("region", f"BR{n:02}", f"Región sintética {n}", top) for n in range(REGIONS)]
    units = []
    for n in range(count):
        unit = made("facility", f"{n:010}", f"Centro sintético {n}", regions[n % REGIONS])
        Facility.objects.create(
            unit=unit,
            code=unit.code,
            institution="MINSA",
            province=f"{1 + n % 13:02}",
            district=f"{1 + n % 9:02}",
            corregimiento=f"{1 + n % 7:02}",
        )
        units.append(unit)
    return units


def _people(home: Any) -> dict[str, Any]:
    """A dentist and a REGES of the first facility."""
    from cauce.core.accounts.models import Grant, User

    found = {}
    for name, role in {"writer": "oral_dentist", "reges": "oral_reges"}.items():
        user = found[name] = User.objects.create(username=f"bench-{name}", email=f"{name}@example.org")
        Grant.objects.create(user=user, role=role, place=home, starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    return found


def _calendar(days: int, units: list[Any]) -> None:
    """Working tables: bench_day (n, date, month, period) and bench_place (n, unit and where it stands)."""
    from django.db import connection

    day, rows = FIRST_DAY, []
    while len(rows) < days:
        if day.weekday() < 5:
            rows.append((len(rows), day, day.year * 100 + day.month, int(f"{day:%Y%m%d}"), day.year))
        day += timedelta(days=1)
    places = [(n, unit.pk, *_stands(unit)) for n, unit in enumerate(units)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_day (n INTEGER, date DATE, month INTEGER, period INTEGER, year INTEGER)"
        )
        cursor.executemany("INSERT INTO bench_day VALUES (%s, %s, %s, %s, %s)", rows)
        cursor.execute(
            "CREATE TEMP TABLE bench_place (n INTEGER, unit INTEGER, province TEXT, district TEXT, corregimiento TEXT)"
        )
        cursor.executemany("INSERT INTO bench_place VALUES (%s, %s, %s, %s, %s)", places)


def _stands(unit: Any) -> tuple[str, str, str]:
    return unit.oralhealth.province, unit.oralhealth.district, unit.oralhealth.corregimiento


def _sheets(writer: int) -> None:
    from django.db import connection

    from cauce.domains.oralhealth.models import Sheet

    number = "(d.n * (SELECT count(*) FROM bench_place) + f.n)"
    _insert(
        Sheet,
        {
            "id": f"{number} + 1",
            "uid": _uuid(number, 1),
            "facility_id": "f.unit",
            "date": "d.date",
            "month": "d.month",
            "period": "d.period",
            "professional": f"'{PROFESSIONAL}'",
            "registration": "'01234'",
            "user_id": str(writer),
            "centre": "'Servicio de Salud Bucal'",
            "schedule": "'1'",
            "chair_hours": "6",
            "state": "'sent'",
            "saved_at": _instant(),
            "saved_by_id": str(writer),
            "sent_at": _instant(),
            "sent_by_id": str(writer),
        },
        "bench_day d CROSS JOIN bench_place f",
    )
    with connection.cursor() as cursor:  # what the rows need of their sheet, small and in memory
        cursor.execute(
            "CREATE TEMP TABLE bench_sheet AS SELECT s.id AS id, d.year AS year, p.* FROM oralhealth_sheet s "
            "JOIN bench_day d ON d.date = s.date JOIN bench_place p ON p.unit = s.facility_id"
        )


def _rows(sheets: int, writer: int) -> int:
    from django.db import connection

    from cauce.domains.oralhealth.models import PatientRow

    k = "((s.id - 1) * 17 + v.n)"
    age = f"({k} * 37 % 90)"
    new = f"({k} % 10 < 6)"
    _insert(
        PatientRow,
        {
            "id": f"{k} + 1",
            "uid": _uuid(k, 2),
            "sheet_id": "s.id",
            "position": "v.n + 1",
            "insured": f"CASE WHEN {k} % 2 = 0 THEN '1' ELSE '2' END",
            "ethnic": "'1'",
            "identity": f"'SINT-' || CAST({k} AS TEXT)",
            "age_unit": "'3'",
            "age": age,
            "sex": f"CASE WHEN {k} % 20 < 11 THEN '2' ELSE '1' END",
            "new_in_institution": f"CASE WHEN {new} THEN '1' ELSE '2' END",
            "new_in_service": f"CASE WHEN {new} THEN '1' ELSE '2' END",
            "province": "s.province",
            "district": "s.district",
            "corregimiento": "s.corregimiento",
            "care_type": "'2'",
            "care_frequency": f"CASE WHEN {new} THEN '2' ELSE '3' END",
            "programme": f"CASE WHEN {age} < 5 THEN '1' WHEN {age} < 15 THEN '2' WHEN {age} < 20 THEN '3' ELSE '7' END",
            "completed": _boolean(f"{k} % 7 = 0"),
            "year": "s.year",
            "saved_at": _instant(),
            "saved_by_id": str(writer),
        },
        f"bench_sheet s CROSS JOIN ({_numbers(PATIENTS_A_DAY)}) v",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM oralhealth_patientrow")
        return int(cursor.fetchone()[0])


def _children() -> None:
    """Three activities for every two patients, a diagnosis for every second."""
    from cauce.domains.oralhealth.models import Activity, Diagnosis

    source = "oralhealth_patientrow r"
    first = {"row_id": "r.id", "position": "1", "klass": "'1'", "number": "1"}
    _insert(Activity, {**first, "code": "'07'"}, source)
    _insert(Activity, {**first, "position": "2", "code": "'47'"}, f"{source} WHERE r.id % 2 = 0")
    first.pop("number")
    _insert(Diagnosis, {**first, "code": "'K02.1'"}, f"{source} WHERE r.id % 2 = 0")


def _insert(model: Any, values: Mapping[str, str], source: str) -> None:
    """INSERT … SELECT: `values` are expressions by attribute; other columns get their default."""
    from django.db import connection

    fields = [f for f in model._meta.concrete_fields if f.attname in values or not f.primary_key]
    expressions = [values.get(f.attname) or _default(f) for f in fields]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(expressions)} FROM {source}"
        )


def _default(field: Any) -> str:
    value = None if field.null and not field.has_default() else field.get_default()
    if value is None:
        return "NULL"
    return _boolean("1 = 1" if value else "1 = 0") if isinstance(value, bool) else f"'{value}'"


def _boolean(test: str) -> str:
    """A test as a value: a boolean on PostgreSQL, 0 or 1 on SQLite."""
    return f"({test})"


def _uuid(number: str, kind: int) -> str:
    """As scattered as real ones: an index of them is filled here and there, not at its end."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"CAST(md5(CAST({number} * 10 + {kind} AS TEXT)) AS uuid)"
    return "lower(hex(randomblob(16)))"


def _instant() -> str:
    from django.db import connection

    text = f"'{NOW:%Y-%m-%d %H:%M:%S}'"
    return f"CAST({text} AS timestamp) AT TIME ZONE 'UTC'" if connection.vendor == "postgresql" else text


def _numbers(count: int) -> str:
    """0 to count − 1, as a relation with the column n."""
    return " UNION ALL ".join(f"SELECT {n} AS n" for n in range(count))


def _reset_sequences() -> None:
    from django.core.management.color import no_style
    from django.db import connection

    from cauce.domains.oralhealth.models import PatientRow, Sheet

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Sheet, PatientRow]):
            cursor.execute(statement)
