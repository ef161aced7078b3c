"""The facts that a criterion may ask about, with their types. A fact that is not known is None."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = int | str | bool | None
Facts = Mapping[str, Value]
EXTRA = "extra."  # a variant's own field: its type is not known here


class FactType(StrEnum):
    """What may be compared with what."""

    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's type and what people call it."""

    type: FactType
    label: str


_N, _T, _B = FactType.NUMBER, FactType.TEXT, FactType.YES_NO
FACTS: dict[str, Fact] = {
    "age_years": Fact(_N, "edad en años"),
    "sex": Fact(_T, "sexo"),
    "service": Fact(_T, "servicio"),
    "category": Fact(_T, "categoría"),
    "quantity": Fact(_N, "cantidad"),
    "side": Fact(_T, "lado"),
    "diagnosis": Fact(_T, "diagnóstico CIE-10"),
    "priority": Fact(_T, "prioridad"),
    "setting": Fact(_T, "ámbito"),
    "emergency": Fact(_B, "urgencia ya atendida"),
    "channel": Fact(_T, "canal"),
    "care_level": Fact(_N, "nivel de atención de la unidad"),
    "evidence_count": Fact(_N, "documentos adjuntos"),
    "justification_letters": Fact(_N, "letras de la justificación"),
    "prior_same_service": Fact(_N, "veces que se autorizó el mismo servicio en doce meses"),
    "days_since_same_service": Fact(_N, "días desde el último igual"),
    "oncology_stage": Fact(_T, "etapa clínica"),
    "oncology_cycles": Fact(_N, "ciclos"),
    "device": Fact(_T, "dispositivo"),
    "material": Fact(_T, "material"),
}


def fact_of(name: str) -> Fact | None:
    """The fact of that name; a variant's field answers to `extra.<field>`."""
    if name.startswith(EXTRA) and len(name) > len(EXTRA):
        return Fact(FactType.ANY, f"«{name[len(EXTRA) :]}»")
    return FACTS.get(name)
