"""The rules about people, grants and tokens: id → what it says, and what to do. Pure."""

from cauce.core.errors import Problem

RULES: dict[str, tuple[str, str]] = {
    "PE-01": (
        "El nombre de usuario «{value}» ya existe o no es válido.",
        "Use de 3 a 150 letras, cifras y los signos @ . + - _ ; sin espacios.",
    ),
    "PE-02": ("El correo «{value}» no es válido o ya lo usa otra cuenta.", "Escriba otro correo."),
    "PE-03": ("Falta el nombre de la persona.", "Escriba nombre y apellidos."),
    "PE-04": (
        "Las cuentas compartidas están desactivadas.",
        "Cree una cuenta personal; o actívelas con CAUCE_SHARED_ENTITY_ACCOUNTS si su norma lo exige.",
    ),
    "PE-05": (
        "Una cuenta compartida solo recibe papeles en una entidad federativa.",
        "Elija una entidad federativa o una cuenta personal.",
    ),
    "PE-10": ("El papel «{value}» no existe.", "Elija un papel de la lista."),
    "PE-11": (
        "El papel «{role}» no se otorga en «{place}».",
        "Este papel se otorga en: {kinds}.",
    ),
    "PE-12": ("La vigencia termina antes de empezar.", "Corrija las fechas."),
    "PE-13": ("La persona ya tiene ese papel en ese lugar con esa fecha.", "Revise sus papeles vigentes."),
    "PE-14": ("Ese papel ya terminó el {date}.", "No hace falta revocarlo."),
    "PE-15": ("Nadie puede cambiar sus propios papeles.", "Pídalo a otra persona de la administración."),
    "PE-16": ("Nadie puede desactivar su propia cuenta.", "Pídalo a otra persona de la administración."),
    "PE-17": ("Falta el motivo.", "Escriba el motivo; quedará en la bitácora."),
    "PE-20": ("La clave necesita un nombre.", "Escriba para qué sistema es, de 3 a 80 caracteres."),
    "PE-21": ("La vigencia debe ser de 1 a {maximum} días.", "Elija otra vigencia."),
    "PE-22": ("Ya hay {maximum} claves vigentes.", "Revoque las que no use."),
    "PE-23": ("La clave ya está revocada.", "No hace falta hacer nada."),
}


def broken(rule_id: str, where: str = "", /, **params: object) -> Problem:
    """The problem of one rule at one place."""
    message, remedy = RULES[rule_id]
    return Problem(rule_id, where, message.format(**params), remedy.format(**params))
