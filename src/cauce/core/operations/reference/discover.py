"""Importing what registers itself (rule tables, actions): the registries are whole only after this."""

import importlib
import pkgutil
from collections.abc import Iterator

from django.conf import settings


def packages() -> list[str]:
    """The core and the modules that are switched on."""
    return ["cauce.core", *(f"cauce.domains.{module}" for module in settings.CAUCE_MODULES)]


def import_everything() -> None:
    """Import every module of the core and of the domains, except commands and migrations."""
    for package in packages():
        for name in walk(package):
            importlib.import_module(name)


def walk(package: str) -> Iterator[str]:
    """Dotted names of a package's modules, except what only runs from the command line."""
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, f"{package}."):
        last = info.name.rsplit(".", 1)[-1]
        if ".migrations" not in info.name and last not in ("cli", "__main__") and not last.endswith("_cli"):
            yield info.name
