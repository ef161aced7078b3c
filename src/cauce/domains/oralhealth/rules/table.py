# ruff: noqa: E501  (a table is read by rows)
"""The rules of the daily record (RDA): id, what is wrong, what to do, where the source says so, and the level.

An error blocks the row; a warning asks for confirmation and is counted. Sources: page of document 004,
A-nn decisions, or "spec 4". Examples of each rule are in examples.py.
"""

from cauce.core.errors import Level, Problem
from cauce.core.rules import Rule, table

_HEADER = [
    ("OH-01", "Código", "«{value}» no es un código de instalación.", "Escriba sus diez cifras.", "p. 17; A1"),
    ("OH-02", "Fecha", "«{value}» no es una fecha.", "Escríbala como 2026-03-14 o 14/03/2026.", "p. 18"),
    ("OH-03", "Fecha", "La fecha {date} es posterior a hoy.", "Escriba el día de la atención.", "spec 4"),
    ("OH-04", "Fecha", "El día {date} ya está cerrado.", "Solicite la corrección con un reclamo o la reapertura del mes.", "spec 4"),
    ("OH-05", "Funcionario", "Falta el nombre del profesional.", "Escriba quién brindó la atención.", "p. 18"),
    ("OH-06", "Idoneidad", "«{value}» no es una idoneidad ni un código de interno.", "Use de una a cinco cifras o letras, sin espacios.", "p. 18"),
    ("OH-07", "Horas a consulta", "«{value}» no son horas en el sillón dental.", "Escriba de 0 a 24 horas, con dos decimales como máximo.", "p. 18; A34"),
    ("OH-08", "Horas a consulta", "{value} horas en el sillón son muchas para un día.", "Revíselas: el tiempo administrativo se anota aparte.", "A34", "warning"),
    ("OH-09", "Horario", "«{value}» no es un horario.", "Use 1 (normal), 2 a 5 (extensiones), 6 (gira), 7 (jornada), 8 (feria) o 9 (programa escolar).", "p. 18-19"),
    ("OH-10", "Centro de producción", "Falta el centro de producción.", "Escriba el servicio, por ejemplo «Servicio de Salud Bucal».", "p. 17"),
]  # fmt: skip

