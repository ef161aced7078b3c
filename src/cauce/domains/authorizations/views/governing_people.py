"""People: licences and reviewers' queues, and the care teams whose members do not decide for each other."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.catalogues.text import normalise

from .. import actions
from ..catalogue import speciality_labels
from ..forms_governing import ProfessionalForm, ReasonForm, TeamForm
from ..governors import kept_by, require_professional
from ..models import CareTeamMember, ReviewerSpeciality
from ..queries.people import described, people_in_reach, teams_in_reach
from .governing_common import crumbs, may, member, missing, posted, reach, run_form
from .governing_lists import people_list, place_list
from .governing_services import UNITS

PER_PAGE = 50


def people_tabs(request: Any) -> list[tuple[str, str]]:
    """The three pages of people, as far as the person may open them."""
    found = []
    if may(request, Permission.AUTH_OVERSIGHT):
        found += [
            (_("Profesionales"), reverse("authorizations:professionals")),
            (_("Equipos de atención"), reverse("authorizations:teams")),
        ]
    if may(request, Permission.AUTH_OVERSIGHT) or may(request, Permission.AUTH_INTEREST):
        found.append((_("Intereses declarados"), reverse("authorizations:interests")))
    return found


@member
def professionals(request: Any) -> HttpResponse:
    """People of the module within reach: `?q=` name, account or licence; `?especialidad=` whose queue they serve."""
    require(request.user, Permission.AUTH_OVERSIGHT, None, request.now)
    asked, code = request.GET.get("q", "").strip()[:80], request.GET.get("especialidad", "")
    labels = speciality_labels()
    people = people_in_reach(request.user, Permission.AUTH_OVERSIGHT, request.now)
    served = set(ReviewerSpeciality.objects.filter(user__in=people).values_list("speciality", flat=True))
    found = people.filter(review_specialities__speciality=code) if code else people
    names = found.values_list("pk", "first_name", "last_name", "username", "professional__licence")
    keys = [pk for pk, *words in names if normalise(asked) in normalise(" ".join(filter(None, words)))]
    page_of = Paginator(keys, PER_PAGE).get_page(request.GET.get("pagina"))
    shown = User.objects.filter(pk__in=list(page_of)).order_by("last_name", "first_name", "username")
    context = {
        "crumbs": crumbs((_("Personas"), "")),
        "tabs": people_tabs(request),
        "page_of": page_of,
        "rows": described(shown, request.now),
        "labels": labels,
        "specialities": labels.items(),
        "asked": asked,
        "code": code,
        "alone": [text for key, text in labels.items() if key not in served],
        "kept": kept_by(request.user, list(shown), request.now),
        "manages": may(request, Permission.AUTH_SERVICES),
    }
    return render(request, "authorizations/governing/professionals.html", context)


@member
def professional(request: Any, username: str) -> HttpResponse:
    """A person's licence, own speciality and queues: for who coordinates at each of their places."""
    require(request.user, Permission.AUTH_SERVICES, None, request.now)
    person = (
        people_in_reach(request.user, Permission.AUTH_SERVICES, request.now).filter(username=username).first()
    )
    if person is None:
        raise missing(_("esa persona entre las de su ámbito"))
    require_professional(request.user, person, request.now)
    known = described([person], request.now)[0]
    initial = {"licence": known.licence, "speciality": known.speciality, "reviews": known.reviews}
    form = ProfessionalForm(
        posted(request), initial=initial, specialities=speciality_labels(), reviewer=known.reviewer
    )
    return run_form(
        request,
        form=form,
        act=lambda data: actions.set_professional(by=request.user, at=request.now, person=person, **data),
        done=_("Datos de %(name)s guardados.") % {"name": person.display_name},
        to=reverse("authorizations:professionals"),
        page={
            "heading": person.display_name,
            "intro": "; ".join(known.roles),
            "button": _("Guardar"),
            "topic": "personas",
            "crumbs": crumbs(
                (_("Personas"), reverse("authorizations:professionals")), (person.display_name, "")
            ),
            "back": reverse("authorizations:professionals"),
        },
    )


