"""The rules about notices. Pure."""

from cauce.core.rules import Rule, table

RULES = table(
    "notifications",
    [
        Rule(
            "NOTICE-01",
            "«{value}» no es una forma de recibir correos.",
            "Elija una de las tres: un correo por aviso, un resumen al día o ninguno.",
            "issue 2, notifications",
        ),
        Rule("NOTICE-02", "Ese aviso no existe.", "Vuelva a la lista de avisos.", "issue 2, notifications"),
    ],
)
