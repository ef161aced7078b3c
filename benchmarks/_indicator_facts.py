"""Synthetic fact tables of oral health straight to Parquet, by a fixed seed: the shape of the snapshot's files.

Everything is a hash of the row's number, so that a size always gives the same rows, in any number of threads.
700 facilities in 16 regions, 700 corregimientos in 80 districts and 13 provinces; patients mostly come from the
facility's own corregimiento; two years of days; 3% of each dimension unknown. The columns that no indicator
reads are there too (as the snapshot has them), with short plausible values.
"""

from pathlib import Path

import duckdb

from cauce.domains.oralhealth.facts_engine import FACTS
from cauce.indicators.facts import ColumnType, FactTable

YEARS = (2024, 2025)
PLACES, DISTRICTS, PROVINCES, REGIONS = 700, 80, 13, 16  # places: facilities, each in its corregimiento
ACTIVITIES_OF_TEN = 15  # activities written for ten patients
_TYPES = {ColumnType.INTEGER: "BIGINT", ColumnType.DECIMAL: "DECIMAL(18,4)", ColumnType.TEXT: "VARCHAR"}

_FACILITY = f"""
    lpad(CAST(facility_n AS VARCHAR), 10, '0') AS facility,
    'R' || lpad(CAST(facility_n % {REGIONS} AS VARCHAR), 2, '0') AS region,
    CASE WHEN facility_n % 5 = 0 THEN 'CSS' ELSE 'MINSA' END AS institution,
    'P' || lpad(CAST(facility_n % {DISTRICTS} % {PROVINCES} AS VARCHAR), 2, '0') AS facility_province,
    'D' || lpad(CAST(facility_n % {DISTRICTS} AS VARCHAR), 2, '0') AS facility_district,
    'C' || lpad(CAST(facility_n AS VARCHAR), 3, '0') AS facility_corregimiento"""
_RESIDENCE = f"""
    CASE WHEN known THEN 'P' || lpad(CAST(home % {DISTRICTS} % {PROVINCES} AS VARCHAR), 2, '0') END AS province,
    CASE WHEN known THEN 'D' || lpad(CAST(home % {DISTRICTS} AS VARCHAR), 2, '0') END AS district,
    CASE WHEN known THEN 'C' || lpad(CAST(home AS VARCHAR), 3, '0') END AS corregimiento,
    CASE WHEN known THEN CASE WHEN home % {DISTRICTS} % {PROVINCES} > 9
        THEN CAST(home % {DISTRICTS} % {PROVINCES} AS VARCHAR) ELSE '00' END END AS comarca"""
_PERSON = """
    CASE WHEN age_years = 0 THEN '0' WHEN age_years < 5 THEN '1-4' WHEN age_years < 10 THEN '5-9'
        WHEN age_years < 15 THEN '10-14' WHEN age_years < 20 THEN '15-19' WHEN age_years < 60 THEN '20-59'
        ELSE '60+' END AS age_group,
    CASE WHEN age_years BETWEEN 10 AND 14 THEN '10-14' WHEN age_years BETWEEN 15 AND 19 THEN '15-19'
        WHEN age_years BETWEEN 20 AND 49 THEN '20-49' END AS age_group_maternal"""


def _chance(salt: int, of: int, number: str = "n") -> str:
    """An expression: 0 to `of` − 1, by the row's number."""
    return f"CAST(hash({number}, {salt}) % {of} AS INTEGER)"


