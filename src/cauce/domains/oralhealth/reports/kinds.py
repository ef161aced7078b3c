"""The papers of the oral-health module."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.permissions import Permission as P
from cauce.core.documents.kinds import DocumentKind, register

TEMPLATES = Path(__file__).parent / "typst"
BULLETIN = register(
    DocumentKind(
        code="oralhealth.bulletin",
        module="oralhealth",
        label=_("Boletín estadístico de salud bucal"),
        issue=P.ORAL_PAPER,
        withdraw=P.ORAL_PAPER,
        read=P.ORAL_INDICATORS,
        receive=P.ORAL_PAPER,
        judge=P.ORAL_PAPER,
    )
)
FORM_2, FORM_3, FORM_4 = (
    register(
        DocumentKind(
            code=f"oralhealth.form{number}",
            module="oralhealth",
            label=label,
            issue=P.ORAL_PAPER,
            withdraw=P.ORAL_PAPER,
            read=P.ORAL_READ,
            receive=P.ORAL_PAPER,
            judge=P.ORAL_PAPER,
        )
    )
    for number, label in (
        (2, _("Formulario Nº 2 · Hoja de trabajo del estadígrafo y de actividades del programa")),
        (3, _("Formulario Nº 3 · Análisis mensual de la gestión odontológica por unidad ejecutora")),
        (4, _("Formulario Nº 4 · Comparación de resultados; conclusión y retroalimentación")),
    )
)
FORMS = {2: FORM_2, 3: FORM_3, 4: FORM_4}
