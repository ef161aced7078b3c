"""Organization (institutions, regions, facilities) and Location (facilities) of who reads them."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import within
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.interop.fhir.outcomes import FhirError
from cauce.interop.fhir.registry import Page, Parameters, Resource, SearchParameter
from cauce.interop.fhir.searching import token
from cauce.interop.fhir.shapes import Json, checked, concept

from ..country import today
from ..models import Facility

SYSTEM = "urn:cauce:oralhealth:facility"  # the ten-digit code
UNITS = "urn:cauce:unit"  # the unit's own code
INSTITUTIONS = "urn:cauce:oralhealth:institution"
TYPES = "http://terminology.hl7.org/CodeSystem/organization-type"
PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
SYNTHETIC = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
KINDS = (OrgUnit.Kind.SECTOR, OrgUnit.Kind.REGION, OrgUnit.Kind.FACILITY)
_UNIT, _INSTITUTION = re.compile(r"unit-([0-9]{1,18})"), re.compile(r"inst-([A-Z]{1,10})")


def unit_id(unit: OrgUnit | int) -> str:
    """The logical id of a unit, in both types."""
    return f"unit-{unit if isinstance(unit, int) else unit.pk}"


def pk_of(id_: str) -> int | None:
    """The unit's key in a logical id."""
    match = _UNIT.fullmatch(id_)
    return int(match[1]) if match else None


def readable(request: Any, *kinds: str) -> QuerySet[OrgUnit]:
    """Units of oral health that the person reads, with their profile, by code."""
    units = OrgUnit.objects.filter(kind__in=kinds or KINDS).select_related("oralhealth", "parent")
    ours = Q(oralhealth__isnull=False) | ~Q(kind=OrgUnit.Kind.FACILITY)
    return within(units.filter(ours), request.user, Permission.ORAL_READ, request.now).order_by("code")  # type: ignore[return-value]


def identifiers(unit: OrgUnit) -> list[Json]:
    """The unit's own code, and the facility's ten digits."""
    found = [{"system": UNITS, "value": unit.code}]
    profile = getattr(unit, "oralhealth", None)
    if profile is not None:
        found.append({"use": "official", "system": SYSTEM, "value": profile.code})
    return found


def location(unit: OrgUnit, day: Any) -> Json:
    """A facility as a Location."""
    profile: Facility = unit.oralhealth  # type: ignore[attr-defined]
    told: Json = {
        "resourceType": "Location",
        "id": unit_id(unit),
        **_meta(unit),
        "identifier": identifiers(unit),
        "status": "active" if _is_valid(unit, day) else "inactive",
        "name": unit.name,
        "mode": "instance",
        "physicalType": concept(PHYSICAL, "si", "Site"),
        "address": {"state": profile.province, "district": profile.district, "country": unit.country or "PA"},
        "managingOrganization": {"reference": f"Organization/{unit_id(unit)}", "display": unit.name},
    }
    if unit.latitude is not None and unit.longitude is not None:
        told["position"] = {"longitude": unit.longitude, "latitude": unit.latitude}
    return checked(told)


def organization(unit: OrgUnit, day: Any) -> Json:
    """A sector, region or facility as an Organization; a facility is part of its region."""
    profile = getattr(unit, "oralhealth", None)
    told: Json = {
        "resourceType": "Organization",
        "id": unit_id(unit),
        **_meta(unit),
        "identifier": identifiers(unit),
        "active": _is_valid(unit, day),
        "type": [concept(TYPES, "prov" if profile else "govt")],
        "name": unit.name,
    }
    if unit.short_name:
        told["alias"] = [unit.short_name]
    if unit.parent is not None:
        told["partOf"] = {"reference": f"Organization/{unit_id(unit.parent_id or 0)}"}
    if profile is not None:
        url = "urn:cauce:oralhealth:institution"
        told["extension"] = [
            {"url": url, "valueReference": {"reference": f"Organization/inst-{profile.institution}"}}
        ]
    return checked(told)


def institution(code: str) -> Json:
    """MINSA or CSS as an Organization."""
    return checked(
        {
            "resourceType": "Organization",
            "id": f"inst-{code}",
            "identifier": [{"system": INSTITUTIONS, "value": code}],
            "active": True,
            "type": [concept(TYPES, "govt")],
            "name": str(Facility.Institution(code).label),
        }
    )


