"""The help topics of the module, in reading order; texts in templates/oralhealth/help (source 004)."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "recorrido": _("El recorrido del dato: del sillón dental al indicador"),
    "hoja": _("Abrir la hoja del día: el encabezado"),
    "renglon": _("El renglón de un paciente: casillas 1 a 23"),
    "actividades": _("Actividades y procedimientos: código, número y clase"),
    "diagnosticos": _("Diagnósticos y su código CIE-10"),
    "lineas": _("Educación, promoción y actividades administrativas"),
    "sin-linea": _("Escribir la hoja sin conexión"),
    "codigos": _("Buscar códigos"),
    "revisar": _("Enviar, revisar y devolver la hoja"),
    "reclamos": _("Reclamos: preguntar, responder, corregir y cerrar"),
    "meses": _("La entrega del mes: quién envió y quién se atrasa"),
    "atrasos": _("Entrega y atrasos: oportunidad, integridad y recordatorios"),
    "consolidado": _("Consolidar el mes: Formulario 2"),
    "acuerdo": _("Acordar, cerrar y reabrir el mes"),
    "analisis": _("Analizar y comparar con los estándares: Formularios 3 y 4"),
    "indicadores": _("Leer un indicador y su ficha técnica"),
    "boletin": _("El boletín estadístico"),
    "listados": _("Listados: construir, guardar y compartir"),
    "jornadas": _("Jornadas escolares: CPOD, ceod y SiC"),
    "odontograma": _("El odontograma: códigos y teclado"),
    "vigilancia": _("Vigilancia: estudios, factores, costos y auditoría de expedientes"),
    "registros": _("Registros de apoyo: hospital, enjuagatorios, recursos y población"),
    "importar": _("Importar y exportar renglones"),
    "instalaciones": _("Registrar las instalaciones de salud bucal"),
    "identidad": _("Quién ve la identidad de los pacientes"),
}
