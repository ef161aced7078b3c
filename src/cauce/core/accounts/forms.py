"""Forms of people's administration."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of
from cauce.web.navigation import label_of

from .access import within
from .models import User
from .permissions import Permission
from .roles import ROLES


class PersonForm(forms.Form):
    """Name, e-mail and position."""

    first_name = forms.CharField(label=_("Nombre"), max_length=150)
    last_name = forms.CharField(label=_("Apellidos"), max_length=150)
    email = forms.EmailField(label=_("Correo"))
    position = forms.CharField(label=_("Cargo"), max_length=150, required=False)


class NewPersonForm(PersonForm):
    """The same with the username; the shared mark only where the setting allows it."""

    username = forms.CharField(
        label=_("Nombre de usuario"),
        max_length=150,
        help_text=_("Por ejemplo nombre.apellido; no cambia después."),
    )
    shared = forms.BooleanField(label=_("Cuenta compartida de una entidad federativa"), required=False)
    field_order = ["username", "first_name", "last_name", "email", "position", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.CAUCE_SHARED_ENTITY_ACCOUNTS:
            del self.fields["shared"]


class GrantForm(forms.Form):
    """A role at a place, with dates. The place is written as its code or chosen from the suggestions."""

    role = forms.ChoiceField(label=_("Papel"))
    place = forms.CharField(
        label=_("Lugar"),
        max_length=240,
        help_text=_("Clave o nombre exacto: sector, institución, entidad federativa o CLUES."),
        widget=forms.TextInput({"list": "lugares", "autocomplete": "off"}),
    )
    starts_at = forms.DateField(
        label=_("Desde"),
        required=False,
        help_text=_("Vacío: desde ahora."),
        widget=forms.DateInput({"type": "date"}),
    )
    ends_at = forms.DateField(
        label=_("Hasta (inclusive)"),
        required=False,
        help_text=_("Vacío: sin fecha de término."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = within(OrgUnit.objects.all(), by, Permission.PEOPLE_MANAGE, at)
        cast(forms.ChoiceField, self.fields["role"]).choices = self._roles()

    def _roles(self) -> list[tuple[str, list[tuple[str, StrPromise]]]]:
        """The roles by programme, of those programmes whose tree is within reach."""
        groups: dict[str, list[tuple[str, StrPromise]]] = {}
        for role in ROLES.values():
            groups.setdefault(role.module, []).append((role.key, role.name))
        roots = {module: root_of(module) for module in groups if module != "core"}
        here = [
            m
            for m, top in roots.items()
            if top is None or self.reach.filter(path__startswith=top.path).exists()
        ]
        names = {m: str(label_of(m)) if m != "core" else str(_("Generales")) for m in [*here, "core"]}
        return [(name, groups[m]) for m, name in names.items()]

    def clean_place(self) -> OrgUnit:
        """The place with that code, or with exactly that name when only one has it."""
        text = self.cleaned_data["place"].split(" · ")[0].strip()
        found = list(self.reach.filter(code__iexact=text)[:2]) or list(
            self.reach.filter(name__iexact=text)[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(_("No se encontró un lugar único con esa clave o nombre."))
        return found[0]

    def suggestions(self) -> list[OrgUnit]:
        """Sector, institutions and entities within reach (units are written by their CLUES)."""
        return list(self.reach.exclude(kind=OrgUnit.Kind.UNIT).order_by("path")[:400])


def show(refusal: Invalid, form: forms.Form) -> None:
    """Put an action's problems at their fields."""
    for problem in refusal.problems:
        form.add_error(problem.place if problem.place in form.fields else None, str(problem))
