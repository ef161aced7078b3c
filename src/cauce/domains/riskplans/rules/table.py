# ruff: noqa: E501  (a table is read by rows)
"""The rules of the risk plans: id, what is wrong, what to do, and where the source says so."""

from cauce.core.errors import Level
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
    ("RP-10", "El archivo no está en UTF-8 ni en el juego de caracteres de Windows.", "Guárdelo como CSV UTF-8.", "spec 3"),
    ("RP-11", "Falta la columna «{column}».", "El extracto lleva: nivel, concepto, cantidad, departamento y anio.", "spec 3"),
    ("RP-12", "La línea tiene {found} columnas y el encabezado {expected}.", "Revise comas y comillas.", "spec 3"),
    ("RP-13", "«{value}» no es una cantidad.", "Escriba un número sin separador de miles; los decimales van con punto (con coma, si las columnas se separan con punto y coma).", "spec 3"),
    ("RP-14", "«{value}» no es un año.", "Use cuatro cifras.", "spec 3"),
    ("RP-15", "«{value}» no es un nivel.", "Use 1, 2 o 3.", "spec 3"),
    ("RP-16", "El concepto «{concept}» ya está en la línea {line} con otra cantidad.", "Deje una sola cantidad por concepto, departamento, año y nivel.", "spec 3"),
    ("RP-17", "El archivo no tiene datos.", "Pida de nuevo el extracto de SIHO.", "spec 3"),
    ("RP-18", "La línea no se puede leer como CSV: {detail}.", "Revise las comillas.", "spec 3"),
    ("RP-97", "«{code}» no es el código de ninguna ESE.", "Revise el código, o dé de alta la ESE antes de cargar el extracto.", "spec 3"),
    ("RP-98", "Este archivo ya se cargó el {at}.", "No hay nada que hacer; si cambió algo, cargue el archivo nuevo.", "spec 3"),
    ("RP-99", "{where}: no se cumple «{sentence}» Se esperaba {expected} y dice {found}.", "Corrija el extracto en su origen y cárguelo de nuevo.", "spec 3"),
    ("RP-19", "Falta {column}.", "Complete la línea: sin ese dato no se sabe con qué grupo compararla.", "spec 3"),
]  # fmt: skip

_PLAN = [
    ("RP-30", "El plan original no está viabilizado: no hay qué modificar.", "Espere la viabilidad del plan.", "Modificación al PGIR viabilizado"),
    ("RP-31", "El plan ya tuvo una modificación aprobada y solo puede haber una.", "Siga con la versión vigente hasta el final del plan.", "Modificación al PGIR viabilizado; P14"),
    ("RP-32", "Ya hay una modificación en trámite.", "Siga con esa; si no se viabiliza podrá pedir otra.", "P14"),
    ("RP-34", "La versión del plan está {state}; no se puede {act}.", "Consulte su historia.", "Modificación al PGIR viabilizado"),
    ("RP-35", "Falta {what}.", "Escríbalo antes de seguir.", "spec 3"),
    ("RP-36", "Las fechas o los años están en desorden: {detail}.", "Corrija el inicio y el fin.", "spec 3"),
    ("RP-37", "El plan no tiene {what} para {period}.", "Cargue lo programado en cada trimestre del plan.", "spec 3, What a plan holds"),
    ("RP-38", "La ESE ya tiene un plan que empieza en {year}.", "Abra ese plan.", "spec 3"),
    ("RP-39", "{period} no pasa del corte de la modificación ({cutoff}): lo programado hasta ahí es del plan original.", "Reprograme los trimestres que siguen al corte.", "Modificación al PGIR viabilizado"),
    ("RP-33", "El plan no tiene todavía un informe de monitoreo.", "Presente primero el informe del trimestre.", "Modificación al PGIR viabilizado"),
]  # fmt: skip

