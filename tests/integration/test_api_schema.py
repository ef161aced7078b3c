"""Schemathesis over the published OpenAPI: no request, however odd, is answered with a 5xx.

Bounded: some examples of each operation, with the seed fixed, so that the run is the same every time.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from ninja.throttling import AuthRateThrottle
from schemathesis.checks import not_a_server_error

from cauce.api.api import api
from cauce.config.wsgi import application
from cauce.core.accounts.actions import create_token
from cauce.domains.exchange.models import Declaration
from tests.factories.authorizations import authorization_values
from tests.factories.declared import declare

EXAMPLES = 12
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = application


@pytest.fixture(autouse=True)
def _one_connection():
    """The application must not close the test's connection at the end of a request (as Django's client sees to)."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def authorised(world, frozen, request):
    """The headers of somebody who may do most things, over a scene with data."""
    from tests.factories import GrantFactory

    declare(world, world.issste_bc_1, world.products[0], surplus=4, state="open")
    declare(world, world.imss_bc_1, world.products[0], shortage=4)
    known = {
        "declaration_id": Declaration.objects.get(entity=world.issste_bc).pk,
        "unit_id": world.issste_bc_1.pk,
        "speciality_id": world.speciality.pk,
        "group_id": world.speciality.parent_id,
        "place_id": world.issste.pk,
        "code": "2026",
    }
    person = world.users["sector"]
    GrantFactory(user=person, role="entity_head", place=world.issste_bc)
    if "/authorizations/" in request.node.name:
        known |= _authorisations(world)
        for role in ("physician", "desk", "reviewer", "centre", "coordinator", "auditor"):
            GrantFactory(user=person, role=f"auth_{role}", place=world.sector)
    _token, secret = create_token(by=person, at=frozen, name="prueba", read_only=False)
    return {"Authorization": f"Bearer {secret}"}, known


def _authorisations(world):
    """Requests in every state, a number, a use, an appeal, a signal; the requests' own paths take the first."""
    values = authorization_values(world)
    return {
        "uid": str(values["request"].uid),
        "sequence": 1,
        "evidence_id": values["evidence"].pk,
        "appeal_uid": str(values["appeal"].uid),
        "number": values["authorisation"].number,
        "key": str(values["use"].key),
        "review_id": values["review"].pk,
        "signal_id": values["signal"].pk,
        "code": "IMG-RM",
        "unit": world.issste_bc_1.code,
        "reviewer": "third",
        "requester": "physician",
    }


@pytest.mark.parametrize("operation", list(schema.get_all_operations()), ids=lambda r: r.ok().label)
def test_no_operation_answers_5xx(authorised, monkeypatch, operation):
    operation, (headers, known) = operation.ok(), authorised
    monkeypatch.setattr(AuthRateThrottle, "allow_request", lambda *_args: True)

    @seed(20260520)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case):
        for whole in ({}, known):  # as generated, and then at things that exist, so that the act is reached
            for part in (case.path_parameters, case.body):
                if isinstance(part, dict):
                    part.update({k: v for k, v in whole.items() if k in part})
            response = case.call(headers=headers)
            case.validate_response(response, checks=[not_a_server_error])

    run()
