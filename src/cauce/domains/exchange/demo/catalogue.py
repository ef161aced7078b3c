"""Release 1 of the exchange catalogue, from the reference data."""

from datetime import date

from cauce.core.audit.log import record
from cauce.core.catalogues import releases
from cauce.core.catalogues.loading import NewEntry, add_aliases, add_many
from cauce.core.catalogues.models import Catalogue
from cauce.core.demo.scene import Scene
from cauce.reference_data.files import CATALOGUE as FOLDER
from cauce.reference_data.files import read_csv, read_origin

from ..queries import CATALOGUE

NAME = "Servicios, grupos, especialidades y productos"


def seed_catalogue(scene: Scene) -> None:
    """Load and publish release 1; nothing when a release is there. The caller has a transaction."""
    catalogue, _created = Catalogue.objects.get_or_create(code=CATALOGUE, defaults={"name": NAME})
    if catalogue.releases.exists():
        return
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
    releases.publish(release, scene.at)
    data = {"catalogue": CATALOGUE, "number": release.number, "entries": len(rows), "aliases": len(aliases)}
    record(action="demo.catalogue", by=scene.admin, at=scene.at, subject=release, data=data)
    scene.say(f"catálogo de intercambio: {len(rows):,} conceptos")
