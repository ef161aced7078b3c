"""The seeding in its order: places, people, then each module."""

from collections.abc import Callable, Iterable
from datetime import datetime
from types import ModuleType

from django.db import transaction

from cauce.core.statistics import refresh_statistics

from .people import ACROSS_AS, seed_across, seed_admin, seed_people
from .places import seed_areas, seed_tree, seed_units
from .scene import Scene


def seed_everything(
    *,
    at: datetime,
    say: Callable[[str], None] = lambda text: None,
    modules: Iterable[ModuleType] = (),
    only: frozenset[str] | None = None,
) -> Scene:
    """Seed what is missing and return the scene. Each part is whole or not there.

    only: codes of the entities that modules bring to life (None: all).
    """
    scene = Scene(at=at, say=say, only=only)
    with transaction.atomic():
        seed_areas(scene)
        seed_tree(scene)
        seed_admin(scene)
        seed_units(scene)
        seed_people(scene)
        refresh_statistics()
    across = []
    for module in modules:
        module.seed(scene)
        across += [module.ACROSS_AS] if hasattr(module, "ACROSS_AS") else []
    if across:
        with transaction.atomic():
            seed_across([ACROSS_AS, *across])
    return scene
