"""The help topics of the module, in reading order; texts in templates/exchange/help (source 000)."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "conceptos": _("Conceptos: excedente, faltante, evento, paciente, causa"),
    "paso-0": _("Paso 0. Entrar por su institución"),
    "paso-1": _("Paso 1. Seleccionar la entidad federativa"),
    "paso-2": _("Paso 2. Responder SI o NO"),
    "paso-3": _("Paso 3. Seleccionar la unidad médica"),
    "paso-4": _("Paso 4. Seleccionar el grupo de servicio"),
    "paso-5": _("Paso 5. Seleccionar la especialidad troncal"),
    "paso-6": _("Paso 6. Registrar excedentes y/o faltantes"),
    "paso-7": _("Paso 7. Finalizar el registro"),
    "paso-8": _("Paso 8. Versión final para firmas"),
    "paso-9": _("Paso 9. Subir el reporte firmado"),
    "reapertura": _("Reabrir un registro finalizado"),
    "papel": _("Registrar la llegada del papel"),
    "consolidado": _("Consolidado y avance de la ronda"),
    "emparejamiento": _("Encontrar oportunidades de intercambio"),
}
