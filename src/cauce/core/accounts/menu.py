"""The administration's items of the menu."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.web.navigation import MenuItem, register

from .access import roots
from .permissions import Permission

ITEMS = (
    (Permission.PEOPLE_MANAGE, "Personas", "people", "people"),
    (Permission.IMPORT_RUN, "Importaciones", "imports:list", "upload"),
    (Permission.AUDIT_READ, "Catálogos", "catalogues:list", "list"),
    (Permission.AUDIT_READ, "Bitácora", "audit-log", "history"),
    (Permission.JOBS_READ, "Trabajos", "jobs:list", "gear"),
)


def items_for(user: Any, at: datetime) -> Iterator[MenuItem]:
    """What the person may open of the administration."""
    for permission, label, name, icon in ITEMS:
        if roots(user, permission, at) and (name != "catalogues:list" or _has_catalogues(user, at)):
            yield MenuItem(_(label), reverse(name), icon)


def _has_catalogues(user: Any, at: datetime) -> bool:
    """Whether some programme of the person keeps a catalogue."""
    from cauce.core.catalogues.queries import catalogues_for

    return catalogues_for(user, at).exists()


def install() -> None:
    """Add the group to the menu."""
    register("administration", _("Administración"), items_for)
