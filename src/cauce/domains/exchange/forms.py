"""Forms of the exchange's pages. Rules live in the actions; a form only reads what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cauce.core.errors import Refusal
from cauce.core.organisations.models import Contact

from .models import PaperReceipt

LOCAL = "%Y-%m-%dT%H:%M"


def moment_field(**options: Any) -> forms.DateTimeField:
    """A local date and time, as browsers send it and as people type it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(
        widget=widget, input_formats=[LOCAL, f"{LOCAL}:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"], **options
    )


def add_problems(form: forms.Form, refusal: Refusal) -> None:
    """Put an action's problems beside the form's fields; those of no field go on top."""
    for problem in refusal.problems:
        form.add_error(problem.place if problem.place in form.fields else None, str(problem))


class ActionForm(forms.Form):
    """A form whose `asked` fields are demanded by the action, in the rule's own words.

    They are shown as required, so the browser asks for them, but a sent form leaves it to the action.
    """

    asked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self._show_required()

    def full_clean(self) -> None:
        super().full_clean()
        self._show_required()

    def _show_required(self) -> None:
        for name in self.asked:
            self.fields[name].required = True


class FinaliseForm(ActionForm):
    """Step 7: SI, and the person's own password again."""

    asked = ("password",)

    answer = forms.ChoiceField(
        label=_("¿Finalizar el registro de excedentes y/o faltantes?"),
        choices=[("si", "SI"), ("no", "NO")],
        widget=forms.RadioSelect,
        required=False,
    )
    password = forms.CharField(
        label=_("Su contraseña"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
        help_text=_("La misma con la que entró. Se pide otra vez porque este acto obliga a su institución."),
    )
    confirmed = forms.BooleanField(
        label=_("Confirmo que finalizo con respuesta SI y sin ningún renglón registrado"), required=False
    )


class ReopenForm(ActionForm):
    """Reopening: why, and until when."""

    asked = ("reason",)

    reason = forms.CharField(
        label=_("Motivo de la reapertura"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Lo leerá la entidad y quedará en la bitácora. Al menos 10 caracteres."),
    )
    until = moment_field(
        label=_("Abierto hasta"),
        required=False,
        help_text=_("Obligatorio si el periodo ya cerró. Vacío: hasta que cierre el periodo."),
    )


class PaperForm(ActionForm):
    """Arrival of the signed report on paper."""

    asked = ("received_date", "reference")

    received_date = forms.DateField(
        label=_("Fecha de recepción"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        required=False,
    )
    reference = forms.CharField(
        label=_("Referencia"),
        max_length=80,
        required=False,
        help_text=_("Número de oficio, guía o folio con el que llegó."),
    )
    condition = forms.ChoiceField(
        label=_("Estado del documento"), choices=PaperReceipt.Condition.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)


class ProductForm(ActionForm):
    """A product missing from the catalogue."""

    asked = ("label",)

    label = forms.CharField(
        label=_("Nombre del producto"),
        max_length=300,
        required=False,
        help_text=_("Tal como debe aparecer en el catálogo."),
    )
    justification = forms.CharField(
        label=_("Justificación"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ReasonForm(forms.Form):
    """A decision with its reason."""

    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SpanForm(forms.Form):
    """An opening and a closing."""

    opens_at = moment_field(label=_("Abre"))
    closes_at = moment_field(label=_("Cierra"), help_text=_("Desde ese instante solo se puede consultar."))


class RoundForm(SpanForm):
    """A collection round."""

    code = forms.SlugField(
        label=_("Clave del periodo"), max_length=20, help_text=_("Por ejemplo, 2026. No cambia después.")
    )
    name = forms.CharField(
        label=_("Nombre"), max_length=120, help_text=_("Por ejemplo, Captura del periodo 2026.")
    )
    field_order = ["code", "name", "opens_at", "closes_at"]


class ContactForm(forms.ModelForm):
    """The responsible department of an institution."""

    class Meta:
        model = Contact
        fields = ["department", "email", "telephone", "address", "hours"]


class UploadForm(ActionForm):
    """Step 9: the signed PDF."""

    asked = ("file",)

    file = forms.FileField(
        label=_("Reporte firmado (PDF)"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("Solo PDF."),
        required=False,
    )


class ReminderForm(forms.Form):
    """A reminder to the entities chosen."""

    message = forms.CharField(
        label=_("Mensaje"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
