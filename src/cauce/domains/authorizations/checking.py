"""Everything that can be said of a request before it is sent: does it need authorisation, what is missing, what it
repeats, until when an answer would be due. The page shows it while the physician types; sending asks the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit

from .catalogue import Service, services
from .models import Item, Patient, Request, VariantVersion
from .places import above, today_at, zone_at
from .rules import similarity
from .rules.clocks import Kind, due_at, end_of
from .rules.codes import Priority
from .rules.completeness import Context, missing
from .rules.duplicates import ALIVE_ITEM, GONE_REQUEST, Asked, find
from .rules.identity import normal_diagnosis
from .rules.need import Need, needs
from .rules.reading import read
from .rules.states import RequestState
from .rules.table import broken
from .rules.values import ItemValues, PatientValues, RequestValues
from .rules.variants import Field, check_extra, read_fields
from .rules.words import REQUEST_LABELS
from .terms import term_for

COMPARED = 50  # the physician's latest requests, for copied justifications


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier item that the new one repeats."""

    sequence: int
    item: Item


@dataclass(slots=True)
class Preview:
    """What is known of a request before it is sent. problems: errors block, warnings ask to be confirmed."""

    values: RequestValues
    problems: list[Problem]
    needs: list[Need]
    duplicates: list[Duplicate]
    due_at: datetime
    services: dict[str, Service]
    extra: dict[str, Any] = field(default_factory=dict)
    variants: list[int] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What blocks."""
        return [p for p in self.problems if p.level == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What asks to be confirmed."""
        return [p for p in self.problems if p.level == "warning"]

    @property
    def needs_authorisation(self) -> bool:
        """Whether any of its services does."""
        return any(need.needed for need in self.needs)


def preview(
    typed: Mapping[str, Any],
    unit: OrgUnit,
    at: datetime,
    request: Request | None = None,
    requester: Any = None,
) -> Preview:
    """Read and check a typed request at a unit. request: its draft row, when there is one (for its evidence)."""
    zone, today = zone_at(unit), today_at(unit, at)
    values, problems = read(typed, zone)
    found = services([i.service for i in values.items if i.service], unit, today)
    policies = {code: service.policy for code, service in found.items()}
    context = Context(
        today=today,
        now=at,
        policies=policies,
        evidence=request.evidence.filter(removed_at__isnull=True).count() if request and request.pk else 0,
        emergency_until=_registered_until(values, unit, at),
    )
    fields, versions = fields_in_force(unit, today)
    extra, wrong = check_extra(values.extra, fields)
    spans = [_asked(i, values, found, at, unit) for i in values.items if i.service in found]
    patient = patient_like(values.patient)
    strangers = other_person(values.patient, patient)
    duplicates = [] if strangers else duplicates_of(patient, spans, request)
    author = requester or (request.requester if request else None)
    problems = _first_of_each([*problems, *missing(values, context), *wrong, *strangers])
    problems += _repeated(duplicates, found) + _copied(values, author, request)
    priority = values.priority or Priority.STANDARD
    return Preview(
        values=values,
        problems=problems,
        needs=needs(values.items, policies),
        duplicates=duplicates,
        due_at=due_at(at, term_for(Kind.ANSWER, unit, at, priority)),
        services=found,
        extra=extra,
        variants=versions,
    )


def first_day(values: RequestValues, at: datetime, unit: OrgUnit) -> date:
    """From which day the services are wanted: an emergency's, the day it was attended."""
    if values.emergency and values.attended_at:
        return today_at(unit, values.attended_at)
    return values.desired_date or today_at(unit, at)


def span_of(
    item: ItemValues, values: RequestValues, service: Service, at: datetime, unit: OrgUnit
) -> tuple[date, date]:
    """The days over which an item is wanted: from the first day, for as long as a number would be good."""
    since = first_day(values, at, unit)
    return since, since + timedelta(days=service.policy.validity_days - 1)


def _asked(item: ItemValues, values: RequestValues, found: dict, at: datetime, unit: OrgUnit) -> Asked:
    since, until = span_of(item, values, found[item.service], at, unit)
    return Asked(item.service, item.side, since, until, sequence=item.sequence)


def _registered_until(values: RequestValues, unit: OrgUnit, at: datetime) -> datetime | None:
    """Until when an emergency is registered in time."""
    if not values.emergency or values.attended_at is None:
        return None
    until = end_of(values.attended_at, term_for(Kind.EMERGENCY, unit, at))
    return until.astimezone(zone_at(unit))


