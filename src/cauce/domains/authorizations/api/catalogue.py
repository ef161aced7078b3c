"""What needs authorisation, and the closed lists of a request: public inside the system (rule 1)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.answers import not_found
from cauce.api.shapes import PageIn, Text, answers, page_of

from .. import catalogue
from ..models import ServicePolicy
from ..places import today_at
from ..rules import codes
from ..rules.need import need_of
from ..rules.values import ItemValues
from . import finding

router = Router()


class ServiceOut(Schema):
    """A service at a unit today: whether it needs authorisation and why, and where it is done (codes of units)."""

    code: str
    label: str
    category: str
    speciality: str
    needed: bool
    rule: str
    text: str
    annex: str
    sided: bool
    max_units: int | None
    validity_days: int
    centres: list[str]


class ServicesOut(Schema):
    """A page of services, by code."""

    count: int
    items: list[ServiceOut]


class ReasonOut(Schema):
    """A coded reason, for which outcomes it serves, and whether an emergency may get it."""

    code: str
    label: str
    outcomes: list[str]
    emergency: bool


class CodesOut(Schema):
    """code → label of every closed list, and the coded reasons."""

    category: dict[str, str]
    priority: dict[str, str]
    setting: dict[str, str]
    side: dict[str, str]
    sex: dict[str, str]
    channel: dict[str, str]
    speciality: dict[str, str]
    reasons: list[ReasonOut]


@router.get("/services", response=answers(ServicesOut), summary="Qué requiere autorización")
def services(request: HttpRequest, unit: Text, page: PageIn = Query(...), q: Text = "") -> dict[str, Any]:
    """Services as they are authorised today at a unit (code). q: part of the name or code."""
    place = finding.a_unit(unit)
    day = today_at(place, request.now)
    rows = ServicePolicy.objects.filter(valid_from__lte=day)
    if q:
        rows = rows.filter(entry__label__icontains=q) | rows.filter(code__icontains=q)
    found = sorted(set(rows.values_list("code", flat=True)))
    shown = page_of(found, page, str)
    known = catalogue.services(shown["items"], place, day)
    return shown | {"items": [_service_out(known[code]) for code in shown["items"]]}


@router.get("/services/{code}", response=answers(ServiceOut), summary="Un servicio")
def service(request: HttpRequest, code: Text, unit: Text) -> dict[str, Any]:
    """One service as it is authorised today at a unit."""
    place = finding.a_unit(unit)
    known = catalogue.services([code], place, today_at(place, request.now))
    if code not in known:
        raise not_found()
    return _service_out(known[code])


@router.get("/codes", response=answers(CodesOut), summary="Listas cerradas")
def closed_lists(request: HttpRequest) -> dict[str, Any]:
    """The codes that a request and a decision may carry."""
    lists: dict[str, Any] = {
        "category": codes.CATEGORY_LABELS,
        "priority": codes.PRIORITY_LABELS,
        "setting": codes.SETTING_LABELS,
        "side": codes.SIDE_LABELS,
        "sex": codes.SEX_LABELS,
        "channel": codes.CHANNEL_LABELS,
    }
    told = {name: {str(code): label for code, label in labels.items()} for name, labels in lists.items()}
    reasons = [
        {"code": r.code, "label": r.label, "outcomes": sorted(r.outcomes), "emergency": r.emergency}
        for r in codes.REASONS.values()
    ]
    return told | {"speciality": catalogue.speciality_labels(), "reasons": reasons}


def _service_out(found: catalogue.Service) -> dict[str, Any]:
    policy = found.policy
    need = need_of(ItemValues(1, policy.code), policy)
    names = ("code", "label", "category", "speciality", "sided", "max_units", "validity_days")
    return {name: getattr(policy, name) for name in names} | {
        "needed": need.needed,
        "rule": need.rule,
        "text": need.text,
        "annex": str(codes.annex_of(policy.category)),
        "centres": sorted(policy.centres),
    }
