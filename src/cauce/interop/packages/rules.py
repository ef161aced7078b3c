# ruff: noqa: E501  (a table is read by rows)
"""When a package is refused whole, and what each of its records may meet."""

from cauce.core.errors import Invalid, Problem
from cauce.core.rules import Rule, table

_SPEC, _ISSUE = "spec 4, The way of the data", "issue 3, item 5"

RULES: dict[str, Rule] = table(
    "packages",
    [
        Rule("PK-01", "El archivo no es un paquete de Cauce.", "Elija el archivo .cauce que exportó la instalación, sin abrirlo ni convertirlo.", _SPEC),
        Rule("PK-02", "El paquete está cortado: faltan {missing} de {expected} bytes.", "Cópielo otra vez desde la instalación; si fue por correo, pida que lo reenvíen.", _ISSUE),
        Rule("PK-03", "El paquete es de la versión {found} del formato y esta instalación entiende hasta la {known}.", "Actualice Cauce aquí, o pida que lo exporten con la versión anterior.", _ISSUE),
        Rule("PK-04", "El contenido del paquete no corresponde a su firma: fue alterado o se dañó al copiarlo.", "No lo use; pida a la instalación que lo exporte de nuevo.", _ISSUE),
        Rule("PK-05", "El paquete está firmado con la llave {key}, que aquí no es de confianza.", "Si es de la instalación, agregue su llave pública en «Llaves» después de comprobarla con ella.", _ISSUE),
        Rule("PK-06", "La llave {key} se revocó el {at}: {reason}", "Pida a la instalación un paquete firmado con su llave vigente.", _ISSUE),
        Rule("PK-07", "El paquete trae «{kind}», que esta instalación no sabe importar.", "Revise que el módulo esté activo, o actualice Cauce.", _ISSUE),
        Rule("PK-08", "La llave {key} no puede hablar por {where}.", "Agregue la llave también para esa instalación, si le corresponde.", _ISSUE),
        Rule("PK-09", "«{where}» no es una instalación conocida aquí.", "Regístrela primero en la administración.", _ISSUE),
        Rule("PK-10", "Ya se importó otro paquete n.º {number} de {where}, {period}, con contenido distinto.", "Exporte de nuevo desde la instalación: tomará el número siguiente.", _ISSUE),
        Rule("PK-11", "El paquete pesa más de lo admitido ({limit}).", "Exporte menos de una vez.", _ISSUE),
        Rule("PK-12", "El interior del paquete está mal formado: {why}.", "Pida a la instalación que lo exporte de nuevo.", _ISSUE),
        Rule("PK-13", "«{value}» no es una llave pública.", "Cópiela completa: 43 signos, como la muestra la instalación en «Paquetes».", _ISSUE),
        Rule("PK-14", "La llave {key} ya está registrada para {where}.", "No hace falta agregarla otra vez.", _ISSUE),
        Rule("PK-15", "La llave {key} ya está revocada.", "Si vuelve a ser de confianza, agréguela de nuevo.", _ISSUE),
        Rule("PK-16", "Falta el motivo de la revocación.", "Escriba por qué deja de ser de confianza.", _ISSUE),
        Rule("PK-20", "Aquí hay una versión más nueva (v{ours}) que la del paquete (v{theirs}).", "No hace falta hacer nada: se conserva la más nueva.", _ISSUE),
        Rule("PK-21", "El registro pertenece aquí a otra hoja o instalación.", "Avise a soporte: dos instalaciones usan el mismo identificador.", _ISSUE),
        Rule("PK-22", "Su hoja no se tomó.", "Resuelva primero el problema de la hoja.", _ISSUE),
        Rule("PK-23", "Ya se importó un paquete más nuevo (n.º {ours}) que este (n.º {theirs}).", "No hace falta hacer nada: se conserva lo más nuevo.", _ISSUE),
        Rule("PK-24", "Continúa un renglón que no se tomó.", "Resuelva primero el problema de ese renglón.", _ISSUE),
        Rule("PK-25", "La hoja ya no viene en el paquete, pero aquí tiene reclamos.", "Ciérrelos y retírela en persona si corresponde.", _ISSUE),
    ],
)  # fmt: skip


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule."""
    return RULES[rule_id].problem(place, **params)


def refused(rule_id: str, **params: object) -> Invalid:
    """The refusal of a whole package, ready to raise."""
    return Invalid([broken(rule_id, "archivo", **params)])
