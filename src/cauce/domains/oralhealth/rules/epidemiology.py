# ruff: noqa: E501  (a table is read by rows)
"""The rules of the epidemiological register and of surveillance (source 004, p. 45-48; spec 4, C).

WHO: Oral Health Surveys, Basic Methods. Eruption and exfoliation ages: see odontogram.py.
"""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

_WHO = "OMS; spec 4, C"
_C = "spec 4, C"
RULES: dict[str, Rule] = table(
    "oralhealth-epidemiology",
    [
        Rule("OE-01", "La clave «{value}» tiene signos que no van o es muy larga.", "Use hasta 40 letras, cifras, guiones o puntos.", _C),
        Rule("OE-02", "La clave «{value}» parece una cédula.", "Use el número del alumno en la jornada: el registro epidemiológico no guarda la identidad.", _C),
        Rule("OE-03", "La clave «{value}» ya tiene un examen aquí.", "Ábralo para cambiarlo, o use la clave siguiente.", _C),
        Rule("OE-10", "Los dientes {primary} y {permanent} no pueden registrarse los dos en el mismo lugar.", "La OMS registra un diente por espacio: deje el permanente, o ponga 8 (sin erupcionar) en el {permanent}.", _WHO),
        Rule("OE-11", "El diente {tooth} no suele haber salido a los {age} años (sale desde los {usual}).", "Revise el diente y la edad, o confírmelo.", _WHO, "warning"),
        Rule("OE-12", "El diente temporal {tooth} no suele estar a los {age} años (se cae hasta los {usual}).", "Revise el diente y la edad, o confírmelo.", _WHO, "warning"),
        Rule("OE-13", "A los {age} años el diente {tooth} pudo caerse solo.", "E es solo extraído por caries: déjelo vacío si se cayó, o confírmelo.", _WHO, "warning"),
        Rule("OE-14", "El diente {tooth} ya debería haber salido a los {age} años.", "8 es sin erupcionar: revise si falta (4 o 5), o confírmelo.", _WHO, "warning"),
        Rule("OE-20", "La edad ({age} años) no es del grupo «{group}».", "Revise la edad y el grupo de población, o confírmelo.", "004, p. 47", "warning"),
        Rule("OE-21", "El grupo «Mujeres embarazadas» no va con sexo masculino.", "Revise el sexo o el grupo de población.", "004, p. 47"),
        Rule("OE-22", "Necesita prótesis completa pero hay dientes presentes en los dos maxilares.", "Revise la necesidad protésica o el odontograma.", _WHO),
        Rule("OE-23", "Hay un índice de {what} y ningún diente presente.", "Use «excluido» o «no registrado», o revise el odontograma.", _WHO),
        Rule("OE-25", "Las bolsas periodontales no se sondean antes de los 15 años.", "Registre sano, sangrado o cálculo, o confírmelo.", _WHO, "warning"),
        Rule("OE-26", "La lesión es «otra» y no se describe.", "Descríbala en la nota.", _WHO),
        Rule("OE-27", "La nota tiene {length} signos; caben {most}.", "Acórtela.", _C),
        Rule("OE-28", "Para proponer los dientes presentes hace falta la edad.", "Escriba primero la edad.", _C),
        Rule("OE-29", "La línea trae la cuenta y ningún diente.", "La jornada guarda los dientes; con cuentas solas use «cauce oralhealth dmft».", _C),
        Rule("OE-30", "Falta la escuela.", "Escriba el nombre del centro educativo.", _C),
        Rule("OE-31", "«{value}» no es la fecha de una jornada.", "Escriba el día en que se examina: hoy o antes.", _C),
        Rule("OE-32", "Ya hay una jornada de ese grupo, esa escuela y ese día.", "Ábrala de la lista y continúe en ella.", _C),
        Rule("OE-33", "La jornada se cerró el {at}.", "Puede reabrirla, con un motivo: {who}.", _C),
        Rule("OE-34", "El estudio «{study}» no admite exámenes de esta instalación y fecha.", "Elija uno vigente de la lista, o ninguno.", "004, p. 46"),
        Rule("OE-35", "«{value}» no es un número de alumnos.", "Escriba de 1 a 2,000, o déjelo vacío si no se sabe.", _C),
        Rule("OE-36", "Se examinaron {seen} de {pupils} alumnos.", "Confirme que la jornada se cierra así.", _C, "warning"),
        Rule("OE-37", "La jornada no tiene exámenes.", "Examine al menos a un alumno antes de cerrarla.", _C),
        Rule("OE-38", "La jornada está abierta.", "No hace falta reabrirla.", _C),
        Rule("OE-39", "La reapertura necesita un motivo escrito.", "Escriba al menos 10 caracteres; quedará en la bitácora.", _C),
        Rule("OE-40", "Falta el nombre.", "Escriba cómo se llama el estudio.", "004, p. 46"),
        Rule("OE-41", "Las fechas no están en orden o falta la de inicio.", "El final, si se sabe, no es anterior al inicio.", "004, p. 46"),
        Rule("OE-42", "«{value}» no es una fase de la vigilancia.", "Use sitio centinela, encuesta o investigación especial.", "004, p. 46"),
        Rule("OE-43", "Un sitio centinela dice cada cuánto informa.", "Elija mensual, trimestral, semestral o anual.", "004, p. 46"),
        Rule("OE-44", "Una encuesta planea su muestra urbana y su muestra rural.", "Escriba cuántas personas de cada área.", "004, p. 46"),
        Rule("OE-45", "Una investigación especial dice qué problema estudia.", "Escríbalo en el propósito.", "004, p. 46"),
        Rule("OE-46", "Ya hay un estudio con ese nombre en ese lugar.", "Ábralo, o use otro nombre.", _C),
        Rule("OE-47", "El estudio se cerró el {at}.", "Solo puede consultarse.", "004, p. 46"),
        Rule("OE-48", "Falta la conclusión.", "Escriba qué se encontró antes de cerrar el estudio.", "004, p. 46"),
        Rule("OE-49", "«{value}» no está en la lista de {field}.", "Elija de la lista.", "004, p. 47"),
        Rule("OE-50", "«{value}» no es un factor protector.", "Use flúor en el agua, enjuagatorios o barniz.", "004, p. 48"),
        Rule("OE-51", "«{value}» no es {what}.", "Escriba {form}.", "004, p. 48"),
        Rule("OE-52", "Falta el punto de la medición.", "Escriba el acueducto, la escuela o el lugar.", "004, p. 48"),
        Rule("OE-53", "{value} mg/L pasa del valor guía de la OMS para el flúor en el agua (1.5 mg/L).", "Revise la medición; si es correcta, confírmela y avise a la autoridad del agua.", "004, p. 48; OMS", "warning"),
        Rule("OE-54", "Ya hay una medición de ese factor, ese punto y ese día.", "Ábrala para cambiarla.", "004, p. 48"),
        Rule("OE-60", "El costo es de una actividad o de un programa, uno de los dos.", "Elija solo uno.", "004, p. 48"),
        Rule("OE-61", "«{value}» no es {what} de la lista.", "Elija de la lista.", "004, p. 48"),
        Rule("OE-62", "Ya hay un costo de eso en ese mes.", "Ábralo para cambiarlo.", "004, p. 48"),
        Rule("OE-63", "El mes {month} todavía no empieza.", "Escriba un mes que ya empezó.", "004, p. 48"),
        Rule("OE-70", "«{value}» no es un año que pueda auditarse.", "Escriba un año con registros, hasta el actual.", "004, p. 48"),
        Rule("OE-71", "«{value}» no es un tamaño de muestra.", "Escriba de 1 a 500 expedientes.", "004, p. 48"),
        Rule("OE-72", "La instalación no tiene pacientes registrados en {year}.", "No hay expedientes que sortear.", "004, p. 48"),
        Rule("OE-73", "La auditoría de {year} de esta instalación ya existe.", "Se realiza una vez al año: ábrala.", "004, p. 48"),
        Rule("OE-74", "Falta decir si cumple: {criterion}.", "Elija sí, no o no aplica.", "004, p. 48"),
        Rule("OE-75", "Un expediente que no cumple necesita el hallazgo.", "Escriba qué se encontró.", "004, p. 48"),
        Rule("OE-76", "La auditoría se cerró el {at}.", "Solo puede consultarse.", "004, p. 48"),
        Rule("OE-77", "Faltan {count} expedientes por revisar.", "Revíselos todos antes de cerrar.", "004, p. 48"),
        Rule("OE-78", "Falta el resultado.", "Escriba qué se concluye y qué se corregirá.", "004, p. 48"),
        Rule("OE-79", "Usted escribió este registro.", "Lo revisa otra persona.", "decisión propia"),
    ],
)  # fmt: skip


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return RULES[rule_id].problem(place, **params)