_REPORT = [
    ("RP-40", "El plan no rige en el {period}: no hay versión viabilizada para ese trimestre.", "Revise los años del plan y su viabilidad.", "spec 3"),
    ("RP-41", "El {period} todavía no termina.", "El informe se abre al día siguiente de su cierre.", "spec 3"),
    ("RP-42", "El informe está «{state}»; no se puede {act}.", "Le toca a: {owner}.", "spec 3, Workflow"),
    ("RP-43", "{who} guardó esto mismo el {at}; lo que usted envió no se guardó.", "Revise las diferencias y elija qué conservar.", "design: optimistic locking"),
    ("RP-44", "La celda {cell} no existe en los Cuadros.", "Use las filas y columnas del informe.", "spec 3"),
    ("RP-45", "{row}: {value} tiene decimales y se cuenta en enteros.", "Escriba un número entero.", "spec 3"),
    ("RP-46", "{row}: {value} tiene más de dos decimales.", "Redondee a centavos.", "spec 3"),
    ("RP-47", "{row} no puede ser negativo.", "Escriba cero o más.", "spec 3"),
    ("RP-48", "{row}: {value} pasa de 100 %.", "Revise el dato.", "spec 3"),
    ("RP-49", "«{value}» no es un trimestre.", "Escríbalo como 2026Q1.", "spec 5"),
    ("RP-50", "Faltan {count} celdas de {cuadro}.", "Complételas; si no hubo nada, escriba 0: vacío no es cero.", "design: blank is not zero"),
    ("RP-51", "No se cumple: {sentence} Esperado {expected}, encontrado {found}.", "Corrija las cifras o explique la diferencia.", "spec 3, Consistency checks", "warning"),
    ("RP-52", "La actividad {number} figura como cumplida y no tiene soporte.", "Adjunte la evidencia o quite la marca: sin soporte no cuenta como ejecutada.", "spec 3, Matriz de medidas", "warning"),
    ("RP-53", "{account} varió {percent} % frente al semestre anterior y no tiene explicación.", "Explique la variación en Estados financieros.", "Seguimiento a situación financiera", "warning"),
    ("RP-54", "{row} se aparta mucho de la historia de la ESE: {value}, y lo usual es {usual}.", "Revise el dato o confírmelo.", "spec 3, outliers", "warning"),
    ("RP-72", "{ratio}: {value}, y lo usual en sus {peers} pares de nivel y trimestre es {usual}.", "Revise el dato o confírmelo con una explicación.", "spec 3, Spreadsheets", "warning"),
    ("RP-100", "«{key}» no es una comprobación.", "Use las de la tabla de comprobaciones.", "spec 3, Consistency checks"),
    ("RP-101", "{name}: «{value}» no es un nivel.", "Elija «Bloquea» o «Avisa».", "spec 3, Consistency checks"),
    ("RP-102", "{name}: no puede bloquear.", "Deje «Avisa»: apartarse de lo usual se señala y se confirma, pero no es por sí un error.", "spec 3, outliers"),
    ("RP-103", "La configuración no cambia nada.", "Cambie el nivel de alguna comprobación.", "spec 3, Consistency checks"),
    ("RP-75", "El registro diario cambió mientras usted lo revisaba: {row} sumaba {seen} y ahora suma {now}.", "Mire de nuevo las cifras y confírmelas.", "spec 3, puente con odontología"),
    ("RP-55", "Falta el motivo de la devolución de {cuadro}.", "Escriba qué debe corregirse; lo leerá la ESE.", "spec 3, Workflow"),
    ("RP-56", "Hay secciones sin revisar: {cuadros}.", "Acepte o devuelva cada una.", "spec 3, Workflow"),
    ("RP-57", "Hay secciones devueltas: {cuadros}.", "Devuelva el informe a la ESE, o quite la devolución.", "spec 3, Workflow"),
    ("RP-58", "Ninguna sección está devuelta.", "Marque qué sección se devuelve y por qué.", "spec 3, Workflow"),
    ("RP-71", "{row}: {value} es una cantidad imposible.", "Revise los ceros: no se aceptan más de 900 billones.", "spec 3"),
    ("RP-59", "La sección está {state}; no se puede {act}.", "Deshaga primero su revisión.", "spec 3, Workflow"),
]  # fmt: skip

