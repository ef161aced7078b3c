"""The form with which a centre uses units. The key is chosen when the form is drawn: sending it twice counts once."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cauce.core.errors import Invalid, Problem

from ..rules.table import broken
from ..rules.values import MAX_QUANTITY, MIN_REASON

LEAST = MIN_REASON


class UseForm(forms.Form):
    """Units, day and key."""

    units = forms.IntegerField(
        label=gettext_lazy("Unidades que se dieron"),
        min_value=1,
        max_value=MAX_QUANTITY,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    performed_on = forms.DateField(
        label=gettext_lazy("Día del servicio"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, left: int, **kwargs: Any) -> None:
        initial = {"units": 1, "performed_on": today, "key": uuid.uuid4()}
        super().__init__(*args, initial=initial, **kwargs)
        self.left = left
        self.fields["performed_on"].widget.attrs["max"] = today.isoformat()

    def values(self) -> dict[str, Any]:
        """What the action takes. Raises Invalid (AP-02, AP-03, AP-81)."""
        if self.is_valid():
            return dict(self.cleaned_data)
        raise Invalid([self._problem(name) for name in self.errors])

    def _problem(self, name: str) -> Problem:
        typed = str(self.data.get(name, ""))[:40]
        if name == "units":
            return broken("AP-03", "units", value=typed, field="unidades", least=1, most=self.left)
        if name == "performed_on":
            return broken("AP-02", "performed_on", value=typed)
        return broken("AP-81", "key")
