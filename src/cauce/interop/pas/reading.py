"""Reading the bundles of `Claim/$submit` and `Claim/$inquire`. Pure.

What makes a bundle unreadable (first entry not a Claim, a reference that is not in it, a sequence twice, no patient)
is an Issue at its element: the door answers 4xx with an OperationOutcome. What is readable and breaks one of our own
rules is answered in the ClaimResponse, as PAS does.
"""

from typing import Any

from . import clinical, systems
from .bundles import (
    MAX_ENTRIES,
    Bundle,
    Resource,
    codings,
    extension,
    identifier_of,
    identifiers,
    listed,
    objects,
    person,
    text_of,
)
from .clinical import CLAIM
from .model import AskedItem, Identifier, Inquiry, Issue, Person, Submission

SIDES = {"7771000": "left", "24028007": "right", "51440002": "both"}  # SNOMED CT laterality
SIDE_WORDS = {
    "left": "left",
    "izquierdo": "left",
    "right": "right",
    "derecho": "right",
    "both": "both",
    "ambos": "both",
}


def read_submit(resource: Any) -> tuple[Submission | None, list[Issue]]:
    """The submission of a bundle, or every issue that keeps it from being read."""
    bundle, claim, issues = _open(resource)
    if bundle is None or claim is None:
        return None, issues
    identifier = _identifier(bundle, claim)
    found_patient = bundle.resolve(claim.get("patient"), f"{CLAIM}.patient")
    bundle.check_references(claim, CLAIM)
    items = _items(bundle, claim)
    _sequences(bundle, claim)
    if found_patient and found_patient[0]["resourceType"] != "Patient":
        bundle.no(f"{CLAIM}.patient", "value", "Lo que se refiere como paciente no es un Patient.")
    issues = _once(bundle.issues)
    if issues or found_patient is None:
        return None, issues or [Issue(f"{CLAIM}.patient", "required", "Falta el paciente en el paquete.")]
    physician, physician_place = _physician(bundle, claim)
    unit = _unit(bundle, claim)
    emergency, attended = clinical.emergency(bundle)
    patient_resource, patient_place = found_patient
    return (
        Submission(
            identifier=identifier,
            bundle_identifier=identifier_of(bundle.resource.get("identifier")),
            patient=person(patient_resource),
            physician=physician,
            unit=identifiers(unit) if unit else (),
            unit_name=text_of(unit.get("name")) if unit else "",
            urgent=clinical.urgent(claim),
            hospital=any(c.code == "institutional" for c in codings(claim.get("type"))),
            emergency=emergency,
            attended_at=attended,
            diagnoses=clinical.diagnoses(claim),
            justification=clinical.justification(bundle, claim),
            duplicate_reason=clinical.duplicate_reason(claim),
            items=items,
            attachments=clinical.attachments(bundle),
            replaces=clinical.replaces(bundle, claim),
            created=text_of(claim.get("created")),
            claim_url=bundle.entries[0][0] or f"Claim/{text_of(claim.get('id'))}",
            patient_resource=patient_resource,
            places={"patient": patient_place, "physician": physician_place, "claim": CLAIM},
            wished_from=clinical.wished_from(claim),
        ),
        [],
    )


def read_inquiry(resource: Any) -> tuple[Inquiry | None, list[Issue]]:
    """What an inquiry asks by, or every issue."""
    bundle, claim, issues = _open(resource)
    if bundle is None or claim is None:
        return None, issues
    identifier = identifier_of(next(iter(objects(claim.get("identifier"))), {}))
    found = bundle.resolve(claim.get("patient"), f"{CLAIM}.patient")
    issues = _once(bundle.issues)
    if issues or found is None:
        return None, issues or [Issue(f"{CLAIM}.patient", "required", "Falta el paciente en el paquete.")]
    asked = tuple(c for item in objects(claim.get("item")) for c in codings(item.get("productOrService")))
    return Inquiry(identifier, identifier_of(bundle.resource.get("identifier")), person(found[0]), asked), []


