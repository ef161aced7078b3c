"""The head of a variant's form: where, its name, from when."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from ..forms_governing import Reaching, day_field, place_field


class VariantHead(Reaching):
    """Where the own fields are asked, and from when."""

    place = place_field(
        lazy("Dónde se piden"), help_text=lazy("Una región o un hospital; también en lo que está debajo.")
    )
    title = forms.CharField(
        label=lazy("Nombre"), max_length=120, required=False, help_text=lazy("En blanco: el del lugar.")
    )
    valid_from = day_field(lazy("Vale desde"))