def _meta(unit: OrgUnit) -> Json:
    """Synthetic places say so."""
    if not unit.synthetic:
        return {}
    return {"meta": {"tag": [{"system": SYNTHETIC, "code": "HTEST", "display": "Dato sintético"}]}}


def _is_valid(unit: OrgUnit, day: Any) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or unit.valid_to >= day
    )


def narrowed(units: QuerySet[OrgUnit], parameters: Parameters) -> QuerySet[OrgUnit]:
    """The units that match `_id`, `identifier` and `name`. Several values of one parameter are alternatives."""
    if "_id" in parameters:
        units = units.filter(pk__in=[pk_of(v) for v in _values(parameters, "_id") if pk_of(v)])
    if "identifier" in parameters:
        units = units.filter(_any(_identified(*token(v)) for v in _values(parameters, "identifier")))
    if "name" in parameters:
        units = units.filter(_any(Q(name__istartswith=v) for v in _values(parameters, "name")))
    if "partof" in parameters:
        above = [pk_of(v.rpartition("/")[2]) for v in _values(parameters, "partof")]
        units = units.filter(parent__in=[pk for pk in above if pk])
    return units


def _values(parameters: Parameters, name: str) -> list[str]:
    found = [part for value in parameters.get(name, ()) for part in value.split(",") if part]
    if any("\0" in value for value in found):
        raise FhirError(400, "No se admite el carácter nulo.", name)
    return found


def _any(conditions: Any) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _identified(system: str | None, code: str) -> Q:
    by_profile, by_unit = Q(oralhealth__code=code), Q(code=code)
    return {SYSTEM: by_profile, UNITS: by_unit, None: by_profile | by_unit}.get(system, Q(pk__in=[]))


def _read_location(request: Any, id_: str) -> Json | None:
    unit = readable(request, OrgUnit.Kind.FACILITY).filter(pk=pk_of(id_) or 0).first()
    return location(unit, today(request.now)) if unit else None


def _search_locations(request: Any, parameters: Parameters, offset: int, count: int) -> Page:
    units = narrowed(readable(request, OrgUnit.Kind.FACILITY), parameters)
    day = today(request.now)
    return Page(units.count(), [location(unit, day) for unit in units[offset : offset + count]])


def _read_organization(request: Any, id_: str) -> Json | None:
    if match := _INSTITUTION.fullmatch(id_):
        known = match[1] in Facility.Institution.values and readable(request).exists()
        return institution(match[1]) if known else None
    unit = readable(request).filter(pk=pk_of(id_) or 0).first()
    return organization(unit, today(request.now)) if unit else None


def _search_organizations(request: Any, parameters: Parameters, offset: int, count: int) -> Page:
    """Institutions first, then the units."""
    units = readable(request)
    heads = [institution(code) for code in Facility.Institution.values] if units.exists() else []
    heads = [head for head in heads if _head_matches(head, parameters)]
    units, day = narrowed(units, parameters), today(request.now)
    rest = max(0, offset - len(heads))
    page = heads[offset : offset + count]
    page += [organization(unit, day) for unit in units[rest : rest + count - len(page)]]
    return Page(len(heads) + units.count(), page)


def _head_matches(head: Json, parameters: Parameters) -> bool:
    checks = []
    if "_id" in parameters:
        checks.append(head["id"] in _values(parameters, "_id"))
    if "identifier" in parameters:
        value = head["identifier"][0]["value"]
        wanted = [token(v) for v in _values(parameters, "identifier")]
        checks.append(any(code == value and system in (None, INSTITUTIONS) for system, code in wanted))
    if "name" in parameters:
        names = [v.lower() for v in _values(parameters, "name")]
        checks.append(any(head["name"].lower().startswith(name) for name in names))
    return all(checks) and "partof" not in parameters


_PARAMETERS = (
    SearchParameter("identifier", "token", "Código: «sistema|valor» o solo el valor"),
    SearchParameter("name", "string", "Comienzo del nombre"),
)
LOCATION = Resource(
    "Location",
    "Instalaciones de salud bucal",
    _read_location,
    _search_locations,
    _PARAMETERS,
)
ORGANIZATION = Resource(
    "Organization",
    "Instituciones, regiones e instalaciones",
    _read_organization,
    _search_organizations,
    (*_PARAMETERS, SearchParameter("partof", "reference", "De qué organización depende")),
)
