"""The closed lists of a request: category, priority, setting, channel, side, sex, and the reasons of a decision.

Categories: spec 2, rule 2, from source 002, "Recopilación de trámites y servicios autorizados". Reasons are ours.
"""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What kind of service (rule 2)."""

    IMAGING = "imaging"
    LABORATORY = "laboratory"
    DIAGNOSIS = "diagnosis"
    ENDOSCOPY = "endoscopy"
    OUTPATIENT_SURGERY = "outpatient_surgery"
    INPATIENT_SURGERY = "inpatient_surgery"
    CHEMOTHERAPY = "chemotherapy"
    RADIOTHERAPY = "radiotherapy"
    ONCOLOGIC_SURGERY = "oncologic_surgery"
    PROSTHETICS = "prosthetics"
    THERAPY = "therapy"
    SECOND_OPINION = "second_opinion"


CATEGORY_LABELS = {
    Category.IMAGING: "Estudios de imagen",
    Category.LABORATORY: "Estudios de laboratorio",
    Category.DIAGNOSIS: "Diagnóstico especializado",
    Category.ENDOSCOPY: "Procedimientos endoscópicos",
    Category.OUTPATIENT_SURGERY: "Cirugía ambulatoria",
    Category.INPATIENT_SURGERY: "Cirugía con hospitalización",
    Category.CHEMOTHERAPY: "Oncología: quimioterapia",
    Category.RADIOTHERAPY: "Oncología: radioterapia",
    Category.ONCOLOGIC_SURGERY: "Oncología: cirugía",
    Category.PROSTHETICS: "Prótesis y ortopedia",
    Category.THERAPY: "Estudios psicológicos y terapias complementarias",
    Category.SECOND_OPINION: "Segunda opinión",
}
ONCOLOGY = frozenset({Category.CHEMOTHERAPY, Category.RADIOTHERAPY, Category.ONCOLOGIC_SURGERY})


class Annex(StrEnum):
    """Which annex a category carries (rule 2)."""

    NONE = ""
    ONCOLOGY = "oncology"
    PROSTHETICS = "prosthetics"


def annex_of(category: str) -> Annex:
    """The annex that a service of this category carries."""
    if category in ONCOLOGY:
        return Annex.ONCOLOGY
    return Annex.PROSTHETICS if category == Category.PROSTHETICS else Annex.NONE


class Priority(StrEnum):
    """How soon an answer is due."""

    STANDARD = "standard"
    URGENT = "urgent"


class Setting(StrEnum):
    """Both settings (decision S8)."""

    AMBULATORY = "ambulatory"
    HOSPITAL = "hospital"


class Channel(StrEnum):
    """How it came in (decision S11)."""

    DIGITAL = "digital"
    PAPER = "paper"
    PACKAGE = "package"
    FHIR = "fhir"


class Side(StrEnum):
    """Laterality."""

    NONE = ""
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Sex(StrEnum):
    """As CURP writes it."""

    MALE = "H"
    FEMALE = "M"
    OTHER = "X"


PRIORITY_LABELS = {Priority.STANDARD: "Ordinaria", Priority.URGENT: "Urgente"}
SETTING_LABELS = {Setting.AMBULATORY: "Ambulatorio", Setting.HOSPITAL: "Hospitalario"}
CHANNEL_LABELS = {
    Channel.DIGITAL: "Digital",
    Channel.PAPER: "Papel",
    Channel.PACKAGE: "Paquete de transferencia",
    Channel.FHIR: "Expediente clínico electrónico",
}
SIDE_LABELS = {Side.NONE: "No aplica", Side.LEFT: "Izquierdo", Side.RIGHT: "Derecho", Side.BOTH: "Ambos"}
SEX_LABELS = {Sex.FEMALE: "Mujer", Sex.MALE: "Hombre", Sex.OTHER: "No binario"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason: for which outcomes it serves, and whether it may be given to an emergency (rule 7)."""

    code: str
    label: str
    outcomes: frozenset[str]
    emergency: bool = False


_DENY, _MODIFY, _BOTH = frozenset({"denied"}), frozenset({"modified"}), frozenset({"denied", "modified"})
REASONS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason("criteria", "No cumple el criterio clínico vigente", _BOTH),
        Reason("alternative", "Existe una alternativa indicada antes que este servicio", _BOTH),
        Reason("evidence", "La evidencia enviada no sustenta la indicación", _DENY, emergency=True),
        Reason("repeated", "El estudio ya se realizó y su resultado sirve", _DENY),
        Reason("not_entitled", "La persona no tiene derecho a este servicio", _DENY),
        Reason("not_an_emergency", "La atención no fue una urgencia", _DENY, emergency=True),
        Reason("capacity", "Sin capacidad disponible", _BOTH),
        Reason("quantity", "La cantidad excede la indicada", _MODIFY, emergency=True),
        Reason("service", "Otro servicio responde mejor a la pregunta clínica", _MODIFY),
        Reason("place", "Se realiza en otra unidad", _MODIFY),
    )
}
