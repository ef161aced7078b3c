"""Sending a request: checked whole, written whole, screened at once (decision S3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.organisations.models import OrgUnit

from .. import clock, notices, numbering
from ..checking import Preview, diagnosis_of, first_day, preview
from ..deciding import conclude_when_whole, decide, grant
from ..journal import Journal
from ..models import (
    Decision,
    InfoRequest,
    Item,
    Request,
    ScreeningLine,
)
from ..places import day_number, today_at
from ..policies import check_item, check_owner, check_reason, check_request, check_version
from ..rules import similarity
from ..rules.decisions import ItemDecision
from ..rules.number import REQUEST
from ..rules.reading import says_emergency
from ..rules.states import RequestState
from ..rules.values import Policy
from ..screening import APPROVE, ASK, NOT_REQUIRED, Screened, screen
from .common import locked, settle
from .drafting import new_draft
from .writing import patient_of, write_items


@action("authorizations.request.submit")
def submit_request(
    *,
    by: User,
    at: datetime,
    request: Request,
    version: int | None = None,
    confirmed: bool = False,
    duplicate_reason: str = "",
) -> Request:
    """Send a draft: it gets its folio and its term begins; the screening answers at once, item by item.

    Raises Invalid with every problem, ConfirmationNeeded for warnings (AP-11, AP-14, AP-20, AP-23, AP-24), NotNow
    (AP-46), Conflict (AP-48), NotAllowed. A repeated request also needs `duplicate_reason` (AP-25). A draft that says
    that it is of an emergency is registered as one (`register_emergency`).
    """
    request = locked(request)
    answers: dict[str, Any] = {"confirmed": confirmed, "duplicate_reason": duplicate_reason}
    if says_emergency(request.draft):
        return register_emergency(
            by=by, at=at, unit=request.unit, request=request, version=version, **answers
        )
    _check_draft(request, by, at, version)
    return _sent(request, by, at, "authorizations.request.submit", **answers)


@action("authorizations.request.register_emergency")
def register_emergency(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    typed: Mapping[str, Any] | None = None,
    request: Request | None = None,
    version: int | None = None,
    requester: User | None = None,
    confirmed: bool = False,
    duplicate_reason: str = "",
) -> Request:
    """Register an emergency already attended: care first, this afterwards (rule 7).

    typed: what was written at the unit, with its channel: kept and sent in this one act; or request: the unit's draft
    (of `version`) in which it was written before. It needs attended_at; a late registration warns (AP-23) and is
    noted, it refuses nothing. Raises as the sending.
    """
    if request is not None:
        draft = locked(request)
        _check_draft(draft, by, at, version)
        draft.draft = {**draft.draft, "emergency": "1"}
    else:
        given = {**(typed or {}), "emergency": "1"}
        channel = str(given.pop("channel", "") or "digital")
        draft = locked(new_draft(by, at, unit, given, channel, requester or by))
    answers: dict[str, Any] = {"confirmed": confirmed, "duplicate_reason": duplicate_reason}
    return _sent(draft, by, at, "authorizations.request.register_emergency", **answers)


def _check_draft(request: Request, by: User, at: datetime, version: int | None) -> None:
    check_owner(by, request, at)
    check_request("submit", "enviar", request)
    check_version(request, version)


def _sent(request: Request, by: User, at: datetime, event: str, **answers: Any) -> Request:
    journal = Journal(by, at, request.unit)
    sent = send(request, by, at, journal, event, **answers)
    journal.record()
    return sent


def send(
    request: Request,
    by: User,
    at: datetime,
    journal: Journal,
    event: str,
    *,
    confirmed: bool,
    duplicate_reason: str = "",
) -> Request:
    """Check, number, screen and note a locked draft; the act that calls it records the journal at its end."""
    known = preview(request.draft, request.unit, at, request)
    warnings = settle(known.problems, confirmed=confirmed)
    if known.duplicates:
        duplicate_reason = check_reason(duplicate_reason, "duplicate_reason", "AP-25")
        request.duplicate_of, request.duplicate_reason = (
            known.duplicates[0].item.request,
            duplicate_reason[:500],
        )
    request.patient = patient_of(known.values.patient, by, at)
    _fill(request, known, by, at)
    request.warnings = " ".join(sorted({p.rule for p in warnings}))
    items = write_items(request, known, at)
    facts = {"folio": request.folio, "items": len(items), "channel": request.channel}
    facts |= {"emergency": request.emergency, "warnings": request.warnings}
    journal.note(event, request, facts, request.duplicate_reason)
    policies = {code: service.policy for code, service in known.services.items()}
    _screen(request, items, policies, at, journal)
    _supersede(request, by, at, journal)
    return request


def _fill(request: Request, known: Preview, by: User, at: datetime) -> None:
    """The columns of a sent request; the draft is emptied, since nothing may say the same twice."""
    values = known.values
    request.folio = str(numbering.take(REQUEST, today_at(request.unit, at).year))
    request.tracking_code = numbering.new_secret()
    request.state = RequestState.SUBMITTED
    request.physician_name = values.physician_name or request.requester.display_name
    licence = getattr(getattr(request.requester, "professional", None), "licence", "")
    request.physician_licence = values.physician_licence or licence
    request.setting, request.priority = values.setting, values.priority
    request.emergency, request.attended_at = values.emergency, values.attended_at
    request.late_registration = any(p.rule == "AP-23" for p in known.problems)
    request.diagnosis, request.diagnosis_text = diagnosis_of(values), values.diagnosis_text
    request.justification = values.justification
    request.fingerprint = similarity.fingerprint(values.justification)
    request.desired_date = first_day(values, at, request.unit)
    request.extra, request.variants = known.extra, known.variants
    request.draft, request.submitted_at = {}, at
    request.day = day_number(request.unit, at)
    request.speciality = next(iter(known.services.values())).policy.speciality
    request.version += 1
    request.saved_at, request.saved_by = at, by
    clock.start(request, at)
    request.save()
    clock.open_first(request, at)


def _screen(
    request: Request, items: list[Item], policies: dict[str, Policy], at: datetime, journal: Journal
) -> None:
    """Screen, keep every line, and let each verdict take its way."""
    check_request("screen", "revisar", request)
    request.state = RequestState.SCREENING
    request.save(update_fields=["state"])
    found = screen(request, items, policies, at)
    ScreeningLine.objects.bulk_create(found.lines)
    for item in items:
        _settle_item(item, found, at, journal)
    verdicts = list(found.verdicts.values())
    counts = {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
    journal.note("authorizations.request.screen", request, {"folio": request.folio, "verdicts": counts})
    if not conclude_when_whole(request, by=None, at=at, journal=journal):
        _hand_on(request, items, found, at)


def _settle_item(item: Item, found: Screened, at: datetime, journal: Journal) -> None:
    verdict = found.verdicts[item.sequence]
    if verdict == NOT_REQUIRED:
        decision = ItemDecision(item.sequence, "not_required")
        decide(item, decision, "not_required", level=Decision.Level.SCREENING, by=None, at=at)
    elif verdict == APPROVE:
        version = found.approving[item.sequence]
        decision = ItemDecision(item.sequence, "approved", clause=version.title, criteria=version.pk)
        kept = decide(item, decision, "screen_approve", level=Decision.Level.SCREENING, by=None, at=at)
        grant(item, kept, by=None, at=at, journal=journal)
    elif verdict == ASK:
        item.state = str(check_item("screen_ask", item).target)
        item.save(update_fields=["state"])


def _hand_on(request: Request, items: list[Item], found: Screened, at: datetime) -> None:
    """To the specialist's queue, or back to the physician with the criteria's questions."""
    waiting = [i for i in items if found.verdicts[i.sequence] not in (NOT_REQUIRED, APPROVE)]
    request.speciality = waiting[0].policy.speciality
    asked = [i.sequence for i in items if found.verdicts[i.sequence] == ASK]
    act = "screen_ask" if asked else "refer"
    transition = check_request(act, "pasar a revisión", request)
    request.state = str(transition.target)
    if asked:
        questions = [q for sequence in asked for q in found.questions[sequence]]
        info = InfoRequest.objects.create(
            request=request, sequences=asked, question="\n".join(dict.fromkeys(questions)), asked_at=at
        )
        clock.pause(request, at, info)
    request.save()
    title = f"Solicitud {request.folio}: " + ("falta información" if asked else "por revisar")
    notices.tell(transition, request, by=None, at=at, title=title)


def _supersede(request: Request, by: User, at: datetime, journal: Journal) -> None:
    """A corrected request takes the place of the one that was wholly denied (rule 9)."""
    old = request.replaces
    if old is None or old.outcome != "denied" or old.state != RequestState.DECIDED:
        return
    transition = check_request("supersede", "sustituir", old)
    Request.objects.filter(pk=old.pk).update(state=str(transition.target), version=old.version + 1)
    journal.note("authorizations.request.supersede", old, {"folio": old.folio, "replaced_by": request.folio})
