"""What the dimensions of oversight and their values are called, and in which order they are read."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.indicators.query import ALL
from cauce.indicators.tables import TOTAL

from ..catalogue import CATALOGUE
from ..facts import LABELS
from ..models import Signal
from ..rules.codes import CATEGORY_LABELS, CHANNEL_LABELS, PRIORITY_LABELS, REASONS, SETTING_LABELS
from ..rules.signals import KIND_LABELS

UNKNOWN = "Sin dato"
_UNITS = {"institution", "region", "unit", "centre"}
_YES = {"1": "Sí", "0": "No"}
_WORDS: dict[str, Mapping[str, str]] = {
    "category": {key.value: label for key, label in CATEGORY_LABELS.items()},
    "priority": {key.value: label for key, label in PRIORITY_LABELS.items()},
    "setting": {key.value: label for key, label in SETTING_LABELS.items()},
    "channel": {key.value: label for key, label in CHANNEL_LABELS.items()},
    "kind": {key.value: label for key, label in KIND_LABELS.items()},
    "state": dict(Signal.State.choices),
    "reason": {code: reason.label for code, reason in REASONS.items()},
    "emergency": _YES,
    "decided_by": {
        "screening": "Revisión automatizada",
        "review": "Especialista que revisa",
        "appeal": "Recurso de revisión",
    },
}
_UNKNOWN = {"centre": "Cualquier centro del servicio", "reason": "Sin motivo: se autorizó como se pidió"}


def name_of_dimension(by: str) -> str:
    """A dimension's name on screen."""
    return str(_(LABELS.get(by, by)))


def label_of(by: str, key: str | None) -> str:
    """What people read for one value of a dimension; `labels_of` for many."""
    return labels_of(by, [key])[key]


def labels_of(by: str, keys: Iterable[str | None]) -> dict[str | None, str]:
    """What people read for some values of a dimension; one query at most."""
    keys = list(keys)
    known = [key for key in keys if key is not None and key != ALL]
    words = _named(by, known)
    found = {key: words.get(key, key) for key in known}
    return {
        key: TOTAL if key == ALL else _UNKNOWN.get(by, UNKNOWN) if key is None else str(found[key])
        for key in keys
    }


def order_of(by: str, key: str | None) -> tuple[bool, bool, int, str]:
    """How a dimension's values are sorted: closed lists in their own order, the rest by code; unknown, total last."""
    listed = list(_WORDS.get(by, ()))
    place = listed.index(key) if key in listed else len(listed)
    return key == ALL, key is None, place, key or ""


def _named(by: str, codes: list[str]) -> Mapping[str, str]:
    if by in _UNITS:
        return dict(OrgUnit.objects.filter(code__in=codes).values_list("code", "name"))
    if by in {"service", "speciality"}:
        entries = Entry.objects.filter(catalogue__code=CATALOGUE, kind=by, code__in=codes).order_by("pk")
        return dict(entries.values_list("code", "label"))
    return _WORDS.get(by, {})
