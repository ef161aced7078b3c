"""What a decision will say, item by item, and the header that follows from it: read before it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ..actions.reviewing import Chosen
from ..issuing import validity
from ..models import Item
from ..rules.codes import REASONS
from ..rules.decisions import ItemDecision
from ..rules.header import Outcome, header
from ..rules.states import GRANTED_ITEM, ItemState
from ..rules.words import ITEM_LABELS, OUTCOME_LABELS
from .reviewing_case import Case

TONES = {
    ItemState.APPROVED: ("success", "check"),
    ItemState.MODIFIED: ("warning", "edit"),
    ItemState.DENIED: ("error", "close"),
    ItemState.INFO_NEEDED: ("info", "help"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One item as the decision would leave it. changes: (what, as asked, as granted)."""

    item: Item
    label: str
    tone: str
    icon: str
    decision: ItemDecision | None = None
    reason: str = ""
    question: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    quantity: int | None = None
    service: str = ""
    place: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole: items touched, how many of each, and the outcome of the request ("" while something waits)."""

    items: tuple[Said, ...]
    totals: tuple[tuple[str, int], ...]
    outcome: Outcome
    outcome_label: str
    waiting: int
    denied: tuple[str, ...]


def summary_of(case: Case, chosen: Iterable[Chosen], questions: Mapping[int, str], at: datetime) -> Summary:
    """What would be said. Nothing is written."""
    said = {item.sequence: decided(item, *rest, at) for item, *rest in chosen}
    for sequence, question in questions.items():
        said[sequence] = _asked(case.by_sequence[sequence].item, question)
    states = {one.item.sequence: one.item.state for one in case.items}
    states |= {n: _state_of(one) for n, one in said.items()}
    outcome = header(states.values())
    return Summary(
        items=tuple(said[n] for n in sorted(said)),
        totals=_totals(states.values()),
        outcome=outcome,
        outcome_label=OUTCOME_LABELS[outcome],
        waiting=sum(state == ItemState.PENDING for state in states.values()),
        denied=tuple(one.item.service.label for one in said.values() if _state_of(one) == ItemState.DENIED),
    )


def _state_of(one: Said) -> str:
    return one.decision.outcome if one.decision else ItemState.INFO_NEEDED


def _totals(states: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found = [ItemState(state) for state in states]
    return tuple((ITEM_LABELS[state], found.count(state)) for state in ItemState if state in found)


def decided(item: Item, decision: ItemDecision, service: Any, place: Any, at: datetime) -> Said:
    state = ItemState(decision.outcome)
    granted = state in GRANTED_ITEM
    quantity = (decision.quantity or item.quantity) if granted else None
    name = service.label if service else item.service.label
    reason = REASONS.get(decision.reason_code)
    return Said(
        item=item,
        label=ITEM_LABELS[state],
        tone=TONES[state][0],
        icon=TONES[state][1],
        decision=decision,
        reason=reason.label if reason else "",
        changes=tuple(_changes(item, quantity, service, place)) if state == ItemState.MODIFIED else (),
        quantity=quantity,
        service=name if granted else "",
        place=str(place or item.place or "") if granted else "",
        valid_until=validity(item, item.request.unit, at)[1] if granted else None,
    )


def _changes(item: Item, quantity: int | None, service: Any, place: Any) -> Iterable[tuple[str, str, str]]:
    if quantity != item.quantity:
        yield _("Cantidad"), str(item.quantity), str(quantity)
    if service:
        yield _("Servicio"), item.service.label, service.label
    if place:
        yield _("Centro"), str(item.place or _("cualquier centro que lo realiza")), str(place)


def _asked(item: Item, question: str) -> Said:
    tone, icon = TONES[ItemState.INFO_NEEDED]
    return Said(item=item, label=ITEM_LABELS[ItemState.INFO_NEEDED], tone=tone, icon=icon, question=question)