_ROW = [
    ("OH-11", "1", "Casilla 1: «{value}» no dice si es asegurado.", "Use 1 (asegurado) o 2 (no asegurado).", "p. 19"),
    ("OH-12", "2", "Casilla 2: «{value}» no es válido.", "Escriba la etnia (1 a 9) y, si tiene discapacidad, una D: 3D.", "p. 19; A2"),
    ("OH-13", "3", "Casilla 3: falta la identificación o tiene signos no válidos.", "Escriba cédula, pasaporte o seguro social: letras, cifras y guiones, hasta 20.", "p. 19"),
    ("OH-14", "4", "Casilla 4: «{value}» no es una unidad de edad.", "Use 1 (días), 2 (meses) o 3 (años).", "p. 19"),
    ("OH-15", "5-6", "Casillas 5 y 6: «{value}» no son dos cifras.", "Escriba la edad con dos cifras; 100 años o más es 99 con la marca.", "p. 19; A3"),
    ("OH-16", "5-6", "{value} {unit} es más de lo que cabe en esa unidad.", "Use hasta 31 días, hasta 11 meses, o pase a la unidad siguiente.", "A3"),
    ("OH-17", "5-6", "La marca de 100 años o más solo va con 99 años.", "Quite la marca o escriba 3 y 99.", "A3"),
    ("OH-18", "7", "Casilla 7: «{value}» no es un sexo.", "Use 1 (masculino) o 2 (femenino).", "p. 20"),
    ("OH-19", "8", "Casilla 8: «{value}» no es válido.", "Use 1 (nuevo en la institución) o 2 (subsecuente).", "p. 20"),
    ("OH-20", "9", "Casilla 9: «{value}» no es válido.", "Use 1 (nuevo en el servicio) o 2 (subsecuente).", "p. 20"),
    ("OH-21", "8-9", "Es nuevo en la institución pero subsecuente en el servicio.", "Revise las casillas 8 y 9.", "p. 20; A5", "warning"),
    ("OH-22", "10", "Casilla 10: «{value}» no es un código de {part}.", "Escriba dos cifras de la división política.", "p. 20"),
    ("OH-23", "10", "Casilla 10: la residencia está incompleta.", "Complete distrito y corregimiento, o confirme que no se conocen.", "p. 20", "warning"),
    ("OH-24", "11", "Casilla 11: «{value}» no es un tipo de atención.", "Use 1 (control de salud), 2 (morbilidad) o 3 (urgencia).", "p. 20"),
    ("OH-25", "12", "Casilla 12: «{value}» no es válido en Salud Bucal.", "Use 2 (nueva) o 3 (reconsulta); 1 (ingreso) no aplica.", "p. 21; A4"),
    ("OH-26", "9, 12", "Las casillas 9 y 12 no concuerdan.", "Nuevo en el servicio (9 = 1) va con nueva (12 = 2); subsecuente (9 = 2), con reconsulta (12 = 3).", "A4; A5"),
    ("OH-27", "13", "Casilla 13: «{value}» no es un programa.", "Use 1 a 7 o deje la casilla vacía.", "p. 21"),
    ("OH-28", "14, 17-19", "La casilla {box} no aplica al servicio de Salud Bucal.", "Déjela vacía.", "p. 21"),
    ("OH-29", "15", "Casilla 15: «{value}» no es válido.", "Use 1 (sí es del Programa Escolar o Adolescentes) o 2 (no).", "p. 21"),
    ("OH-30", "16", "Casilla 16: «{value}» no es la letra de una escuela.", "Escriba una sola letra.", "p. 21"),
    ("OH-31", "16", "La casilla 16 solo se llena si la 15 es 1.", "Escriba 1 en la casilla 15 o quite la escuela.", "p. 21; spec 4"),
    ("OH-32", "20", "Casilla 20: «{value}» no es válido.", "Use 1 (manipulador de alimentos) o 2 (higiene social).", "p. 21"),
    ("OH-33", "20", "La casilla 20 es solo del programa Salud de Adulto.", "Escriba 7 en la casilla 13 o quite la casilla 20.", "p. 21; spec 4"),
    ("OH-34", "21", "Casilla 21: «{value}» no es una referencia.", "Use 1RD, 2RF, 3RHI o 4RHN.", "p. 21-22"),
    ("OH-35", "21", "La referencia {value} necesita el documento SURCO.", "Marque que lleva el documento o cambie la referencia.", "p. 22"),
    ("OH-36", "22", "Casilla 22: falta el servicio al que se refiere ({value}).", "Escriba el código del servicio.", "p. 22; spec 4"),
    ("OH-37", "22", "La casilla 22 o la marca SURCO no tienen referencia.", "Llene la casilla 21 o quite estos datos.", "p. 22"),
    ("OH-38", "23", "Casilla 23: «{value}» no es válido.", "Use 1 (paciente terminado) o deje la casilla vacía.", "p. 22"),
    ("OH-39", "23", "El paciente ya se registró como terminado el {date}.", "Se anota una vez al año; quite la casilla 23.", "p. 23"),
    ("OH-40", "Actividades", "El renglón no tiene ninguna actividad.", "Anote al menos una, o confirme que no hubo.", "p. 22", "warning"),
    ("OH-41", "Actividades", "El renglón tiene más de seis actividades.", "Anote las demás en un renglón de continuación.", "p. 22"),
    ("OH-42", "Actividades", "«{value}» no es un código de actividad.{hint}", "Use 01 a 79, con dos cifras.", "p. 23-29; A11"),
    ("OH-43", "Actividades", "Actividad {code}: «{value}» no es un número de veces.", "Escriba un número entero de 1 en adelante.", "p. 22"),
    ("OH-44", "Actividades", "Actividad {code}: «{value}» no es una clase.", "Use 1 (nueva) o 2 (subsecuente).", "p. 22"),
    ("OH-45", "Actividades", "Actividad {code}: siempre se anota 1, por paciente.", "Escriba 1 en el número.", "p. 23, 25, 26, 29"),
    ("OH-46", "Actividades", "Actividad {code}: {number} pasa de {maximum} ({unit}).", "Corrija el número: cuenta {unit}.", "p. 24-29; A15"),
    ("OH-47", "Actividades", "Actividad {code}: {number} parece mucho para contar {unit}.", "Revíselo o confírmelo.", "A15", "warning"),
    ("OH-48", "Actividades", "La serie completa (09) son al menos 18 radiografías.", "Escriba cuántas se tomaron (18 o más) o use 08.", "p. 24"),
    ("OH-49", "Actividades", "{first} ya incluye {second}.", "Quite {second}: {reason}", "p. 25"),
    ("OH-50", "Actividades", "{first} y {second} pueden contar dos veces lo mismo.", "{reason} Deje una o confirme las dos.", "A15", "warning"),
    ("OH-51", "Actividades", "La sedación (32) es solo de instalaciones equipadas para hacerla.", "Quite la actividad o pida que se registre el equipo de la instalación.", "p. 26"),
    ("OH-52", "Actividades", "La actividad {code} es exclusiva de hospitales.", "Quite la actividad.", "p. 27"),
    ("OH-53", "Actividades", "La actividad {code} es de dientes {dentition} y el paciente tiene {age} años.", "Revise el código y la edad, o confírmelo.", "p. 26, 29; spec 4", "warning"),
    ("OH-54", "Actividades", "La actividad {code} está repetida.", "Anótela una vez y aumente el número.", "p. 22"),
    ("OH-55", "Actividades", "Hay número o clase sin código.", "Escriba el código o vacíe la línea.", "p. 22"),
    ("OH-56", "Actividades", "El manejo de comportamiento (74) es de niños y el paciente tiene {age} años.", "Revise el código y la edad, o confírmelo.", "p. 29", "warning"),
    ("OH-60", "Diagnósticos", "«{value}» no es un código CIE-10.", "Escriba por ejemplo K02.1, o búsquelo por su nombre.", "p. 23, 30; A8"),
    ("OH-61", "Diagnósticos", "El código {value} no está en la lista del manual.", "Confirme que viene de la clasificación de odontología y estomatología.", "p. 38", "warning"),
    ("OH-62", "Diagnósticos", "El diagnóstico «{value}» no tiene código.", "Búsquelo en la lista y anote su código.", "p. 23"),
    ("OH-63", "Diagnósticos", "Diagnóstico {code}: «{value}» no es una clase.", "Use 1 (nuevo) o 2 (control o reconsulta).", "p. 23"),
    ("OH-64", "Diagnósticos", "La clase 3 (crónico) la llena solo el médico que diagnostica.", "Use 1 o 2.", "p. 23; A6"),
    ("OH-65", "Diagnósticos", "El diagnóstico {code} está repetido.", "Anótelo una vez.", "p. 23"),
    ("OH-66", "Diagnósticos", "La atención es por morbilidad o urgencia y no tiene diagnóstico.", "Anote el diagnóstico o confirme que no lo hay.", "p. 20, 23", "warning"),
    ("OH-67", "Violencia", "«{value}» no es válido en la última columna.", "Escriba 1 si sospecha violencia o déjela vacía.", "p. 23"),
    ("OH-68", "Diagnósticos", "El renglón tiene más de seis diagnósticos.", "Anote los demás en un renglón de continuación.", "decisión propia"),
    ("OH-69", "Diagnósticos", "El diagnóstico {code} es del embarazo y el paciente es de sexo masculino.", "Revise el diagnóstico o la casilla 7.", "p. 36"),
    ("OH-70", "13", "El programa {programme} es de mujeres de 10 a 59 años.", "Revise las casillas 5 a 7 y 13.", "spec 4"),
    ("OH-71", "13", "La edad ({age} años) no es la habitual del programa {programme}.", "Revise la edad y el programa, o confírmelo.", "spec 4", "warning"),
    ("OH-72", "15", "La edad ({age} años) no es la habitual del Programa Escolar o Adolescentes.", "Revise la casilla 15 o confírmelo.", "spec 4", "warning"),
    ("OH-75", "Continuación", "Un renglón de continuación necesita un paciente en el renglón anterior.", "Quite la marca de continuación o escriba antes al paciente.", "p. 22"),
    ("OH-76", "Continuación", "La continuación solo lleva actividades y diagnósticos.", "Vacíe la casilla {box}: ya está en el renglón del paciente.", "p. 22; spec 4"),
    ("OH-77", "Continuación", "El renglón anterior todavía tiene lugar para actividades.", "Úselo antes de continuar, o confírmelo.", "p. 22", "warning"),
    ("OH-78", "3", "El paciente {value} ya está anotado hoy con este profesional.", "Si son más de seis actividades use una continuación; si volvió, confírmelo.", "spec 4", "warning"),
]  # fmt: skip

