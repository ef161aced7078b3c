"""What the claim says besides its items: how urgent, which diagnoses, why, with which documents. Pure."""

from . import systems
from .bundles import (
    Bundle,
    Resource,
    codings,
    extension,
    identifier_of,
    identifiers,
    objects,
    text_of,
)
from .model import Attachment, Coding, Identifier

CLAIM = "Bundle.entry[0].resource"
URGENT = ("U", "03")  # urgent, emergency


def urgent(claim: Resource) -> bool:
    """By its priority, or by the level of service (X12 1338; E there is "elective")."""
    priority = {c.code for c in codings(claim.get("priority"))}
    level = extension(claim, systems.LEVEL_OF_SERVICE) or {}
    return "stat" in priority or any(c.code in URGENT for c in codings(level.get("valueCodeableConcept")))


def emergency(bundle: Bundle) -> tuple[bool, str]:
    """An Encounter of class EMER tells that care was given first, and when."""
    for _url, resource, _place in bundle.entries:
        kind = resource.get("class")
        if resource["resourceType"] != "Encounter" or not isinstance(kind, dict):
            continue
        if kind.get("code") == systems.EMERGENCY_CARE:
            period = resource.get("period")
            return True, text_of(period.get("start")) if isinstance(period, dict) else ""
    return False, ""


def wished_from(claim: Resource) -> str:
    """The first day of the event or the admission that a supportingInfo tells; "" when none does."""
    for row in objects(claim.get("supportingInfo")):
        period = row.get("timingPeriod")
        start = text_of(period.get("start")) if isinstance(period, dict) else ""
        if day := text_of(row.get("timingDate")) or start:
            return day
    return ""


def diagnoses(claim: Resource) -> tuple[Coding, ...]:
    """Those of ICD-10 when there are any."""
    rows = objects(claim.get("diagnosis"))
    found = [c for row in rows for c in codings(row.get("diagnosisCodeableConcept"))]
    known = [c for c in found if c.system in systems.ICD10]
    return tuple(known or found)


def justification(bundle: Bundle, claim: Resource) -> str:
    """What is written for the reviewer: supportingInfo texts, notes and reasons of the orders."""
    rows = [row for row in objects(claim.get("supportingInfo")) if not _is_duplicate_reason(row)]
    texts = [text_of(row.get("valueString")) for row in rows]
    for _url, resource, _place in bundle.entries:
        if resource["resourceType"] in ("ServiceRequest", "DeviceRequest", "MedicationRequest"):
            texts += [text_of(note.get("text")) for note in objects(resource.get("note"))]
            texts += [text_of(reason.get("text")) for reason in objects(resource.get("reasonCode"))]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _is_duplicate_reason(row: Resource) -> bool:
    return any(c.code == systems.DUPLICATE_REASON for c in codings(row.get("category")))


def duplicate_reason(claim: Resource) -> str:
    """Why the same service is asked for again: a supportingInfo of that category."""
    rows = objects(claim.get("supportingInfo"))
    return " ".join(text_of(row.get("valueString")) for row in rows if _is_duplicate_reason(row))


def attachments(bundle: Bundle) -> tuple[Attachment, ...]:
    """Documents that came inside the bundle."""
    found = []
    for _url, resource, place in bundle.entries:
        if resource["resourceType"] != "DocumentReference":
            continue
        for number, content in enumerate(objects(resource.get("content"))):
            held = content.get("attachment")
            if isinstance(held, dict) and isinstance(held.get("data"), str):
                where = f"{place}.content[{number}].attachment"
                title = text_of(held.get("title")) or text_of(resource.get("description"))
                found.append(Attachment(title, text_of(held.get("contentType")), held["data"], where))
    return tuple(found)


def replaces(bundle: Bundle, claim: Resource) -> Identifier | None:
    """An update names the claim that it replaces."""
    for number, row in enumerate(objects(claim.get("related"))):
        place = f"{CLAIM}.related[{number}].claim"
        reference = row.get("claim")
        if isinstance(reference, dict) and isinstance(reference.get("identifier"), dict):
            return identifier_of(reference["identifier"])
        found = bundle.resolve(reference, place, required=False)
        if found:
            return next(iter(identifiers(found[0])), None)
    return None
