"""SIHO's production concepts as rows of the Cuadro Producción: for extracts loaded in bulk. Names as SIHO prints them."""

from .siho import concept_key

# row of the Cuadro → SIHO's name
NAMES: dict[str, str] = {
    "biologicos": "Dosis de biológico aplicadas",
    "controles_enfermeria": "Controles de enfermería",
    "otros_controles": "Otros controles de enfermería de PyP",
    "citologias": "Citologías cervicovaginales tomadas",
    "medicina_general_electivas": "Consultas de medicina general electivas realizadas",
    "medicina_general_urgentes": "Consultas de medicina general urgentes realizadas",
    "especializada_electivas": "Consultas de medicina especializada electivas realizadas",
    "especializada_urgentes": "Consultas de medicina especializada urgentes realizadas",
    "otras_consultas": "Otras consultas electivas realizadas por profesionales diferentes a médico, enfermero u odontólogo",
    "odontologia_consultas": "Total de consultas de odontología realizadas",
    "odontologia_sesiones": "Número de sesiones de odontología realizadas",
    "odontologia_terminados": "Total de tratamientos terminados",
    "odontologia_sellantes": "Sellantes aplicados",
    "odontologia_superficies": "Superficies obturadas",
    "odontologia_exodoncias": "Exodoncias",
    "partos_vaginales": "Partos vaginales",
    "partos_cesarea": "Partos por cesárea",
    "egresos_obstetricos": "Egresos obstétricos",
    "egresos_quirurgicos": "Egresos quirúrgicos",
    "egresos_no_quirurgicos": "Egresos no quirúrgicos",
    "egresos_salud_mental": "Egresos salud mental",
    "observacion": "Pacientes en Observación",
    "cuidados_intermedios": "Pacientes en Cuidados Intermedios",
    "cuidados_intensivos": "Pacientes Unidad Cuidados Intensivos",
    "dias_obstetricos": "Días estancia de los egresos obstétricos",
    "dias_quirurgicos": "Días estancia de los egresos quirúrgicos",
    "dias_no_quirurgicos": "Días estancia de los egresos No quirúrgicos",
    "dias_salud_mental": "Días estancia de los egresos salud mental",
    "dias_intermedios": "Días estancia Cuidados Intermedios",
    "dias_intensivos": "Días estancia Cuidados Intensivos",
    "dias_cama_ocupados": "Total de días cama ocupados",
    "dias_cama_disponibles": "Total de días cama disponibles",
    "cirugias_2_6": "Cirugías grupos 2-6",
    "cirugias_7_10": "Cirugías grupos 7-10",
    "cirugias_11_13": "Cirugías grupos 11-13",
    "cirugias_20_23": "Cirugías grupos 20-23",
    "laboratorio": "Exámenes de laboratorio",
    "imagenes": "Número de imágenes diagnósticas tomadas",
    "terapias_respiratorias": "Número de sesiones de terapias respiratorias realizadas",
    "terapias_fisicas": "Número de sesiones de terapias físicas realizadas",
    "otras_terapias": "Número de sesiones de otras terapias",
    "visitas_pic": "Número de visitas domiciliarias, comunitarias e institucionales -PIC-",
    "talleres_pic": "Número de sesiones de talleres colectivos -PIC-",
}
ROW_OF: dict[str, str] = {concept_key(name): row for row, name in NAMES.items()}


def row_of(concept: str) -> str | None:
    """The row of the Cuadro Producción for a concept of SIHO, or None (totals and spending have none)."""
    return ROW_OF.get(concept_key(concept))
