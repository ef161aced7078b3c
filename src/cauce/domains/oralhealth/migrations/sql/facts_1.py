"""The fact views, version 1: one SELECT per table of facts.py, in SQL that SQLite and PostgreSQL share.

Frozen: a later change is a new file and a new migration. NULL is "sin dato"; codes of districts and
corregimientos carry their province, so that each is one place; `comarca` is "00" outside of them (10, 11 and 12
are comarcas in the country's division of 2011).
"""

# (key, from, to): rules/ages.py as it was for version 1
STANDARD = (("0", 0, 0), ("1-4", 1, 4), ("5-9", 5, 9), ("10-14", 10, 14), ("15-19", 15, 19), ("20-59", 20, 59))
AS_PRINTED = (("0", 0, 0), ("4-9", 4, 9), ("10-14", 10, 14), ("15-19", 15, 19), ("20-59", 20, 59))
MATERNAL = (("10-14", 10, 14), ("15-19", 15, 19), ("20-49", 20, 49))


def _bands(age: str, bands: tuple[tuple[str, int, int], ...], last: str = "") -> str:
    whens = " ".join(f"WHEN {age} BETWEEN {low} AND {high} THEN '{key}'" for key, low, high in bands)
    return f"CASE {whens} {last} END"


def _person(age: str, sex: str, group: str = "") -> str:
    over = f"WHEN {age} >= 60 THEN '60+'"
    standard = _bands(age, STANDARD, over)
    return f"""
        NULLIF({sex}, '') AS sex,
        {f"COALESCE({standard}, NULLIF({group}, ''))" if group else standard} AS age_group,
        {_bands(age, AS_PRINTED, over)} AS age_group_printed,
        {_bands(age, MATERNAL)} AS age_group_maternal,
        {age} AS age_years"""


def _area(alias: str) -> str:
    """Province, district (with its province), corregimiento (with both) and comarca of an alias's columns."""
    p, d, c = (f"{alias}.{name}" for name in ("province", "district", "corregimiento"))
    return f"""
        NULLIF({p}, '') AS province,
        CASE WHEN {p} <> '' AND {d} <> '' THEN {p} || {d} END AS district,
        CASE WHEN {p} <> '' AND {d} <> '' AND {c} <> '' THEN {p} || {d} || {c} END AS corregimiento,
        CASE WHEN {p} = '' THEN NULL WHEN {p} IN ('10', '11', '12') THEN {p} ELSE '00' END AS comarca"""


PLACE = """
        f.institution AS institution,
        region.code AS region,
        f.code AS facility,
        f.province AS facility_province,
        CASE WHEN f.district <> '' THEN f.province || f.district END AS facility_district,
        CASE WHEN f.district <> '' AND f.corregimiento <> ''
             THEN f.province || f.district || f.corregimiento END AS facility_corregimiento"""


def _facility(unit: str) -> str:
    return f"""
        JOIN oralhealth_facility f ON f.unit_id = {unit}
        JOIN organisations_orgunit unit ON unit.id = {unit}
        LEFT JOIN organisations_orgunit region ON region.id = unit.parent_id"""


WORK = """
        s.registration AS professional,
        s.schedule AS schedule,
        s.centre AS centre"""
AGE = "CASE WHEN p.age IS NULL THEN NULL WHEN p.age_unit = '3' THEN p.age ELSE 0 END"
_BOXES = (
    "insured ethnic disabled new_in_institution new_in_service care_type care_frequency programme "
    "school_programme school adult_service referral completed violence"
).split()
_MARKS = {"disabled", "completed", "violence"}


def _boxes() -> str:
    columns = []
    for name in _BOXES:
        value = f"CASE WHEN p.{name} THEN '1' END" if name in _MARKS else f"NULLIF(p.{name}, '')"
        columns.append(f"{value} AS {'suspected_violence' if name == 'violence' else name}")
    return ",\n        ".join(columns)


