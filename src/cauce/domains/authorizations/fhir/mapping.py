"""Between a PAS submission and what our actions take, and between our problems and FHIRPaths."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cauce.core.catalogues.models import Alias
from cauce.core.errors import Problem
from cauce.interop.pas import systems
from cauce.interop.pas.model import AskedItem, Coding, Issue, Submission

from ..catalogue import CATALOGUE

OWN_SYSTEM = "urn:cauce:authorizations-services"
SEXES = {"male": "H", "female": "M", "other": "X"}
TEXT_TYPES = ("text/plain",)


def typed_of(sent: Submission, codes: Mapping[int, str], texts: Iterable[str], today: date) -> dict[str, Any]:
    """What the physician would have typed. codes: our service code by position; texts: plain documents of the bundle.

    A bundle that says no day (items need none in PAS) wants its services as soon as possible: from today.
    """
    justification = "\n\n".join(text for text in (sent.justification, *texts) if text)
    first_day = min(
        (item.serviced_from[:10] for item in sent.items if item.serviced_from), default=sent.wished_from[:10]
    )
    patient = sent.patient
    return {
        "patient": {
            "curp": patient.number(systems.CURP),
            "nss": patient.number(systems.NSS),
            "given_name": patient.given,
            "first_surname": patient.first_surname,
            "second_surname": patient.second_surname,
            "birth_date": patient.birth_date,
            "sex": SEXES.get(patient.gender, ""),
        },
        "physician": {
            "name": " ".join(
                p
                for p in (sent.physician.given, sent.physician.first_surname, sent.physician.second_surname)
                if p
            ),
            "licence": sent.physician.number(systems.LICENCE),
        },
        "setting": "hospital" if sent.hospital else "ambulatory",
        "priority": "urgent" if sent.urgent or sent.emergency else "standard",
        "emergency": "1" if sent.emergency else "",
        "attended_at": sent.attended_at,
        "desired_date": first_day or today.isoformat(),
        "diagnosis": sent.diagnoses[0].code if sent.diagnoses else "",
        "diagnosis_text": sent.diagnoses[0].display if sent.diagnoses else "",
        "justification": justification,
        "items": [_typed_item(item, codes.get(n, "")) for n, item in enumerate(sent.items)],
    }


def _typed_item(item: AskedItem, code: str) -> dict[str, Any]:
    quantity = re.sub(r"\.0+$", "", item.quantity)
    return {
        "service": code,
        "quantity": quantity or "1",
        "side": item.side,
        "place": "",
        "note": item.note[:300],
    }


def service_codes(items: Iterable[AskedItem]) -> dict[int, str]:
    """Our service code of each item, by position: our own system's code, else an alias "system|code" of the catalogue.

    What is in no catalogue keeps its own code: the rule for unknown services then names the item.
    """
    asked = {n: item.codings for n, item in enumerate(items)}
    known = known_codes(asked.values())
    return {n: _code(codings, known) for n, codings in asked.items()}


def known_codes(asked: Iterable[tuple[Coding, ...]]) -> dict[str, str]:
    """ "system|code" → our service code, of those in the catalogue or in our own system."""
    given = {f"{c.system}|{c.code}": c for codings in asked for c in codings}
    found = Alias.objects.filter(entry__catalogue__code=CATALOGUE, entry__kind="service", text__in=set(given))
    known = dict(found.values_list("text", "entry__code"))
    return known | {key: c.code for key, c in given.items() if c.system == OWN_SYSTEM}


def _code(codings: tuple[Coding, ...], known: Mapping[str, str]) -> str:
    for coding in codings:
        if alias := known.get(f"{coding.system}|{coding.code}"):
            return alias
    return codings[0].code if codings else ""


# our field → the element below its resource
ELEMENTS = {
    "patient.curp": "identifier",
    "patient.nss": "identifier",
    "patient.given_name": "name",
    "patient.first_surname": "name",
    "patient.second_surname": "name",
    "patient.birth_date": "birthDate",
    "patient.sex": "gender",
    "patient": "",
    "physician.name": "name",
    "physician.licence": "identifier",
    "diagnosis": "diagnosis",
    "diagnosis_text": "diagnosis",
    "justification": "supportingInfo",
    "duplicate_reason": "supportingInfo",
    "priority": "priority",
    "setting": "type",
    "attended_at": "supportingInfo",
    "desired_date": "item",
}
ITEM_ELEMENTS = {
    "service": "productOrService",
    "quantity": "quantity",
    "side": "bodySite",
    "place": "location",
}


def issue_of(problem: Problem, sent: Submission) -> Issue:
    """One of our problems at the element of the bundle that it speaks of."""
    return Issue(_path(problem.place, sent), "business-rule", f"{problem.rule}: {problem}")


def _path(place: str, sent: Submission) -> str:
    claim = sent.places["claim"]
    if found := re.fullmatch(r"items\.(\d+)(?:\.(.+))?", place):
        position, name = int(found[1]) - 1, found[2] or ""
        if not 0 <= position < len(sent.items):
            return f"{claim}.item"
        element = ITEM_ELEMENTS.get(name.split(".")[0], "extension" if name else "")
        return ".".join(part for part in (sent.items[position].expression, element) if part)
    root = sent.places.get(place.split(".")[0], claim)
    element = ELEMENTS.get(place, "extension" if place else "")
    return f"{root}.{element}" if element else root
