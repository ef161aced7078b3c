"""«Personas»: list, create, roles, deactivate, unlock, second factor. Accounts are never deleted."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cauce.core.audit.log import history
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Invalid
from cauce.core.folding import folds, holds

from .. import actions
from ..access import require
from ..actions.people import PROFILE
from ..finding import SEARCHED
from ..forms import GrantForm, NewPersonForm, PersonForm, show
from ..models import Grant, User
from ..permissions import Permission
from ..reach import people_in_reach, require_reach
from ..roles import ROLES

PAGE = 50


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Accounts within reach, with their roles; filters by text, role and state."""
    require(request.user, Permission.PEOPLE_MANAGE, None, request.now)
    people = people_in_reach(request.user, request.now)
    text, role, state = (request.GET.get(name, "").strip() for name in ("q", "papel", "estado"))
    people = people.alias(**folds(*SEARCHED)).filter(holds(normalise(text).split(), *SEARCHED))
    if role in ROLES:
        people = people.filter(grants__role=role)
    if state in ("activa", "inactiva"):
        people = people.filter(is_active=state == "activa")
    order = request.GET.get("orden", "")
    key = {"usuario": "username", "entrada": "last_login", "nombre": "last_name"}.get(
        order.lstrip("-"), "last_name"
    )
    people = people.order_by(f"-{key}" if order.startswith("-") else key, "pk")
    page = Paginator(people.prefetch_related("grants__place"), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "people": [(p, _roles(p, request.now)) for p in page],
        "roles": ROLES.values(),
        "wanted": {"q": text, "papel": role, "estado": state},
    }
    return render(request, "accounts/people.html", context)


def _roles(person: User, at: datetime) -> list[str]:
    """The roles in force, as people read them."""
    alive = [g for g in person.grants.all() if g.starts_at <= at and (g.ends_at is None or g.ends_at > at)]
    return [f"{ROLES[g.role].name} · {g.place}" for g in alive if g.role in ROLES]


@login_required
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """A new account; its temporary password is shown once, on the page that answers."""
    require(request.user, Permission.PEOPLE_MANAGE, None, request.now)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = actions.create_person(by=request.user, at=request.now, **form.cleaned_data)
            return render(
                request, "accounts/temporary.html", {"person": person, "password": password, "is_new": True}
            )
        except Invalid as refusal:
            show(refusal, form)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: data, roles, access, history."""
    return _page(request, _person(request, pk))


def _page(
    request: HttpRequest, found: User, form: PersonForm | None = None, grants: GrantForm | None = None
) -> HttpResponse:
    data = {name: getattr(found, name) for name in PROFILE}
    wrong = (form is not None and form.errors) or (grants is not None and grants.errors)
    context = {
        "person": found,
        "form": form or PersonForm(initial=data),
        "grant_form": grants or GrantForm(by=request.user, at=request.now),
        "grants": [
            _grant_row(g, request.now) for g in found.grants.select_related("place").order_by("-starts_at")
        ],
        "tokens": found.api_tokens.filter(revoked_at__isnull=True, expires_at__gt=request.now).count(),
        "devices": _devices(found),
        "attempts": _attempts(found),
        "events": history(found)[:30],
        "is_self": found.pk == request.user.pk,
    }
    return render(request, "accounts/person.html", context, status=422 if wrong else 200)


def _grant_row(grant: Grant, at: datetime) -> dict[str, Any]:
    ended = grant.ends_at is not None and grant.ends_at <= at
    state = "ended" if ended else "future" if grant.starts_at > at else "alive"
    return {
        "grant": grant,
        "name": ROLES[grant.role].name if grant.role in ROLES else grant.role,
        "state": state,
    }


@login_required
@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, e-mail or position."""
    found, form = _person(request, pk), PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        actions.update_person(by=request.user, at=request.now, person=found, **form.cleaned_data)
    except Invalid as refusal:
        show(refusal, form)
        return _page(request, found, form=form)
    messages.success(request, _("Los datos quedaron guardados."))
    return redirect("person", pk)


@login_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role at a place."""
    found, form = _person(request, pk), GrantForm(request.POST, by=request.user, at=request.now)
    if not form.is_valid():
        return _page(request, found, grants=form)
    given = form.cleaned_data
    try:
        actions.grant_role(
            by=request.user,
            at=request.now,
            person=found,
            role=given["role"],
            place=given["place"],
            starts_at=_midnight(given["starts_at"]),
            ends_at=_midnight(given["ends_at"], days=1),
        )
    except Invalid as refusal:
        show(refusal, form)
        return _page(request, found, grants=form)
    messages.success(request, _("El papel quedó otorgado."))
    return redirect("person", pk)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """End a role now."""
    found = _person(request, pk)
    held = get_object_or_404(Grant, pk=grant_pk, user=found)
    actions.revoke_grant(
        by=request.user, at=request.now, grant=held, reason=request.POST.get("reason", "")[:500]
    )
    messages.success(request, _("El papel quedó revocado."))
    return redirect("person", pk)


@login_required
@require_POST
@never_cache
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Deactivate, reactivate, unlock, second factor, temporary password."""
    found = _person(request, pk)
    who = {"by": request.user, "at": request.now, "person": found}
    if act == "contrasena":
        password = actions.reset_password(**who)
        return render(request, "accounts/temporary.html", {"person": found, "password": password})
    if act not in ACTS:
        return redirect("person", pk)
    function, needs_reason, done = ACTS[act]
    function(**who, **({"reason": request.POST.get("reason", "")[:500]} if needs_reason else {}))
    messages.success(request, _(done))
    return redirect("person", pk)


# address → (action, whether it takes a reason, what is said afterwards)
ACTS: dict[str, tuple[Callable[..., Any], bool, str]] = {
    "desactivar": (actions.deactivate_person, True, "La cuenta quedó desactivada."),
    "reactivar": (actions.reactivate_person, True, "La cuenta quedó activa."),
    "desbloquear": (actions.unlock_person, False, "La cuenta quedó desbloqueada."),
    "segundo-factor": (actions.reset_second_factor, False, "Se quitó el segundo factor."),
}


def _person(request: HttpRequest, pk: int) -> User:
    found = get_object_or_404(User, pk=pk)
    require_reach(request.user, found, request.now)
    return found


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """The beginning of the day (plus days), local; None stays None."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None


def _devices(found: User) -> int:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=found).count()


def _attempts(found: User) -> int:
    from axes.models import AccessAttempt

    return AccessAttempt.objects.filter(username=found.username).count()