_EVALUATION = [
    ("RP-60", "Faltan cifras para evaluar: {cells}.", "Devuelva el informe a la ESE para que las complete.", "design: blank is not zero"),
    ("RP-61", "No hay una tabla de pesos UVR vigente el {day}.", "Pida a la administración que la cargue.", "P16"),
    ("RP-62", "La evaluación está {state}; no se puede {act}.", "Reábrala con un motivo si debe cambiar.", "Informe de evaluación"),
    ("RP-63", "Las cifras cambiaron después de abrir la evaluación.", "Vuelva a calcularla antes de cerrarla.", "Informe de evaluación"),
    ("RP-64", "Falta escribir: {aspects}.", "El informe de evaluación tiene siete aspectos; complete los que faltan.", "Informe de evaluación"),
    ("RP-65", "«{value}» no es una actividad de esta versión del plan.", "Elija una de la matriz.", "Cuadro 2"),
    ("RP-66", "La fecha de cumplimiento {date} es posterior a hoy.", "Escriba el día en que se cumplió.", "Cuadro 2"),
    ("RP-67", "Falta la fecha en que se cumplió la actividad.", "Escríbala o quite la marca.", "Cuadro 2"),
    ("RP-68", "«{concept}» no es un concepto de producción.", "Use los conceptos del Cuadro Producción.", "P16"),
    ("RP-79", "El peso {value} tiene más de cuatro decimales o es imposible.", "Redondéelo a cuatro decimales.", "P16; decisión 0050"),
    ("RP-69", "Los pesos o los sentidos no sirven: {detail}.", "Los seis pesos del flujo suman 100.", "P2"),
    ("RP-70", "El motivo es muy corto.", "Escriba al menos 10 caracteres; quedará en la bitácora.", "spec 3"),
]  # fmt: skip

