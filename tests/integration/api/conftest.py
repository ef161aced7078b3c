"""A caller of the API with a token of anybody."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from cauce.core.accounts.actions import create_token


@dataclass
class Caller:
    """Sends JSON to /api/v1/ with a token and returns (status, body)."""

    client: Client
    headers: dict[str, str]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **headers},
        )
        self.last = response
        is_json = response.get("Content-Type", "").startswith("application/json")
        return response.status_code, response.json() if is_json else response

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        return self.send("PUT", path, body)


@pytest.fixture
def call_as(frozen, settings) -> Callable[..., Caller]:
    """`call_as(user)`: a caller with that person's read-and-write token."""
    settings.CAUCE_API_RATE = None

    def make(user: Any, read_only: bool = False) -> Caller:
        _token, secret = create_token(by=user, at=frozen, name="prueba", read_only=read_only)
        return Caller(Client(), {"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def declaration(world):
    """The open declaration of ISSSTE Baja California."""
    from cauce.domains.exchange.models import Declaration

    return Declaration.objects.create(round=world.round, entity=world.issste_bc)
