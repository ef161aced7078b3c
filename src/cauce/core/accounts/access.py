"""Whether a person may do something at a place, and the sentence when not."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cauce.core.countries import Country, common, installation
from cauce.core.errors import NotAllowed
from cauce.core.organisations.models import OrgUnit, OrgUnitQuerySet
from cauce.core.organisations.trees import is_in_tree, root_of

from .models import Grant, User
from .permissions import Permission
from .roles import ROLES, Role, roles_with


def active_grants(user: User, at: datetime) -> QuerySet[Grant]:
    """The person's grants in force at that instant; none for an inactive person."""
    if not (user.is_authenticated and user.is_active):
        return Grant.objects.none()
    in_force = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return user.grants.filter(in_force).select_related("place")


def permissions_at(user: User, place: OrgUnit | None, at: datetime) -> frozenset[Permission]:
    """All the person may do at `place` (None: anywhere)."""
    grants = [g for g in _cached_grants(user, at) if place is None or place.is_within(g.place)]
    return frozenset().union(*(ROLES[g.role].permissions for g in grants if g.role in ROLES))


def can(user: User, permission: Permission, place: OrgUnit | None, at: datetime) -> bool:
    """Whether the person holds `permission` at `place` (None: anywhere)."""
    return permission in permissions_at(user, place, at)


def require(user: User, permission: Permission, place: OrgUnit | None, at: datetime) -> None:
    """Raise NotAllowed, with the reason and who can, unless `can`."""
    if can(user, permission, place, at):
        return
    who = _(" o ").join(str(role.name) for role in roles_with(permission))
    where = _(" en «%(place)s»") % {"place": place.name} if place else ""
    raise NotAllowed(
        _("Su cuenta no tiene permiso para esto%(where)s.") % {"where": where},
        rule="ACCESS",
        remedy=_("Puede hacerlo: %(who)s%(where)s. Solicite el permiso a la administración del sistema.")
        % {"who": who, "where": where},
        who=who,
    )


def can_at_root(user: User, permission: Permission, module: str, at: datetime) -> bool:
    """Whether the person holds `permission` over the whole of the module's tree; nobody does while it is not loaded."""
    root = root_of(module)
    return root is not None and can(user, permission, root, at)


def require_at_root(user: User, permission: Permission, module: str, at: datetime) -> OrgUnit:
    """The root of the module's tree, or NotAllowed unless `can_at_root`.

    What holds in a whole country (a policy, a catalogue, a round) is not for who holds the permission in a part of it,
    nor in another country.
    """
    root = root_of(module)
    if root is None:
        raise NotAllowed(
            _("No está cargado el árbol de lugares de este programa: nadie cambia lo que vale en todo él."),
            rule="ACCESS",
            remedy=_("Cargue los lugares del programa, o corrija su raíz en la configuración (CAUCE_ROOTS)."),
        )
    require(user, permission, root, at)
    return root


def holders(permission: Permission, place: OrgUnit, at: datetime) -> list[User]:
    """Active people who hold `permission` at `place`, by a grant there or above it."""
    reaching = [int(part) for part in place.path.split("/") if part]
    found = Grant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        starts_at__lte=at,
        place__in=reaching,
        role__in=[role.key for role in roles_with(permission)],
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=found.values("user")).order_by("pk"))


def places(user: User, permission: Permission, at: datetime) -> OrgUnitQuerySet:
    """The topmost places where the person holds `permission`."""
    ids = [
        g.place_id
        for g in _cached_grants(user, at)
        if g.role in ROLES and permission in ROLES[g.role].permissions
    ]
    return OrgUnit.objects.filter(pk__in=ids)


def roots(user: User, permission: Permission, at: datetime) -> list[OrgUnit]:
    """The same as `places`, from the grants already read: no query of its own."""
    return [
        g.place
        for g in _cached_grants(user, at)
        if g.role in ROLES and permission in ROLES[g.role].permissions
    ]


def within(units: OrgUnitQuerySet, user: User, permission: Permission, at: datetime) -> OrgUnitQuerySet:
    """Those of `units` where the person holds `permission`."""
    scope = Q(pk__in=[])
    for place in roots(user, permission, at):
        scope |= Q(path__startswith=place.path)
    return units.filter(scope)


def home_of(user: User | None, at: datetime) -> Country:
    """The country where all of the person's roles are; the installation's when there are several or none."""
    return common(grant.place.country for grant in _cached_grants(user, at)) if user else installation()


def works_in(user: User, module: str, at: datetime) -> bool:
    """Whether the person has a role of the module, or one of the core in the module's tree."""
    held = held_by(user, at)
    if any(role.module == module for role, _place in held):
        return True
    return any(role.module == "core" and is_in_tree(place, module) for role, place in held)


def held_by(user: User, at: datetime) -> list[tuple[Role, OrgUnit]]:
    """The person's roles in force, each with its place."""
    return [(ROLES[g.role], g.place) for g in _cached_grants(user, at) if g.role in ROLES]


def _cached_grants(user: User, at: datetime) -> list[Grant]:
    """Grants in force, read once per user object and instant (a page asks many times)."""
    key = (at, user.is_active)
    cached = getattr(user, "_grants_cache", None)
    if cached is None or cached[0] != key:
        cached = (key, list(active_grants(user, at)))
        user._grants_cache = cached  # type: ignore[attr-defined]
    return cached[1]
