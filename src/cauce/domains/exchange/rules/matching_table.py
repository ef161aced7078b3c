"""The rules of match runs and proposals. All come from spec 1, "Finding the exchange opportunities"."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

_SOURCE = "spec 1, Finding the exchange opportunities"

MATCHING_RULES: dict[str, Rule] = table(
    "exchange-matching",
    [
        Rule(
            "EX-80",
            "La distancia máxima «{value}» no es válida.",
            "Escriba los kilómetros con cifras, de {least} a {most}.",
            _SOURCE,
        ),
        Rule(
            "EX-81",
            "No hay renglones con qué emparejar en «{round}»; registros tomados en cuenta: {declarations}.",
            "Espere a que las entidades finalicen, o incluya los registros sin finalizar.",
            f"{_SOURCE}: over finalised entities",
        ),
        Rule(
            "EX-82",
            "No se puede {act} la propuesta {label}: está en «{state}» desde el {since}.",
            "Consulte su historia; si fue sustituida, decida sobre la corrida más reciente.",
            f"{_SOURCE}: propuesta, aceptada, rechazada, convenio",
        ),
        Rule(
            "EX-83",
            "El rechazo necesita un motivo escrito.",
            "Escriba el motivo (al menos {least} caracteres); lo leerá la otra parte.",
            f"{_SOURCE}: rechazada with a reason",
        ),
        Rule(
            "EX-84",
            "Falta el número del convenio o no es válido: «{value}».",
            "Escríbalo tal como aparece en el convenio: de 3 a 60 letras, cifras, espacios y los signos - / . _",
            f"{_SOURCE}: closed as convenio with its number",
        ),
        Rule(
            "EX-85",
            "{unit} declara hoy {declared} pacientes de este producto y ya tiene {taken} comprometidos; "
            "no alcanza para los {patients} de la propuesta {label}.",
            "Ejecute otra corrida: propondrá solo lo que hoy está declarado.",
            f"{_SOURCE}: never beyond what either side declared",
        ),
        Rule(
            "EX-86",
            "El producto {product} tiene demasiadas parejas posibles dentro de la distancia.",
            "Reduzca la distancia máxima.",
            "decisión propia: memoria del emparejamiento",
        ),
        Rule(
            "EX-87",
            "No se eligió ninguna propuesta.",
            "Marque al menos una propuesta de la lista.",
            _SOURCE,
        ),
        Rule(
            "EX-88",
            "La corrida {number} de este periodo, pedida por {who} el {at}, todavía no termina.",
            "Espere a que termine o cancélela en Trabajos.",
            "decisión propia: una corrida a la vez por periodo",
        ),
    ],
)


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return MATCHING_RULES[rule_id].problem(place, **params)