_OTHER = [
    ("OH-80", "Técnica", "«{value}» no es una técnica educativa.", "Use 01 a 13, con dos cifras.", "p. 38-40; A11"),
    ("OH-81", "Tipo", "«{value}» no es un tipo de promoción.", "Use 1, 2 o 3.", "p. 40"),
    ("OH-82", "Tema", "Falta el tema tratado.", "Escríbalo en pocas palabras.", "p. 40"),
    ("OH-83", "Tiempo", "«{value}» no es una duración.", "Escriba minutos (90) u horas y minutos (1:30), hasta 24 horas.", "p. 40, 42"),
    ("OH-84", "Programa", "Falta el nombre del programa.", "Escriba el programa que se adelanta.", "p. 40"),
    ("OH-85", "Participantes", "«{value}» no es una cantidad de {who}.", "Escriba un número entero de 0 en adelante.", "p. 40"),
    ("OH-86", "Participantes", "No hay ningún participante.", "Anote hombres y mujeres, o confirme que no hubo.", "p. 40", "warning"),
    ("OH-87", "Participantes", "La técnica {technique} reúne a cinco personas o más y hay {total}.", "Revise los participantes o la técnica, o confírmelo.", "p. 39-40; A12", "warning"),
    ("OH-88", "Lugar", "Falta el lugar de ejecución.", "Escriba el nombre del sitio.", "p. 40"),
    ("OH-89", "Otros códigos", "«{value}» no es uno de los otros códigos.", "Use 021 a 031 o 111, con tres cifras.", "p. 42-43; A11"),
    ("OH-90", "Técnica", "Falta la técnica educativa u otro código.", "Escriba 01 a 13, o 021 a 031 o 111.", "p. 38, 42"),
    ("OH-91", "Actividad administrativa", "«{value}» no es un código administrativo.", "Use 80 a 99, 102 o 105.", "p. 41-42"),
    ("OH-92", "Actividad administrativa", "El código {value} no aplica al Servicio de Salud Bucal.", "Use 80 a 99, 102 o 105.", "p. 42; A14"),
    ("OH-93", "Actividad administrativa", "El código {value} está repetido.", "Anótelo una vez con el tiempo total.", "p. 42"),
    ("OH-94", "Actividad administrativa", "Los códigos 92 y 98 tratan los dos de permisos.", "Deje uno o confirme los dos.", "A14", "warning"),
    ("OH-95", "Tiempo", "La hoja suma {hours} horas en un día.", "Revise las horas en el sillón y las administrativas.", "A34"),
    ("OH-96", "Participantes", "Los invitados ({invited}) no pueden ser más que los beneficiarios ({total}).", "Revise el formulario de apoyo.", "p. 43; spec 4"),
]  # fmt: skip


def _rule(id_: str, _box: str, message: str, remedy: str, source: str, level: Level = "error") -> Rule:
    return Rule(id_, message, remedy, f"004, {source}", level)


RULES: dict[str, Rule] = table("oralhealth", (_rule(*row) for row in [*_HEADER, *_ROW, *_OTHER]))  # type: ignore[arg-type]
# Rule → the paper's box or column that it is about.
BOX_OF: dict[str, str] = {row[0]: row[1] for row in [*_HEADER, *_ROW, *_OTHER]}


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return RULES[rule_id].problem(place, **params)
