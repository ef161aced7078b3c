"""What a patient reads with the folio and the second secret: plain words, what is missing, until when (rule 13)."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from ..models import Authorisation, Item, Request
from ..numbering import tidy_secret
from ..rules import number
from ..rules.states import RequestState
from ..rules.words import APPEAL_LABELS, AUTHORISATION_LABELS, ITEM_LABELS, PATIENT_WORDS


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


def track(folio: str, secret: str, at: datetime) -> Tracked | None:
    """The request with that folio and secret; None when either is wrong, without saying which.

    The page limits attempts by address; the comparison takes the same time whatever was typed.
    """
    try:
        printed = str(number.parse(folio, number.REQUEST))
    except number.NumberError:
        printed = ""
    request = Request.objects.filter(folio=printed).select_related("unit").first() if printed else None
    expected = request.tracking_code if request else "—" * 8
    given = tidy_secret(secret)
    if not hmac.compare_digest(expected.encode(), given.encode()) or request is None:
        return None
    return _tracked(request, at)


def _tracked(request: Request, at: datetime) -> Tracked:
    open_ = request.is_open
    questions = request.info_requests.filter(answered_at__isnull=True).values_list("question", flat=True)
    appeal = request.appeals.order_by("-filed_at").first()
    items = request.items.select_related("service", "service_granted").prefetch_related(
        "decisions", "authorisations__place"
    )
    return Tracked(
        folio=request.folio or "",
        unit=request.unit.name,
        words=PATIENT_WORDS[RequestState(request.state)],
        due_at=request.due_at if open_ else None,
        late=bool(open_ and request.due_at and request.due_at < at),
        missing=tuple(questions),
        items=tuple(_item(item) for item in items),
        appeal=APPEAL_LABELS[appeal.state] if appeal else "",
    )


def _item(item: Item) -> TrackedItem:
    last = max(item.decisions.all(), key=lambda d: d.pk, default=None)
    authorisation: Authorisation | None = max(item.authorisations.all(), key=lambda a: a.pk, default=None)
    return TrackedItem(
        service=(item.service_granted or item.service).label,
        state=ITEM_LABELS[item.state],
        sentence=last.patient_sentence if last else "",
        would_change=last.would_change if last else "",
        number=authorisation.number if authorisation else "",
        number_state=AUTHORISATION_LABELS[authorisation.state] if authorisation else "",
        valid_until=f"{authorisation.valid_until:%d/%m/%Y}" if authorisation else "",
        where=authorisation.place.name if authorisation and authorisation.place else "",
    )