SEEN = f"""s.period AS period,{PLACE},{_area("p")},{WORK},{_person(AGE, "p.sex")},
        {_boxes()}"""
# The children of a continuation take the boxes of its patient, p.
CHILD = f"""
        JOIN oralhealth_patientrow r ON r.id = c.row_id
        JOIN oralhealth_patientrow p ON p.id = COALESCE(r.continues_id, r.id)
        JOIN oralhealth_sheet s ON s.id = r.sheet_id{_facility("s.facility_id")}"""


def _id(alias: str) -> str:
    return f"CAST({alias}.id AS TEXT) AS row_id"


_COUNTS = "CASE WHEN e.{0} IS NULL THEN NULL ELSE e.{0} + e.{1} + e.{2} END"
DMFT = _COUNTS.format("decayed", "missing", "filled")
PRIMARY = _COUNTS.format("primary_decayed", "primary_extracted", "primary_filled")
_POPULATION_REGION = """
        CASE WHEN place.kind = 'region' THEN place.code WHEN place.kind = 'facility' THEN above.code END AS region"""
_POPULATION = """
        FROM oralhealth_population n
        JOIN organisations_orgunit place ON place.id = n.place_id
        LEFT JOIN organisations_orgunit above ON above.id = place.parent_id"""
N_AGE = "CASE WHEN n.age >= 0 THEN n.age END"

