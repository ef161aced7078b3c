"""The rules of answering a proposed shortage (spec 2, "Bridges to the other modules")."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

LEAST_REASON = 10
_SOURCE = "spec 2, Bridges: never written without the entity's confirmation"
RULES = table(
    "bridges-shortage",
    [
        Rule(
            "BR-01",
            "Para descartar un faltante propuesto hace falta un motivo.",
            "Escríbalo (al menos {least} caracteres); queda en la bitácora.",
            _SOURCE,
        ),
        Rule(
            "BR-02",
            "Este faltante propuesto ya se descartó el {at}.",
            "Si cambió de parecer, regístrelo usted en la hoja de la unidad (paso 6).",
            _SOURCE,
        ),
        Rule(
            "BR-03",
            "No hay solicitudes sin capacidad de este producto en esa unidad desde el {since}.",
            "Vuelva a la lista: muestra lo que hay ahora.",
            "spec 2, Bridges: denied or waiting «no capacity» demand per unit and service",
        ),
    ],
)


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """The problem of one rule at one place."""
    return RULES[rule_id].problem(place, **params)
