"""What the invented physicians and reviewers write: composed of parts, so that no two cases read the same."""

import random

# ruff: noqa: E501  (a table is read by rows)
COMPLAINTS = {
    "IMAGEN": ("Dolor persistente", "Síntomas neurológicos progresivos", "Hallazgo incidental", "Masa palpable", "Limitación funcional"),
    "LABOR": ("Fatiga y artralgias", "Resultado alterado en el estudio de primer nivel", "Antecedente familiar directo", "Fiebre prolongada"),
    "MEDINT": ("Disnea de medianos esfuerzos", "Palpitaciones repetidas", "Crisis convulsivas", "Dolor torácico", "Pérdida auditiva progresiva"),
    "ENDOS": ("Sangrado digestivo", "Dolor abdominal recurrente", "Anemia sin causa aparente", "Disfagia progresiva"),
    "CIRUGIA": ("Cuadro doloroso recurrente", "Disminución de la agudeza visual", "Aumento de volumen reducible", "Síntomas obstructivos"),
    "ONCO": ("Tumor con informe de patología", "Progresión tras la primera línea", "Enfermedad localmente avanzada", "Recaída documentada"),
    "ORTO": ("Dolor mecánico que limita la marcha", "Secuela de fractura", "Inestabilidad articular", "Amputación con muñón maduro"),
    "REHAB": ("Secuela con limitación funcional", "Síntomas ansiosos que interfieren con el trabajo", "Dolor crónico", "Retraso del lenguaje"),
}  # fmt: skip
TIMES = ("tres semanas", "seis semanas", "dos meses", "cuatro meses", "medio año", "más de un año")
TRIED = (
    "Sin mejoría con tratamiento conservador completo",
    "Recibió analgesia escalonada y fisioterapia con respuesta parcial",
    "Ya se hicieron los estudios del catálogo básico",
    "Se ajustó el tratamiento en dos consultas sin respuesta",
    "Fue valorado por la especialidad, que indica el servicio",
    "Los síntomas reaparecen al suspender el tratamiento",
)
FOUND = (
    "la exploración muestra déficit motor leve",
    "la exploración muestra datos de alarma",
    "los laboratorios de control están alterados",
    "el ultrasonido previo es sospechoso",
    "la radiografía previa no explica el cuadro",
    "la escala funcional bajó desde la última consulta",
    "hay pérdida de peso no intencional",
    "el resultado previo es dudoso",
)
SO = (
    "El resultado decide entre cirugía y continuar con tratamiento médico.",
    "El resultado cambiará la conducta en la siguiente consulta.",
    "Sin el servicio no puede definirse la etapa ni el tratamiento.",
    "Se espera recuperar la función y reducir la incapacidad laboral.",
    "Permite descartar una causa que requiere atención inmediata.",
    "Con ello se evita una hospitalización previsible.",
)
COPIED = (
    "Paciente que requiere el estudio solicitado para complementar su diagnóstico de acuerdo con la valoración clínica "
    "realizada en la consulta y con la evolución que ha presentado hasta la fecha."
)
QUESTIONS = (
    "Adjunte el informe de la radiografía previa y diga cuántas semanas de tratamiento conservador lleva.",
    "¿Cuál fue el resultado del último estudio de laboratorio? Adjúntelo.",
    "Precise el lado y la escala funcional actual.",
    "Adjunte el informe de patología completo.",
    "¿El paciente toma anticoagulantes? Indique la valoración preoperatoria.",
)
ANSWERS = (
    "Se adjunta el informe; lleva ocho semanas de tratamiento conservador sin mejoría.",
    "Se adjuntan los resultados de la semana pasada.",
    "Lado precisado en la solicitud; escala funcional de 4 sobre 10.",
    "Se adjunta el informe completo de patología.",
    "No toma anticoagulantes; valoración preoperatoria sin contraindicación.",
)
# reason code → (clause, sentence for the patient, what would change the answer)
DENIED = {
    "criteria": (
        "Criterio del servicio, fracción a",
        "Todavía no se cumplen las condiciones para este servicio; su médico puede decirle cuáles faltan.",
        "Datos de alarma, o seis semanas de tratamiento conservador documentadas.",
    ),
    "alternative": (
        "Criterio del servicio, fracción b",
        "Antes de este servicio conviene otro más sencillo, que no necesita autorización.",
        "El resultado del estudio básico que se indica, si no resuelve la duda.",
    ),
    "evidence": (
        "Regla 3, evidencia",
        "Faltan documentos que expliquen por qué se necesita el servicio.",
        "El informe del estudio previo y la nota de la especialidad.",
    ),
    "repeated": (
        "Criterio del servicio, fracción b",
        "Ya tiene un estudio igual reciente y su resultado sirve.",
        "Un cambio clínico posterior al estudio anterior.",
    ),
    "capacity": (
        "Capacidad de la región",
        "El servicio está indicado, pero ahora no hay lugar para realizarlo; se buscará otra unidad.",
        "Un lugar disponible en la región o en otra institución.",
    ),
    "not_an_emergency": (
        "Regla 7, urgencias",
        "Lo que se atendió no se consideró una urgencia; pida a su médico que se lo explique.",
        "La nota de urgencias con los signos al llegar.",
    ),
}
MODIFIED = (
    "Criterio del servicio, cantidad",
    "Se autoriza una parte ahora; si hace falta más, su médico puede pedirlo después.",
    "Una valoración al terminar que muestre avance.",
)
GROUNDS = (
    "El estudio previo es anterior a los síntomas actuales y no muestra la raíz nerviosa afectada.",
    "Se adjunta la nota de la especialidad que faltaba, con datos de alarma.",
    "La alternativa indicada está contraindicada en este paciente.",
    "La respuesta cita una fracción que no corresponde a este diagnóstico.",
)


def justification(chance: random.Random, speciality: str, label: str, number: int) -> str:
    """Some 250 letters; the parts of the sentence and the case's own words make it different from every other."""
    complaint = chance.choice(COMPLAINTS[speciality])
    return (
        f"{complaint} de {chance.choice(TIMES)} de evolución; {chance.choice(FOUND)} y {chance.choice(FOUND)}. "
        f"{chance.choice(TRIED)}. Se solicita {label[0].lower()}{label[1:]} {_own(number)}. {chance.choice(SO)}"
    )


def _own(number: int) -> str:
    """A clause that no two cases share: figures written as words."""
    names = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    return "según la nota clínica " + " ".join(names[int(figure)] for figure in f"{number:05d}")
