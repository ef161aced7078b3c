"""The forms of governance. Places, people and services are typed (with suggestions) by code: lists may be long."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.models import User

from .models import ServicePolicy
from .rules.clocks import UNIT_LABELS, Kind
from .rules.codes import CATEGORY_LABELS, PRIORITY_LABELS

KIND_LABELS = {
    Kind.ANSWER: lazy("Responder una solicitud"),
    Kind.APPEAL_FILING: lazy("Presentar un recurso"),
    Kind.APPEAL_ANSWER: lazy("Resolver un recurso"),
    Kind.EMERGENCY: lazy("Registrar una urgencia ya atendida"),
}
SEPARATOR = " · "


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A date as the browser's own control sends it."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class TypedField(forms.CharField):
    """Something chosen by its code, with the suggestions of a datalist: "BCISS000001 · Unidad 1" or the code alone."""

    def __init__(self, *, listed: str, unknown: Any, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"list": listed, "autocomplete": "off"}), **options)
        self.found: Any = None  # set by the form: the queryset it may come from
        self.key = "code"
        self.unknown = unknown

    def clean(self, value: Any) -> Any:
        """The object; None when blank and not required."""
        text = super().clean(value)
        if not text:
            return None
        code = text.partition(SEPARATOR)[0].strip()
        chosen = (
            self.found.filter(**{f"{self.key}__iexact": code}).first() if self.found is not None else None
        )
        if chosen is None:
            raise forms.ValidationError(str(self.unknown) % {"value": text[:60]})
        return chosen


def place_field(label: Any, **options: Any) -> TypedField:
    """A place within the person's reach."""
    return TypedField(
        label=label, listed="lugares", unknown=lazy("«%(value)s» no es un lugar a su alcance."), **options
    )


def person_field(label: Any, **options: Any) -> TypedField:
    """A person of the module."""
    return TypedField(
        label=label, listed="personas", unknown=lazy("«%(value)s» no es una persona de la lista."), **options
    )


class Reaching(forms.Form):
    """A form whose typed fields know where they may look."""

    def __init__(self, *args: Any, places: Any = None, people: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, TypedField) and field.widget.attrs["list"] == "lugares":
                field.found = places
            if isinstance(field, TypedField) and field.widget.attrs["list"] == "personas":
                field.found, field.key = people if people is not None else User.objects.none(), "username"


