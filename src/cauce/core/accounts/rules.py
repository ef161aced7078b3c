"""The rules about people, grants and tokens. Pure."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

RULES = table(
    "accounts",
    [
        Rule(
            "PE-01",
            "El nombre de usuario «{value}» ya existe o no es válido.",
            "Use de 3 a 150 letras, cifras y los signos @ . + - _ ; sin espacios.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-02",
            "El correo «{value}» no es válido o ya lo usa otra cuenta.",
            "Escriba otro correo.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-03",
            "Falta el nombre de la persona.",
            "Escriba nombre y apellidos.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-04",
            "Las cuentas compartidas están desactivadas.",
            "Cree una cuenta personal; o actívelas con CAUCE_SHARED_ENTITY_ACCOUNTS si su norma lo exige.",
            "decisión M4",
        ),
        Rule(
            "PE-05",
            "Una cuenta compartida solo recibe papeles en una entidad federativa.",
            "Elija una entidad federativa o una cuenta personal.",
            "decisión M4",
        ),
        Rule(
            "PE-10",
            "El papel «{value}» no existe.",
            "Elija un papel de la lista.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-11",
            "El papel «{role}» no se otorga en «{unit}».",
            "Este papel se otorga en: {kinds}.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-18",
            "El papel «{role}» es de un programa que no está en «{unit}».",
            "Elija un papel de los programas de ese país.",
            "decisión 0052: one sign-in, one product",
        ),
        Rule(
            "PE-12",
            "La vigencia termina antes de empezar.",
            "Corrija las fechas.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-13",
            "La persona ya tiene ese papel en ese lugar con esa fecha.",
            "Revise sus papeles vigentes.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-14",
            "Ese papel ya terminó el {date}.",
            "No hace falta revocarlo.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-15",
            "Nadie puede cambiar sus propios papeles.",
            "Pídalo a otra persona de la administración.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-16",
            "Nadie puede desactivar su propia cuenta.",
            "Pídalo a otra persona de la administración.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-17",
            "Falta el motivo.",
            "Escriba el motivo; quedará en la bitácora.",
            "design.md, accounts: grants scoped to a place",
        ),
        Rule(
            "PE-20",
            "La clave necesita un nombre.",
            "Escriba para qué sistema es, de 3 a 80 caracteres.",
            "design.md, accounts; 1 of 4, tokens scoped like people",
        ),
        Rule(
            "PE-21",
            "La vigencia debe ser de 1 a {maximum} días.",
            "Elija otra vigencia.",
            "design.md, accounts; 1 of 4, tokens scoped like people",
        ),
        Rule(
            "PE-22",
            "Ya hay {maximum} claves vigentes.",
            "Revoque las que no use.",
            "design.md, accounts; 1 of 4, tokens scoped like people",
        ),
        Rule(
            "PE-23",
            "La clave ya está revocada.",
            "No hace falta hacer nada.",
            "design.md, accounts; 1 of 4, tokens scoped like people",
        ),
    ],
)


def broken(rule_id: str, where: str = "", /, **params: object) -> Problem:
    """The problem of one rule at one place."""
    return RULES[rule_id].problem(where, **params)
