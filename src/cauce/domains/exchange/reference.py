"""Release 1 of the exchange catalogue, from the reference data: it is the source's own, in any installation."""

from datetime import date, datetime

from cauce.core.catalogues import releases
from cauce.core.catalogues.loading import NewEntry, add_aliases, add_many
from cauce.core.catalogues.models import Catalogue, Release
from cauce.core.organisations.models import OrgUnit
from cauce.reference_data.files import CATALOGUE as FOLDER
from cauce.reference_data.files import read_csv, read_origin

from .queries import CATALOGUE

NAME = "Servicios, grupos, especialidades y productos"


def load_catalogue(at: datetime) -> tuple[Release, int, int] | None:
    """Load and publish release 1: (release, entries, aliases); None when a release is there.

    The caller has a transaction, and records it.
    """
    catalogue, _created = Catalogue.objects.get_or_create(code=CATALOGUE, defaults={"name": NAME})
    if catalogue.releases.exists():
        return None
    origin = read_origin(FOLDER / "1")
    release = releases.prepare(
        catalogue,
        valid_from=date.fromisoformat(origin["valid_from"]),
        origin=origin["short"],
        note=origin["note"],
    )
    rows = [
        NewEntry(r["code"], r["kind"], r["label"], r["parent"], synthetic=not r["printed"])
        for r in read_csv(FOLDER / "1" / "entries.csv")
    ]
    entries = add_many(release, rows, {})
    aliases = [(r["code"], r["alias"], r["reason"]) for r in read_csv(FOLDER / "1" / "aliases.csv")]
    add_aliases(entries, aliases)
    releases.publish(release, at)
    return release, len(rows), len(aliases)


def found(_root: OrgUnit, at: datetime) -> str:
    """What the exchange adds to a country's first start."""
    made = load_catalogue(at)
    return f"catálogo de intercambio, publicación {made[0].number}: {made[1]:,} conceptos" if made else ""
