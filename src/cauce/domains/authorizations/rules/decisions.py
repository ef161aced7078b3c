"""What a reviewer's decision on an item must say (rule 5), in the review and in an appeal. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from cauce.core.errors import Problem

from .codes import REASONS
from .states import ItemState
from .table import broken

LABELS = {
    "reason_code": "motivo",
    "clause": "fracción del criterio",
    "patient_sentence": "frase para el paciente",
    "would_change": "qué cambiaría la respuesta",
}
OUTCOMES = (ItemState.APPROVED, ItemState.MODIFIED, ItemState.DENIED)


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """A decision on the item `sequence`. quantity None: as asked; service, place: codes, "" as asked.

    waits_for_capacity: also of an approval, when there is nowhere to do it yet.
    """

    sequence: int
    outcome: str
    quantity: int | None = None
    reason_code: str = ""
    clause: str = ""
    criteria: int | None = None  # id of the CriteriaVersion, when the clause is of one
    patient_sentence: str = ""
    would_change: str = ""
    note: str = ""
    service: str = ""
    place: str = ""
    waits_for_capacity: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the item asks."""

    service: str
    quantity: int
    place: str = ""
    emergency: bool = False


def problems(decision: ItemDecision, asked: Asked) -> Iterator[Problem]:
    """Everything wrong with one decision."""
    place = f"items.{decision.sequence}"
    if decision.outcome not in OUTCOMES:
        yield broken("AP-04", f"{place}.outcome", value=decision.outcome[:20], field="resolución")
        return
    if decision.outcome == ItemState.APPROVED:
        if decision.quantity not in (None, asked.quantity) or decision.service not in ("", asked.service):
            yield broken("AP-51", f"{place}.outcome", value="autorizar con otra cantidad u otro servicio")
        return
    yield from _reasoned(decision, asked, place)
    if decision.outcome == ItemState.MODIFIED:
        yield from _modified(decision, asked, place)


def _reasoned(decision: ItemDecision, asked: Asked, place: str) -> Iterator[Problem]:
    """A denial and a modification say why, by which clause, to the patient, and what would change it."""
    reason = REASONS.get(decision.reason_code)
    if decision.reason_code and (reason is None or decision.outcome not in reason.outcomes):
        yield broken("AP-51", f"{place}.reason_code", value=decision.reason_code[:40])
    elif reason and asked.emergency and not reason.emergency:
        yield broken("AP-55", f"{place}.reason_code")
    for name, label in LABELS.items():
        if not str(getattr(decision, name)).strip():
            yield broken("AP-52", f"{place}.{name}", field=label)


def _modified(decision: ItemDecision, asked: Asked, place: str) -> Iterator[Problem]:
    quantity = asked.quantity if decision.quantity is None else decision.quantity
    if quantity < 1 or quantity > asked.quantity:
        yield broken("AP-54", f"{place}.quantity", value=quantity, most=asked.quantity)
        return
    other_service = decision.service not in ("", asked.service)
    other_place = decision.place not in ("", asked.place)
    if quantity == asked.quantity and not other_service and not other_place:
        yield broken("AP-53", place)
