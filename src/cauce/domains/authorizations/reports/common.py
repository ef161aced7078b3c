"""What the papers share: whose they are, said with as little as is needed, and how they are compiled."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.countries import country
from cauce.core.documents import typeset
from cauce.core.organisations.models import OrgUnit

from ..catalogue import centres_of
from ..models import Authorisation, Patient, Request
from ..places import institution_of, today_at, zone_at
from ..rules.codes import SIDE_LABELS, Side
from ..rules.privacy import mask

MOST_CENTRES = 6


def issuer(request: Request) -> str:
    """Whose paper it is: the institution of the unit that asks."""
    return institution_of(request.unit).name


def patient_of(patient: Patient | None) -> dict[str, str]:
    """Who the patient is, enough to compare with an identification: identifiers without their middle."""
    if patient is None:
        return {"name": "", "identifier": "", "born": ""}
    name, value = ("CURP", patient.curp) if patient.curp else ("NSS", patient.nss)
    return {
        "name": patient.full_name,
        "identifier": f"{name} {mask(value or '')}",
        "born": f"{patient.birth_date:%d/%m/%Y}",
    }


def side(code: str) -> str:
    """The side in words; "" where there is none."""
    return _(SIDE_LABELS[Side(code)]) if code else ""


def where_of(authorisation: Authorisation, at: datetime) -> list[dict[str, str]]:
    """Units where the number may be used: its own, or some centres of the service."""
    unit = authorisation.item.request.unit
    if authorisation.place is not None:
        return [_place(authorisation.place)]
    if authorisation.regularises:
        return [_place(unit)]
    found = centres_of(authorisation.service_code, today_at(unit, at), near=unit)
    return [_place(one) for one in found[:MOST_CENTRES]]


def _place(unit: OrgUnit) -> dict[str, str]:
    return {"name": unit.name, "code": unit.code, "locality": unit.locality}


def is_synthetic(request: Request) -> bool:
    """Whether it is a demonstration."""
    return settings.CAUCE_ENV == "demo" or request.unit.synthetic


def working_paper(
    template: Path,
    data: dict[str, Any],
    *,
    title: str,
    at: datetime,
    place: OrgUnit | None = None,
    synthetic: bool = False,
    footnote: str = "",
    description: str = "",
    pictures: dict[str, bytes] | None = None,
) -> bytes:
    """A PDF without folio of its own."""
    home = country(place.country if place else "")
    zone = zone_at(place) if place else home.zone
    meta = typeset.Meta(
        title=title,
        date=at.astimezone(zone),
        description=description or title,
        footnote=footnote,
        synthetic=synthetic,
        country=home.code,
        pictures=pictures or {},
    )
    return typeset.compile(template, data, meta)
