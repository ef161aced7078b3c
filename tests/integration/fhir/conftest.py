"""A caller of /fhir/ with a key of anybody."""

import json

import pytest
from django.test import Client

from cauce.core.accounts.actions import create_token
from cauce.interop.fhir.shapes import model_of


@pytest.fixture
def panama(db):
    from tests.factories.panama import make_panama

    return make_panama()


@pytest.fixture
def fhir_as(frozen, settings):
    """`fhir_as(user)(path, **parameters)` → (status, resource), each resource's shape checked."""
    settings.CAUCE_API_RATE = None

    def make(user):
        _token, secret = create_token(by=user, at=frozen, name="prueba", read_only=True)
        client = Client(headers={"Authorization": f"Bearer {secret}"})

        def call(path: str, method: str = "get", body=None, **parameters):
            if method == "get":
                answer = client.get(f"/fhir/{path}", parameters)
            else:
                sent = json.dumps(body or {})
                answer = client.generic(method.upper(), f"/fhir/{path}", sent, "application/fhir+json")
            assert answer.headers["Content-Type"].startswith("application/fhir+json"), answer.content
            resource = answer.json()
            model_of(resource["resourceType"]).model_validate(resource)
            for entry in resource.get("entry", []):
                model_of(entry["resource"]["resourceType"]).model_validate(entry["resource"])
            return answer.status_code, resource

        return call

    return make
