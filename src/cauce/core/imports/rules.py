"""The rules of imports: id, sentence, remedy, source."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

_ISSUE = "issue 2, imports"
_M13 = "decisions.md, M13; spec 1, Words"
RULES = table(
    "imports",
    [
        Rule(
            "IM-01",
            "El archivo no se puede leer: {why}.",
            "Envíe un CSV (UTF-8) o un XLSX con los encabezados en la primera fila.",
            _ISSUE,
        ),
        Rule("IM-02", "Falta la columna «{column}».", "Agréguela; puede llamarse: {names}.", _ISSUE),
        Rule(
            "IM-03",
            "La columna «{column}» no se usa.",
            "Revise si es un nombre mal escrito; si no, puede ignorarse.",
            _ISSUE,
            "warning",
        ),
        Rule("IM-04", "La columna «{column}» aparece dos veces.", "Deje solo una.", _ISSUE),
        Rule(
            "IM-05", "El archivo no tiene filas de datos.", "Agregue las filas debajo del encabezado.", _ISSUE
        ),
        Rule(
            "IM-06",
            "El archivo tiene {rows} filas; el máximo es {most}.",
            "Divídalo en varios archivos.",
            _ISSUE,
        ),
        Rule(
            "IM-07",
            "«{value}» no es algo que se importe aquí.",
            "Vuelva a la lista de importaciones.",
            _ISSUE,
        ),
        Rule("IM-10", "«{column}» está vacía.", "Es obligatoria: escriba su valor.", _ISSUE),
        Rule(
            "IM-11",
            "«{value}» no es una CLUES.",
            "Escriba cinco letras mayúsculas y seis cifras, por ejemplo BCIST000122.",
            "spec 1, Words",
        ),
        Rule("IM-12", "«{value}» ya está en la línea {line}.", "Deje una sola fila por clave.", _ISSUE),
        Rule(
            "IM-13",
            "No existe la institución «{value}».",
            "Use una de: {known}; las nuevas las crea la administración.",
            "decisions.md, M2",
        ),
        Rule(
            "IM-14",
            "No existe la entidad federativa «{value}».",
            "Use su clave INEGI de dos cifras o su nombre.",
            _M13,
        ),
        Rule("IM-15", "«{value}» no es un nivel de atención.", "Escriba 1, 2 o 3.", "decisions.md, M3"),
        Rule(
            "IM-16",
            "No existe el municipio «{value}» en {state}.",
            "Use su clave INEGI de cinco cifras o su nombre.",
            _M13,
        ),
        Rule(
            "IM-17",
            "«{value}» no es una {column} válida.",
            "Escriba grados decimales, por ejemplo 32.5149 o -117.0382.",
            _M13,
        ),
        Rule("IM-18", "Hay latitud sin longitud, o al revés.", "Escriba las dos o ninguna.", _M13),
        Rule(
            "IM-19",
            "La unidad pertenece a «{entity}» y el archivo la pone en otra entidad.",
            "Una importación no mueve unidades; corrija la institución o la entidad.",
            _ISSUE,
        ),
        Rule(
            "IM-20",
            "«{column}» tiene {length} caracteres; el máximo es {most}.",
            "Acorte el texto.",
            _ISSUE,
        ),
        Rule("IM-21", "«{value}» no es SÍ ni NO.", "Escriba SÍ o NO, o deje la celda vacía.", _ISSUE),
        Rule(
            "IM-22",
            "La CLUES no empieza con «{letters}», las letras de {state}.",
            "Revise la clave y la entidad; si es correcto, puede continuar.",
            "spec 1, Words",
            "warning",
        ),
        Rule(
            "IM-23",
            "«{value}» es de un país o sector que su cuenta no administra.",
            "Quite la fila, o pida que la importe quien lo administra.",
            "design.md, permissions",
        ),
        Rule(
            "IM-30",
            "El concepto superior «{value}» no está en el archivo.",
            "Agregue su fila o corrija la clave.",
            _ISSUE,
        ),
        Rule(
            "IM-31",
            "El concepto depende de sí mismo a través de sus superiores.",
            "Corrija la columna del concepto superior.",
            _ISSUE,
        ),
        Rule(
            "IM-32",
            "«{label}» está dos veces bajo el mismo concepto (línea {line}).",
            "Revise si es el mismo; si son distintos, puede continuar.",
            "decisions.md, M14",
            "warning",
        ),
        Rule(
            "IM-33",
            "{count} conceptos que cambian o se cierran ya tienen registros, por ejemplo «{label}».",
            "Lo registrado conserva el concepto anterior; si es correcto, puede continuar.",
            "design.md, Catalogues are releases",
            "warning",
        ),
        Rule(
            "IM-40",
            "Lo que esta importación cambiaría ya no es lo que usted revisó.",
            "Revise de nuevo los cambios y acéptelos.",
            _ISSUE,
        ),
        Rule(
            "IM-41",
            "Esta importación ya fue {state}.",
            "Suba de nuevo el archivo si necesita repetirla.",
            _ISSUE,
        ),
    ],
)


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """The rule broken at `place`."""
    return RULES[rule_id].problem(place, **params)


def at(line: int, column: str = "") -> str:
    """A place in a file, as people read it."""
    return f"línea {line}, columna «{column}»" if column else f"línea {line}"
