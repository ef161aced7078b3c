"""The forms of the packages' pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

from .kinds import KINDS


class PlaceField(forms.ModelChoiceField):
    """A place as «code · name»."""

    def offer(self, places: Any) -> None:
        """The places to choose from; a single one is chosen already."""
        self.empty_label = _("Elija de la lista") if len(places) > 1 else None
        self.queryset = places

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.code})"


class ExportForm(forms.Form):
    """Which month of which place."""

    kind = forms.ChoiceField(label=_("Qué se exporta"))
    place = PlaceField(OrgUnit.objects.none(), label=_("Instalación"))
    period = forms.CharField(
        label=_("Mes"), widget=forms.TextInput({"type": "month"}), help_text=_("Por ejemplo 2026-03.")
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]
        mine = set(places.values_list("pk", flat=True))
        offered = [(k, kind.label) for k, kind in KINDS.items() if kind.places().filter(pk__in=mine).exists()]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "kind" in found and "period" in found:
            try:
                found["period"] = KINDS[found["kind"]].period_of(found["period"])
            except ValueError as error:
                self.add_error("period", str(error))
        return found


class ReceiveForm(forms.Form):
    """The file that came."""

    file = forms.FileField(
        label=_("Paquete"),
        help_text=_("El archivo .cauce que exportó la instalación, tal como llegó."),
        widget=forms.FileInput({"accept": ".cauce"}),
    )


class KeyForm(forms.Form):
    """A key to be trusted."""

    public = forms.CharField(
        label=_("Llave pública"),
        max_length=100,
        help_text=_("43 signos, como la muestra la instalación en «Paquetes › Llaves»."),
    )
    place = PlaceField(
        OrgUnit.objects.none(), label=_("Habla por"), help_text=_("Por ese lugar y los que dependen de él.")
    )
    note = forms.CharField(
        label=_("Cómo se comprobó"),
        max_length=200,
        required=False,
        help_text=_("Por ejemplo «leída por teléfono con REGES el 3 de marzo»."),
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why a key is no longer trusted."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        help_text=_("Por ejemplo «se cambió la computadora». Lo que la llave ya trajo se conserva."),
    )
