"""What a listing may count: patients, activities by unit of count, hours, first visits… Pure.

A measure is the numerator (and for an average the denominator) of an indicator built at run time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cauce.indicators.model import Condition, Measure, Test

from ..rules.codes import Codebook
from .dimensions import DIMENSIONS

UNITS = {
    "patient": "Actividades contadas por paciente",
    "film": "Radiografías",
    "surface": "Superficies",
    "tooth": "Dientes",
    "quadrant": "Cuadrantes",
    "appliance": "Aparatos o prótesis",
    "impression": "Impresiones",
    "intervention": "Intervenciones",
    "dressing": "Curaciones",
    "lesion": "Lesiones",
    "sample": "Muestras",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing to count. denominator () is a plain count."""

    key: str
    label: str
    group: str
    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...] = ()
    factor: Decimal = Decimal(1)
    digits: int = 0
    note: str = ""
    adds_up: bool = (
        True  # False: an average, or different persons or places: a total is not the sum of its parts
    )

    @property
    def facts(self) -> frozenset[str]:
        """The fact tables it counts in."""
        return frozenset(m.fact for m in (*self.numerator, *self.denominator))

    def holds(self, dimension: str) -> bool:
        """Whether it can be told apart by the dimension."""
        return self.facts <= DIMENSIONS[dimension].facts


def figures(book: Codebook) -> Mapping[str, Figure]:
    """All of them by key, in the order of the form."""
    return {
        f.key: f for f in [*_patients(), *_activities(book), *_diagnoses(), *_work(), *_others(), *_means()]
    }


def _is(column: str, *values: str) -> Condition:
    return Condition(column, Test.IN, values)


def _seen(*conditions: Condition) -> Measure:
    return Measure("patient_rows", None, conditions)


def _done(*conditions: Condition) -> Measure:
    return Measure("activities", "number", conditions)


HOURS = Measure("rda_headers", "chair_hours")
DAYS = Measure("rda_headers", "worked_day")


def _patients() -> Iterable[Figure]:
    group = "Pacientes"
    rows = [
        ("patients", "Pacientes atendidos", ()),
        ("first_visits", "Primera vez en el servicio (casilla 9)", (_is("new_in_service", "1"),)),
        ("subsequent", "Subsecuentes en el servicio (casilla 9)", (_is("new_in_service", "2"),)),
        ("new_in_institution", "Nuevos en la institución (casilla 8)", (_is("new_in_institution", "1"),)),
        ("completed", "Pacientes terminados (casilla 23)", (_is("completed", "1"),)),
        ("referred", "Referidos (casilla 21)", (Condition("referral", Test.IS_NULL, (False,)),)),
        ("violence", "Con sospecha de violencia", (_is("suspected_violence", "1"),)),
        ("disabled_patients", "Con discapacidad (casilla 2)", (_is("disabled", "1"),)),
    ]
    for key, label, conditions in rows:
        yield Figure(key, label, group, (_seen(*conditions),))


def _activities(book: Codebook) -> Iterable[Figure]:
    group = "Actividades y procedimientos"
    mixed = "Suma unidades distintas: superficies, dientes, cuadrantes, pacientes."
    yield Figure("activities", "Actividades (número)", group, (_done(),), note=mixed)
    yield Figure("activity_lines", "Renglones de actividad", group, (Measure("activities"),))
    yield Figure(
        "new_activities", "Actividades nuevas", group, (_done(_is("activity_class", "1")),), note=mixed
    )
    yield Figure(
        "again_activities",
        "Actividades subsecuentes",
        group,
        (_done(_is("activity_class", "2")),),
        note=mixed,
    )
    for key, label in (("preventive", "Actividades preventivas"), ("curative", "Actividades curativas")):
        yield Figure(key, label, group, (_done(_is("code_group", key)),), note=mixed)
    for unit in dict.fromkeys(p.unit.code for p in book.procedures.values()):
        codes = tuple(p.code for p in book.procedures.values() if p.unit.code == unit)
        label = UNITS.get(unit) or unit_label(book, unit)
        yield Figure(f"by_{unit}", label, "Actividades por unidad de cuenta", (_done(_is("code", *codes)),))


def unit_label(book: Codebook, unit: str) -> str:
    """The codebook's own word for a unit of count."""
    return next(p.unit.label for p in book.procedures.values() if p.unit.code == unit).capitalize()


def _diagnoses() -> Iterable[Figure]:
    group = "Diagnósticos"
    rows = (("diagnoses", "Diagnósticos", ()), ("new_diagnoses", "Diagnósticos nuevos", ("1",)),
            ("control_diagnoses", "Diagnósticos en control", ("2",)))  # fmt: skip
    for key, label, classes in rows:
        where = (_is("diagnosis_class", *classes),) if classes else ()
        yield Figure(key, label, group, (Measure("diagnoses", None, where),))


def _work() -> Iterable[Figure]:
    group = "Trabajo"
    yield Figure("chair_hours", "Horas sillón", group, (HOURS,), digits=2)
    yield Figure("days", "Días trabajados", group, (DAYS,))
    yield Figure("sheets", "Hojas", group, (Measure("rda_headers"),))
    each = "Cada quien cuenta una vez: el total no es la suma de las partes."
    yield Figure(
        "professionals", "Profesionales", group, (Measure("rda_headers", distinct="professional"),),
        note=each, adds_up=False,
    )  # fmt: skip
    yield Figure(
        "facilities", "Instalaciones con registro", group, (Measure("rda_headers", distinct="facility"),),
        note=each, adds_up=False,
    )  # fmt: skip


def _others() -> Iterable[Figure]:
    group, people = "Educación, promoción y administración", ("men", "women")
    yield Figure("sessions", "Actividades de educación y promoción", group, (Measure("promotion_rows"),))
    yield Figure("participants", "Participantes", group, tuple(Measure("promotion_rows", p) for p in people))
    yield Figure("men", "Participantes hombres", group, (Measure("promotion_rows", "men"),))
    yield Figure("women", "Participantes mujeres", group, (Measure("promotion_rows", "women"),))
    yield Figure("education_minutes", "Minutos de educación", group, (Measure("promotion_rows", "minutes"),))
    yield Figure("admin_minutes", "Minutos administrativos", group, (Measure("admin_rows", "minutes"),))


def _means() -> Iterable[Figure]:
    group = "Promedios y porcentajes"
    rows = [
        ("patients_an_hour", "Pacientes por hora sillón", (_seen(),), (HOURS,), 1),
        ("patients_a_day", "Pacientes por día trabajado", (_seen(),), (DAYS,), 1),
        ("activities_an_hour", "Actividades por hora sillón", (_done(),), (HOURS,), 1),
        ("activities_a_patient", "Actividades por paciente", (_done(),), (_seen(),), 1),
        ("first_share", "% de primera vez", (_seen(_is("new_in_service", "1")),), (_seen(),), 100),
        ("completed_share", "% de pacientes terminados", (_seen(_is("completed", "1")),), (_seen(),), 100),
    ]
    for key, label, numerator, denominator, factor in rows:
        yield Figure(key, label, group, numerator, denominator, Decimal(factor), 2, adds_up=False)
