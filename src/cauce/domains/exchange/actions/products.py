"""A product missing from the catalogue: asked for from the grid, decided by the coordination (spec 1, rule 11)."""

from datetime import datetime

from django.utils import timezone

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.catalogues import releases
from cauce.core.catalogues.models import Entry
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from .. import notices
from ..models import Declaration, ProductRequest
from ..policies import check_can_save_lines, local, refuse
from ..queries import catalogue, entries, units_of
from ..rules.table import broken

MIN_LABEL = 3


@action("exchange.product.request")
def request_product(
    *,
    by: User,
    at: datetime,
    declaration: Declaration,
    unit: OrgUnit,
    speciality: Entry,
    label: str,
    justification: str = "",
) -> ProductRequest:
    """Ask for a product. Raises Invalid (EX-60, EX-61), NotNow, NotAllowed."""
    require(by, Permission.EXCHANGE_PRODUCT_REQUEST, unit, at)
    check_can_save_lines(declaration, at)
    if not units_of(declaration, at).filter(pk=unit.pk).exists():
        raise refuse("EX-37", unit=unit.code)
    label = " ".join(label.split())
    if not MIN_LABEL <= len(label) <= 300:
        raise Invalid([broken("EX-60", "label")])
    _check_new(speciality, label)
    request = ProductRequest.objects.create(
        declaration=declaration,
        unit=unit,
        speciality=speciality,
        label=label,
        justification=justification.strip(),
        requested_at=at,
        requested_by=by,
    )
    record(
        action="exchange.product.request",
        by=by,
        at=at,
        subject=request,
        place=unit,
        data={"label": label, "speciality": speciality.code},
    )
    return request


def _check_new(speciality: Entry, label: str) -> None:
    """Raise EX-61 when the speciality has that product already, whatever its capitals and accents."""
    wanted = normalise(label)
    if any(
        normalise(known) == wanted for known in entries("product", speciality).values_list("label", flat=True)
    ):
        raise Invalid([broken("EX-61", "label", label=label)])


@action("exchange.product.decide")
def decide_product_request(
    *, by: User, at: datetime, request: ProductRequest, approve: bool, reason: str = ""
) -> ProductRequest:
    """Approve (publishes a new catalogue release with the product) or decline with a reason.

    Raises NotNow (EX-63), Invalid (EX-61, EX-62), NotAllowed.
    """
    require(by, Permission.EXCHANGE_PRODUCT_DECIDE, request.declaration.entity, at)
    request = (
        ProductRequest.objects.select_for_update(of=("self",))
        .select_related("speciality", "declaration__entity")
        .get(pk=request.pk)
    )
    if request.state != ProductRequest.State.PENDING:
        raise refuse("EX-63", at=local(request.decided_at or at))
    if not approve and not reason.strip():
        raise Invalid([broken("EX-62", "reason")])
    request.state = ProductRequest.State.APPROVED if approve else ProductRequest.State.DECLINED
    request.decided_at, request.decided_by, request.reason = at, by, reason.strip()
    if approve:
        request.entry = _publish(request, at)
    request.save()
    record(
        action="exchange.product.decide",
        by=by,
        at=at,
        subject=request,
        place=request.declaration.entity,
        reason=request.reason,
        data={
            "label": request.label,
            "approved": approve,
            "code": request.entry.code if request.entry else None,
        },
    )
    notices.product_decided(request, at)
    return request


def _publish(request: ProductRequest, at: datetime) -> Entry:
    """A new release of the catalogue that adds the product to its speciality."""
    _check_new(request.speciality, request.label)
    release = releases.prepare(
        catalogue(),
        valid_from=timezone.localtime(at).date(),
        origin=f"Solicitud {request.pk}",
        note=request.label,
    )
    entry = releases.add(
        release,
        code=f"SOL-{request.pk:05d}",
        kind="product",
        label=request.label,
        parent=request.speciality,
    )
    releases.publish(release, at)
    return entry
