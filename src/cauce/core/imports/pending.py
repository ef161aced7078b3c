"""What waits for the administration of a country that has just begun: its units, and its people."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core import todo
from cauce.core.accounts.access import roots
from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

WORKPLACES = (OrgUnit.Kind.UNIT, OrgUnit.Kind.FACILITY)


@todo.register
def beginnings(user: User, now: datetime) -> Iterator[todo.TodoItem]:
    """A whole country without a unit, or with nobody but its administration."""
    for root in _whole(user, Permission.IMPORT_RUN, now):
        if not OrgUnit.objects.filter(path__startswith=root.path, kind__in=WORKPLACES).exists():
            yield todo.TodoItem(
                _("Traer las unidades de «%(country)s»") % {"country": root.name},
                _("De un archivo: cada clase da su plantilla con un ejemplo"),
                reverse("imports:list"),
                None,
                "administration",
            )
    for root in _whole(user, Permission.PEOPLE_MANAGE, now):
        others = Grant.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now), place__path__startswith=root.path
        )
        if not others.exclude(user=user).exists():
            yield todo.TodoItem(
                _("Dar de alta a las personas de «%(country)s»") % {"country": root.name},
                _("Cada una con su función y su lugar"),
                reverse("people"),
                None,
                "administration",
            )


def _whole(user: User, permission: Permission, now: datetime) -> list[OrgUnit]:
    return [place for place in roots(user, permission, now) if place.parent_id is None]
