"""The help topics of the module, in reading order; texts in templates/riskplans/help (source 003)."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "recorrido": _("El recorrido del informe: de la ESE a la evaluación"),
    "ese": _("La página de una ESE: plan, riesgo, informes y tendencias"),
    "registrar-ese": _("Registrar las ESE desde un archivo"),
    "informe": _("El informe trimestral y sus Cuadros"),
    "cuadro": _("Llenar un Cuadro: cifras, totales y avisos"),
    "odontologia": _("La producción de odontología desde el registro diario"),
    "matriz": _("La matriz de medidas y sus soportes"),
    "libro": _("El libro de cálculo: descargar, llenar e importar"),
    "enviar": _("Enviar el informe y confirmar sus avisos"),
    "revisar": _("Revisar, comentar, devolver o aceptar"),
    "puntaje": _("Cómo se calcula el puntaje, paso a paso"),
    "simular": _("Simular: cambiar una cifra sin tocar los datos"),
    "evaluar": _("Evaluar, cerrar y reabrir"),
    "alertas": _("Alertas tempranas y proyección"),
    "planes": _("El plan, su programación y su única modificación"),
    "instrumentos": _("Convenios, acuerdos y otros instrumentos"),
    "informes-escritos": _("Los informes de seguimiento: escribir, descargar y emitir"),
    "informe-anual": _("El informe anual al Ministerio y las categorías propuestas"),
    "consolidado": _("El consolidado nacional"),
    "siho": _("Los extractos de SIHO"),
    "comprobaciones": _("Las comprobaciones de consistencia: qué bloquea y qué avisa"),
    "catalogo-riesgo": _("Pesos UVR, definiciones y categorías de riesgo"),
}
