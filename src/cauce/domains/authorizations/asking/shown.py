"""A request as its page shows it: only what this reading allows. A reader without identity gets no patient and no
documents; a blind one, no decisions, numbers, appeals nor history.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cauce.core.audit.models import Event
from cauce.web.navigation import address

from .. import clock
from ..actions import Reading, appeal_until
from ..models import Appeal, Decision, Item, Request, ScreeningLine, VariantVersion
from ..places import local, zone_at
from ..rules.clocks import Term
from ..rules.codes import PRIORITY_LABELS, REASONS, Priority
from ..rules.privacy import BASIS_LABELS
from ..rules.reading import LABELS
from ..rules.states import OPEN_APPEAL, OPEN_ITEM, RequestState
from ..rules.words import (
    APPEAL_LABELS,
    AUTHORISATION_LABELS,
    ITEM_LABELS,
    OUTCOME_LABELS,
    REQUEST_LABELS,
    REQUEST_OWNER,
)
from .form import words_of
from .listing import is_late

STEPS = {
    "completeness": gettext_lazy("Completa"),
    "eligibility": gettext_lazy("Derechohabiencia"),
    "need": gettext_lazy("¿La requiere?"),
    "duplicate": gettext_lazy("Repetida"),
    "criteria": gettext_lazy("Criterio"),
}
VERDICTS = {
    "fine": (gettext_lazy("Bien"), "success"),
    "approve": (gettext_lazy("Autoriza"), "success"),
    "review": (gettext_lazy("A revisión"), "info"),
    "ask": (gettext_lazy("Pregunta"), "warning"),
    "not_required": (gettext_lazy("No requiere"), "success"),
}

FINE = {"need": (gettext_lazy("La requiere"), "info"), "criteria": (gettext_lazy("No se cumple"), "")}


@dataclass(slots=True)
class ShownItem:
    """One service with what was answered."""

    item: Item
    label: str
    state: str
    annex: list[tuple[str, Any]]
    decision: Decision | None = None
    reason: str = ""
    earlier: list[tuple[Decision, str]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Not answered yet."""
        return self.item.state in OPEN_ITEM


def shown(reading: Reading, at: datetime) -> dict[str, Any]:
    """Everything the page draws, except what the reader may do."""
    request = reading.request
    state = RequestState(request.state)
    found: dict[str, Any] = {
        "r": request,
        "unit": request.unit,
        "zone": zone_at(request.unit).key,
        "identity": reading.identity,
        "blind": reading.blind,
        "basis": BASIS_LABELS[reading.basis],
        "state": REQUEST_LABELS[state],
        "owner": REQUEST_OWNER[state],
        "outcome": "" if reading.blind else OUTCOME_LABELS[request.outcome] if request.outcome else "",
        "late": is_late(request, at),
        "items": items_of(reading),
        "times": times_of(request, at),
        "extra": extra_of(request),
        "screening": screening_of(request),
        "infos": list(request.info_requests.select_related("asked_by", "answered_by")),
        "evidence": evidence_of(request) if reading.identity else [],
        "patient": patient_facts(request, at) if reading.identity and request.patient else [],
        "replaced_by": request.replaced_by.exclude(state=RequestState.CANCELLED).first(),
    }
    if not reading.blind:
        found |= {"appeals": appeals_of(request, at), "history": history_of(request)}
    return found


def patient_facts(request: Request, at: datetime) -> list[tuple[str, Any]]:
    """Who the patient is."""
    patient = request.patient
    assert patient is not None  # noqa: S101  the caller asks
    day = at.date()
    born = patient.birth_date
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    years = ngettext("%(n)d año", "%(n)d años", age) % {"n": age}
    return [
        (_("Nombre"), patient.full_name),
        (_("CURP"), patient.curp),
        (_("NSS"), patient.nss),
        (_("Nacimiento"), f"{born:%d/%m/%Y} ({years})"),
        (_("Sexo"), patient.get_sex_display()),
    ]


def items_of(reading: Reading) -> list[ShownItem]:
    """Each service, with its last decision in front and the earlier ones behind it."""
    rows = reading.request.items.select_related(
        "service", "place", "service_granted", "place_granted", "oncology", "prosthetics"
    ).prefetch_related("decisions__by", "decisions__criteria", "authorisations__place")
    return [_item(item, reading) for item in rows]


def _item(item: Item, reading: Reading) -> ShownItem:
    found = ShownItem(item, item.service.label, ITEM_LABELS[item.state], _annex(item))
    if reading.blind:
        found.state = ""
        return found
    decisions = sorted(item.decisions.all(), key=lambda d: d.pk)
    if decisions:
        found.decision, found.reason = decisions[-1], _reason(decisions[-1])
        found.earlier = [(d, _reason(d)) for d in reversed(decisions[:-1])]
        found.changed = _changed(item)
    found.numbers = [
        {
            "one": a,
            "state": AUTHORISATION_LABELS[a.state],
            "url": address("authorizations:authorisation", a.number),
            "paper": address("authorizations:paper_authorisation", a.number),
        }
        for a in item.authorisations.all()
    ]
    return found