def _seen(rows: int, patient: str, places: int) -> str:
    """Rows about patients; `patient` is the number of the patient that a row tells of."""
    day = f"(hash({patient}, 2) % 730)"
    return f"""
    SELECT n, facility_n, known, sex, age_years, {_FACILITY}, {_RESIDENCE}, {_PERSON},
        CAST(n AS VARCHAR) AS row_id,
        CAST(strftime(DATE '{YEARS[0]}-01-01' + CAST(day AS INTEGER), '%Y%m%d') AS INTEGER) AS period,
        lpad(CAST(facility_n * 2 + day % 2 AS VARCHAR), 5, '0') AS professional, '1' AS schedule,
        'Servicio de Salud Bucal' AS centre,
        CASE WHEN sex = '2' AND age_years BETWEEN 15 AND 40 AND boxes % 8 = 0 THEN '4' WHEN age_years < 5 THEN '1'
            WHEN age_years < 15 THEN '2' WHEN age_years < 20 THEN '3' WHEN boxes % 33 = 0 THEN NULL
            ELSE '7' END AS programme,
        CASE WHEN boxes % 10 < 6 THEN '1' ELSE '2' END AS new_in_service,
        CASE WHEN boxes % 10 < 6 THEN '1' ELSE '2' END AS new_in_institution,
        CASE WHEN boxes % 7 = 0 THEN '1' END AS completed,
        CASE WHEN boxes % 50 = 0 THEN '1' END AS disabled,
        CAST(1 + boxes % 2 AS VARCHAR) AS insured, CAST(1 + boxes % 5 AS VARCHAR) AS ethnic,
        CAST(1 + boxes % 3 AS VARCHAR) AS care_type, CAST(2 + boxes % 2 AS VARCHAR) AS care_frequency,
        number, code
    FROM (
        SELECT n, day, boxes, age_years, facility_n, {_chance(9, 33)} > 0 AS known, number, code,
            CASE WHEN boxes % 33 = 1 THEN NULL WHEN boxes % 20 < 11 THEN '2' ELSE '1' END AS sex,
            CASE WHEN near < 85 THEN facility_n WHEN near < 97 THEN (facility_n + {DISTRICTS} * (near - 84)) % {places}
                ELSE near_n END AS home
        FROM (
            SELECT n, {day} AS day, CAST(hash({patient}, 3) % 1000003 AS INTEGER) AS boxes,
                {_chance(4, places, patient)} AS facility_n, {_chance(5, 100, patient)} AS near,
                {_chance(6, places, patient)} AS near_n,
                CAST(least(89, pow({_chance(7, 1000, patient)} / 1000.0, 1.3) * 90) AS BIGINT) AS age_years,
                CAST(1 + n % 3 AS BIGINT) AS number, lpad(CAST(1 + {_chance(8, 79)} AS VARCHAR), 2, '0') AS code
            FROM range({rows}) t(n)
        )
    )"""


def _people(low: int, high: int, places: int) -> str:
    """A population: each corregimiento, year, sex and age with its persons."""
    return f"""
    SELECT CAST(n AS VARCHAR) AS row_id, 'R' || lpad(CAST(home % {REGIONS} AS VARCHAR), 2, '0') AS region,
        {_RESIDENCE}, {_FACILITY}, {_PERSON}, sex, age_years, year AS period,
        CAST(20 + hash(home, age_years, sex) % 30 AS BIGINT) AS persons
    FROM (SELECT row_number() OVER () AS n, home, home AS facility_n, true AS known, sex, age_years, year
        FROM range({places}) a(home), range({low}, {high}) b(age_years),
            (VALUES ('1'), ('2')) c(sex), (VALUES ({YEARS[0]}), ({YEARS[1]})) d(year))"""


def _per_facility(times: str, columns: str, places: int) -> str:
    """Rows of each facility for each of `times` (a relation with one column, t)."""
    return f"""
    SELECT CAST(n AS VARCHAR) AS row_id, {_FACILITY}, {_RESIDENCE}, {columns}, t AS period
    FROM (SELECT row_number() OVER () AS n, facility_n, facility_n AS home, true AS known, CAST(t AS INTEGER) AS t
        FROM range({places}) a(facility_n), ({times}) b(t))"""


