"""Patterns worth an audit (rule 12). A signal opens an audit; it denies nothing and stops nothing. Pure.

Each finder reads plain facts of a span of time and answers with findings; the numbers are ours, and each says them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What was noticed."""

    REPEATS = "repeats"
    SPLIT = "split"
    URGENCY = "urgency"
    COPIED = "copied"
    CONCENTRATION = "concentration"
    LATE_USE = "late_use"


KIND_LABELS = {
    Kind.REPEATS: "Solicitudes repetidas",
    Kind.SPLIT: "Cantidades divididas en varias solicitudes",
    Kind.URGENCY: "Urgencia mayor que la de sus pares",
    Kind.COPIED: "Justificaciones copiadas",
    Kind.CONCENTRATION: "Un solo centro recibe casi todo de un solicitante",
    Kind.LATE_USE: "Uso después del vencimiento",
}


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One item asked for. performer: unit that used it, 0 while nobody has; fingerprint: of the justification."""

    request: str  # folio
    patient: int
    requester: int
    service: str
    quantity: int
    day: date
    urgent: bool
    speciality: str = ""
    max_units: int | None = None
    fingerprint: str = ""
    performer: int = 0


@dataclass(frozen=True, slots=True)
class UseFact:
    """One use of a number: the day of the service and the day it was registered."""

    number: str
    unit: int
    performed_on: date
    registered_on: date
    valid_until: date
    request: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """key: what it is about, so that it is raised once; facts: the numbers; requests: folios."""

    kind: Kind
    key: str
    facts: dict[str, int | str]
    requests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on each pattern is told."""

    repeats: int = 3  # requests of the same service for one patient…
    repeat_days: int = 90  # …within so many days
    split_days: int = 14  # requests so near that together pass the most of one
    urgent_least: int = 10  # a requester's urgent items, at least…
    urgent_ratio: float = 2.0  # …and their share, against that of the speciality
    copies: int = 5  # requests of one physician with the same justification for different patients
    share_least: int = 20  # a requester's used items, at least…
    share: float = 0.8  # …of which one centre did this share


def repeats(asked: Sequence[AskedFact], limits: Limits) -> Iterable[Finding]:
    """The same service for the same patient again and again."""
    for (patient, service), group in _groups(asked, lambda a: (a.patient, a.service)):
        near = _nearest(group, timedelta(days=limits.repeat_days), limits.repeats)
        if near:
            facts: dict[str, int | str] = {"service": service, "count": len(near), "days": limits.repeat_days}
            yield Finding(Kind.REPEATS, f"{patient}:{service}:{near[0].day:%Y%m}", facts, _folios(near))


def split(asked: Sequence[AskedFact], limits: Limits) -> Iterable[Finding]:
    """Several requests, days apart, that together pass what one request may ask."""
    for (patient, service, requester), group in _groups(asked, lambda a: (a.patient, a.service, a.requester)):
        near = _nearest(group, timedelta(days=limits.split_days), 2)
        most = min((a.max_units for a in near if a.max_units), default=0)
        total = sum(a.quantity for a in near)
        if most and total > most:
            facts: dict[str, int | str] = {"service": service, "total": total, "most": most}
            key = f"{requester}:{patient}:{service}:{near[0].day:%Y%m}"
            yield Finding(Kind.SPLIT, key, facts, _folios(near))


def urgency(asked: Sequence[AskedFact], limits: Limits) -> Iterable[Finding]:
    """A requester whose share of urgent items is far from that of the others of the speciality."""
    for speciality, peers in _groups(asked, lambda a: a.speciality):
        for requester, own in _groups(peers, lambda a: a.requester):
            urgent = [a for a in own if a.urgent]
            others = [a for a in peers if a.requester != requester]
            share = len(urgent) / len(own)
            usual = sum(a.urgent for a in others) / len(others) if others else 0.0
            if len(urgent) >= limits.urgent_least and others and share >= limits.urgent_ratio * usual:
                facts: dict[str, int | str] = {
                    "urgent": len(urgent),
                    "total": len(own),
                    "others_urgent": sum(a.urgent for a in others),
                    "others_total": len(others),
                    "speciality": str(speciality),
                }
                yield Finding(Kind.URGENCY, f"{requester}:{speciality}", facts, _folios(urgent))


def copied(asked: Sequence[AskedFact], limits: Limits) -> Iterable[Finding]:
    """One physician, one text, many patients."""
    written = [a for a in asked if a.fingerprint]
    for (requester, mark), group in _groups(written, lambda a: (a.requester, a.fingerprint)):
        patients = len({a.patient for a in group})
        if len({a.request for a in group}) >= limits.copies and patients > 1:
            facts: dict[str, int | str] = {"requests": len({a.request for a in group}), "patients": patients}
            yield Finding(Kind.COPIED, f"{requester}:{str(mark)[:16]}", facts, _folios(group))


def concentration(asked: Sequence[AskedFact], limits: Limits) -> Iterable[Finding]:
    """Nearly everything that a requester gets authorised is done by one centre."""
    used = [a for a in asked if a.performer]
    for requester, group in _groups(used, lambda a: a.requester):
        unit, count = Counter(a.performer for a in group).most_common(1)[0]
        if len(group) >= limits.share_least and count >= limits.share * len(group):
            facts: dict[str, int | str] = {"unit": unit, "count": count, "total": len(group)}
            done = [a for a in group if a.performer == unit]
            yield Finding(Kind.CONCENTRATION, f"{requester}:{unit}", facts, _folios(done))


def late_use(uses: Iterable[UseFact]) -> Iterable[Finding]:
    """A service done, or only registered, after the number's last day."""
    for use in uses:
        if max(use.performed_on, use.registered_on) > use.valid_until:
            facts: dict[str, int | str] = {
                "number": use.number,
                "performed_on": use.performed_on.isoformat(),
                "registered_on": use.registered_on.isoformat(),
                "valid_until": use.valid_until.isoformat(),
            }
            key = f"{use.number}:{use.performed_on}"
            yield Finding(Kind.LATE_USE, key, facts, (use.request,) if use.request else ())


FINDERS: tuple[Callable[[Sequence[AskedFact], Limits], Iterable[Finding]], ...] = (
    repeats,
    split,
    urgency,
    copied,
    concentration,
)


def find(asked: Sequence[AskedFact], uses: Iterable[UseFact], limits: Limits | None = None) -> list[Finding]:
    """Every pattern of the span."""
    chosen = limits or Limits()
    return [found for finder in FINDERS for found in finder(asked, chosen)] + list(late_use(uses))


def _groups(asked: Iterable[AskedFact], key: Callable[[AskedFact], object]) -> list[tuple]:
    found: dict[object, list[AskedFact]] = defaultdict(list)
    for one in asked:
        found[key(one)].append(one)
    return list(found.items())


def _nearest(group: list[AskedFact], span: timedelta, least: int) -> list[AskedFact]:
    """The largest run of different requests within `span`, when it has at least `least` of them."""
    ordered = sorted(group, key=lambda a: (a.day, a.request))
    best: list[AskedFact] = []
    for start, first in enumerate(ordered):
        run = [a for a in ordered[start:] if a.day - first.day <= span]
        if len({a.request for a in run}) > len({a.request for a in best}):
            best = run
    return best if len({a.request for a in best}) >= least else []


def _folios(group: Iterable[AskedFact]) -> tuple[str, ...]:
    return tuple(sorted({a.request for a in group}))
