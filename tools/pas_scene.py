"""The scene on which tools/pas_examples.py sends the published bundles: places, a physician with a token, services."""

import json
from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from cauce.interop.pas import systems

Row = dict[str, Any]
Code = tuple[str, str]
JUSTIFICATION = (
    "Texto sintético de prueba: el ejemplo publicado no trae justificación clínica en texto, que aquí es obligatoria; "
    "se agrega esta para que la solicitud llegue a revisión."
)


def asked_codes(bundles: Iterable[Row]) -> list[Code]:
    """(system, code) of every service that the bundles ask for, in order."""
    found: dict[Code, None] = {}
    for bundle in bundles:
        for coding in _codings(bundle):
            found.setdefault((coding.get("system", ""), coding["code"]))
    return list(found)


def adapted(bundle: Row, scene: "Scene") -> Row:
    """The bundle with what the rules here ask for besides; nothing that it says is taken away but days gone by."""
    whole = deepcopy(bundle)
    soon = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    for entry in whole["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Patient":
            resource.setdefault("identifier", []).insert(0, {"system": systems.CURP[0], "value": scene.curp})
            resource["birthDate"] = scene.birth_date
        elif resource["resourceType"] == "Organization" and resource["id"].startswith("UMO"):
            resource["identifier"].append({"system": systems.CLUES[0], "value": scene.unit.code})
    claim = whole["entry"][0]["resource"]
    rows = claim.setdefault("supportingInfo", [])
    sequence = max([row["sequence"] for row in rows], default=0) + 1
    category = {"coding": [{"code": "freeFormMessage"}]}
    rows.append({"sequence": sequence, "category": category, "valueString": JUSTIFICATION})
    if "diagnosis" not in claim:
        coding = {"system": systems.ICD10[0], "code": "Z51.8"}
        claim["diagnosis"] = [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [coding]}}]
    for row in [*claim["item"], *rows]:
        for name in ("servicedDate", "timingDate"):
            if name in row:
                row[name] = soon
        if "timingPeriod" in row:
            row["timingPeriod"] = {"start": soon}
    return whole


class Scene:
    """A unit, a physician with a token, and a service for each code."""

    def __init__(self, codes: list[Code]) -> None:
        from django.test import Client

        from cauce.core.accounts.actions import create_token
        from tests.factories.authorizations import curp, make_scene

        scene = make_scene()
        self.unit, self.reviewer, self.client = scene.unit, scene.reviewer, Client()
        self.curp, self.birth_date = curp(900 % 676, sex="H"), "1971-03-14"
        self.services = {code: f"PAS-{number:02}" for number, code in enumerate(codes, start=1)}
        _services(scene, self.services)
        now = datetime.now(UTC)
        _token, secret = create_token(by=scene.physician, at=now, name="PAS", read_only=False)
        self.headers = {"authorization": f"Bearer {secret}"}

    def post(self, path: str, body: Row) -> tuple[int, Row]:
        """Status and answer."""
        answer = self.client.post(
            path, json.dumps(body), content_type="application/fhir+json", headers=self.headers
        )
        return answer.status_code, answer.json()

    def approve(self) -> None:
        """The reviewer approves every item of the request that was sent last."""
        from cauce.domains.authorizations import actions
        from cauce.domains.authorizations.models import Request
        from tests.factories.authorizations import decision

        request, now = Request.objects.order_by("-pk").first(), datetime.now(UTC)
        actions.claim_request(by=self.reviewer, at=now, request=request)
        decisions = [decision(item.sequence) for item in request.items.all()]
        actions.decide_items(by=self.reviewer, at=now, request=request, decisions=decisions)

    def mapped(self, bundle: Row) -> list[str]:
        """Which of its codes are known, and as which service."""
        pairs = {(c.get("system", ""), c["code"]) for c in _codings(bundle)}
        return [f"{code} → {self.services[system, code]}" for system, code in sorted(pairs)]


def _codings(bundle: Row) -> list[Row]:
    items = bundle["entry"][0]["resource"].get("item", [])
    return [coding for item in items for coding in item["productOrService"].get("coding", [])]


def _services(scene: Any, codes: dict[Code, str]) -> None:
    """A new release of the services catalogue with one service for each code."""
    from cauce.core.catalogues.models import Alias, Catalogue, Release
    from cauce.domains.authorizations.catalogue import CATALOGUE
    from cauce.domains.authorizations.models import ServicePolicy
    from tests.factories import EntryFactory
    from tests.factories.authorizations import SINCE

    catalogue = Catalogue.objects.get(code=CATALOGUE)
    number = catalogue.releases.order_by("-number").first().number + 1
    release = Release.objects.create(catalogue=catalogue, number=number, valid_from=SINCE)
    for (system, code), ours in codes.items():
        entry = EntryFactory(
            catalogue=catalogue, code=ours, kind="service", label=f"Ejemplo PAS {code}", since=number
        )
        Alias.objects.create(entry=entry, text=f"{system}|{code}")
        ServicePolicy.objects.create(
            entry=entry,
            code=ours,
            category="diagnosis",
            speciality="RADIO",
            in_basic_catalogue=False,
            valid_from=SINCE,
            set_at=scene.at,
            set_by=scene.top,
        )
    release.published_at = scene.at
    release.save()
