"""What a request says once it is read: frozen values; blank is None or ""."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MIN_JUSTIFICATION = 80  # letters, spaces not counted: two sentences
MIN_REASON = 10  # as everywhere in Cauce
MAX_ITEMS = 30
MAX_QUANTITY = 999


@dataclass(frozen=True, slots=True)
class PatientValues:
    """Who the request is for. Identifiers tidied; sex H, M or X."""

    curp: str = ""
    nss: str = ""
    given_name: str = ""
    first_surname: str = ""
    second_surname: str = ""
    birth_date: date | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class OncologyValues:
    """Annex of oncology."""

    stage: str = ""
    prior_treatment: str = ""
    scheme: str = ""
    cycles: int | None = None


@dataclass(frozen=True, slots=True)
class ProstheticsValues:
    """Annex of prosthetics and orthopaedics."""

    device: str = ""
    side: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class ItemValues:
    """One service asked for; `sequence` from 1."""

    sequence: int
    service: str = ""
    quantity: int | None = None
    side: str = ""
    place: str = ""
    note: str = ""
    oncology: OncologyValues | None = None
    prosthetics: ProstheticsValues | None = None


@dataclass(frozen=True, slots=True)
class RequestValues:
    """A whole request. attended_at: aware; extra: the variants' fields as they were typed."""

    patient: PatientValues = PatientValues()
    physician_name: str = ""
    physician_licence: str = ""
    setting: str = ""
    priority: str = ""
    emergency: bool = False
    attended_at: datetime | None = None
    desired_date: date | None = None
    diagnosis: str = ""
    diagnosis_text: str = ""
    justification: str = ""
    items: tuple[ItemValues, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the rules must know of a service: rules/need.py decides by it.

    centres: codes of the units that do it; exempt: the norm by which this unit needs no authorisation for it.
    """

    code: str
    label: str
    category: str
    speciality: str
    in_basic_catalogue: bool
    validity_days: int = 90
    max_units: int | None = None
    sided: bool = False
    exempt: str = ""
    centres: frozenset[str] = frozenset()
