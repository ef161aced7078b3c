"""The pages of the exchange, in the usual scene: every entity has its open declaration."""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.presenting.products import forget

CELLS = ("surplus_events", "surplus_patients", "shortage_cause", "shortage_events", "shortage_patients")


@pytest.fixture(autouse=True)
def _no_products_of_another_test():
    forget()


@pytest.fixture
def declarations(world) -> dict[str, Declaration]:
    """place key → declaration, all open and unanswered."""
    entities = {key: place for key, place in world.places.items() if place.kind == "entity"}
    return {
        key: Declaration.objects.create(round=world.round, entity=place) for key, place in entities.items()
    }


@pytest.fixture
def declaration(declarations) -> Declaration:
    """ISSSTE Baja California's, which answered SI."""
    own = declarations["issste_bc"]
    own.answer = True
    own.save()
    return own


def text_of(response) -> str:
    """What the page says, tags out, spaces squeezed."""
    content = response.content.decode()
    content = re.sub(r"<(script|style)\b.*?</\1>", " ", content, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


@dataclass
class Sheet:
    """Step 6 of one unit and speciality, driven as a browser without JavaScript would."""

    client: Client
    address: str
    inputs: dict[str, str]

    def get(self, **query) -> "Sheet":
        """Open it."""
        return self.read(self.client.get(self.address, query))

    def read(self, response) -> "Sheet":
        """Take over every input of the answer, as the browser does."""
        self.response = response
        self.inputs = fields_of(response.content.decode())
        return self

    def type(self, product, **cells) -> "Sheet":
        """Write in the cells of one product."""
        for name, value in cells.items():
            self.inputs[f"rows.{product.pk}.{name}"] = str(value)
        return self

    def press(self, button: str, **more) -> "Sheet":
        """Send the form with one of its buttons."""
        return self.read(self.client.post(self.address, {**self.inputs, "accion": button, **more}))

    @property
    def text(self) -> str:
        """What the page says."""
        return text_of(self.response)


def fields_of(page: str) -> dict[str, str]:
    """Names and values of a page's successful controls (no buttons, no unticked boxes)."""
    found: dict[str, str] = {}
    page = page[page.find("<main") :]
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'([\w.-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if "name" in attributes and not (kind in ("radio", "checkbox") and " checked" not in tag):
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, options in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, flags=re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


@pytest.fixture
def sheet(world, declaration, client_as):
    """`sheet(user, unit=…)`: the grid of Cirugía general as that person."""

    def open_as(user, unit=None, own=None) -> Sheet:
        place = unit or world.issste_bc_1
        address = reverse("exchange:grid", args=[(own or declaration).pk, place.code, world.speciality.pk])
        return Sheet(client_as(user), unquote(address), {})

    return open_as
