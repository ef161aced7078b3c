"""A variant between its version, the rows of its editor and the field dictionaries that the action reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from cauce.core.catalogues.text import normalise

from .models import VariantVersion
from .rules.reading import LABELS
from .rules.variants import MAX_FIELDS, FieldType

TYPE_LABELS = {
    FieldType.TEXT: lazy("Texto"),
    FieldType.NUMBER: lazy("Número entero"),
    FieldType.DATE: lazy("Fecha"),
    FieldType.YES_NO: lazy("Sí o no"),
    FieldType.CHOICE: lazy("Una opción de una lista"),
}
# The mandatory core as the form has it, part by part: shown locked, so that nobody looks for how to take it out.
CORE_PARTS = tuple(
    (title, tuple(LABELS[name] for name in names))
    for title, names in (
        (
            lazy("Paciente"),
            (
                "patient.curp",
                "patient.nss",
                "patient.given_name",
                "patient.first_surname",
                "patient.birth_date",
                "patient.sex",
            ),
        ),
        (lazy("Médico solicitante"), ("physician.name", "physician.licence")),
        (lazy("Solicitud"), ("setting", "priority", "desired_date", "diagnosis", "justification")),
        (lazy("Servicios"), ("items", "service")),
    )
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One row of the editor, as typed."""

    number: int
    key: str = ""
    label: str = ""
    type: str = FieldType.TEXT.value
    required: bool = False
    options: str = ""  # one a line
    help: str = ""
    order: str = ""

    @property
    def empty(self) -> bool:
        """Nothing was written in it."""
        return not (self.label.strip() or self.key.strip())

    def as_field(self) -> dict[str, Any]:
        """As the action reads it; a field without a key gets one from its name."""
        return {
            "key": self.key.strip() or key_from(self.label),
            "label": self.label.strip(),
            "type": self.type,
            "required": self.required,
            "options": [line.strip() for line in self.options.splitlines() if line.strip()],
            "help": self.help.strip(),
        }


def key_from(label: str) -> str:
    """A key from what people call the field: "Turno de atención" → "turno_de_atencion"."""
    key = re.sub(r"[^a-z0-9]+", "_", normalise(label)).strip("_")[:40]
    return key if len(key) > 1 and key[0].isalpha() else f"campo_{key}"[:40]


def rows_of_version(version: VariantVersion | None) -> list[Draft]:
    """The editor's rows of a published version."""
    fields = version.fields if version else []
    return [
        Draft(
            number=n,
            key=field["key"],
            label=field["label"],
            type=field["type"],
            required=field["required"],
            options="\n".join(field["options"]),
            help=field["help"],
            order=str(n),
        )
        for n, field in enumerate(fields, start=1)
    ]


def rows_sent(sent: Mapping[str, Any]) -> list[Draft]:
    """The rows as typed, without the removed and the empty ones, in the order that was asked."""
    found = []
    for n in range(1, MAX_FIELDS + 4):
        if f"label-{n}" not in sent or sent.get(f"remove-{n}"):
            continue
        row = Draft(
            number=n,
            key=sent.get(f"key-{n}", "")[:60],
            label=sent.get(f"label-{n}", "")[:200],
            type=sent.get(f"type-{n}", ""),
            required=bool(sent.get(f"required-{n}")),
            options=sent.get(f"options-{n}", "")[:6000],
            help=sent.get(f"help-{n}", "")[:400],
            order=sent.get(f"order-{n}", ""),
        )
        if not row.empty:
            found.append(row)
    found.sort(key=lambda row: (int(row.order) if row.order.isdigit() else 999, row.number))
    return [_renumbered(row, n) for n, row in enumerate(found, start=1)]


def _renumbered(row: Draft, number: int) -> Draft:
    return Draft(number, row.key, row.label, row.type, row.required, row.options, row.help, str(number))


def blank_rows(count: int, more: int) -> list[Draft]:
    """Empty rows after the written ones, up to the most that a variant may have."""
    return [Draft(number=n, order=str(n)) for n in range(count + 1, min(count + more, MAX_FIELDS) + 1)]
