"""The module's kind of import, registered with the core's: the ESE of the public network."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cauce.core.imports.forms import ACCEPT, FileForm
from cauce.core.imports.kinds import ImportKind, register

from ..rules.hospital_file import COLUMNS
from .hospitals import apply_hospitals, check, may_register, plan_hospitals

KEY = "risk-hospitals"
_HEAD = (
    "050010001", "ESE Hospital de ejemplo", "CO-05", "05001", "1", "Municipal", "25000", "SÍ", "Ejemplo",
)  # fmt: skip
EXAMPLE = (
    (*_HEAD, "2025", "Riesgo medio", "Resolución de ejemplo de 2025"),
    (*_HEAD, "2026", "Riesgo alto", "Resolución de ejemplo de 2026"),
    ("050020001", "ESE Otro hospital de ejemplo", "Antioquia", "05002", "2", "Departamental", "", "SÍ", "Ejemplo",
     "", "", ""),
)  # fmt: skip


class HospitalsForm(FileForm):
    """A file of ESE."""

    file = forms.FileField(
        label=_("Archivo"),
        help_text=_(
            "CSV o XLSX con los encabezados en la primera fila. Una fila por ESE; para fijar el riesgo de varios años,"
            " repita la fila con cada año, su categoría y su acto."
        ),
        widget=forms.FileInput({"accept": ACCEPT}),
    )


register(
    ImportKind(
        KEY,
        _("ESE de la red pública"),
        COLUMNS,
        EXAMPLE,
        HospitalsForm,
        plan_hospitals,
        apply_hospitals,
        check=check,
        offered=may_register,
        help=("riskplans", "registrar-ese"),
    )
)
