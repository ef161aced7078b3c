"""Factories: small, labelled-synthetic objects. `make_world` builds the usual scene in one call."""

from .catalogues import AliasFactory, CatalogueFactory, EntryFactory, ReleaseFactory, small_catalogue
from .people import PASSWORD, GrantFactory, UserFactory, user_with
from .periods import RoundFactory, RoundWindowFactory
from .places import AreaFactory, OrgUnitFactory
from .world import NOW, World, make_world

__all__ = [
    "NOW",
    "PASSWORD",
    "AliasFactory",
    "AreaFactory",
    "CatalogueFactory",
    "EntryFactory",
    "GrantFactory",
    "OrgUnitFactory",
    "ReleaseFactory",
    "RoundFactory",
    "RoundWindowFactory",
    "UserFactory",
    "World",
    "make_world",
    "small_catalogue",
    "user_with",
]