_WORKBOOK = [
    ("RP-80", "Falta la hoja «{sheet}».", "Descargue de nuevo el libro: no se renombran ni se quitan hojas.", "spec 3, Spreadsheets"),
    ("RP-81", "La hoja «{sheet}» no es del libro.", "Quítela antes de importar.", "spec 3, Spreadsheets"),
    ("RP-82", "El libro usa la plantilla «{found}» y la vigente es «{expected}».", "Descargue el libro de este trimestre y copie en él sus datos.", "spec 3, Spreadsheets"),
    ("RP-83", "{what}: el libro dice «{found}» y el informe es de «{expected}».", "Importe el libro de esta ESE y de este trimestre.", "spec 3, Spreadsheets"),
    ("RP-84", "Cambió una celda bloqueada; decía «{expected}».", "Déjela como estaba.", "spec 3, Spreadsheets"),
    ("RP-85", "Hay un dato fuera de las celdas del Cuadro: «{value}».", "Bórrelo.", "spec 3, Spreadsheets"),
    ("RP-86", "Desde aquí las celdas no son las del libro; debía decir «{expected}».", "Se quitó, se agregó o se movió una fila o una columna: descargue de nuevo el libro.", "spec 3, Spreadsheets"),
    ("RP-87", "Hay una fórmula donde va un dato.", "Péguelo como valor.", "spec 3, Spreadsheets"),
    ("RP-88", "«{value}» no es una cantidad.", "Escriba un número, sin porcentaje; si va como texto, solo cifras y punto decimal.", "spec 3, Spreadsheets"),
    ("RP-89", "{value} tiene más cifras de las 15 que guarda una hoja de cálculo.", "Escríbalo como texto (con un apóstrofo delante) para que no se redondee.", "decisión propia: dinero exacto"),
    ("RP-90", "«{value}» no dice si la actividad se cumplió.", "Escriba S o N.", "Cuadro 2"),
    ("RP-91", "«{value}» no es una fecha.", "Escríbala como 2026-03-15.", "Cuadro 2"),
    ("RP-76", "Se combinaron celdas, y lo que había debajo se pierde.", "Sepárelas y revise lo que dice cada una.", "spec 3, Spreadsheets"),
    ("RP-77", "La observación tiene {count} caracteres y caben {most}.", "Acórtela.", "Cuadro 2"),
    ("RP-78", "La actividad {number} tiene fecha y no está marcada como cumplida.", "Escriba S, o borre la fecha.", "Cuadro 2"),
    ("RP-92", "El archivo no se puede leer como libro de Excel: {why}.", "Guárdelo como XLSX, sin macros ni contraseña.", "spec 3, Spreadsheets"),
]  # fmt: skip
_PAPERS = [
    ("RP-95", "Hay partes sin escribir: {parts}.", "Escríbalas antes de emitir; la vista preliminar no las exige.", "Informe de seguimiento"),
    ("RP-96", "La evaluación está abierta.", "Ciérrela: solo se emite el informe de una evaluación cerrada.", "Informe de evaluación"),
]  # fmt: skip
_HOSPITALS = [
    ("RP-110", "«{value}» no sirve de código de una ESE.", "Escriba hasta 12 letras sin acento, cifras o guiones.", "spec 3, What a plan holds"),
    ("RP-111", "«{value}» no es un departamento o distrito de la red pública.", "Use su código DANE (05), el de su lugar (CO-05) o su nombre. Un distrito nuevo va con el código de su municipio y ESE de carácter distrital.", "spec 3, What a plan holds"),
    ("RP-112", "«{value}» no es un municipio de DIVIPOLA.", "Use su código de cinco cifras, como 05001.", "spec 3, What a plan holds"),
    ("RP-113", "{municipality} no es de {territory}.", "Corrija el municipio o el territorio.", "spec 3, What a plan holds"),
    ("RP-114", "«{value}» no es un carácter.", "Escriba departamental, municipal o distrital.", "spec 3, What a plan holds"),
    ("RP-115", "«{value}» no es una población.", "Escriba solo cifras, sin separador de miles, o deje la celda vacía.", "spec 3, What a plan holds"),
    ("RP-116", "La categoría de riesgo está incompleta.", "Año, categoría y acto van juntos: escriba los tres o ninguno.", "spec 3, What a plan holds"),
    ("RP-117", "«{value}» no es una categoría de riesgo.", "Escriba Sin riesgo, Riesgo bajo, Riesgo medio o Riesgo alto.", "spec 3, What a plan holds"),
    ("RP-118", "«{code}» ya está en la línea {line}, con el mismo año o con otros datos.", "Deje una fila por ESE, o una por año con los demás datos iguales.", "decisión propia: importaciones"),
    ("RP-119", "La ESE es de {territory} y el archivo la pone en otro territorio.", "Una importación no mueve ESE; corrija el departamento o distrito.", "decisión propia: importaciones"),
    ("RP-120", "«{code}» ya es el código de «{name}», que no es una ESE.", "Use el código de la ESE.", "decisión propia: importaciones"),
    ("RP-121", "Su cuenta no fija categorías de riesgo en {territory}.", "Quite año, categoría y acto, o pida que importe el archivo quien además administra los planes de riesgo.", "design.md, permissions"),
    ("RP-122", "Al código «{value}» parece faltarle el cero inicial.", "Las hojas de cálculo lo quitan: revíselo y, si es correcto, puede continuar.", "decisión propia: importaciones", "warning"),
    ("RP-123", "Se creará «{district}», con su propia dirección territorial.", "Si el distrito depende de su departamento, escriba el departamento; si no, puede continuar.", "spec 3, What a plan holds", "warning"),
]  # fmt: skip
_ALL = (*_HOSPITALS, *_PAPERS, *_WORKBOOK, *_INPUT, *_SIHO, *_PLAN, *_REPORT, *_EVALUATION)


def _rule(id_: str, message: str, remedy: str, source: str, level: Level = "error") -> Rule:
    return Rule(id_, message, remedy, f"003, {source}", level)


RULES: dict[str, Rule] = table("riskplans", (_rule(*row) for row in _ALL))  # type: ignore[arg-type]
