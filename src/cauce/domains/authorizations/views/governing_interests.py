"""Declared interests: each reviewer declares and ends their own; coordination and audit see those of their reach."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..actions.reading import relation
from ..forms_governing import InterestForm, ReasonForm
from ..models import DeclaredInterest, Patient, Request
from ..queries.people import interests_in_reach, interests_of
from ..rules.privacy import basis_of
from ..rules.table import broken
from .governing_common import crumbs, home_place, may, member, missing, posted, run_form
from .governing_lists import below, people_list, place_list, service_list
from .governing_people import people_tabs
from .governing_services import UNITS


@member
def interests(request: Any) -> HttpResponse:
    """One's own, and for who oversees those of everybody within reach."""
    oversees, declares = (may(request, one) for one in (Permission.AUTH_OVERSIGHT, Permission.AUTH_INTEREST))
    if not oversees:
        require(request.user, Permission.AUTH_INTEREST, None, request.now)
    labels = dict(service_list()["options"])
    own = interests_of(request.user) if declares else ()
    every = interests_in_reach(request.user, Permission.AUTH_OVERSIGHT, request.now) if oversees else ()
    context = {
        "crumbs": crumbs((_("Intereses declarados"), "")),
        "tabs": people_tabs(request),
        "own": [(one, _about(one, labels)) for one in own],
        "every": [(one, _about(one, labels)) for one in every],
        "declares": declares,
        "oversees": oversees,
    }
    return render(request, "authorizations/governing/interests.html", context)


def _about(interest: DeclaredInterest, labels: dict[str, str]) -> str:
    """What an interest is in. A patient is not named: nobody here needs to know who it is."""
    parts = [
        interest.person.display_name if interest.person else "",
        interest.unit.name if interest.unit else "",
        labels.get(interest.service_code, interest.service_code),
        _("un paciente") if interest.patient_id else "",
    ]
    return "; ".join(part for part in parts if part)


@member
def new_interest(request: Any) -> HttpResponse:
    """Declare one's own interest (`?folio=`: in the patient of a request that one may see)."""
    require(request.user, Permission.AUTH_INTEREST, None, request.now)
    units, people = _units(request), _requesters()
    form = InterestForm(
        posted(request), initial={"folio": request.GET.get("folio", "")[:24]}, places=units, people=people
    )

    def act(data: Any) -> Any:
        service = data["service_code"].code if data["service_code"] else ""
        return actions.declare_interest(
            by=request.user, at=request.now, description=data["description"], person=data["person"], unit=data["unit"],
            service_code=service, patient=_patient(request, data["folio"]),
        )  # fmt: skip

    return run_form(
        request,
        form=form,
        act=act,
        done=_("Interés declarado: lo que toque lo resolverá otra persona."),
        to=reverse("authorizations:interests"),
        warning=_("Desde ahora el sistema no le dejará resolver lo que toque."),
        page={
            "heading": _("Declarar un interés"),
            "intro": _(
                "Diga en qué: una persona, una unidad, un servicio o el paciente de una solicitud; basta uno."
            ),
            "button": _("Declarar"),
            "topic": "personas",
            "crumbs": crumbs((_("Intereses"), reverse("authorizations:interests")), (_("Declarar"), "")),
            "back": reverse("authorizations:interests"),
            "lists": [place_list(units), people_list(people), service_list()],
        },
    )


def _units(request: Any) -> Any:
    """Units of the person's sector: an interest may be in any of them."""
    place = home_place(request)
    top = OrgUnit.objects.get(pk=place.ancestor_ids()[0]) if place and place.ancestor_ids() else place
    return below([top] if top else []).filter(kind__in=UNITS).order_by("path")


def _requesters() -> Any:
    keys = [role.key for role in roles_with(Permission.AUTH_WRITE)]
    return (
        User.objects.filter(is_active=True, grants__role__in=keys)
        .distinct()
        .order_by("last_name", "username")
    )


def _patient(request: Any, folio: str) -> Patient | None:
    """The patient of a request that the person has a reason to see; otherwise it is not said whether it exists."""
    if not folio.strip():
        return None
    found = (
        Request.objects.filter(folio=folio.strip().upper())
        .select_related("unit", "region", "patient")
        .first()
    )
    if found is None or basis_of(relation(request.user, found, request.now)) is None:
        raise Invalid([broken("AP-97", "folio")])
    return found.patient


@member
def end_interest(request: Any, pk: int) -> HttpResponse:
    """End one's own interest, with a reason."""
    require(request.user, Permission.AUTH_INTEREST, None, request.now)
    found = DeclaredInterest.objects.filter(pk=pk, user=request.user, until_at__isnull=True).first()
    if found is None:
        raise missing(_("ese interés entre los suyos"))
    return run_form(
        request,
        form=ReasonForm(posted(request)),
        act=lambda data: actions.end_interest(by=request.user, at=request.now, interest=found, **data),
        done=_("Interés terminado."),
        to=reverse("authorizations:interests"),
        warning=_("Lo que se resolvió mientras tanto queda con quien lo resolvió."),
        page={
            "heading": _("Dar por terminado un interés"),
            "intro": found.description,
            "button": _("Dar por terminado"),
            "topic": "personas",
            "crumbs": crumbs((_("Intereses"), reverse("authorizations:interests")), (_("Terminar"), "")),
            "back": reverse("authorizations:interests"),
        },
    )
