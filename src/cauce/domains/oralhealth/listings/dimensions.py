"""What a listing may be broken down and filtered by: every coded variable of the daily record. Pure.

The same column name means different things in different facts (`code` is a procedure, a diagnosis or an
administrative code), so a dimension has a key of its own and names the facts that hold it.
"""

from dataclasses import dataclass

from ..facts import TABLES

RDA = ("patient_rows", "activities", "diagnoses", "promotion_rows", "admin_rows", "rda_headers")
SEEN = ("patient_rows", "activities", "diagnoses")
TIMES: dict[str, str] = {"month": "Mes", "quarter": "Trimestre", "year": "Año"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """key: stable, in saved listings; column: its name in the facts; group: where the form shows it."""

    key: str
    label: str
    column: str
    facts: frozenset[str]
    group: str


def _own(key: str, column: str, fact: str, group: str) -> Dimension:
    return Dimension(key, TABLES[fact].column(column).label, column, frozenset({fact}), group)


def _shared() -> list[Dimension]:
    """The columns of one meaning in every fact of the daily record that has them, in the order of the sheet."""
    groups: dict[str, tuple[str, tuple[str, ...]]] = {
        "Lugar": ("rda_headers", ("region", "institution", "facility", "facility_province", "facility_district",
                                  "facility_corregimiento")),
        "Hoja": ("rda_headers", ("professional", "schedule", "centre")),
        "Procedencia del paciente": ("patient_rows", ("province", "district", "corregimiento", "comarca")),
        "Paciente": ("patient_rows", ("sex", "age_group", "age_group_printed", "age_group_maternal", "insured",
                                      "ethnic", "disabled")),
        "Atención": ("patient_rows", ("new_in_institution", "new_in_service", "care_type", "care_frequency",
                                      "programme", "school_programme", "school", "adult_service", "referral",
                                      "completed", "suspected_violence")),
    }  # fmt: skip
    found = []
    for group, (fact, columns) in groups.items():
        for name in columns:
            facts = frozenset(f for f in RDA if name in TABLES[f].dimensions)
            found.append(Dimension(name, TABLES[fact].column(name).label, name, facts, group))
    return found


DIMENSIONS: dict[str, Dimension] = {
    d.key: d
    for d in [
        *_shared(),
        _own("activity", "code", "activities", "Actividades"),
        _own("activity_group", "code_group", "activities", "Actividades"),
        _own("activity_class", "activity_class", "activities", "Actividades"),
        _own("diagnosis", "code", "diagnoses", "Diagnósticos"),
        _own("diagnosis_category", "category", "diagnoses", "Diagnósticos"),
        _own("diagnosis_class", "diagnosis_class", "diagnoses", "Diagnósticos"),
        _own("technique", "technique", "promotion_rows", "Educación y promoción"),
        _own("promotion_type", "promotion_type", "promotion_rows", "Educación y promoción"),
        _own("other_code", "other_code", "promotion_rows", "Educación y promoción"),
        _own("promotion_programme", "programme_name", "promotion_rows", "Educación y promoción"),
        _own("admin_code", "code", "admin_rows", "Actividades administrativas"),
    ]
}


def label_of(key: str) -> str:
    """What people read for a dimension, also for those of time."""
    return TIMES.get(key) or DIMENSIONS[key].label