def _selects(rows: int, places: int) -> dict[str, str]:
    days = (
        f"SELECT CAST(strftime(DATE '{YEARS[0]}-01-01' + CAST(d AS INTEGER), '%Y%m%d') AS INTEGER) "
        "FROM range(730) d(d)"
    )
    months = f"SELECT y * 100 + m FROM range({YEARS[0]}, {YEARS[-1] + 1}) y(y), range(1, 13) m(m)"
    years = f"SELECT y FROM range({YEARS[0]}, {YEARS[-1] + 1}) y(y)"
    head = (
        "lpad(CAST(facility_n * 2 + t % 2 AS VARCHAR), 5, '0') AS professional, '1' AS schedule, "
        "'Servicio de Salud Bucal' AS centre, CAST(6 AS DECIMAL(18,4)) AS chair_hours, CAST(1 AS BIGINT) AS worked_day"
    )
    hospital = (
        "NULL AS sex, NULL AS age_group, CAST(n % 2 AS BIGINT) AS postoperative_deaths, "
        "CAST(30 + n % 30 AS BIGINT) AS operations, CAST(60 + n % 50 AS BIGINT) AS discharges, "
        "CAST(3 + n % 12 AS BIGINT) AS interconsultation_discharges, CAST(120 + n % 99 AS BIGINT) AS bed_days, "
        "CAST(10 + n % 20 AS BIGINT) AS surgical_interventions, CAST(70 + n % 88 AS BIGINT) AS laboratory_tests"
    )
    rinse = (
        "NULL AS sex, NULL AS age_group, CAST(30 + n % 9 AS BIGINT) AS weeks, CAST(300 AS BIGINT) AS enrolled, "
        "CAST(200 + n % 99 AS BIGINT) AS covered, 'Escuela sintética A' AS school"
    )
    resources = "CAST(1 AS BIGINT) AS facilities, CAST(1 + n % 6 AS BIGINT) AS dentists"
    return {
        "patient_rows": _seen(rows, "n", places),
        "activities": _seen(rows * ACTIVITIES_OF_TEN // 10, f"(n * 10 // {ACTIVITIES_OF_TEN})", places),
        "rda_headers": _per_facility(days, head, places),
        "hospital_months": _per_facility(months, hospital, places),
        "rinse_weeks": _per_facility(years, rinse, places),
        "resources": _per_facility(years, resources, places),
        "population": _people(0, 90, places),
        "responsibility_population": _people(0, 90, places),
        "expected_pregnancies": _people(15, 40, places),
    }


def write(folder: Path, rows: int, places: int = PLACES) -> dict[str, int]:
    """Write <folder>/<fact>.parquet for every fact that an indicator reads; returns fact → rows.

    rows: patient rows; activities are half as many again, the other facts do not grow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    with duckdb.connect() as duck:
        duck.execute("SET preserve_insertion_order = false; SET memory_limit = '4GB'")
        for name, select in _selects(rows, places).items():
            target = folder / f"{name}.parquet"
            duck.execute(f"COPY ({_shaped(duck, FACTS[name], select)}) TO '{target}' (FORMAT parquet)")
            (counts[name],) = duck.execute(f"SELECT count(*) FROM '{target}'").fetchone() or (0,)
    return counts


def _shaped(duck: duckdb.DuckDBPyConnection, fact: FactTable, select: str) -> str:
    """The select with exactly the fact's columns and types; what it lacks is null."""
    found = {row[0] for row in duck.execute(f"DESCRIBE {select}").fetchall()}
    columns = ["CAST(period AS INTEGER) AS period"] + [
        f"CAST({c if c in found else 'NULL'} AS {_TYPES[t]}) AS {c}" for c, t in fact.columns.items()
    ]
    return f"SELECT {', '.join(columns)} FROM ({select})"


def relations(folder: Path) -> dict[str, str]:
    """Fact → what to read it from in DuckDB."""
    return {path.stem: f"read_parquet('{path}')" for path in sorted(folder.glob("*.parquet"))}