class PolicyForm(forms.Form):
    """How a service is authorised from a day on."""

    in_basic_catalogue = forms.TypedChoiceField(
        label=lazy("¿Está en el catálogo básico?"),
        choices=[("no", lazy("No: requiere autorización")), ("yes", lazy("Sí: no la requiere"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=lazy("Categoría"),
        choices=[(c.value, text) for c, text in CATEGORY_LABELS.items()],
        help_text=lazy("Oncología y prótesis llevan su propio anexo."),
    )
    speciality = forms.ChoiceField(label=lazy("Especialidad que revisa"))
    validity_days = forms.IntegerField(
        label=lazy("Días que vale el número"),
        min_value=1,
        max_value=999,
        help_text=lazy("Desde que se autoriza."),
    )
    max_units = forms.IntegerField(
        label=lazy("Máximo por solicitud"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=lazy("En blanco: sin límite."),
    )
    unit_label = forms.CharField(
        label=lazy("Se cuenta en"), max_length=40, help_text=lazy("Estudio, sesión, ciclo, pieza.")
    )
    sided = forms.BooleanField(label=lazy("Se pregunta el lado"), required=False)
    product_code = forms.CharField(
        label=lazy("Código en el intercambio de servicios"),
        max_length=60,
        required=False,
        help_text=lazy("El mismo servicio en el catálogo del módulo de intercambio."),
    )
    valid_from = day_field(
        lazy("Vale desde"), help_text=lazy("Las solicitudes ya enviadas conservan la suya.")
    )

    def __init__(self, *args: Any, specialities: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["speciality"].choices = list(specialities.items())  # type: ignore[attr-defined]


class ExemptionForm(Reaching):
    """A unit does a service without authorisation."""

    unit = place_field(lazy("Unidad"), help_text=lazy("Escriba la CLUES o elija de la lista."))
    since = day_field(lazy("Desde"))
    until = day_field(lazy("Hasta"), required=False, help_text=lazy("En blanco: sin término."))
    reason = forms.CharField(
        label=lazy("Norma o acuerdo que lo dice"),
        max_length=300,
        help_text=lazy("El médico lo lee en su solicitud."),
    )


class CentreForm(Reaching):
    """A unit does a service, and so uses its numbers."""

    unit = place_field(lazy("Unidad"), help_text=lazy("Escriba la CLUES o elija de la lista."))
    since = day_field(lazy("Desde"))
    until = day_field(lazy("Hasta"), required=False, help_text=lazy("En blanco: sin término."))


class CentreServiceForm(CentreForm):
    """The same, from the list of centres: the service is chosen too."""

    service_code = TypedField(
        label=lazy("Servicio"),
        listed="servicios",
        unknown=lazy("«%(value)s» no es un servicio con política."),
    )
    field_order = ("service_code", "unit", "since", "until")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_code"].found = ServicePolicy.objects.order_by("-valid_from")  # type: ignore[attr-defined]


class TermForm(Reaching):
    """A term for a place and below."""

    place = place_field(
        lazy("Jurisdicción"), help_text=lazy("Vale ahí y en lo que está debajo; gana la más cercana.")
    )
    kind = forms.ChoiceField(label=lazy("Plazo para"), choices=[(k.value, t) for k, t in KIND_LABELS.items()])
    priority = forms.ChoiceField(
        label=lazy("Prioridad"),
        required=False,
        choices=[("", lazy("Cualquiera")), *((p.value, t) for p, t in PRIORITY_LABELS.items())],
        help_text=lazy("Solo distingue el plazo para responder."),
    )
    amount = forms.IntegerField(label=lazy("Cuánto"), min_value=1, max_value=999)
    unit = forms.ChoiceField(label=lazy("Contado en"), choices=[(u.value, t) for u, t in UNIT_LABELS.items()])
    pause_cap_hours = forms.IntegerField(
        label=lazy("Tope de la pausa, en horas"),
        min_value=0,
        max_value=9999,
        help_text=lazy("Lo más que la espera de información puede detener el reloj; 0: no lo detiene."),
    )
    valid_from = day_field(
        lazy("Vale desde"), help_text=lazy("Las solicitudes ya enviadas conservan el suyo.")
    )
    origin = forms.CharField(label=lazy("Norma que lo fija"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A priority only changes how soon an answer is due."""
        data = super().clean() or {}
        if data.get("priority") and data.get("kind") != Kind.ANSWER.value:
            self.add_error("priority", _("Solo el plazo para responder depende de la prioridad."))
        return data


class ProfessionalForm(forms.Form):
    """A person's licence and the queues they serve."""

    licence = forms.CharField(label=lazy("Cédula profesional"), max_length=12)
    speciality = forms.ChoiceField(label=lazy("Especialidad propia"), required=False)
    reviews = forms.MultipleChoiceField(
        label=lazy("Revisa las solicitudes de"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, specialities: dict[str, str], reviewer: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["speciality"].choices = [("", "—"), *specialities.items()]  # type: ignore[attr-defined]
        if reviewer:
            self.fields["reviews"].choices = list(specialities.items())  # type: ignore[attr-defined]
        else:
            del self.fields["reviews"]


class TeamForm(Reaching):
    """A person joins a unit's care team."""

    unit = place_field(lazy("Unidad"), help_text=lazy("Escriba la CLUES o elija de la lista."))
    team = forms.CharField(
        label=lazy("Equipo"),
        max_length=120,
        help_text=lazy("Con el mismo nombre se suma al equipo que ya existe."),
    )
    person = person_field(lazy("Persona"))


class InterestForm(Reaching):
    """One's own interest, in one thing at least."""

    person = person_field(lazy("Una persona que solicita"), required=False)
    unit = place_field(lazy("Una unidad"), required=False)
    service_code = TypedField(
        label=lazy("Un servicio"),
        required=False,
        listed="servicios",
        unknown=lazy("«%(value)s» no es un servicio."),
    )
    folio = forms.CharField(
        label=lazy("El paciente de una solicitud"),
        required=False,
        max_length=24,
        help_text=lazy(
            "Escriba el folio de una solicitud que usted pueda ver; no hace falta saber su nombre."
        ),
    )
    description = forms.CharField(
        label=lazy("En qué consiste"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Parentesco, sociedad, trabajo anterior… Lo lee la coordinación."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_code"].found = ServicePolicy.objects.order_by("-valid_from")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A written reason."""

    reason = forms.CharField(
        label=lazy("Motivo"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Quedará en la bitácora."),
    )  # fmt: skip
