# ruff: noqa: E501  (a table is read by rows)
"""The rules of form D (spec 4, D): hospital month, school rinses, resources, population, expected pregnancies."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

_D = "spec 4, D"
RULES: dict[str, Rule] = table(
    "oralhealth-registers",
    [
        Rule("OD-01", "«{facility}» no es un hospital.", "El formulario hospitalario es solo de hospitales.", "004, p. 50, 61-65"),
        Rule("OD-02", "{what} ya tiene cifras {how}.", "Se registra el total o el desglose por sexo y edad, no los dos: contarían dos veces. Vacíe antes lo otro.", _D),
        Rule("OD-03", "{value} todavía no llega.", "Registre hasta el periodo actual.", _D),
        Rule("OD-04", "«{value}» no es {what}.", "Elija de la lista.", "004, p. 61-67"),
        Rule("OD-05", "Falta la escuela.", "Escriba el nombre del centro educativo.", "004, p. 67"),
        Rule("OD-06", "«{value}» no es un año.", "Escriba cuatro cifras, por ejemplo 2026.", _D),
        Rule("OD-10", "«{value}» no es una clase de población.", "Use población estimada, de responsabilidad o embarazadas esperadas.", _D),
        Rule("OD-11", "{kind} no se registra en {where}.", "La población estimada y las embarazadas van por región o país; la de responsabilidad, por instalación.", _D),
        Rule("OD-12", "Falta decir de dónde sale la población.", "Escriba la fuente: censo, proyección, padrón y su fecha.", _D),
        Rule("OD-13", "«{value}» no es una cantidad de personas.", "Escriba un entero de 0 en adelante, o deje vacío lo que no se sabe.", _D),
        Rule("OD-14", "«{value}» no es un sexo.", "Use 1 (masculino), 2 (femenino) o vacío (sin desglose).", _D),
        Rule("OD-15", "Las embarazadas esperadas no son de sexo masculino.", "Quite el renglón.", _D),
        Rule("OD-16", "«{value}» no es una edad.", "Escriba la edad en años (la menor de su grupo), o déjela vacía si no se desglosa.", _D),
        Rule("OD-17", "«{value}» no es un código de {part}.", "Escriba dos cifras de la división política, o déjelo vacío.", "004, p. 20"),
        Rule("OD-18", "El renglón repite a otro: {other}.", "Deje uno por área, sexo y edad.", _D),
        Rule("OD-20", "«{value}» no es {what} de Salud Bucal vigente.", "Revise el código.", "004, p. 17"),
        Rule("OD-21", "No puede registrar en «{value}».", "Quite el renglón, o pídalo a quien lleva los registros de ese lugar.", _D),
        Rule("OD-22", "El renglón repite al de la línea {line}.", "Deje uno.", _D),
        Rule("OD-30", "No existe la región de salud «{value}».", "Use su nombre o su código: {known}.", "004, p. 11; spec 4, What it is for"),
        Rule("OD-31", "«{value}» no es una institución de salud bucal.", "Escriba MINSA (Ministerio de Salud) o CSS (Caja de Seguro Social).", "004, p. 11"),
        Rule("OD-32", "La instalación pertenece a «{region}» y el archivo la pone en otra región.", "Una importación no mueve instalaciones; corrija el código o la región.", "004, p. 17"),
        Rule("OD-33", "«{value}» ya es la clave de otro lugar, que no es una instalación de salud bucal.", "Revise el código con REGES de la región.", "004, p. 17"),
        Rule("OD-34", "«{value}», el principio del código, no es una provincia ni una comarca conocida.", "Revise las dos primeras cifras; si es correcto, puede continuar.", "004, p. 17", "warning"),
        Rule("OD-35", "El sistema no tiene regiones de salud donde registrar instalaciones.", "Cargue antes el país y sus regiones con la orden «cauce setup PA».", "spec 4, What it is for"),
    ],
)  # fmt: skip


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return RULES[rule_id].problem(place, **params)
