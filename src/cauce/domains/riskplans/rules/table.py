# ruff: noqa: E501  (a table is read by rows)
"""The rules of the risk plans: id, what is wrong, what to do, and where the source says so."""

from cauce.core.rules import Rule, table

_INPUT = [
    ("RP-01", "El archivo no es JSON: {detail}.", "Revise la línea indicada; las cantidades van entre comillas, como \"1250.50\".", "spec 3"),
    ("RP-02", "Falta el dato.", "Escríbalo; si no se programó nada, ponga \"0\": vacío no es cero.", "spec 3"),
    ("RP-03", "«{value}» no es una cantidad.", "Escriba cifras con punto decimal y sin separador de miles, como \"1250.50\".", "spec 3"),
    ("RP-04", "La cantidad {value} es negativa.", "Escriba cero o más.", "spec 3"),
    ("RP-05", "La clave no se conoce.", "Corríjala o quítela; aquí van: {expected}.", "spec 3"),
    ("RP-06", "Los pesos del flujo suman {total} y deben sumar 100.", "Ajuste los pesos de las seis filas.", "P2"),
    ("RP-07", "Aquí va un grupo de datos entre llaves.", "Escriba {{\"programado\": \"…\", \"ejecutado\": \"…\"}} o las claves del grupo.", "spec 3"),
    ("RP-08", "La clave está repetida.", "Deje una sola.", "spec 3"),
    ("RP-09", "«{value}» no es un sentido.", "Escriba \"mayor\" si más ejecutado es mejor o \"menor\" si es peor.", "P3"),
]  # fmt: skip

_SIHO = [
    ("RP-11", "Falta la columna «{column}».", "El extracto lleva: nivel, concepto, cantidad, departamento y anio.", "spec 3"),
    ("RP-12", "La línea tiene {found} columnas y el encabezado {expected}.", "Revise comas y comillas.", "spec 3"),
    ("RP-13", "«{value}» no es una cantidad.", "Escriba un número sin separador de miles.", "spec 3"),
    ("RP-14", "«{value}» no es un año.", "Use cuatro cifras.", "spec 3"),
    ("RP-15", "«{value}» no es un nivel.", "Use 1, 2 o 3.", "spec 3"),
    ("RP-16", "El concepto «{concept}» ya está en la línea {line} con otra cantidad.", "Deje una sola cantidad por concepto, departamento, año y nivel.", "spec 3"),
    ("RP-17", "El archivo no tiene datos.", "Pida de nuevo el extracto de SIHO.", "spec 3"),
    ("RP-18", "La línea no se puede leer como CSV: {detail}.", "Revise las comillas.", "spec 3"),
    ("RP-19", "Falta {column}.", "Complete la línea: sin ese dato no se sabe con qué grupo compararla.", "spec 3"),
]  # fmt: skip

_PLAN = [
    ("RP-30", "El plan original no está viabilizado: no hay qué modificar.", "Espere la viabilidad del plan.", "Modificación al PGIR viabilizado"),
    ("RP-31", "El plan ya tuvo una modificación aprobada y solo puede haber una.", "Siga con la versión vigente hasta el final del plan.", "Modificación al PGIR viabilizado; P14"),
    ("RP-32", "Ya hay una modificación en trámite.", "Espere su decisión o retírela.", "P14"),
    ("RP-33", "El plan no tiene todavía un informe de monitoreo.", "Presente primero el informe del trimestre.", "Modificación al PGIR viabilizado"),
]  # fmt: skip

RULES: dict[str, Rule] = table(
    "riskplans",
    [Rule(id_, message, remedy, f"003, {source}") for id_, message, remedy, source in _INPUT + _SIHO + _PLAN],
)
