"""Release 1 of the exchange catalogue, recorded as the demo's."""

from cauce.core.audit.log import record
from cauce.core.demo.scene import Scene

from ..queries import CATALOGUE
from ..reference import load_catalogue


def seed_catalogue(scene: Scene) -> None:
    """Load and publish release 1; nothing when a release is there. The caller has a transaction."""
    made = load_catalogue(scene.at)
    if made is None:
        return
    release, entries, aliases = made
    data = {"catalogue": CATALOGUE, "number": release.number, "entries": entries, "aliases": aliases}
    record(action="demo.catalogue", by=scene.admin, at=scene.at, subject=release, data=data)
    scene.say(f"catálogo de intercambio: {entries:,} conceptos")
