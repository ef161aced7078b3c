"""What waits for each role in the exchange: shared by the to-do list, the queues and the progress page."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core import todo
from cauce.core.accounts.access import can, places, roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import SignedCopy
from cauce.core.documents.queries import copies_to_look_at
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round, RoundWindow
from cauce.core.todo import TodoItem

from .models import Declaration, ProductRequest
from .queries import MODULE, current_round
from .rules.states import State

FEW = 8  # a person with more entities than this gets one line per institution instead of one per entity


def entities_where(user: User, permission: Permission, at: datetime) -> QuerySet[OrgUnit]:
    """Entities where the person holds the permission."""
    return within(OrgUnit.objects.filter(kind=OrgUnit.Kind.ENTITY), user, permission, at)


def requests_to_decide(user: User, at: datetime) -> QuerySet[ProductRequest]:
    """Product requests of the entities where the person decides."""
    return ProductRequest.objects.filter(
        declaration__entity__in=entities_where(user, Permission.EXCHANGE_PRODUCT_DECIDE, at)
    ).select_related(
        "declaration__entity__parent",
        "declaration__entity__area",
        "declaration__round",
        "unit",
        "speciality__parent",
        "requested_by",
        "decided_by",
        "entry",
    )


def copies_to_judge(user: User, at: datetime) -> QuerySet[SignedCopy]:
    """Signed copies (scans) that wait for this person's look."""
    entities = entities_where(user, Permission.EXCHANGE_PAPER, at)
    return copies_to_look_at().filter(document__kind="exchange.final", document__place__in=entities)


@todo.register
def waiting(user: Any, now: datetime) -> Iterable[TodoItem]:
    """The module's part of the person's to-do list."""
    round_ = current_round(now)
    if round_ is not None:
        yield from _declarations(user, round_, now)
        yield from _late_or_missing(user, round_, now)
    yield from _requests(user, now)
    yield from _scans(user, now)


def _declarations(user: User, round_: Round, now: datetime) -> Iterator[TodoItem]:
    """What the person's own entities must still do in the round."""
    own = places(user, Permission.EXCHANGE_EDIT, now)
    if not own:
        return
    closings = dict(RoundWindow.objects.filter(round=round_).values_list("institution_id", "closes_at"))
    found = Declaration.objects.filter(
        round=round_, entity__in=entities_where(user, Permission.EXCHANGE_EDIT, now)
    ).select_related("entity__parent", "entity__area")
    for declaration in found.exclude(state=State.SIGNED)[:FEW]:
        closes_at = declaration.reopened_until or closings.get(
            declaration.entity.parent_id or 0, round_.closes_at
        )
        yield _step_of(user, declaration, closes_at, now)


def _step_of(user: User, declaration: Declaration, due_at: datetime, now: datetime) -> TodoItem:
    """The next step of one declaration, as this person can do it."""
    entity = declaration.entity
    name = f"{entity.parent} · {entity.area or entity}"
    if declaration.state == State.FINALISED:
        title, page = _("Paso 9: subir el reporte firmado"), "upload"
    elif declaration.answer is None:
        title, page = _("Paso 2: responder si hay excedentes y/o faltantes"), "answer"
    elif declaration.answer is False or not can(user, Permission.EXCHANGE_ANSWER, entity, now):
        title, page = _("Paso 7: finalizar el registro"), "finalise"
    else:
        title, page = _("Pasos 3 a 7: registrar las unidades y finalizar"), "units"
    return TodoItem(title, name, reverse(f"exchange:{page}", args=[declaration.pk]), due_at, MODULE)


def _late_or_missing(user: User, round_: Round, now: datetime) -> Iterator[TodoItem]:
    """The coordination: how many of its entities still owe a step in the round."""
    if not roots(user, Permission.EXCHANGE_REMIND, now):
        return
    coordinated = entities_where(user, Permission.EXCHANGE_REMIND, now)
    count = (
        Declaration.objects.filter(round=round_, entity__in=coordinated).exclude(state=State.SIGNED).count()
    )
    if count:
        title = ngettext("%(n)s entidad sin reporte firmado", "%(n)s entidades sin reporte firmado", count)
        address = reverse("exchange:progress", args=[round_.code])
        yield TodoItem(title % {"n": count}, round_.name, address, round_.closes_at, MODULE)


def _requests(user: User, now: datetime) -> Iterator[TodoItem]:
    count = (
        requests_to_decide(user, now).filter(state=ProductRequest.State.PENDING).count()
        if places(user, Permission.EXCHANGE_PRODUCT_DECIDE, now)
        else 0
    )
    if count:
        title = ngettext(
            "%(n)s solicitud de producto por resolver", "%(n)s solicitudes de productos por resolver", count
        )
        yield TodoItem(
            title % {"n": count}, _("Catálogo de servicios"), reverse("exchange:requests"), None, MODULE
        )


def _scans(user: User, now: datetime) -> Iterator[TodoItem]:
    count = copies_to_judge(user, now).count() if places(user, Permission.EXCHANGE_PAPER, now) else 0
    if count:
        title = ngettext(
            "%(n)s reporte escaneado por cotejar", "%(n)s reportes escaneados por cotejar", count
        )
        yield TodoItem(title % {"n": count}, _("Reportes firmados"), reverse("exchange:scans"), None, MODULE)
