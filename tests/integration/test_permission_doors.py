"""The same permissions at the doors: every person of the scene at every page and endpoint of the exchange.

The table says, by hand, who may pass each door; everybody else gets 403 or 404 (401 or the sign-in page
without an account) and nothing changes. The target is ISSSTE Baja California and its unit 1, open.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cauce.core.audit.models import Event
from cauce.domains.exchange.models import (
    Declaration,
    Line,
    PaperReceipt,
    ProductRequest,
    Proposal,
    Reopening,
    Sheet,
)
from tests.factories import PASSWORD
from tests.factories.declared import declare

PEOPLE = (
    "reporter",  # unit 1 of ISSSTE Baja California
    "reporter_2",  # unit 2 of the same entity
    "editor",
    "head",
    "head_hgo",  # another entity of the same institution
    "head_imss",  # another institution's entity
    "coordinator",
    "coordinator_imss",
    "sector",
    "auditor",
    "admin",
)
READERS = {"reporter", "editor", "head", "coordinator", "sector", "auditor", "admin"}
WHOLE = READERS - {"reporter"}
CAPTURE = {"editor", "head"}
COORDINATE = {"coordinator", "sector"}
ALL_CONSOLIDATE = COORDINATE | {"coordinator_imss", "auditor"}  # each sees only their own part


@dataclass(frozen=True)
class Door:
    """One request: method, address with {names} of the scene, body, and who may pass."""

    name: str
    method: str
    path: str
    may: frozenset[str]
    body: str = ""

    def __str__(self) -> str:
        return self.name


def door(name: str, method: str, path: str, may: set[str], /, **body: Any) -> Door:
    return Door(name, method, path, frozenset(may), json.dumps(body))


D = "/api/v1/exchange/declarations/{declaration}"
SHEET = f"{D}/units/{{unit}}/specialities/{{speciality}}/sheet"
ROUND = "/api/v1/exchange/rounds/2026"
ROW = {"product_id": "{product}", "surplus_patients": 3}
ENDPOINTS = [
    door("read", "GET", D, READERS | {"reporter_2"}),
    door("answer", "POST", f"{D}/answer", CAPTURE, answer=True),
    door("sheet", "GET", SHEET, READERS),
    door("save", "PUT", SHEET, CAPTURE | {"reporter"}, version=0, rows=[ROW]),
    door("finalise", "POST", f"{D}/finalise", {"head"}, answer=True, password="mala"),
    door("reopen", "POST", f"{D}/reopen", COORDINATE, reason="Error en una cifra"),
    door("paper list", "GET", f"{D}/paper", WHOLE),
    door("paper", "POST", f"{D}/paper", COORDINATE, received_date="2026-05-20", reference="A", condition="complete"),
    door("history", "GET", f"{D}/history", WHOLE),
    door("documents", "GET", f"{D}/documents", WHOLE),
    door("ask", "POST", f"{D}/product-requests", CAPTURE | {"reporter"}, unit_id="{unit}", speciality_id="{speciality}", label="Otro que falta"),  # noqa: E501
    door("decide", "POST", "/api/v1/exchange/product-requests/{request}/decision", COORDINATE, approve=False, reason="No"),
    door("board", "GET", f"{ROUND}/board?institution={{institution}}", READERS | {"reporter_2", "head_hgo"}),
    door("consolidated", "GET", f"{ROUND}/consolidated", ALL_CONSOLIDATE),
    door("rows", "GET", f"{ROUND}/consolidated/rows", ALL_CONSOLIDATE),
    door("csv", "GET", f"{ROUND}/consolidated.csv", ALL_CONSOLIDATE),
    door("match", "POST", f"{ROUND}/match-runs", {"sector"}, max_km=100),
]  # fmt: skip

P = "/intercambio/registro/{declaration}"
UNIT = f"{P}/unidades/{{unit_code}}/"
GRID = f"{UNIT}hoja/{{speciality}}/"
PAGES = [
    door("answer page", "GET", f"{P}/respuesta/", READERS | {"reporter_2"}),
    door("answer form", "POST", f"{P}/respuesta/", CAPTURE, answer="si"),
    door("unit page", "GET", UNIT, READERS),
    door("grid page", "GET", GRID, READERS),
    door("grid form", "POST", GRID, CAPTURE | {"reporter"}, **{"rows.{product}.surplus_patients": "3", "version": "0", "accion": "confirmar"}),  # noqa: E501
    door("ask form", "POST", f"{GRID}solicitud/", CAPTURE | {"reporter"}, label="Otro que falta"),
    door("finalise form", "POST", f"{P}/finalizar/", {"head"}, answer="si", password=PASSWORD),
    door("upload form", "POST", f"{P}/subir/", {"head"}),
    door("reopen form", "POST", f"{P}/reabrir/", COORDINATE, reason="Error en una cifra"),
    door("paper form", "POST", f"{P}/papel/", COORDINATE, received_date="2026-05-20", reference="A", condition="complete"),
    door("decide form", "POST", "/intercambio/solicitudes/{request}/", COORDINATE, decision="no", reason="No"),
    door("round form", "POST", "/intercambio/periodos/nuevo/", {"sector", "admin"}, code="2027", name="Otro", opens_at="2026-06-01T00:00", closes_at="2026-07-01T00:00"),  # noqa: E501
    door("window form", "POST", "/intercambio/periodos/2026/ISSSTE/", {"sector", "admin"}, opens_at="2026-06-01T00:00", closes_at="2026-07-01T00:00"),  # noqa: E501
    door("contact form", "POST", "/intercambio/areas/ISSSTE/", COORDINATE | {"admin"}, department="Área"),
    door("consolidated page", "GET", "/intercambio/rondas/2026/consolidado/", ALL_CONSOLIDATE),
    door("rows page", "GET", "/intercambio/rondas/2026/consolidado/renglones/", ALL_CONSOLIDATE),
    door("log", "GET", "/bitacora/", COORDINATE | {"coordinator_imss", "auditor", "admin"}),
    door("people", "GET", "/personas/", {"admin"}),
]  # fmt: skip


@pytest.fixture
def scene(world):
    """Names for the addresses, after an open declaration with a row, a product request, and IMSS's own."""
    from tests.factories import user_with

    world.users["reporter_2"] = user_with("unit_reporter", world.issste_bc_2, username="reporter_2")
    declare(world, world.issste_bc_1, world.products[0], surplus=4, state="open")
    declare(world, world.imss_bc_1, world.products[0], shortage=4)
    declare(world, world.issste_hgo_1, world.products[0], shortage=4)
    declaration = Declaration.objects.get(entity=world.issste_bc)
    request = ProductRequest.objects.create(
        declaration=declaration,
        unit=world.issste_bc_1,
        speciality=world.speciality,
        label="Falta este",
        requested_at=world.now,
        requested_by=world.head,
    )
    return {
        "declaration": declaration.pk,
        "unit": world.issste_bc_1.pk,
        "unit_code": world.issste_bc_1.code,
        "speciality": world.speciality.pk,
        "product": world.products[1].pk,
        "request": request.pk,
        "institution": world.issste.pk,
    }