def fields_in_force(unit: OrgUnit, day: date) -> tuple[list[Field], list[int]]:
    """The variants' own fields at a unit on a day, and the versions they come from: of each place the latest."""
    latest: dict[int, VariantVersion] = {}
    found = VariantVersion.objects.filter(place__in=above(unit), valid_from__lte=day).select_related("place")
    for version in found.order_by("place__path", "number"):
        latest[version.place_id] = version
    fields: dict[str, Field] = {}
    for version in latest.values():  # the region's first: a hospital cannot redefine what the region asks
        for one in read_fields(version.fields, str(version.place))[0]:
            fields.setdefault(one.key, one)
    return list(fields.values()), [version.pk for version in latest.values()]


def patient_like(values: PatientValues) -> Patient | None:
    """The patient with that CURP or NSS, when known already."""
    for name in ("curp", "nss"):
        value = getattr(values, name)
        if value and (found := Patient.objects.filter(**{name: value}).first()):
            return found
    return None


def other_person(values: PatientValues, known: Patient | None) -> list[Problem]:
    """AP-33 when what is known of an identifier is somebody else: another CURP, NSS or birth date."""
    if known is None:
        return []
    pairs = (("CURP", "curp"), ("NSS", "nss"), ("fecha de nacimiento", "birth_date"))
    differs = [
        label
        for label, name in pairs
        if getattr(known, name) and getattr(values, name) and getattr(known, name) != getattr(values, name)
    ]
    by_curp = bool(values.curp) and known.curp == values.curp
    if by_curp and values.nss and not known.nss and Patient.objects.filter(nss=values.nss).exists():
        differs.append("NSS")
    if not differs:
        return []
    field = "CURP" if by_curp else "NSS"
    return [broken("AP-33", "patient", field=field, differs=", ".join(differs))]


def duplicates_of(
    patient: Patient | None, asked: Iterable[Asked], request: Request | None = None
) -> list[Duplicate]:
    """Earlier items of the patient that the new ones repeat."""
    spans = list(asked)
    if patient is None or not spans:
        return []
    known = Item.objects.filter(
        patient=patient, service_code__in={a.service for a in spans}, state__in=ALIVE_ITEM
    ).exclude(request__state__in=GONE_REQUEST)
    if request and request.pk:
        known = known.exclude(request=request).exclude(request=request.replaces_id)
    rows = {item.pk: item for item in known.select_related("request__unit", "service")}
    olds = [Asked(i.service_code, i.side, i.date_from, i.date_to, i.pk, i.sequence) for i in rows.values()]
    return [Duplicate(new.sequence, rows[old.request]) for new, old in find(spans, olds)]


def _repeated(duplicates: list[Duplicate], found: dict[str, Service]) -> list[Problem]:
    return [
        broken(
            "AP-24",
            f"items.{one.sequence}",
            folio=one.item.request.folio,
            service=found[one.item.service_code].policy.label,
            state=REQUEST_LABELS[RequestState(one.item.request.state)].lower(),
        )
        for one in duplicates
    ]


def _copied(values: RequestValues, author: Any, request: Request | None) -> list[Problem]:
    """A justification like that of an earlier request of the same physician (the nearest is shown)."""
    if author is None or not values.justification:
        return []
    earlier = Request.objects.filter(requester=author).exclude(folio__isnull=True)
    if request and request.pk:
        earlier = earlier.exclude(pk=request.pk).exclude(pk=request.replaces_id)
    mark = similarity.fingerprint(values.justification)
    same = earlier.filter(fingerprint=mark).order_by("-submitted_at").first() if mark else None
    if same:
        return [broken("AP-14", "justification", percent=100, folio=same.folio)]
    rows = earlier.order_by("-saved_at").values_list("folio", "justification")[:COMPARED]
    scored = [(similarity.similarity(values.justification, text), folio) for folio, text in rows]
    most, folio = max(scored, default=(0.0, ""))
    if most < similarity.COPIED:
        return []
    return [broken("AP-14", "justification", percent=round(most * 100), folio=folio)]


def _first_of_each(problems: list[Problem]) -> list[Problem]:
    """At most one problem per place and rule; a place that could not be read is not also missing."""
    unread = {p.place for p in problems if p.rule in ("AP-02", "AP-03", "AP-04", "AP-34")}
    found: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        if problem.place in unread and problem.rule in ("AP-01", "AP-19", "AP-22"):
            continue
        found.setdefault((problem.place, problem.rule), problem)
    return list(found.values())


def diagnosis_of(values: RequestValues) -> str:
    """As it is kept."""
    return normal_diagnosis(values.diagnosis)
