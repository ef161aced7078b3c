"""Recording events, verifying the chain, and reading an object's history."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import QuerySet

from .chain import GENESIS, digest
from .models import ChainHead, Event

Presenter = Callable[[Event], str]
PRESENTERS: dict[str, Presenter] = {}


def record(
    *,
    action: str,
    by: Any,
    at: datetime,
    subject: models.Model | None = None,
    place: Any = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Append one event inside the caller's transaction. Raises RuntimeError outside one.

    by: accounts.User or None (the system); place: organisations.OrgUnit or None;
    data: JSON-able facts (dates and decimals become strings); reason: the person's own words.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record must run inside the action's transaction")
    head, _created = ChainHead.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        sequence=head.sequence + 1,
        at=at,
        by=by,
        by_name=by.display_name if by else "sistema",
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        place=place,
        reason=reason,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        previous_hash=head.hash,
    )
    event.hash = _hash_of(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def _hash_of(event: Event) -> str:
    return digest(
        sequence=event.sequence,
        at=event.at,
        by_id=event.by_id,
        by_name=event.by_name,
        action=event.action,
        subject=f"{event.subject_type}:{event.subject_id}",
        place_id=event.place_id,
        reason=event.reason,
        data=event.data,
        previous=event.previous_hash,
    )


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: how many events, and the first broken link (None when whole)."""

    events: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether the chain holds from the first event to the head."""
        return self.broken_at is None


def verify() -> Verification:
    """Walk the whole chain in constant memory and compare every hash, number and the head."""
    previous, count = GENESIS, 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != count + 1:
            return Verification(count, count + 1, "falta un evento")
        if event.previous_hash != previous or event.hash != _hash_of(event):
            return Verification(count, event.sequence, "el evento fue alterado")
        previous, count = event.hash, count + 1
    head = ChainHead.objects.filter(pk=1).first()
    if (head.sequence if head else 0) != count or (head.hash if head else GENESIS) != previous:
        return Verification(count, count + 1, "faltan eventos al final")
    return Verification(count)


def history(subject: models.Model) -> QuerySet[Event]:
    """The events of one object, newest first."""
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
        "-sequence"
    )


def presenter(action: str) -> Callable[[Presenter], Presenter]:
    """Register how an action's event reads, as one Spanish sentence without the actor's name."""

    def register(function: Presenter) -> Presenter:
        PRESENTERS[action] = function
        return function

    return register


def present(sentences: Mapping[str, Any]) -> None:
    """Register sentences (lazy translations) by action; their `{…}` are filled from the event's data."""
    for action, text in sentences.items():
        PRESENTERS[action] = _filled(text)


def _filled(text: Any) -> Presenter:
    return lambda event: str(text).format(**event.data)


ISO_DAY = re.compile(
    r"(?<![\w./-])(\d{4})-(\d\d)-(\d\d)(?![\w/-]|\.\w)"
)  # on its own: not within the name of a file


def sentence(event: Event) -> str:
    """The event as a person reads it; the days of its data, kept as 2026-10-08, are written 08/10/2026."""
    if event.action not in PRESENTERS:
        return event.action
    return ISO_DAY.sub(r"\3/\2/\1", PRESENTERS[event.action](event))
