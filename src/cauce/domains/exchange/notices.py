"""Who is told when something of theirs was decided: reopened, a product resolved, a copy refused."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.documents.models import SignedCopy
from cauce.core.notifications import notify

from .models import Declaration, ProductRequest, Reopening


def people_of(declaration: Declaration, at: datetime) -> list[User]:
    """Active people who answer or finalise at the entity itself."""
    roles = {
        role.key
        for permission in (Permission.EXCHANGE_ANSWER, Permission.EXCHANGE_FINALISE)
        for role in roles_with(permission)
    }
    in_force = Q(grants__starts_at__lte=at) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=at))
    found = User.objects.filter(
        in_force, is_active=True, grants__place=declaration.entity, grants__role__in=roles
    )
    return list(found.distinct())


def name_of(declaration: Declaration) -> str:
    """The entity as the board prints it."""
    entity = declaration.entity
    return entity.area.name if entity.area else entity.name


def reopened(reopening: Reopening) -> None:
    """The entity learns that it may change its data again, why, and until when."""
    declaration = reopening.declaration
    notify(
        people_of(declaration, reopening.at),
        kind="exchange.reopened",
        title=_("Se reabrió el registro de %(entity)s") % {"entity": name_of(declaration)},
        body=reopening.reason,
        url=reverse("exchange:answer", args=[declaration.pk]),
        at=reopening.at,
    )


def product_decided(request: ProductRequest, at: datetime) -> None:
    """Who asked for a product learns what was decided."""
    approved = request.state == ProductRequest.State.APPROVED
    title = _("Producto aprobado: %(label)s") if approved else _("Producto no aprobado: %(label)s")
    place = (request.declaration_id, request.unit.code, request.speciality_id)
    notify(
        [request.requested_by],
        kind="exchange.product",
        title=title % {"label": request.label},
        body=request.reason,
        url=reverse("exchange:grid", args=place),
        at=at,
    )


def copy_refused(copy: SignedCopy) -> None:
    """Who uploaded a scan learns that it was not taken for the signed report, and why."""
    if copy.looked_at is None:
        return
    notify(
        [copy.received_by],
        kind="exchange.copy",
        title=_("El reporte firmado %(folio)s fue rechazado en el cotejo") % {"folio": copy.document.folio},
        body=copy.look_note,
        url=reverse("exchange:upload", args=[copy.document.subject_id]),
        at=copy.looked_at,
    )
