"""When a signed copy may be received or judged: the sentences."""

from __future__ import annotations

from cauce.core.errors import Invalid, NotNow
from cauce.core.rules import Rule, table

MIN_NOTE = 10
RULES = table(
    "documents.intake",
    [
        Rule(
            "DOC-20",
            "La versión {version} (folio {folio}) fue sustituida; ya no admite copias firmadas.",
            "Descargue la versión final vigente, fírmela y súbala.",
            "spec 1, regla 7",
        ),
        Rule(
            "DOC-21",
            "Esta copia no espera cotejo.",
            "Consulte su dictamen en la lista de copias firmadas.",
            "design.md, signed PDFs",
        ),
        Rule(
            "DOC-22",
            "Falta decir por qué se rechaza la copia.",
            "Escriba el motivo, de al menos 10 caracteres.",
            "design.md, signed PDFs",
        ),
        Rule(
            "DOC-23",
            "Quien sube una copia no puede cotejarla.",
            "Pida el cotejo a otra persona de la coordinación.",
            "design.md, signed PDFs",
        ),
    ],
)


def not_now(rule: str, **params: object) -> NotNow:
    """The refusal of a state."""
    problem = RULES[rule].problem("", **params)
    return NotNow(problem.message, rule=rule, remedy=problem.remedy)


def invalid(rule: str, place: str, **params: object) -> Invalid:
    """The refusal of an input."""
    return Invalid([RULES[rule].problem(place, **params)])
