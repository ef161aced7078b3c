"""Poor lines: what a page weighs on the wire, as served and gzipped.

First visit without cache under 60 KB; the same page again (its files cached) under 15 KB.
"""

import re
from dataclasses import dataclass

import pytest
from django.test import Client

from cauce.domains.exchange.models import Declaration
from tests.factories.places import OrgUnitFactory

GZIP = {"Accept-Encoding": "gzip"}
FIRST, AFTERWARDS = 60 * 1024, 15 * 1024


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire: the page itself, and its files by address."""

    page: int
    files: dict[str, int]

    @property
    def total(self) -> int:
        """Everything of a first visit."""
        return self.page + sum(self.files.values())


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def files_of(client: Client, html: str) -> set[str]:
    """Stylesheets, scripts, images and the modules that app.js would load on this page."""
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    if re.search(r"\bhx-(get|post|put|delete)=", html):
        found |= set(re.findall(r'data-htmx="([^"]+)"', html))
    found |= {url for urls in re.findall(r'name="warm" content="([^"]+)"', html) for url in urls.split()}
    found |= {"/static/cauce/page.js"}
    found |= {
        f"/static/cauce/{name}.js"
        for mark, name in [("data-draft=", "drafts"), ("data-grid", "grid"), ("data-upload", "upload")]
        if re.search(rf"\s{mark}", html)
    }
    return found


def weigh(client: Client, address: str) -> Weight:
    """Fetch the page and each of its files as a browser without cache does."""
    response = client.get(address, headers=GZIP)
    assert response.status_code == 200
    page = body_of(response)
    html = client.get(address).content.decode()
    files = {}
    for file in files_of(client, html):
        answer = client.get(file, headers=GZIP)
        assert answer.status_code == 200, file
        assert answer.headers.get("Content-Encoding") == "gzip" or file.endswith("favicon.svg"), file
        files[file.split("?")[0]] = len(body_of(answer))
    return Weight(len(page), files)


def test_the_sign_in_page_is_light(db, frozen):
    weight = weigh(Client(), "/cuenta/login/")
    assert "/static/cauce/bootstrap.css" in weight.files  # the count sees the heavy part
    assert weight.total < FIRST, weight
    assert weight.page < AFTERWARDS, weight


@pytest.mark.parametrize("address", ["/", "/cuenta/", "/ayuda/", "/buscar/?q=rosario"])
def test_pages_of_the_shell_are_light(client_as, world, address):
    weight = weigh(client_as(world.head), address)
    assert weight.total < FIRST, weight
    assert weight.page < AFTERWARDS, weight


def test_the_board_of_thirty_two_entities_is_light(client_as, world):
    """The spec's size: 32 entities of one institution, some of them finalised."""
    finalised = {"state": "finalised", "answer": True, "finalised_by": world.head, "finalised_at": world.now}
    for n in range(30):
        entity = OrgUnitFactory(kind="entity", parent=world.issste, code=f"ZZ-{n}", name=f"Entidad larga {n}")
        units = {"units_total": 31, "units_with": 5, "units_without": 26} if n % 2 else {}
        Declaration.objects.create(round=world.round, entity=entity, **(finalised | units if n % 2 else {}))
    client = client_as(world.coordinator)
    board = client.get(f"/intercambio/tablero/{world.issste.code}/", follow=True)
    assert board.content.count(b"Entidad larga") >= 30
    weight = weigh(client, board.request["PATH_INFO"])
    assert weight.total < FIRST, weight
    assert weight.page < AFTERWARDS, weight
