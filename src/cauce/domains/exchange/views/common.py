"""What the exchange's pages share: finding things for this person, and the context of a step."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.queries import contact_of
from cauce.core.periods.models import Round

from ..models import Declaration
from ..presenting.steps import LAST_STEP, STEPS, step_bar
from ..queries import entries, rounds, units_of

page = login_required
Crumb = tuple[str, str]


def missing(what: str) -> NotFound:
    """The refusal for something that does not exist for this person."""
    return NotFound(
        _("No existe: %(what)s.") % {"what": what},
        rule="EX-404",
        remedy=_("Vuelva al tablero y elija de la lista."),
    )


def find_declaration(request: HttpRequest, pk: int) -> Declaration:
    """The declaration, if the person may read it (or any unit of it). Raises NotFound, NotAllowed."""
    found = (
        Declaration.objects.select_related("round", "entity__parent", "entity__area", "finalised_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise missing(_("el registro %(pk)s") % {"pk": pk})
    if (
        not may(request, Permission.EXCHANGE_READ, found.entity)
        and not readable_units(request, found).exists()
    ):
        require(request.user, Permission.EXCHANGE_READ, found.entity, request.now)
    return found


def readable_units(request: HttpRequest, declaration: Declaration) -> Any:
    """Units of the declaration that the person may read; a unit's own reporter sees only that unit."""
    return within(units_of(declaration, request.now), request.user, Permission.EXCHANGE_READ, request.now)


def find_unit(request: HttpRequest, declaration: Declaration, code: str) -> OrgUnit:
    """A unit of the declaration's entity. Raises NotFound, NotAllowed."""
    unit = OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT, parent=declaration.entity, code=code).first()
    if unit is None:
        raise missing(_("la unidad %(code)s en esta entidad") % {"code": code})
    unit.parent = declaration.entity
    require(request.user, Permission.EXCHANGE_READ, unit, request.now)
    return unit


def find_entry(kind: str, pk: int) -> Entry:
    """A group or speciality of the published catalogue. Raises NotFound."""
    entry = entries(kind).select_related("parent__parent").filter(pk=pk).first()
    if entry is None:
        raise missing(_("ese elemento en el catálogo vigente"))
    return entry


def find_institution(code: str) -> OrgUnit:
    """An institution by its code. Raises NotFound."""
    found = OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION, code=code).first()
    if found is None:
        raise missing(_("la institución %(code)s") % {"code": code})
    return found


def find_round(code: str) -> Round:
    """A round of the exchange by its code. Raises NotFound."""
    found = rounds().filter(code=code).first()
    if found is None:
        raise missing(_("el periodo %(code)s") % {"code": code})
    return found


def may(request: HttpRequest, permission: Permission, place: OrgUnit | None) -> bool:
    """Whether the person holds the permission at the place, now."""
    return can(request.user, permission, place, request.now)


def step_context(
    number: int,
    declaration: Declaration | None = None,
    *,
    crumbs: list[Crumb] | None = None,
    urls: dict[int, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Context of a page of step `number`: the step, the bar, the trail and the entity's names."""
    context: dict[str, Any] = {
        "step": STEPS[number],
        "last_step": LAST_STEP,
        "step_bar": step_bar(number, declaration, urls or {}),
        "crumbs": [*trail(declaration), *(crumbs or [])],
        **more,
    }
    if declaration is not None:
        context |= {
            "declaration": declaration,
            "entity": declaration.entity,
            "institution": declaration.entity.parent,
            "round": declaration.round,
        }
    return context


def trail(declaration: Declaration | None) -> list[Crumb]:
    """Portal › institution's board › entity."""
    crumbs = [(_("Intercambio de servicios"), reverse("exchange:portal"))]
    if declaration is not None and declaration.entity.parent is not None:
        institution = declaration.entity.parent
        board = reverse("exchange:board", args=[declaration.round.code, institution.code])
        crumbs += [
            (str(institution), board),
            (entity_name(declaration.entity), reverse("exchange:answer", args=[declaration.pk])),
        ]
    return crumbs


def entity_name(entity: OrgUnit) -> str:
    """The entity as the board prints it: the state's name, or its own."""
    return entity.area.name if entity.area else entity.name


def contact_for(place: OrgUnit) -> Any:
    """The responsible department, shown beside the help."""
    return contact_of(place)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: the sent values (also none at all), or None when nothing was sent."""
    return request.POST if request.method == "POST" else None
