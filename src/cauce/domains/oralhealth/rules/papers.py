# ruff: noqa: E501  (a table is read by rows)
"""The rules of bulletins and printed forms."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

PAPERS: dict[str, Rule] = table(
    "oralhealth-papers",
    [
        Rule("OH-330", "«{value}» no es un periodo de boletín.", "Use un mes como 202603 o un año como 2026.", "004, p. 12; spec 4"),
        Rule("OH-331", "El periodo {value} todavía no empieza.", "Elija uno que ya tenga datos.", "spec 4"),
        Rule("OH-332", "«{name}» no es el país, una región ni una instalación de salud bucal.", "Elija un lugar de la lista.", "spec 4"),
        Rule("OH-333", "No hay nada registrado en {name} en {value}.", "Elija otro periodo, o espere a que se registren las hojas.", "design: sent is not sent with data"),
        Rule("OH-334", "El consolidado todavía no lo acuerdan: {parties}.", "Imprima el preliminar; el definitivo se emite cuando acuerdan todas las partes.", "004, p. 78"),
        Rule("OH-335", "El mes no tiene {what}.", "Escríbalo en la página del mes y vuelva a imprimir.", "004, p. 78"),
        Rule("OH-336", "El consolidado está desactualizado desde que algo cambió.", "Consolide de nuevo y acuerde antes de emitir.", "spec 4"),
    ],
)  # fmt: skip


def broken(rule: str, place: str = "", **params: object) -> Problem:
    """The problem of one rule at one place."""
    return PAPERS[rule].problem(place, **params)
