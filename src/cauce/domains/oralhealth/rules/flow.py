# ruff: noqa: E501  (a table is read by rows)
"""The rules of the data's way (source 004, annex 1, p. 75-78; spec 4): sheets, claims, months, other forms."""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

FLOW: dict[str, Rule] = table(
    "oralhealth-flow",
    [
        Rule("OH-101", "La hoja está {state} desde el {at}; ya no se escribe en ella.", "Pida a la jefatura de clínica que la devuelva, o responda el reclamo.", "004, p. 77"),
        Rule("OH-102", "El mes {month} está acordado y cerrado desde el {at}.", "Puede reabrirlo, con un motivo: {who}.", "spec 4"),
        Rule("OH-103", "Ya hay una hoja de este profesional ese día, en esta instalación y horario.", "Ábrala y continúe en ella.", "decisión propia"),
        Rule("OH-104", "«{facility}» no es una instalación de Salud Bucal vigente.", "Elija una de la lista.", "004, p. 17"),
        Rule("OH-105", "La hoja no tiene pacientes, educación ni actividades administrativas.", "Confirme que la envía vacía.", "design: sent is not sent with data", "warning"),
        Rule("OH-106", "La hoja está {state}; no se puede {act}.", "Primero se envía y después se revisa.", "004, p. 77"),
        Rule("OH-107", "Falta decir por qué se devuelve la hoja.", "Escriba el motivo; lo leerá quien la escribió.", "004, p. 12"),
        Rule("OH-108", "{who} guardó esto mismo el {at}; lo que usted envió no se guardó.", "Revise las diferencias y elija qué conservar.", "design: optimistic locking"),
        Rule("OH-110", "Falta la pregunta del reclamo.", "Escriba qué debe revisarse.", "004, p. 12"),
        Rule("OH-111", "El reclamo está {state}; no se puede {act}.", "Consulte su historia.", "spec 4"),
        Rule("OH-112", "El reclamo lo responde quien escribió la hoja: {who}.", "Espere su respuesta o avísele.", "004, p. 12"),
        Rule("OH-113", "Falta la respuesta.", "Escriba qué revisó y qué encontró.", "004, p. 12"),
        Rule("OH-114", "Esto se escribió con otra cuenta; no se guardó.", "Entre con la cuenta con que se escribió: sigue guardado en este equipo.", "design: poor lines"),
        Rule("OH-115", "No se eligió a quién recordar.", "Marque al menos una instalación.", "spec 4: who is late"),
        Rule("OH-120", "Hay {count} hojas sin revisar en el mes.", "La jefatura de clínica las revisa antes de consolidar.", "004, p. 77"),
        Rule("OH-121", "Hay {count} reclamos sin cerrar en el mes.", "Ciérrelos antes de acordar.", "004, p. 12; spec 4"),
        Rule("OH-122", "El mes {month} todavía no termina.", "Confirme que consolida un mes incompleto.", "004, p. 77", "warning"),
        Rule("OH-123", "El mes no tiene pacientes.", "Confirme que se consolida sin datos.", "design: sent is not sent with data", "warning"),
        Rule("OH-124", "El mes no está consolidado.", "REGES lo consolida primero.", "004, p. 77-78"),
        Rule("OH-125", "Algo cambió después de la última consolidación.", "Consolide de nuevo.", "spec 4"),
        Rule("OH-126", "{party} ya acordó esta consolidación el {at}.", "No hace falta acordar dos veces.", "004, p. 78"),
        Rule("OH-127", "Falta el acuerdo de: {parties}.", "El mes se cierra cuando acuerdan todas las partes.", "004, p. 78"),
        Rule("OH-128", "El mes está abierto: no hay nada que reabrir.", "Puede corregirse directamente.", "spec 4"),
        Rule("OH-129", "La reapertura necesita un motivo escrito.", "Escriba al menos 10 caracteres; quedará en la bitácora.", "spec 4"),
        Rule("OH-130", "«{value}» no es un mes.", "Escríbalo como 202603.", "spec 5"),
        Rule("OH-131", "Falta el texto del análisis.", "Escriba qué muestran las cifras del mes.", "004, p. 78"),
        Rule("OH-132", "Falta la conclusión.", "Escriba qué se concluye frente al estándar.", "004, p. 78"),
        Rule("OH-133", "«{value}» no es un indicador.", "Use I-1 a I-19.", "004, p. 50-70"),
        Rule("OH-134", "Falta decir qué norma fija el estándar.", "Escriba su nombre y su año.", "004, p. 78"),
        Rule("OH-135", "«{value}» no es el valor de un estándar.", "Escriba un número de 0 en adelante, con punto y hasta cuatro decimales.", "004, p. 78"),
        Rule("OH-136", "«{value}» no es un año.", "Escriba los cuatro dígitos del año desde el que rige.", "004, p. 78"),
        Rule("OH-137", "No hay ninguna comparación con su conclusión en el mes.", "Compare primero los indicadores con su estándar (Formulario 4).", "004, p. 78"),
        Rule("OH-138", "Falta el texto de la retroalimentación.", "Escriba qué se espera de la instalación.", "004, p. 78"),
        Rule("OH-139", "La retroalimentación ya se respondió el {at}.", "Lea la respuesta; si hace falta, envíe otra.", "004, p. 78"),
        Rule("OH-145", "La retroalimentación la responde la instalación que la recibió, no quien la envió.", "Espere su respuesta.", "004, p. 78"),
        Rule("OH-146", "Falta la respuesta a la retroalimentación.", "Escriba qué se hará, quién y cuándo.", "004, p. 78"),
        Rule("OH-147", "«{value}» no es un acto sobre el mes.", "Use consolidate, agree con su parte, lock o reopen.", "004, p. 77-78"),
        Rule("OH-148", "«{value}» no es un desglose de este indicador aquí.", "Use uno de: {known}.", "004, p. 50-70"),
        Rule("OH-149", "«{value}» no es un periodo.", "Escríbalo como 2026, 2026S1, 2026Q1 o 202603.", "spec 5"),
        Rule("OH-140", "«{value}» no es una cantidad.", "Escriba un número entero de 0 en adelante o deje la casilla vacía si no se sabe.", "spec 4, D"),
        Rule("OH-141", "{part} ({value}) es más que {whole} ({total}).", "Corrija una de las dos cifras.", "spec 4, D"),
        Rule("OH-142", "{value} semanas no caben en un año.", "Escriba de 0 a 53.", "004, p. 67"),
        Rule("OH-150", "«{value}» no es un código de la corona del diente {tooth}.", "Permanentes: 0 a 9 o T; temporales: A a G o T.", "OMS; spec 4, C"),
        Rule("OH-151", "«{value}» no es un código de {field}.", "Elija uno de la lista.", "OMS; spec 4, C"),
        Rule("OH-152", "Falta la clave de la persona examinada.", "Use la clave del estudio, no la cédula.", "spec 4, C"),
        Rule("OH-153", "No se registró ningún diente.", "Registre al menos un diente, o confirme que no se pudo examinar.", "spec 4, C", "warning"),
        Rule("OH-160", "El encabezado no es igual al de la línea {line}, que es de la misma hoja.", "Repita el mismo encabezado en todos los renglones de la hoja.", "spec 4, Exchange"),
        Rule("OH-161", "La columna «{value}» no es del registro diario.", "Use los nombres de la plantilla.", "spec 4, Exchange"),
        Rule("OH-162", "Falta la columna «{value}».", "Agréguela; puede ir vacía si la casilla lo permite.", "spec 4, Exchange"),
        Rule("OH-163", "La línea tiene {found} celdas y el encabezado {expected}.", "Revise comas y comillas.", "spec 4, Exchange"),
        Rule("OH-164", "El archivo no se puede leer: {why}.", "Guárdelo como CSV UTF-8 o XLSX.", "spec 4, Exchange"),
        Rule("OH-166", "Este archivo está {state}; no se puede {act}.", "Suba el archivo de nuevo si necesita repetirlo.", "spec 4, Exchange"),
        Rule("OH-167", "El archivo pesa más de lo admitido ({limit}).", "Divídalo por mes o comprímalo con gzip.", "spec 4, Exchange"),
        Rule("OH-168", "El sistema de códigos «{system}» no tiene código para: {units}.", "Regístrelo en cada unidad, o use los códigos propios.", "issue 3, item 6"),
        Rule("OH-169", "«{value}» no es un formato.", "Use {known}.", "issue 3, item 6"),
        Rule("OH-170", "Ningún indicador puede entregarse en {period}: no se calculan, o sus cifras son tan pequeñas que no deben salir.", "Elija un periodo o un lugar mayor, o revise los denominadores.", "issue 3, item 6"),
        Rule("OH-165", "No puede importar en la instalación {facility}.", "Pídalo a la jefatura de clínica o a quien administra las importaciones.", "spec 4, Exchange"),
        Rule("OH-154", "«{value}» no es una edad en años.", "Escriba de 0 a 120.", "spec 4, C"),
    ],
)  # fmt: skip


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return FLOW[rule_id].problem(place, **params)
