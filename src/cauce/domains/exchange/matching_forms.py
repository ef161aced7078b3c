"""Forms of the matching's pages. Rules live in the actions; a form only reads what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cauce.core.errors import Problem, Refusal
from cauce.core.periods.models import Round

from .queries import rounds
from .rules.lines import CAUSES
from .rules.matching_table import broken
from .rules.proposals import MAX_KM, MIN_REASON, SIDE_TEXT, STATE_TEXT

DEFAULT_KM = 200


class RunForm(forms.Form):
    """A new run: of which round, how far, and over what."""

    round = forms.ModelChoiceField(
        label=_("Periodo de captura"), queryset=Round.objects.none(), to_field_name="code", empty_label=None
    )
    max_km = forms.CharField(
        label=_("Distancia máxima (km)"),
        initial=str(DEFAULT_KM),
        max_length=12,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=_(
            "En línea recta entre las dos unidades; una pareja exactamente en el límite se toma en cuenta."
        ),
    )
    include_open = forms.BooleanField(
        label=_("Incluir registros sin finalizar"),
        required=False,
        help_text=_("Sus propuestas salen marcadas: esos datos todavía pueden cambiar."),
    )
    same_institution = forms.BooleanField(
        label=_("También dentro de una misma institución"),
        required=False,
        help_text=_("Sin marcar, solo se propone entre instituciones distintas."),
    )
    repeat_rejected = forms.BooleanField(
        label=_("Volver a proponer lo rechazado"),
        required=False,
        help_text=_("Sin marcar, una pareja de unidades que rechazó un producto no vuelve a recibirlo."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds()

    def clean_max_km(self) -> float:
        """Kilometres as a number; the action says whether they are within bounds."""
        typed = self.cleaned_data["max_km"].strip().replace(" ", "")
        try:
            # In Spanish a comma may be the decimal sign; no distance here has thousands.
            return float(typed.replace(",", "."))
        except ValueError:
            problem = broken("EX-80", "max_km", value=typed, least=MAX_KM[0], most=MAX_KM[1])
            raise forms.ValidationError(str(problem)) from None


_MISSING = {
    "reason": broken("EX-83", "reason", least=MIN_REASON),
    "number": broken("EX-84", "number", value=""),
}


class DecisionForm(forms.Form):
    """What a decision needs besides the proposals: the side, and a reason or a number with the password."""

    side = forms.ChoiceField(label=_("Decide por"), choices=list(SIDE_TEXT.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Motivo del rechazo"),
        widget=forms.Textarea({"rows": 3, "maxlength": 1000}),
        max_length=1000,
        help_text=_("Al menos %(least)s caracteres; lo leerá la otra parte.") % {"least": MIN_REASON},
    )
    number = forms.CharField(
        label=_("Número del convenio"),
        max_length=60,
        help_text=_("Tal como aparece en el convenio firmado por las dos instituciones."),
    )
    password = forms.CharField(
        label=_("Su contraseña"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=_("Se pide otra vez porque este acto obliga a su institución."),
    )

    #: act → the fields its page shows
    NEEDS = {"accept": ("side",), "reject": ("side", "reason"), "close": ("number", "password")}

    def __init__(self, *args: Any, act: str, sides: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(self.NEEDS[act]):
            del self.fields[name]
        for name, problem in _MISSING.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = str(problem)
        if "side" in self.fields:
            self.fields["side"].choices = [(side, SIDE_TEXT[side]) for side in sides]
            self.fields["side"].initial = sides[0] if len(sides) == 1 else None

    def add_refusal(self, refusal: Refusal) -> list[Problem]:
        """Put the refusal's problems at their fields; returns those of no field."""
        elsewhere = []
        for problem in refusal.problems:
            if problem.place in self.fields:
                self.add_error(problem.place, str(problem))
            else:
                elsewhere.append(problem)
        return elsewhere


class FilterForm(forms.Form):
    """What the table of proposals can be narrowed by; anything unknown is ignored."""

    requiere = forms.ChoiceField(label=_("Requiere"), required=False)
    ofrece = forms.ChoiceField(label=_("Ofrece"), required=False)
    estado = forms.ChoiceField(label=_("Estado"), required=False)
    causa = forms.ChoiceField(label=_("Causa"), required=False)
    q = forms.CharField(label=_("Producto, unidad o CLUES"), required=False, max_length=100)
    decidir = forms.BooleanField(label=_("Solo lo que espera mi decisión"), required=False)

    def __init__(self, *args: Any, institutions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("Todas"))]
        for name in ("requiere", "ofrece"):
            self.fields[name].choices = [*everything, *institutions]
        self.fields["estado"].choices = [("", _("Todos")), *STATE_TEXT.items()]
        self.fields["causa"].choices = [*everything, *CAUSES.items()]