def _reason(decision: Decision) -> str:
    reason = REASONS.get(decision.reason_code)
    return reason.label if reason else ""


def _changed(item: Item) -> list[tuple[str, str, str]]:
    """What was granted otherwise than asked: (what, asked, granted)."""
    if item.state != "modified":
        return []
    rows = [(_("Cantidad"), str(item.quantity), str(item.quantity_granted or ""))]
    if item.service_granted:
        rows.append((_("Servicio"), item.service.label, item.service_granted.label))
    if item.place_granted:
        rows.append((_("Centro"), item.place.name if item.place else _("a decidir"), item.place_granted.name))
    return [row for row in rows if row[1] != row[2]]


def _annex(item: Item) -> list[tuple[str, Any]]:
    for name in ("oncology", "prosthetics"):
        if annex := getattr(item, name, None):
            columns = {"oncology": ("stage", "cycles", "scheme", "prior_treatment")}.get(
                name, ("device", "side", "material")
            )
            return [
                (LABELS[f"{name}.{c}"], annex.get_side_display() if c == "side" else getattr(annex, c))
                for c in columns
            ]
    return []


def times_of(request: Request, at: datetime) -> dict[str, Any]:
    """The clock: the term, its stretches, gross and net time so far or in the end."""
    if not request.submitted_at or not request.clock:
        return {}
    until = request.decided_at or at
    closed = request.gross_seconds is not None
    spent = clock.time_of(request, until)
    gross = timedelta(seconds=request.gross_seconds) if closed else spent.gross
    net = timedelta(seconds=request.net_seconds or 0) if closed else spent.net
    term = Term.from_dict(request.clock)
    return {
        "term": words_of(term),
        "priority": PRIORITY_LABELS[Priority(request.priority)] if request.priority else "",
        "due": local(request.due_at, request.unit) if request.due_at else "",
        "gross": span_words(gross),
        "net": span_words(net),
        "cap": span_words(term.pause_cap),
        "running": request.is_open,
        "segments": [
            (
                one.paused,
                local(one.starts_at, request.unit),
                local(one.ends_at, request.unit) if one.ends_at else "",
            )
            for one in request.segments.all()
        ],
    }


def span_words(span: timedelta) -> str:
    """ "3 d 4 h", "25 min"."""
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 1440)
    hours, mins = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {mins} min" if mins else f"{hours} h"
    return f"{mins} min"


def extra_of(request: Request) -> list[tuple[str, Any]]:
    """The region's or hospital's own data, by the labels of the version under which it was written."""
    labels: dict[str, str] = {}
    for version in VariantVersion.objects.filter(pk__in=request.variants):
        labels |= {one["key"]: one["label"] for one in version.fields}
    words = {True: _("Sí"), False: _("No")}
    return [
        (labels.get(key, key), words[value] if isinstance(value, bool) else value)
        for key, value in request.extra.items()
    ]


def screening_of(request: Request) -> list[dict[str, Any]]:
    """What the automated screening looked at, line by line."""
    lines = request.screening_lines.select_related("item", "criteria")
    return [
        {
            "line": line,
            "step": STEPS.get(line.step, line.step),
            "verdict": verdict_of(line)[0],
            "tone": verdict_of(line)[1],
        }
        for line in lines
    ]


def verdict_of(line: ScreeningLine) -> tuple[Any, str]:
    """(word, tone) of a line; what is fine means something else at some steps."""
    return FINE.get(line.step, VERDICTS["fine"]) if line.verdict == "fine" else VERDICTS[line.verdict]


def evidence_of(request: Request) -> list:
    """Files that support it."""
    return list(request.evidence.filter(removed_at__isnull=True).order_by("pk"))


def appeals_of(request: Request, at: datetime) -> list[dict[str, Any]]:
    """Appeals, latest first."""
    return [
        {
            "one": appeal,
            "state": APPEAL_LABELS[appeal.state],
            "open": appeal.state in OPEN_APPEAL,
            "late": appeal.state in OPEN_APPEAL and appeal.due_at < at,
            "due": local(appeal.due_at, request.unit),
        }
        for appeal in request.appeals.select_related("filed_by")
    ]


def appeal_term(request: Request) -> str:
    """Until when it may be appealed, at the unit's time."""
    until = appeal_until(request)
    return local(until, request.unit) if until else ""


def history_of(request: Request) -> list[Event]:
    """What happened to it, its appeals and its numbers, newest first. Who read it is told elsewhere."""
    appeals = [str(pk) for pk in Appeal.objects.filter(request=request).values_list("pk", flat=True)]
    numbers = [str(pk) for pk in request.items.values_list("authorisations__pk", flat=True) if pk is not None]
    kinds = {
        "authorizations.request": [str(request.pk)],
        "authorizations.appeal": appeals,
        "authorizations.authorisation": numbers,
    }
    found: list[Event] = []
    for kind, ids in kinds.items():
        if ids:
            events = Event.objects.filter(subject_type=kind, subject_id__in=ids)
            found += events.exclude(action="authorizations.request.read")
    return sorted(found, key=lambda event: -event.sequence)