def _open(resource: Any) -> tuple[Bundle | None, Resource | None, list[Issue]]:
    """The bundle and its claim; the outer shape first, since nothing else can be said without it."""
    if isinstance(resource, dict) and resource.get("resourceType") == "Parameters":
        inner = [p.get("resource") for p in objects(resource.get("parameter")) if p.get("resource")]
        resource = inner[0] if len(inner) == 1 else resource
    if not isinstance(resource, dict) or resource.get("resourceType") != "Bundle":
        return None, None, [Issue("Bundle", "structure", "Se espera un Bundle de FHIR R4.")]
    if resource.get("type") != "collection":
        return None, None, [Issue("Bundle.type", "value", "El Bundle debe ser de tipo «collection».")]
    entries = resource.get("entry")
    if not isinstance(entries, list) or not entries:
        return None, None, [Issue("Bundle.entry", "required", "El Bundle no trae entradas.")]
    if len(entries) > MAX_ENTRIES:
        return (
            None,
            None,
            [Issue("Bundle.entry", "too-long", f"El Bundle trae más de {MAX_ENTRIES} entradas.")],
        )
    bundle = Bundle(resource)
    first = entries[0].get("resource") if isinstance(entries[0], dict) else None
    if not isinstance(first, dict) or first.get("resourceType") != "Claim":
        return (
            None,
            None,
            [Issue(CLAIM, "structure", "La primera entrada debe ser un Claim."), *bundle.issues],
        )
    if first.get("use") != "preauthorization":
        bundle.no(f"{CLAIM}.use", "value", "El Claim debe tener use = preauthorization.")
    if first.get("status") not in ("active", "draft"):
        bundle.no(f"{CLAIM}.status", "value", "El Claim debe estar activo.")
    return bundle, first, bundle.issues


def _identifier(bundle: Bundle, claim: Resource) -> Identifier:
    """The claim's first identifier, else the bundle's: without one a repeated submit could not be known."""
    for found in (*objects(claim.get("identifier")), *objects(bundle.resource.get("identifier"))):
        identifier = identifier_of(found)
        if identifier.value:
            return identifier
    bundle.no(f"{CLAIM}.identifier", "required", "Falta el identificador de la solicitud (Claim.identifier).")
    return Identifier()


def _items(bundle: Bundle, claim: Resource) -> tuple[AskedItem, ...]:
    rows = objects(claim.get("item"))
    if not rows:
        bundle.no(f"{CLAIM}.item", "required", "La solicitud no trae servicios (Claim.item).")
    return tuple(_item(bundle, row, f"{CLAIM}.item[{number}]") for number, row in enumerate(rows))


def _item(bundle: Bundle, row: dict[str, Any], place: str) -> AskedItem:
    order = extension(row, systems.REQUESTED_SERVICE)
    found = (
        bundle.resolve(order.get("valueReference"), f"{place}.extension", required=False) if order else None
    )
    requested: Resource = found[0] if found else {}
    codes = codings(row.get("productOrService")) or codings(requested.get("code"))
    if not codes:
        bundle.no(f"{place}.productOrService", "required", "El servicio no trae código.")
    quantity = (
        row.get("quantity") if isinstance(row.get("quantity"), dict) else requested.get("quantityQuantity")
    )
    period = row.get("servicedPeriod") if isinstance(row.get("servicedPeriod"), dict) else {}
    serviced = text_of(row.get("servicedDate")) or text_of(period.get("start"))
    return AskedItem(
        sequence=row["sequence"] if isinstance(row.get("sequence"), int) else 0,
        codings=codes,
        quantity=text_of(quantity.get("value")) if isinstance(quantity, dict) else "",
        side=_side(row) or _side(requested),
        serviced_from=serviced or text_of(requested.get("occurrenceDateTime")),
        note=" ".join(text_of(note.get("text")) for note in objects(requested.get("note"))),
        expression=place,
        cancelled=_is_cancelled(bundle, row, place),
    )


