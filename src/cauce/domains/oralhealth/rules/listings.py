# ruff: noqa: E501  (a table is read by rows)
"""The rules of the ad-hoc listings (spec 4, "Ad-hoc listing builder")."""

from cauce.core.rules import Rule, table

LISTINGS: dict[str, Rule] = table(
    "oralhealth-listings",
    [
        Rule("OH-301", "No se eligió qué contar.", "Marque al menos una medida.", "spec 4"),
        Rule("OH-302", "Un listado admite hasta {limit} {what}; hay {count}.", "Quite las que sobran o haga dos listados.", "spec 4; límites del sistema"),
        Rule("OH-303", "«{value}» no es una {what} de los listados.", "Elija una de la lista.", "spec 4"),
        Rule("OH-304", "«{measure}» no se puede repartir por «{dimension}».", "Quite una de las dos: {why}.", "facts.py"),
        Rule("OH-305", "«{dimension}» está dos veces, en renglones o en columnas.", "Déjela una sola vez.", "spec 4"),
        Rule("OH-306", "El periodo «{value}» no es válido.", "Escriba el mes inicial y el final como 2026-01, el inicial primero.", "spec 5"),
        Rule("OH-307", "El listado abarca {count} meses; el límite es {limit}.", "Acorte el periodo.", "límites del sistema"),
        Rule("OH-308", "El filtro de «{dimension}» no tiene ningún valor.", "Marque al menos uno o quite el filtro.", "spec 4"),
        Rule("OH-309", "«{value}» no es una edad en años.", "Escriba de 0 a 120, la menor primero.", "spec 4"),
        Rule("OH-310", "El listado tiene {count} renglones; el límite es {limit}.", "Quite una variable, ponga un filtro o acorte el periodo.", "límites del sistema"),
        Rule("OH-311", "El listado tardó más de {seconds} segundos y se detuvo.", "Quite una variable, ponga un filtro o acorte el periodo.", "límites del sistema"),
        Rule("OH-312", "Falta el nombre del listado.", "Escríbalo, hasta 120 letras.", "spec 4"),
        Rule("OH-313", "{who} guardó este listado el {at}; lo que usted envió no se guardó.", "Ábralo de nuevo, revise y vuelva a guardar.", "design: optimistic locking"),
        Rule("OH-314", "El listado es de {who}; solo su dueño lo cambia, comparte o elimina.", "Duplíquelo: la copia es suya.", "spec 4"),
        Rule("OH-315", "Su cuenta no comparte listados con «{with_}».", "Compártalo con su instalación o su región, o pídalo al Programa nacional o a su región.", "spec 4"),
        Rule("OH-316", "El listado se eliminó el {at}.", "Quien lo eliminó puede recuperarlo.", "spec 4"),
        Rule("OH-317", "El PDF admite hasta {limit} renglones y el listado tiene {count}.", "Descárguelo en Excel o CSV.", "límites del sistema"),
        Rule("OH-318", "No existe ese listado, o no se comparte con usted.", "Elija uno de la lista.", "spec 4"),
        Rule("OH-320", "El archivo tendría {count} cifras; el límite para ocultar las pequeñas es {limit}.", "Quite una variable o ponga un filtro, o descárguelo completo para uso interno.", "límites del sistema"),
        Rule("OH-319", "«{value}» no es una forma de compartir.", "Elija privado, instalación, región o todos.", "spec 4"),
    ],
)  # fmt: skip
