"""Catalogues: single rows, and the small one of the usual scene."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from cauce.core.catalogues.models import Alias, Catalogue, Entry, Release


class CatalogueFactory(DjangoModelFactory):
    """The services catalogue."""

    class Meta:
        model = Catalogue
        django_get_or_create = ("code",)

    code = "exchange-services"
    name = "Servicios, grupos, especialidades y productos"


class ReleaseFactory(DjangoModelFactory):
    """A published release."""

    class Meta:
        model = Release

    catalogue = factory.SubFactory(CatalogueFactory)
    number = 1
    valid_from = date(2026, 1, 1)
    published_at = datetime(2026, 1, 1, tzinfo=UTC)
    origin = "prueba"


class EntryFactory(DjangoModelFactory):
    """A product present since release 1."""

    class Meta:
        model = Entry

    catalogue = factory.SubFactory(CatalogueFactory)
    code = factory.Sequence(lambda n: f"P{n}")
    kind = "product"
    label = factory.LazyAttribute(lambda entry: f"Producto {entry.code}")
    since = 1
    synthetic = True


class AliasFactory(DjangoModelFactory):
    """Another way to write an entry."""

    class Meta:
        model = Alias


# service → group → speciality → products
SMALL = {
    "Atención médica": {
        "Cirugía": {
            "Cirugía general": ["Apendicectomía", "Colecistectomía laparoscópica", "Hernioplastia inguinal"],
            "Oftalmología": ["Facoemulsificación", "Vitrectomía"],
        },
        "Imagenología": {"Tomografía": ["Tomografía de cráneo simple", "Tomografía de tórax"]},
    }
}


def small_catalogue() -> dict[str, Entry]:
    """Release 1 of SMALL, published; returns label → entry."""
    catalogue = CatalogueFactory()
    found: dict[str, Entry] = {}

    def add(kind: str, label: str, parent: Entry | None) -> Entry:
        order = len(found) + 1
        code = f"{kind[0].upper()}{order:03d}"
        found[label] = EntryFactory(
            catalogue=catalogue, code=code, kind=kind, label=label, parent=parent, order=order
        )
        return found[label]

    for service, groups in SMALL.items():
        top = add("service", service, None)
        for group, specialities in groups.items():
            middle = add("group", group, top)
            for speciality, products in specialities.items():
                core = add("speciality", speciality, middle)
                for product in products:
                    add("product", product, core)
    ReleaseFactory(catalogue=catalogue)  # last: what a published release holds cannot change
    return found
