"""Two people wrote the same row: what differs, in words, and which side the person chose."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .presenting import FIELDS, NUMBERS
from .rules.patient import BOXES

CHOSEN = "choose-"


def choices_between(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For the component `{% conflict %}`: label, name, mine and theirs of every field that differs."""
    found = [
        {"label": label, "name": name, "mine": _plain(mine.get(name)), "theirs": _plain(theirs.get(name))}
        for name, label in _labels(theirs).items()
    ]
    return [choice for choice in found if choice["mine"] != choice["theirs"]]


def chosen_values(sent: Mapping[str, str]) -> list[str]:
    """Fields in which the other's value was chosen."""
    return [
        name.removeprefix(CHOSEN)
        for name, side in sent.items()
        if name.startswith(CHOSEN) and side == "theirs"
    ]


def _labels(theirs: Mapping[str, Any]) -> dict[str, Any]:
    boxes = {name: f"{NUMBERS.get(name, BOXES[name])} {label}" for name, (label, *_rest) in FIELDS.items()}
    lists = {"activities": _("Actividades"), "diagnoses": _("Diagnósticos")}
    labels = {**boxes, **lists, **LINE_LABELS}
    return {name: labels[name] for name in theirs if name in labels}


LINE_LABELS = {
    "technique": "Técnica educativa",
    "other_code": "Otro código",
    "promotion_type": "Tipo de promoción",
    "topic": "Tema",
    "time": "Tiempo",
    "men": "Hombres",
    "women": "Mujeres",
    "place": "Lugar de ejecución",
    "invited": "Participantes invitados",
    "beneficiaries": "Población beneficiaria",
    "code": "Actividad administrativa",
}


def _plain(value: Any) -> str:
    """A cell, or lines of cells, as words: "07 × 1 (1); 47 × 2 (1)"."""
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, (_line(line) for line in value)))
    return str(value or "").strip()


def _line(line: Mapping[str, Any]) -> str:
    parts = [str(line.get(part) or "").strip() for part in ("code", "text", "number", "class")]
    return " ".join(part for part in parts if part)
