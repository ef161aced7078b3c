"""The help topics of the module, in reading order; texts in templates/authorizations/help (source 002)."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

TITLES = {
    "recorrido": _("El recorrido de una autorización: de la consulta al estudio"),
    "solicitar": _("Solicitar: qué se escribe y qué necesita autorización"),
    "justificar": _("Justificar clínicamente una solicitud"),
    "adjuntos": _("Adjuntar documentos que sustentan la solicitud"),
    "borrador-en-papel": _("El formato en papel y su transcripción"),
    "urgencias": _("Urgencias: primero la atención, después el registro"),
    "seguimiento": _("Seguir una solicitud: estados, plazos y la página del paciente"),
    "responder": _("Responder cuando piden información"),
    "impugnar": _("Si no se autoriza: corregir, o presentar un recurso de revisión"),
    "bandeja": _("La bandeja de revisión: tomar, liberar y pasar solicitudes"),
    "decidir": _("Resolver cada servicio de una solicitud"),
    "pedir-informacion": _("Pedir información y qué pasa con el plazo"),
    "modificar-negar": _("Autorizar con cambios o no autorizar: motivo, cláusula y frase al paciente"),
    "recursos": _("Resolver un recurso de revisión"),
    "doble-revision": _("Segunda opinión a ciegas"),
    "numero": _("El número de autorización y su código QR"),
    "consultar-numero": _("Consultar un número en el centro"),
    "consumir": _("Registrar las unidades usadas, y revertirlas"),
    "sin-conexion": _("Verificar un código QR sin conexión"),
    "papeles": _("Los papeles: autorización, resolución y comprobante"),
    "servicios": _("Servicios: catálogo básico, exenciones y centros"),
    "criterios": _("Criterios: versiones, vigencia y prueba sobre solicitudes pasadas"),
    "variantes": _("Variantes: campos propios de una región u hospital"),
    "plazos": _("Plazos por prioridad y jurisdicción"),
    "personas": _("Profesionales, equipos de atención e intereses declarados"),
    "senales": _("Señales para auditoría: qué son y qué no hacen"),
    "lecturas": _("Quién consultó una solicitud, y por qué"),
    "indicadores": _("Leer los indicadores de autorización"),
    "definiciones": _("Cómo se calcula cada tasa, y qué se oculta"),
    "puentes": _("Relación con el intercambio de servicios"),
    "fhir": _("Solicitar desde el expediente clínico electrónico (FHIR)"),
    "paquete": _("Capturar sin conexión y enviar un paquete"),
}
_TEXTS = Path(__file__).parent / "templates" / "authorizations" / "help"


def topics() -> dict:
    """key → title of the topics that have a text; one without would be a link to nothing."""
    return {key: title for key, title in TITLES.items() if (_TEXTS / f"{key}.html").exists()}
