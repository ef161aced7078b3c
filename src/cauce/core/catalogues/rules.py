"""The rules of catalogues: id, sentence, remedy, source."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

RULES = table(
    "catalogues",
    [
        Rule(
            "CA-01",
            "La publicación {number} de «{catalogue}» ya está publicada y no se modifica.",
            "Prepare una publicación nueva; la anterior queda como está.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-02",
            "«{catalogue}» ya tiene en preparación la publicación {number}.",
            "Publíquela o descártela antes de preparar otra.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-03",
            "La clave «{code}» ya existe en «{catalogue}».",
            "Use otra clave o cambie el concepto existente.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-04",
            "La clave «{code}» no está en «{catalogue}».",
            "Revise la clave; las vigentes se consultan en Catálogos.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-05",
            "El concepto «{code}» tiene conceptos vigentes debajo y no se puede cerrar solo.",
            "Cierre primero los que dependen de él o muévalos a otro.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-06",
            "La publicación {number} está vacía: no tiene conceptos.",
            "Agregue conceptos o impórtelos antes de publicar.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-07",
            "El nombre debe tener entre 1 y 300 caracteres.",
            "Escriba el nombre del concepto.",
            "design.md, Catalogues are releases",
        ),
        Rule(
            "CA-08",
            "«{alias}» ya es un nombre alterno de «{label}».",
            "No hace falta repetirlo.",
            "decisions.md, M14",
        ),
    ],
)


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """The rule broken at `place`."""
    return RULES[rule_id].problem(place, **params)
