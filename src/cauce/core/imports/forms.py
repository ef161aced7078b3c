"""The forms that bring a file in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cauce.core.catalogues.models import Catalogue

ACCEPT = ".csv,.xlsx,text/csv"


class FileForm(forms.Form):
    """A file and nothing else."""

    file = forms.FileField(
        label=_("Archivo"),
        help_text=_("CSV o XLSX con los encabezados en la primera fila."),
        widget=forms.FileInput({"accept": ACCEPT}),
    )

    def options(self) -> dict[str, object]:
        """What the plan needs besides the file."""
        return {}


class UnitsForm(FileForm):
    """A file of medical units."""

    close_missing = forms.BooleanField(
        label=_("Cerrar las unidades que no vengan en el archivo"),
        required=False,
        help_text=_(
            "Solo las de las entidades que el archivo menciona; no se borran, dejan de estar vigentes."
        ),
    )

    def options(self) -> dict[str, object]:
        """What the plan needs besides the file."""
        return {"close_missing": self.cleaned_data["close_missing"]}


class CatalogueForm(forms.Form):
    """A file with the whole content of a catalogue's next release."""

    catalogue = forms.ModelChoiceField(
        Catalogue.objects.order_by("name"),
        label=_("Catálogo"),
        to_field_name="code",
        help_text=_("El archivo es el contenido completo de su siguiente publicación."),
    )
    file = forms.FileField(
        label=_("Archivo"),
        help_text=_("CSV o XLSX con los encabezados en la primera fila."),
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    origin = forms.CharField(
        label=_("Origen"), max_length=300, help_text=_("De dónde sale: documento, área, fecha.")
    )
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)

    def options(self) -> dict[str, object]:
        """What the plan needs besides the file."""
        given = self.cleaned_data
        return {
            "catalogue": given["catalogue"].code,
            "origin": given["origin"],
            "note": given["note"],
        }
