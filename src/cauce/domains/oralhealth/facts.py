"""The fact tables over which the indicators are counted: names, types, dimensions. Pure.

One row of a fact table is one thing that happened (or one stock of a year). Indicators name these tables and
columns; the engines read them from Parquet, PostgreSQL or SQLite. Conventions:

- `period` is implied: an integer day (20260314), month (202603) or year (2026), as `grain` says.
- `province`, `district`, `corregimiento`, `comarca` are the *residence* of persons (fichas: "procedencia") and
  the place of resources; `facility_province`… say where the facility stands.
- `age_years` is whole completed years (under one year is 0); `age_group`, `age_group_printed` and
  `age_group_maternal` are its bands (rules/ages.py).
- NULL in a dimension is "sin dato": a value of its own, shown, never dropped.
- Yes/no columns are "1" or NULL, as the paper's boxes are.
"""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """Column types that every engine counts exactly. Decimals have two places (hours)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"


class Grain(StrEnum):
    """What the implied column `period` holds."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `label`: what people read; `dimension`: one may break down by it; else it is a number."""

    name: str
    type: Type
    label: str
    dimension: bool = False


@dataclass(frozen=True, slots=True)
class FactTable:
    """One table of facts; `row` says what one row is."""

    name: str
    label: str
    row: str
    grain: Grain
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {c.name: c for c in self.columns}[name]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the columns one may break down by, in order."""
        return tuple(c.name for c in self.columns if c.dimension)


def _dims(**labels: str) -> tuple[Column, ...]:
    return tuple(Column(name, Type.TEXT, label, dimension=True) for name, label in labels.items())


def _numbers(**labels: str) -> tuple[Column, ...]:
    return tuple(Column(name, Type.INTEGER, label) for name, label in labels.items())


ROW = (Column("row_id", Type.TEXT, "Renglón"),)
PLACE = _dims(
    institution="Institución",  # MINSA, CSS
    region="Región de salud",
    facility="Instalación",  # ten-digit code
    facility_province="Provincia de la instalación",
    facility_district="Distrito de la instalación",
    facility_corregimiento="Corregimiento de la instalación",
)
RESIDENCE = _dims(province="Provincia", district="Distrito", corregimiento="Corregimiento", comarca="Comarca")
PERSON = (
    *_dims(
        sex="Sexo",
        age_group="Grupo de edad",
        age_group_printed="Grupo de edad (como en la fuente)",
        age_group_maternal="Grupo de edad de embarazadas",
    ),
    *_numbers(age_years="Edad en años"),
)
WORK = _dims(professional="Profesional", schedule="Horario o lugar", centre="Centro de producción")
PATIENT = _dims(
    insured="Asegurado (casilla 1)",
    ethnic="Etnia (casilla 2)",
    disabled="Con discapacidad (casilla 2)",
    new_in_institution="Atención en la institución (casilla 8)",
    new_in_service="Atención en el servicio (casilla 9)",
    care_type="Tipo de atención (casilla 11)",
    care_frequency="Frecuencia en la atención (casilla 12)",
    programme="Programa (casilla 13)",
    school_programme="Programa escolar o adolescentes (casilla 15)",
    school="Escuela (casilla 16)",
    adult_service="Manipulador de alimentos o higiene social (casilla 20)",
    referral="Referido (casilla 21)",
    completed="Paciente terminado (casilla 23)",
    suspected_violence="Sospecha de violencia",
)
SEEN = (*ROW, *PLACE, *RESIDENCE, *WORK, *PERSON, *PATIENT)

_TABLES = [
    FactTable(
        "patient_rows",
        "Pacientes atendidos",
        "un paciente atendido un día por un profesional; los renglones de continuación no cuentan otra vez",
        Grain.DAY,
        SEEN,
    ),
    FactTable(
        "activities",
        "Actividades y procedimientos",
        "un código anotado en un renglón de paciente o en su continuación",
        Grain.DAY,
        (
            *SEEN,
            *_dims(code="Código", code_group="Grupo de actividad", activity_class="Nueva o subsecuente"),
            *_numbers(number="Número"),
        ),
    ),
    FactTable(
        "diagnoses",
        "Diagnósticos",
        "un diagnóstico anotado en un renglón de paciente",
        Grain.DAY,
        (
            *SEEN,
            *_dims(code="Código CIE-10", category="Categoría CIE-10", diagnosis_class="Clase de diagnóstico"),
        ),
    ),
    FactTable(
        "promotion_rows",
        "Educación y promoción",
        "una actividad educativa o de promoción",
        Grain.DAY,
        (
            *ROW,
            *PLACE,
            *WORK,
            *_dims(
                technique="Técnica educativa",
                promotion_type="Tipo de promoción",
                other_code="Otro código",
                programme_name="Programa",
            ),
            *_numbers(men="Hombres", women="Mujeres", minutes="Minutos"),
        ),
    ),
    FactTable(
        "admin_rows",
        "Actividades administrativas",
        "una actividad administrativa con su tiempo",
        Grain.DAY,
        (*ROW, *PLACE, *WORK, *_dims(code="Código"), *_numbers(minutes="Minutos")),
    ),
    FactTable(
        "rda_headers",
        "Hojas del registro diario",
        "una hoja; `worked_day` es 1 en la primera hoja con horas sillón del profesional en la instalación ese "
        "día y 0 en las demás",
        Grain.DAY,
        (
            *ROW,
            *PLACE,
            *WORK,
            Column("chair_hours", Type.DECIMAL, "Horas sillón"),
            *_numbers(worked_day="Días trabajados"),
        ),
    ),
    FactTable(
        "hospital_months",
        "Formulario hospitalario mensual",
        "un mes de un hospital, por sexo y edad si se desglosa",
        Grain.MONTH,
        (
            *ROW,
            *PLACE,
            *PERSON,
            *_numbers(
                postoperative_deaths="Defunciones posoperatorias (dentro de los 10 días)",
                operations="Operaciones",
                discharges="Egresos",
                interconsultation_discharges="Egresos por interconsulta",
                bed_days="Días cama ocupados",
                surgical_interventions="Intervenciones quirúrgicas del servicio",
                laboratory_tests="Exámenes de laboratorio",
            ),
        ),
    ),
    FactTable(
        "rinse_weeks",
        "Registro de enjuagatorios escolares",
        "una escuela en un año lectivo, por sexo y edad si se desglosa",
        Grain.YEAR,
        (
            *ROW,
            *PLACE,
            *RESIDENCE,
            *PERSON,
            *_dims(school="Escuela"),
            *_numbers(
                weeks="Semanas cubiertas", enrolled="Escolares incluidos", covered="Escolares cubiertos"
            ),
        ),
    ),
    FactTable(
        "epi_exams",
        "Exámenes epidemiológicos",
        "una persona examinada una fecha",
        Grain.DAY,
        (
            *ROW,
            *PLACE,
            *RESIDENCE,
            *PERSON,
            *_dims(
                phase="Fase (centinela, encuesta, especial)",
                population_group="Grupo de población",
                school="Escuela",
                periodontal="Estado periodontal",
                occlusion="Oclusión",
                prosthetic_need="Necesidad protésica",
                fluorosis="Fluorosis",
                lesion="Lesión de la mucosa",
                caries_free="Libre de caries",
            ),
            *_numbers(
                decayed="Cariados (permanentes)",
                missing="Perdidos (permanentes)",
                filled="Obturados (permanentes)",
                dmft="CPOD",
                primary_decayed="Cariados (temporales)",
                primary_extracted="Extraídos (temporales)",
                primary_filled="Obturados (temporales)",
                primary_dmft="ceod",
            ),
        ),
    ),
    FactTable(
        "epi_teeth",
        "Dientes examinados",
        "un diente de una persona examinada",
        Grain.DAY,
        (
            *ROW,
            *PLACE,
            *RESIDENCE,
            *PERSON,
            *_dims(
                population_group="Grupo de población",
                tooth="Diente (FDI)",
                dentition="Dentición",
                crown="Estado de la corona (OMS)",
            ),
        ),
    ),
    FactTable(
        "resources",
        "Recursos",
        "los recursos de una instalación en un año",
        Grain.YEAR,
        (*ROW, *PLACE, *RESIDENCE, *_numbers(facilities="Instalaciones de salud", dentists="Odontólogos")),
    ),
    FactTable(
        "population",
        "Población residente",
        "personas de un área en un año, por sexo y edad (la menor de su grupo)",
        Grain.YEAR,
        (*ROW, *_dims(region="Región de salud"), *RESIDENCE, *PERSON, *_numbers(persons="Personas")),
    ),
    FactTable(
        "responsibility_population",
        "Población de responsabilidad",
        "personas a cargo de una instalación en un año, por sexo y edad",
        Grain.YEAR,
        (*ROW, *PLACE, *PERSON, *_numbers(persons="Personas")),
    ),
    FactTable(
        "expected_pregnancies",
        "Embarazadas esperadas",
        "embarazos que se esperan en un área en un año, por edad",
        Grain.YEAR,
        (*ROW, *_dims(region="Región de salud"), *RESIDENCE, *PERSON, *_numbers(persons="Embarazadas")),
    ),
]
TABLES: dict[str, FactTable] = {table.name: table for table in _TABLES}
