"""One case as a reviewer reads it: the whole request, its documents, what the screening said, and what came before.

Built from a `Reading`: without identity neither the patient, nor the documents, nor earlier requests are in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

from ..actions import Reading
from ..catalogue import in_force as holding_on
from ..criteria_store import applying, in_force
from ..hooks import Surplus, surplus_near
from ..models import Decision, Item, Request, ScreeningLine, ServiceCentre, VariantVersion
from ..places import today_at
from ..rules.clocks import UNIT_LABELS, Unit
from ..rules.codes import REASONS
from ..rules.waiting import span
from .reviewing_form import ClauseOption

EARLIER = 10
BEFORE = timedelta(days=730)
STEPS = {
    "completeness": "Integridad",
    "eligibility": "Derechohabiencia",
    "need": "¿Necesita autorización?",
    "duplicate": "Repetición",
    "criteria": "Criterios",
}
VERDICTS = {
    "fine": ("Sin observación", "", "check"),
    "approve": ("A favor de autorizar", "success", "check"),
    "review": ("La revisa una persona", "warning", "people"),
    "ask": ("Pide información", "info", "help"),
    "not_required": ("No requiere autorización", "accent", "info"),
}

NOT_MET = ("No se cumple", "", "info")  # a clause: it says nothing against the request


@dataclass(slots=True)
class ItemCase:
    """An item with what its decision needs. centres: who does the service; surplus: who else has declared room."""

    item: Item
    annex: list[tuple[str, Any]]
    lines: list[dict[str, Any]]
    clauses: list[ClauseOption]
    centres: list[OrgUnit] = field(default_factory=list)
    here: bool = True  # the patient's own unit does the service
    surplus: list[Surplus] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """The case, in the parts of the page."""

    reading: Reading
    request: Request
    items: list[ItemCase]
    patient: list[tuple[str, Any]]
    facts: list[tuple[str, Any]]
    extra: list[tuple[str, Any]]
    lines: list[dict[str, Any]]  # of the whole request
    evidence: list[Any]
    earlier: list[Request]
    questions: list[Any]
    clock: str

    @property
    def by_sequence(self) -> dict[int, ItemCase]:
        """sequence → item."""
        return {one.item.sequence: one for one in self.items}


def case_of(reading: Reading, user: User, at: datetime, deciding: bool = False) -> Case:
    """The case of a reading. deciding: also the centres and the surplus that a decision may name."""
    request = reading.request
    day = today_at(request.unit, at)
    lines = list(request.screening_lines.select_related("criteria", "item"))
    documents = in_force(request.unit, day)
    decisions = Prefetch("decisions", Decision.objects.select_related("by", "place", "service", "criteria"))
    items = request.items.select_related(
        "service", "place", "policy", "service_granted", "place_granted", "oncology", "prosthetics"
    )
    cases = []
    for item in items.prefetch_related(decisions, "authorisations"):
        item.request = request
        one = ItemCase(item, list(_annex(item)), _lines_of(lines, item), _clauses(documents, item))
        one.decisions = [] if reading.blind else _told(item)
        if deciding:
            _where(one, request, user, day, at)
        cases.append(one)
    return Case(
        reading=reading,
        request=request,
        items=cases,
        patient=list(_patient(reading, at)) if reading.identity else [],
        facts=list(_facts(request, reading.blind)),
        extra=list(_extra(request)),
        lines=_lines_of(lines, None),
        evidence=list(request.evidence.filter(removed_at__isnull=True).order_by("pk")),
        earlier=_earlier(request, at) if reading.identity and not reading.blind else [],
        questions=[] if reading.blind else list(request.info_requests.select_related("asked_by")),
        clock=_clock(request),
    )


def _patient(reading: Reading, at: datetime) -> Iterator[tuple[str, Any]]:
    patient, day = reading.request.patient, today_at(reading.request.unit, at)
    born = patient.birth_date
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    names = [patient.given_name, patient.first_surname, patient.second_surname]
    yield _("Nombre"), " ".join(part for part in names if part)
    yield _("CURP"), patient.curp
    yield _("NSS"), patient.nss
    when = date_format(born, "SHORT_DATE_FORMAT")
    yield _("Nacimiento"), _("%(day)s (%(years)s años)") % {"day": when, "years": years}
    yield _("Sexo"), patient.get_sex_display()


def _facts(request: Request, blind: bool) -> Iterator[tuple[str, Any]]:
    yield _("Diagnóstico (CIE-10)"), f"{request.diagnosis} {request.diagnosis_text}".strip()
    yield _("Ámbito"), request.get_setting_display()
    yield _("Fecha deseada"), request.desired_date and date_format(request.desired_date, "SHORT_DATE_FORMAT")
    if request.emergency:
        yield _("Atención de urgencia"), request.attended_at
        late = _("Sí: se anota, y no cambia la resolución") if request.late_registration else _("No")
        yield _("Se registró fuera de plazo"), late
    if request.gross_seconds is not None and request.net_seconds is not None and not blind:
        yield _("Se resolvió en"), span(timedelta(seconds=request.gross_seconds))
        if request.net_seconds < request.gross_seconds:
            yield _("Sin contar las pausas"), span(timedelta(seconds=request.net_seconds))
    yield _("Médico solicitante"), request.physician_name or request.requester.display_name
    yield _("Unidad"), request.unit.name
    yield _("Región"), request.region.name
    yield _("Canal"), request.get_channel_display()


def _extra(request: Request) -> Iterator[tuple[str, Any]]:
    """The variants' own fields with the labels of the versions by which they were asked."""
    labels = {}
    for version in VariantVersion.objects.filter(pk__in=request.variants):
        labels |= {one["key"]: one["label"] for one in version.fields}
    for key, value in request.extra.items():
        yield labels.get(key, key), {True: _("Sí"), False: _("No")}.get(value, value)