VIEWS: dict[str, str] = {
    "patient_rows": f"""SELECT {_id("p")}, {SEEN}
        FROM oralhealth_patientrow p
        JOIN oralhealth_sheet s ON s.id = p.sheet_id{_facility("s.facility_id")}
        WHERE p.continues_id IS NULL""",
    "activities": f"""SELECT {_id("c")}, {SEEN},
        c.code AS code,
        CASE WHEN c.code <= '09' THEN 'activity' WHEN c.code <= '20' THEN 'preventive' ELSE 'curative' END AS code_group,
        c.klass AS activity_class,
        c.number AS number
        FROM oralhealth_activity c{CHILD}""",
    "diagnoses": f"""SELECT {_id("c")}, {SEEN},
        c.code AS code, SUBSTR(c.code, 1, 3) AS category, c.klass AS diagnosis_class
        FROM oralhealth_diagnosis c{CHILD}""",
    "promotion_rows": f"""SELECT {_id("c")}, s.period AS period,{PLACE},{WORK},
        NULLIF(c.technique, '') AS technique,
        c.promotion_type AS promotion_type,
        NULLIF(c.other_code, '') AS other_code,
        NULLIF(c.programme, '') AS programme_name,
        c.men AS men, c.women AS women, c.minutes AS minutes
        FROM oralhealth_promotionrow c
        JOIN oralhealth_sheet s ON s.id = c.sheet_id{_facility("s.facility_id")}""",
    "admin_rows": f"""SELECT {_id("c")}, s.period AS period,{PLACE},{WORK}, c.code AS code, c.minutes AS minutes
        FROM oralhealth_adminrow c
        JOIN oralhealth_sheet s ON s.id = c.sheet_id{_facility("s.facility_id")}""",
    "rda_headers": f"""SELECT {_id("s")}, s.period AS period,{PLACE},{WORK},
        s.chair_hours AS chair_hours,
        CASE WHEN s.chair_hours > 0 AND NOT EXISTS (
            SELECT 1 FROM oralhealth_sheet earlier
            WHERE earlier.facility_id = s.facility_id AND earlier.date = s.date
              AND earlier.registration = s.registration AND earlier.chair_hours > 0 AND earlier.id < s.id
        ) THEN 1 ELSE 0 END AS worked_day
        FROM oralhealth_sheet s{_facility("s.facility_id")}""",
    "hospital_months": f"""SELECT {_id("h")}, h.month AS period,{PLACE},
        {_person("CAST(NULL AS INTEGER)", "h.sex", "h.age_group")},
        h.postoperative_deaths AS postoperative_deaths,
        h.operations AS operations,
        h.discharges AS discharges,
        h.interconsultation_discharges AS interconsultation_discharges,
        h.bed_days AS bed_days,
        h.surgical_interventions AS surgical_interventions,
        h.laboratory_tests AS laboratory_tests
        FROM oralhealth_hospitalmonth h{_facility("h.facility_id")}""",
    "rinse_weeks": f"""SELECT {_id("h")}, h.year AS period,{PLACE},{_area("f")},
        {_person("CAST(NULL AS INTEGER)", "h.sex", "h.age_group")},
        h.school AS school, h.weeks AS weeks, h.enrolled AS enrolled, h.covered AS covered
        FROM oralhealth_rinseregister h{_facility("h.facility_id")}""",
    "epi_exams": f"""SELECT {_id("e")}, e.period AS period,{PLACE},{_area("e")},{_person("e.age", "e.sex")},
        study.phase AS phase,
        NULLIF(e.population_group, '') AS population_group,
        NULLIF(e.school, '') AS school,
        NULLIF(e.periodontal, '') AS periodontal,
        NULLIF(e.occlusion, '') AS occlusion,
        NULLIF(e.prosthetic_need, '') AS prosthetic_need,
        NULLIF(e.fluorosis, '') AS fluorosis,
        NULLIF(e.lesion, '') AS lesion,
        CASE WHEN COALESCE(e.decayed, e.primary_decayed) IS NOT NULL
              AND COALESCE({DMFT}, 0) + COALESCE({PRIMARY}, 0) = 0 THEN '1' END AS caries_free,
        e.decayed AS decayed, e.missing AS missing, e.filled AS filled, {DMFT} AS dmft,
        e.primary_decayed AS primary_decayed, e.primary_extracted AS primary_extracted,
        e.primary_filled AS primary_filled, {PRIMARY} AS primary_dmft
        FROM oralhealth_exam e
        LEFT JOIN oralhealth_study study ON study.id = e.study_id{_facility("e.facility_id")}""",
    "epi_teeth": f"""SELECT {_id("c")}, e.period AS period,{PLACE},{_area("e")},{_person("e.age", "e.sex")},
        NULLIF(e.population_group, '') AS population_group,
        c.tooth AS tooth,
        CASE WHEN c.tooth < '50' THEN 'permanent' ELSE 'primary' END AS dentition,
        c.crown AS crown
        FROM oralhealth_tooth c
        JOIN oralhealth_exam e ON e.id = c.exam_id{_facility("e.facility_id")}""",
    "resources": f"""SELECT {_id("h")}, h.year AS period,{PLACE},{_area("f")}, 1 AS facilities, h.dentists AS dentists
        FROM oralhealth_resource h{_facility("h.facility_id")}""",
    "population": f"""SELECT {_id("n")}, n.year AS period,{_POPULATION_REGION},{_area("n")},
        {_person(N_AGE, "n.sex")}, n.persons AS persons{_POPULATION}
        WHERE n.kind = 'residents'""",
    "responsibility_population": f"""SELECT {_id("n")}, n.year AS period,{PLACE},
        {_person(N_AGE, "n.sex")}, n.persons AS persons
        FROM oralhealth_population n{_facility("n.place_id")}
        WHERE n.kind = 'responsibility'""",
    "expected_pregnancies": f"""SELECT {_id("n")}, n.year AS period,{_POPULATION_REGION},{_area("n")},
        {_person(N_AGE, "n.sex")}, n.persons AS persons{_POPULATION}
        WHERE n.kind = 'pregnancies'""",
}


def create(name: str) -> str:
    """CREATE VIEW of one fact."""
    return f"CREATE VIEW oralhealth_fact_{name} AS {VIEWS[name]}"  # noqa: S608  no outside text


def drop(name: str) -> str:
    """DROP VIEW of one fact."""
    return f"DROP VIEW oralhealth_fact_{name}"