def filled(text: str, scene: dict[str, Any]) -> str:
    for name, value in scene.items():
        text = text.replace(f'"{{{name}}}"', str(value)).replace(f"{{{name}}}", str(value))
    return text


def send(client: Client, wanted: Door, scene: dict[str, Any]) -> Any:
    path, body = filled(wanted.path, scene), filled(wanted.body, scene)
    if wanted.method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.generic(wanted.method, path, body, content_type="application/json")
    form = json.loads(body)
    if path.endswith("/subir/"):
        form["file"] = SimpleUploadedFile("firmado.pdf", b"%PDF-1.7", "application/pdf")
    return client.post(path, form)


def state() -> tuple:
    """Everything that a refused request must leave as it was."""
    tables = (Declaration, Line, Sheet, ProductRequest, Proposal, Reopening, PaperReceipt)
    return (Event.objects.count(), *(tuple(t.objects.order_by("pk").values_list()) for t in tables))


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("wanted", [*ENDPOINTS, *PAGES], ids=str)
def test_who_passes_each_door(world, scene, client_as, wanted, person):
    before = state()
    response = send(client_as(world.users[person]), wanted, scene)
    if person in wanted.may:
        assert response.status_code not in (401, 403, 404, 500), response.content[:600]
        return
    assert response.status_code in (403, 404), (response.status_code, response.content[:600])
    assert state() == before
    if wanted.path.startswith("/api/"):
        assert set(response.json()["errors"][0]) == {"rule", "place", "message", "remedy", "level"}


@pytest.mark.parametrize("wanted", [*ENDPOINTS, *PAGES], ids=str)
def test_without_an_account_no_door_opens(client, frozen, scene, wanted):
    before = state()
    response = send(client, wanted, scene)
    if wanted.path.startswith("/api/"):
        assert response.status_code == 401
    else:
        assert response.status_code == 302
        assert "/cuenta/login/" in response["Location"]
    assert state() == before


WRITES = [
    d
    for d in [*ENDPOINTS, *PAGES]
    if d.name
    in {"answer", "save", "finalise", "answer form", "grid form", "finalise form", "ask", "ask form"}
]


@pytest.mark.parametrize("why", ["finalised", "outside the round"])
@pytest.mark.parametrize("wanted", WRITES, ids=str)
def test_finalised_or_outside_the_round_nobody_writes(world, scene, client_as, wanted, why):
    if why == "finalised":
        Declaration.objects.filter(pk=scene["declaration"]).update(
            state="finalised", answer=True, finalised_at=world.now, finalised_by=world.head, final_version=1
        )
    else:
        world.round.closes_at = world.now
        world.round.save()
    before = state()
    response = send(client_as(world.head), wanted, scene)
    assert state() == before
    assert response.status_code in (409, 422)
    if wanted.name in {"save", "ask", "answer"}:
        (problem,) = response.json()["errors"]
        assert problem["rule"] == ("EX-32" if why == "finalised" else "EX-31")


def test_reading_changes_nothing(world, scene, client_as):
    """A GET writes no row of the exchange, whoever asks."""
    before = state()
    for wanted in [*ENDPOINTS, *PAGES]:
        if wanted.method == "GET":
            send(client_as(world.users["sector"]), wanted, scene)
    assert state() == before
    assert not connection.needs_rollback
