"""Issuing a number for a granted item: validity, units, signed QR. Called by the acts that grant."""

from datetime import date, datetime, timedelta

from cauce.core.accounts.models import User
from cauce.core.documents.keys import seal_key

from .journal import Journal
from .models import Authorisation, Decision, Item, Use
from .numbering import take
from .places import today_at
from .rules import qr
from .rules.number import AUTHORISATION
from .rules.states import AuthorisationState


def issue(
    item: Item,
    decision: Decision,
    *,
    by: User | None,
    at: datetime,
    journal: Journal,
    units: int | None = None,
    replaces: Authorisation | None = None,
) -> Authorisation:
    """The number of a granted item; its event goes to the journal. units: as decided, unless given."""
    request, service = item.request, item.service_granted or item.service
    since, until = validity(item, request.unit, at)
    granted = units or decision.quantity or item.quantity
    place = item.place_granted
    printed = str(take(AUTHORISATION, today_at(request.unit, at).year))
    payload = qr.Payload(
        number=printed,
        service=service.code,
        side=item.side,
        units=granted,
        valid_from=since,
        valid_until=until,
        place=place.code if place else "",
    )
    authorisation = Authorisation.objects.create(
        number=printed,
        item=item,
        decision=decision,
        service=service,
        service_code=service.code,
        place=place,
        units=granted,
        valid_from=since,
        valid_until=until,
        qr=qr.sign(payload, seal_key()),
        regularises=request.emergency,
        replaces=replaces,
        issued_at=at,
        state_at=at,
        state_by=by,
    )
    facts = {"number": printed, "folio": request.folio, "units": granted, "until": until}
    journal.note("authorizations.authorisation.issue", authorisation, facts)
    if request.emergency and by is not None:
        _already_used(authorisation, by, at, journal)
    return authorisation


def validity(item: Item, unit, at: datetime) -> tuple[date, date]:
    """From today (an emergency: the day of care) until the policy's days after the wished one are over."""
    today = today_at(unit, at)
    since = item.date_from if item.request.emergency else max(item.date_from, today)
    good_for = timedelta(days=item.policy.validity_days - 1)
    return min(since, today), max(since, today) + good_for


def _already_used(authorisation: Authorisation, by: User, at: datetime, journal: Journal) -> None:
    """An emergency was attended before it was authorised: its units are used at once, where it was attended."""
    request = authorisation.item.request
    Use.objects.create(
        authorisation=authorisation,
        unit=authorisation.place or request.unit,
        units=authorisation.units,
        performed_on=today_at(request.unit, request.attended_at),
        at=at,
        by=by,
        reason="urgencia atendida antes de la autorización",
    )
    authorisation.refresh_from_db()
    authorisation.state = AuthorisationState.EXHAUSTED
    authorisation.save(update_fields=["state"])
    facts = {"number": authorisation.number, "units": authorisation.units, "left": 0}
    journal.note("authorizations.units.consume", authorisation, facts)
