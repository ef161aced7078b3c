"""What a patient reads with the folio and the second secret: plain words, what is missing, until when (rule 13)."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..catalogue import centres_of
from ..models import Authorisation, Item, Request
from ..numbering import tidy_secret
from ..places import local, today_at
from ..rules import number
from ..rules.patient_words import item_words, next_steps
from ..rules.states import APPEALABLE_ITEM, USABLE, AuthorisationState, RequestState
from ..rules.words import APPEAL_LABELS, AUTHORISATION_LABELS, ITEM_LABELS, PATIENT_WORDS
from ..terms import appeal_until

CENTRES = 6  # shown of a service that many do


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """One service: its name, what was answered, and the sentence written for the patient."""

    service: str
    state: str
    sentence: str
    would_change: str
    number: str
    number_state: str
    valid_until: str
    where: str
    units: int = 0
    left: int = 0
    usable: bool = False
    centres: tuple[str, ...] = ()  # some, where the number names none


@dataclass(frozen=True, slots=True)
class Tracked:
    """A request for its patient. Nothing in it names the patient, the diagnosis or who reviews."""

    folio: str
    unit: str
    words: str
    due_at: datetime | None
    late: bool
    missing: tuple[str, ...]
    items: tuple[TrackedItem, ...]
    appeal: str
    next_steps: tuple[str, ...] = ()
    appeal_until: datetime | None = None  # while something may be appealed
    due: str = ""  # the two instants as people read them at the unit
    appeal_day: str = ""


def track(folio: str, secret: str, at: datetime) -> Tracked | None:
    """The request with that folio and secret; None when either is wrong, without saying which.

    The page limits attempts by address; the comparison takes the same time whatever was typed.
    """
    try:
        printed = str(number.parse(folio, number.REQUEST))
    except number.NumberError:
        printed = ""
    # One query also for what is no folio, so that the time tells nothing.
    request = Request.objects.filter(folio=printed or "-").select_related("unit").first()
    expected = request.tracking_code if request else "—" * 8
    given = tidy_secret(secret)
    if not hmac.compare_digest(expected.encode(), given.encode()) or request is None:
        return None
    return _tracked(request, at)


def _tracked(request: Request, at: datetime) -> Tracked:
    open_ = request.is_open
    questions = request.info_requests.filter(answered_at__isnull=True).values_list("question", flat=True)
    appeal = request.appeals.order_by("-filed_at").first()
    items = request.items.select_related("service", "service_granted", "request__unit").prefetch_related(
        "decisions", "authorisations__place"
    )
    until = appeal_until(request)
    open_until = until if until and until >= at else None
    disputable = request.state == RequestState.DECIDED and any(i.state in APPEALABLE_ITEM for i in items)
    return Tracked(
        folio=request.folio or "",
        unit=request.unit.name,
        words=PATIENT_WORDS[RequestState(request.state)],
        due_at=request.due_at if open_ else None,
        late=bool(open_ and request.due_at and request.due_at < at),
        missing=tuple(questions),
        items=tuple(_item(item, at) for item in items),
        appeal=APPEAL_LABELS[appeal.state] if appeal else "",
        next_steps=next_steps(request.state, [item.state for item in items], request.emergency),
        appeal_until=open_until if disputable else None,
        due=local(request.due_at, request.unit) if open_ and request.due_at else "",
        appeal_day=local(open_until, request.unit) if open_until and disputable else "",
    )


def _item(item: Item, at: datetime) -> TrackedItem:
    last = max(item.decisions.all(), key=lambda d: d.pk, default=None)
    authorisation: Authorisation | None = max(item.authorisations.all(), key=lambda a: a.pk, default=None)
    number_state = authorisation.state if authorisation else ""
    told = TrackedItem(
        service=(item.service_granted or item.service).label,
        state=ITEM_LABELS[item.state],
        sentence=item_words(
            item.state, last.patient_sentence if last else "", item.request.emergency, number_state
        ),
        would_change=last.would_change if last else "",
        number="",
        number_state="",
        valid_until="",
        where="",
    )
    return replace(told, **_number(authorisation, item, at)) if authorisation else told


def _number(authorisation: Authorisation, item: Item, at: datetime) -> dict[str, Any]:
    """The number, how much of it is left, and where to go while it can be used."""
    today = today_at(item.request.unit, at)
    usable = authorisation.state in USABLE and today <= authorisation.valid_until
    anywhere = usable and authorisation.place is None and not authorisation.regularises
    found = (
        centres_of(authorisation.service_code, today, near=item.request.unit)[:CENTRES] if anywhere else []
    )
    return {
        "number": authorisation.number,
        "number_state": AUTHORISATION_LABELS[AuthorisationState(authorisation.state)],
        "valid_until": f"{authorisation.valid_until:%d/%m/%Y}",
        "where": authorisation.place.name if authorisation.place else "",
        "units": authorisation.units,
        "left": authorisation.remaining,
        "usable": usable,
        "centres": tuple(unit.name for unit in found),
    }
