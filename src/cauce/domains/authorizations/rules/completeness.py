"""What a request needs before it is sent (rule 3), and who its patient says to be (CURP, NSS)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cauce.core.errors import Problem

from .codes import Annex, annex_of
from .identity import check_curp, check_nss, curp_facts, normal_diagnosis
from .reading import LABELS
from .table import broken
from .values import MIN_JUSTIFICATION, ItemValues, PatientValues, Policy, RequestValues

OLDEST = 125  # years


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules must be told: today and now at the unit, the services' policies, how many files are attached.

    emergency_until: until when an emergency of that care is registered in time.
    """

    today: date
    now: datetime
    policies: Mapping[str, Policy] = field(default_factory=dict)
    evidence: int = 0
    emergency_until: datetime | None = None


def missing(values: RequestValues, context: Context) -> list[Problem]:
    """Everything that keeps a request from being sent, and what only asks to be confirmed (level warning)."""
    return [
        *_patient(values.patient, context.today),
        *_head(values, context),
        *_items(values, context),
        *_emergency(values, context),
    ]


def _patient(patient: PatientValues, today: date) -> Iterator[Problem]:
    for name in ("given_name", "first_surname", "birth_date", "sex"):
        if not getattr(patient, name):
            yield _lacks(f"patient.{name}")
    if not (patient.curp or patient.nss):
        yield broken("AP-09", "patient.curp")
    if patient.nss and (rule := check_nss(patient.nss)):
        yield broken(rule, "patient.nss", value=patient.nss[:20])
    if patient.curp:
        yield from _curp(patient)
    born = patient.birth_date
    if born and not (born <= today and today.year - born.year <= OLDEST):
        yield broken("AP-31", "patient.birth_date", value=born.isoformat())


def _curp(patient: PatientValues) -> Iterator[Problem]:
    if rule := check_curp(patient.curp):
        yield broken(rule, "patient.curp", value=patient.curp[:20])
        return
    facts = curp_facts(patient.curp)
    if patient.birth_date and facts.birth_date != patient.birth_date:
        yield broken("AP-10", "patient.birth_date", value=facts.birth_date.isoformat())
    if patient.sex and facts.sex != patient.sex:
        yield broken("AP-11", "patient.sex", value=facts.sex)


def _head(values: RequestValues, context: Context) -> Iterator[Problem]:
    for name in ("setting", "priority", "diagnosis", "desired_date"):
        if not getattr(values, name) and not (name == "desired_date" and values.emergency):
            yield _lacks(name)
    if values.diagnosis and not normal_diagnosis(values.diagnosis):
        yield broken("AP-12", "diagnosis", value=values.diagnosis)
    written = len("".join(values.justification.split()))
    if written < MIN_JUSTIFICATION:
        yield broken("AP-13", "justification", count=written, least=MIN_JUSTIFICATION)
    if values.desired_date and values.desired_date < context.today and not values.emergency:
        yield broken("AP-21", "desired_date", value=values.desired_date.isoformat())
    if not context.evidence:
        yield broken("AP-20", "evidence")


def _items(values: RequestValues, context: Context) -> Iterator[Problem]:
    if not values.items:
        yield broken("AP-15", "items")
    seen: set[tuple[str, str]] = set()
    for item in values.items:
        place, policy = f"items.{item.sequence}", context.policies.get(item.service)
        if policy is None:
            name = f"{place}.service"
            yield broken("AP-16", name, value=item.service) if item.service else _lacks(name, "service")
            continue
        if (item.service, item.side) in seen:
            yield broken("AP-26", place, service=policy.label)
        seen.add((item.service, item.side))
        yield from _item(item, policy, place)


def _item(item: ItemValues, policy: Policy, place: str) -> Iterator[Problem]:
    if item.quantity is None:
        yield _lacks(f"{place}.quantity", "quantity")
    elif policy.max_units and item.quantity > policy.max_units:
        most = {"value": item.quantity, "most": policy.max_units, "service": policy.label}
        yield broken("AP-17", f"{place}.quantity", **most)
    if policy.sided and not item.side:
        yield broken("AP-18", f"{place}.side", service=policy.label)
    if item.place and item.place not in policy.centres:
        yield broken("AP-32", f"{place}.place", value=item.place, service=policy.label)
    yield from _annex(item, policy, place)


def _annex(item: ItemValues, policy: Policy, place: str) -> Iterator[Problem]:
    annex = annex_of(policy.category)
    needed = {
        Annex.ONCOLOGY: ("stage", "prior_treatment", "cycles"),
        Annex.PROSTHETICS: ("device", "side", "material"),
    }.get(annex, ())
    written = getattr(item, annex.value, None) if annex else None
    for name in needed:
        if not getattr(written, name, None):
            label = LABELS[f"{annex.value}.{name}"]
            yield broken("AP-19", f"{place}.{annex.value}.{name}", field=label, service=policy.label)


def _emergency(values: RequestValues, context: Context) -> Iterator[Problem]:
    if not values.emergency:
        return
    if values.attended_at is None or values.attended_at > context.now:
        yield broken("AP-22", "attended_at")
    elif context.emergency_until and context.now > context.emergency_until:
        yield broken("AP-23", "attended_at", until=f"{context.emergency_until:%d/%m/%Y %H:%M}")


def _lacks(place: str, label: str = "") -> Problem:
    return broken("AP-01", place, field=LABELS.get(label or place, place))
