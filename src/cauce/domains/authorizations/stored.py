"""Between rows and what is typed: a request written again (to correct and resubmit), and its facts for criteria."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from .models import Evidence, Item, Request
from .places import today_at
from .rules.criteria.facts import EXTRA, Facts, Value
from .rules.states import GRANTED_ITEM

YEAR = timedelta(days=365)
Granted = dict[tuple[int, str], list[tuple[date, int]]]  # (patient, service) → day and request of each grant


def typed_of(request: Request, sequences: set[int] | None = None) -> dict[str, Any]:
    """The request as it would be typed again; only some items when `sequences` says so."""
    if request.draft:
        return dict(request.draft)
    patient = request.patient
    items = [i for i in request.items.all() if sequences is None or i.sequence in sequences]
    return {
        "patient": {
            "curp": patient.curp,
            "nss": patient.nss,
            "given_name": patient.given_name,
            "first_surname": patient.first_surname,
            "second_surname": patient.second_surname,
            "birth_date": patient.birth_date.isoformat(),
            "sex": patient.sex,
        },
        "physician": {"name": request.physician_name, "licence": request.physician_licence},
        "setting": request.setting,
        "priority": request.priority,
        "emergency": request.emergency,
        "attended_at": request.attended_at.isoformat() if request.attended_at else "",
        "desired_date": request.desired_date.isoformat() if request.desired_date else "",
        "diagnosis": request.diagnosis,
        "diagnosis_text": request.diagnosis_text,
        "justification": request.justification,
        "items": [_typed_item(item) for item in items],
        "extra": dict(request.extra),
    }


def _typed_item(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {
        "service": item.service_code,
        "quantity": item.quantity,
        "side": item.side,
        "place": item.place.code if item.place else "",
        "note": item.note,
    }
    if annex := getattr(item, "oncology", None):
        names = ("stage", "prior_treatment", "scheme", "cycles")
        row["oncology"] = {name: getattr(annex, name) for name in names}
    if annex := getattr(item, "prosthetics", None):
        row["prosthetics"] = {name: getattr(annex, name) for name in ("device", "side", "material")}
    return row


def facts_of(item: Item) -> Facts:
    """What criteria may ask about one item of a sent request; a fact that is not known is None."""
    return facts_of_many([item])[0]


def facts_of_many(items: Sequence[Item]) -> list[Facts]:
    """The same for many, with two queries whatever their number (a dry run judges thousands)."""
    kept = Evidence.objects.filter(request__in={i.request_id for i in items}, removed_at__isnull=True)
    counts = dict(kept.values_list("request").annotate(n=Count("pk")))
    granted = _granted(items)
    return [_facts(item, counts.get(item.request_id, 0), granted) for item in items]


def _facts(item: Item, evidence: int, granted: Granted) -> Facts:
    request, patient = item.request, item.patient
    day = today_at(request.unit, request.submitted_at)
    born = patient.birth_date
    count, since = _earlier(item, granted)
    oncology, device = getattr(item, "oncology", None), getattr(item, "prosthetics", None)
    facts: dict[str, Value] = {
        "age_years": day.year - born.year - ((day.month, day.day) < (born.month, born.day)),
        "sex": patient.sex,
        "service": item.service_code,
        "category": item.category,
        "quantity": item.quantity,
        "side": item.side,
        "diagnosis": request.diagnosis,
        "priority": request.priority,
        "setting": request.setting,
        "emergency": request.emergency,
        "channel": request.channel,
        "care_level": request.unit.care_level,
        "evidence_count": evidence,
        "justification_letters": len("".join(request.justification.split())),
        "prior_same_service": count,
        "days_since_same_service": since,
        "oncology_stage": oncology.stage if oncology else None,
        "oncology_cycles": oncology.cycles if oncology else None,
        "device": device.device if device else None,
        "material": device.material if device else None,
    }
    return facts | {f"{EXTRA}{key}": value for key, value in request.extra.items()}


def _granted(items: Sequence[Item]) -> Granted:
    """What was granted to the patients of these items, of the same services, since a year before the first of them."""
    found: Granted = defaultdict(list)
    rows = Item.objects.filter(
        patient__in={i.patient_id for i in items},
        service_code__in={i.service_code for i in items},
        state__in=GRANTED_ITEM,
        date_from__gte=min(i.date_from for i in items) - YEAR,
        date_from__lt=max(i.date_from for i in items),
    )
    for patient, service, day, request in rows.values_list("patient", "service_code", "date_from", "request"):
        found[patient, service].append((day, request))
    return found


def _earlier(item: Item, granted: Granted) -> tuple[int, int | None]:
    """How often the service was granted to the patient in the twelve months before, and days since the last."""
    days = [
        day
        for day, request in granted.get((item.patient_id, item.service_code), ())
        if item.date_from - YEAR <= day < item.date_from and request != item.request_id
    ]
    return len(days), (item.date_from - max(days)).days if days else None
