"""Is it needed? By catalogue, not by example (decisions S6, S7): the basic catalogue and each unit's exemptions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cauce.core.translation import tr

from .values import ItemValues, Policy

BASIC, EXEMPT, NEEDED = "need.basic", "need.exempt", "need.needed"
TEXT = {
    BASIC: "«{service}» está en el catálogo básico de servicios: no requiere autorización previa.",
    EXEMPT: "Esta unidad puede realizar «{service}» sin autorización previa: {reason}.",
    NEEDED: "«{service}» no está en el catálogo básico: requiere autorización previa.",
}


@dataclass(frozen=True, slots=True)
class Need:
    """Whether one item needs authorisation, by which rule, and the sentence."""

    sequence: int
    needed: bool
    rule: str
    text: str


def need_of(item: ItemValues, policy: Policy) -> Need:
    """The answer for one item, at once, with its reason."""
    rule = BASIC if policy.in_basic_catalogue else EXEMPT if policy.exempt else NEEDED
    text = tr(TEXT[rule]).format(service=policy.label, reason=policy.exempt)
    return Need(item.sequence, rule == NEEDED, rule, text)


def needs(items: Iterable[ItemValues], policies: Mapping[str, Policy]) -> list[Need]:
    """The answer for every item whose service is known."""
    return [need_of(item, policies[item.service]) for item in items if item.service in policies]