@member
def teams(request: Any) -> HttpResponse:
    """Care teams within reach: `?q=` unit, team or person."""
    require(request.user, Permission.AUTH_OVERSIGHT, None, request.now)
    asked = request.GET.get("q", "").strip()[:80]
    rows = []
    for team in teams_in_reach(request.user, Permission.AUTH_OVERSIGHT, request.now):
        members = list(team.members.all())
        names = " ".join(one.user.display_name for one in members)
        if normalise(asked) in normalise(f"{team.unit.name} {team.unit.code} {team.name} {names}"):
            present = [m for m in members if m.until_at is None or m.until_at > request.now]
            rows.append((team, present, [m for m in members if m not in present]))
    manages = may(request, Permission.AUTH_SERVICES)
    context = {
        "crumbs": crumbs((_("Personas"), reverse("authorizations:professionals")), (_("Equipos"), "")),
        "tabs": people_tabs(request),
        "page_of": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "asked": asked,
        "may_manage": manages,
        "events": _team_events(rows),
    }
    return render(request, "authorizations/governing/teams.html", context)


def _team_events(rows: list[Any]) -> Any:
    keys = [str(m.pk) for _team, present, past in rows for m in (*present, *past)]
    found = Event.objects.filter(subject_type=CareTeamMember._meta.label_lower, subject_id__in=keys[:500])
    return found.order_by("-sequence")[:20]


@member
def new_member(request: Any) -> HttpResponse:
    """Put a person into a unit's care team from now on."""
    require(request.user, Permission.AUTH_SERVICES, None, request.now)
    units = reach(request, Permission.AUTH_SERVICES).filter(kind__in=UNITS)
    people = people_in_reach(request.user, Permission.AUTH_SERVICES, request.now)
    return run_form(
        request,
        form=TeamForm(posted(request), places=units, people=people),
        act=lambda data: actions.set_team_member(by=request.user, at=request.now, **data),
        done=_("Equipo guardado."),
        to=reverse("authorizations:teams"),
        warning=_("Desde ahora nadie de este equipo resuelve lo que otro del equipo solicita."),
        page={
            "heading": _("Agregar a un equipo de atención"),
            "button": _("Agregar"),
            "topic": "personas",
            "crumbs": crumbs((_("Equipos"), reverse("authorizations:teams")), (_("Agregar"), "")),
            "back": reverse("authorizations:teams"),
            "lists": [place_list(units), people_list(people)],
        },
    )


@member
def end_member(request: Any, pk: int) -> HttpResponse:
    """Say that a person no longer belongs to a team."""
    found = (
        CareTeamMember.objects.select_related("team__unit", "user")
        .filter(pk=pk, until_at__isnull=True)
        .first()
    )
    if found is None:
        raise missing(_("esa persona en el equipo"))
    require(request.user, Permission.AUTH_SERVICES, found.team.unit, request.now)

    def act(_data: Any) -> Any:
        person = User.objects.get(pk=found.user_id)
        return actions.set_team_member(
            by=request.user,
            at=request.now,
            unit=found.team.unit,
            team=found.team.name,
            person=person,
            until_at=request.now,
        )

    form = ReasonForm(posted(request))
    del form.fields["reason"]
    return run_form(
        request,
        form=form,
        act=act,
        done=_("%(name)s ya no pertenece al equipo.") % {"name": found.user.display_name},
        to=reverse("authorizations:teams"),
        warning=_("Desde ahora podrá resolver lo que el equipo solicite. Lo ya resuelto no cambia."),
        page={
            "heading": _("Sacar a %(name)s de «%(team)s»")
            % {"name": found.user.display_name, "team": found.team.name},
            "intro": found.team.unit.name,
            "button": _("Sacar del equipo"),
            "topic": "personas",
            "crumbs": crumbs((_("Equipos"), reverse("authorizations:teams")), (_("Sacar"), "")),
            "back": reverse("authorizations:teams"),
        },
    )