def _annex(item: Item) -> Iterator[tuple[str, Any]]:
    if annex := getattr(item, "oncology", None):
        yield _("Etapa clínica"), annex.stage
        yield _("Tratamiento previo"), annex.prior_treatment
        yield _("Esquema"), annex.scheme
        yield _("Ciclos"), annex.cycles
    if annex := getattr(item, "prosthetics", None):
        yield _("Dispositivo"), annex.device
        yield _("Material"), annex.material


def _lines_of(lines: list[ScreeningLine], item: Item | None) -> list[dict[str, Any]]:
    """Lines of the screening of one item (None: of the whole request), in words."""
    wanted = item.pk if item else None
    return [
        {
            "step": STEPS.get(line.step, line.step),
            "text": line.text,
            "rule": line.rule,
            "verdict": NOT_MET
            if line.step == "criteria" and line.verdict == "fine"
            else VERDICTS[line.verdict],
            "criteria": f"{line.criteria.title} (v{line.criteria.number})" if line.criteria else "",
        }
        for line in lines
        if line.item_id == wanted
    ]


def _clauses(documents: list[Any], item: Item) -> list[ClauseOption]:
    """The clauses that a decision may cite: those in force for the service."""
    found = []
    for one in applying(documents, item.service_code, item.category):
        for clause in one.criteria.clauses:
            label = _("%(title)s (v%(number)s), fracción %(clause)s") % {
                "title": one.criteria.title,
                "number": one.version.number,
                "clause": clause.id,
            }
            found.append(ClauseOption(label, clause.text, one.version.pk))
    return found


def _told(item: Item) -> list[Decision]:
    """Its decisions, oldest first, each with its reason in words (`reason_words`)."""
    decisions = list(item.decisions.all())
    for one in decisions:
        reason = REASONS.get(one.reason_code)
        one.reason_words = reason.label if reason else ""  # type: ignore[attr-defined]
    return decisions


def _where(one: ItemCase, request: Request, user: User, day: Any, at: datetime) -> None:
    """Who does the service; and, when the patient's unit does not, who declared room for it."""
    rows = ServiceCentre.objects.filter(holding_on(day), service_code=one.item.service_code)
    one.centres = list(
        OrgUnit.objects.filter(pk__in=rows.values("unit")).select_related("parent").order_by("name")
    )
    one.here = request.unit_id in {unit.pk for unit in one.centres}
    if not one.here:
        one.surplus = surplus_near(user, request.unit, one.item.policy.product_code, at)


def _earlier(request: Request, at: datetime) -> list[Request]:
    """The patient's other requests of two years, latest first."""
    items = Prefetch("items", Item.objects.select_related("service").order_by("sequence"))
    found = Request.objects.filter(patient=request.patient_id, submitted_at__gte=at - BEFORE)
    rows = found.exclude(pk=request.pk).select_related("unit").prefetch_related(items)
    return list(rows.defer("justification", "draft").order_by("-submitted_at")[:EARLIER])


def _clock(request: Request) -> str:
    """The term under which the request runs, and what a pause may add."""
    kept = request.clock
    if not kept:
        return ""
    text = _("Plazo: %(amount)s %(unit)s") % {
        "amount": kept["amount"],
        "unit": UNIT_LABELS[Unit(kept["unit"])],
    }
    days, hours = divmod(int(kept.get("pause_cap_seconds", 0)) // 3600, 24)
    if not days and not hours:
        return text
    cap = _("%(n)s días") % {"n": days} if days and not hours else _("%(n)s h") % {"n": days * 24 + hours}
    return text + ". " + _("Pedir información lo detiene, hasta %(cap)s en total.") % {"cap": cap}
