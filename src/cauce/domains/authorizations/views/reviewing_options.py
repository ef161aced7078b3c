"""What a reviewer may choose from: coded reasons with the sentences they propose, and other services."""

from typing import Any

from ..models import ServicePolicy
from ..rules.codes import REASONS
from ..rules.sentences import SUGGESTIONS
from .reviewing_case import ItemCase

MOST = 200


def reasons_for(emergency: bool) -> list[dict[str, Any]]:
    """Coded reasons with where they serve and the sentences they propose."""
    return [
        {
            "code": code,
            "label": reason.label,
            "only": next(iter(reason.outcomes)) if len(reason.outcomes) == 1 else "",
            "proposed": SUGGESTIONS.get(code),
        }
        for code, reason in REASONS.items()
        if reason.emergency or not emergency
    ]


def services_of(one: ItemCase) -> list[str]:
    """Other services of the same speciality, as "CODE · name", to grant instead."""
    rows = ServicePolicy.objects.filter(speciality=one.item.policy.speciality).exclude(
        code=one.item.service_code
    )
    found = rows.select_related("entry").order_by("entry__label").values_list("code", "entry__label")
    return [f"{code} · {label}" for code, label in found.distinct()[:MOST]]