def _is_cancelled(bundle: Bundle, row: dict[str, Any], place: str) -> bool:
    """An update may take an item back; any other modifier changes a meaning that we do not know."""
    cancelled = False
    for number, modifier in enumerate(objects(row.get("modifierExtension"))):
        if modifier.get("url") != systems.CANCELLED_FLAG:
            text = f"No se entiende el modificador «{text_of(modifier.get('url'))[:120]}»."
            bundle.no(f"{place}.modifierExtension[{number}]", "value", text)
        cancelled = cancelled or modifier.get("valueBoolean") is True
    return cancelled


def _side(holder: Resource) -> str:
    for concept in [*listed(holder.get("bodySite")), *listed(holder.get("subSite"))]:
        for coding in codings(concept):
            if coding.code in SIDES:
                return SIDES[coding.code]
        words = text_of(concept.get("text")).casefold().split() if isinstance(concept, dict) else []
        for word in words:
            if word in SIDE_WORDS:
                return SIDE_WORDS[word]
    return ""


def _sequences(bundle: Bundle, claim: Resource) -> None:
    """Sequences are there, are positive, are not repeated; what items point at exists."""
    held: dict[str, set[int]] = {}
    for name in ("item", "diagnosis", "careTeam", "supportingInfo", "insurance"):
        seen: set[int] = set()
        for number, row in enumerate(objects(claim.get(name))):
            place, sequence = f"{CLAIM}.{name}[{number}].sequence", row.get("sequence")
            if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
                bundle.no(place, "required", "Falta la secuencia, un entero desde 1.")
            elif sequence in seen:
                bundle.no(place, "duplicate", f"La secuencia {sequence} está repetida.")
            else:
                seen.add(sequence)
        held[name] = seen
    targets = (
        ("diagnosisSequence", "diagnosis"),
        ("careTeamSequence", "careTeam"),
        ("informationSequence", "supportingInfo"),
    )
    for number, row in enumerate(objects(claim.get("item"))):
        for key, name in targets:
            for sequence in listed(row.get(key)):
                if not isinstance(sequence, int) or sequence not in held[name]:
                    text = f"{key} apunta a {name} {sequence}, que no existe."
                    bundle.no(f"{CLAIM}.item[{number}].{key}", "not-found", text)


def _physician(bundle: Bundle, claim: Resource) -> tuple[Person, str]:
    """Who asks: the care team's practitioner, the claim's enterer or its provider."""
    candidates = [
        (row.get("provider"), f"{CLAIM}.careTeam[{n}].provider")
        for n, row in enumerate(objects(claim.get("careTeam")))
    ]
    candidates += [(claim.get("enterer"), f"{CLAIM}.enterer"), (claim.get("provider"), f"{CLAIM}.provider")]
    for reference, place in candidates:
        found = bundle.resolve(reference, place, required=False) if reference else None
        if found and found[0]["resourceType"] == "PractitionerRole":
            inner = found[0].get("practitioner")
            found = bundle.resolve(inner, f"{found[1]}.practitioner", required=False) if inner else None
        if found and found[0]["resourceType"] == "Practitioner":
            return person(found[0]), found[1]
    return Person(), f"{CLAIM}.careTeam"


def _unit(bundle: Bundle, claim: Resource) -> Resource | None:
    """Where it is asked from: the claim's facility, else its provider's organisation."""
    for reference, place in (
        (claim.get("facility"), f"{CLAIM}.facility"),
        (claim.get("provider"), f"{CLAIM}.provider"),
    ):
        found = bundle.resolve(reference, place, required=False) if reference else None
        if found and found[0]["resourceType"] == "PractitionerRole":
            inner = found[0].get("organization")
            found = bundle.resolve(inner, f"{found[1]}.organization", required=False) if inner else None
        if found and found[0]["resourceType"] in ("Organization", "Location"):
            return found[0]
    return None


def _once(issues: list[Issue]) -> list[Issue]:
    return list(dict.fromkeys(issues))
