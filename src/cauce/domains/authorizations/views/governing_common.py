"""What the pages of governance share: who enters, where they stand, and an act that is rehearsed, asked for and done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.accounts.access import active_grants, can, roots, works_in
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.errors import Invalid, NotAllowed, NotFound, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address

from ..governors import may_set_policies, who_sets_policies

Crumb = tuple[str, str]
MODULE = "authorizations"
UNSENT = {"csrfmiddlewaretoken", "_once", "confirmado"}


def member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for whoever has a role of the module: what governs requests is public inside the system (rule 1)."""

    @login_required
    @wraps(view)
    def inside(request: Any, *args: Any, **options: Any) -> HttpResponse:
        if not works_in(request.user, MODULE, request.now):
            raise NotAllowed(
                _("Estas páginas son de quienes participan en la autorización previa."),
                rule="ACCESS",
                remedy=_("Solicite un papel del módulo a la administración del sistema."),
            )
        return view(request, *args, **options)

    return inside


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Autorización previa"), address("authorizations:home")), *more]


def missing(what: str) -> NotFound:
    """The refusal for something that does not exist."""
    return NotFound(
        _("No existe: %(what)s.") % {"what": what},
        rule="AP-404",
        remedy=_("Vuelva a la lista y elija de ella."),
    )


def today(request: Any) -> date:
    """The person's day."""
    return timezone.localtime(request.now).date()


def may(request: Any, permission: Permission, place: OrgUnit | None = None) -> bool:
    """Whether the person holds the permission at the place (None: anywhere)."""
    return can(request.user, permission, place, request.now)


def policy_keepers(request: Any) -> dict[str, Any]:
    """Whether the person sets policies; and, for who coordinates a part of the country only, who does."""
    sets = may_set_policies(request.user, request.now)
    partly = not sets and may(request, Permission.AUTH_SERVICES)
    return {"may_set": sets, "keepers": who_sets_policies(request.now) if partly else None}


def home_place(request: Any) -> OrgUnit | None:
    """Where the person works in the module: their topmost place by a role of it, else by any."""
    grants = list(active_grants(request.user, request.now))
    own = [g for g in grants if g.role in ROLES and ROLES[g.role].module == MODULE] or grants
    return min((g.place for g in own), key=lambda place: len(place.path), default=None)


def reach(request: Any, permission: Permission) -> Any:
    """Every place where the person holds the permission, from the top down."""
    found = OrgUnit.objects.none()
    for place in roots(request.user, permission, request.now):
        found = found | OrgUnit.objects.below(place)
    return found.order_by("path")


@dataclass(frozen=True, slots=True)
class Asks:
    """What a person confirms. rows: (label, value); warning: what follows from it and cannot be taken back;
    diff: lines of rules/criteria/lines.py, when a text changes.
    """

    title: str
    rows: Iterable[tuple[str, Any]]
    button: str
    warning: str = ""
    diff: Iterable[Any] = ()


def wants(request: Any) -> bool:
    """Whether a form was sent to be carried out (not to be changed again)."""
    return request.method == "POST" and request.POST.get("confirmado") != "no"


def posted(request: Any) -> Any:
    """What a form is bound to: the sent values, or None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def settle(request: Any, act: Callable[[], Any], asks: Asks, trail: list[Crumb]) -> HttpResponse | None:
    """Do a confirmed act (None), or rehearse it and answer with the page that asks. Raises what the act refuses.

    The rehearsal is the act itself in a transaction that is rolled back, so that what is asked can be done.
    """
    if request.POST.get("confirmado") == "1":
        act()
        return None
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    hidden = [(k, v) for k, values in request.POST.lists() if k not in UNSENT for v in values]
    context = {"asks": asks, "rows": list(asks.rows), "hidden": hidden, "crumbs": trail}
    return render(request, "authorizations/governing/confirm.html", context)


def add_problems(form: Any, refusal: Refusal) -> None:
    """Put an action's problems beside the form's fields; those of no field go on top."""
    for problem in refusal.problems:
        form.add_error(problem.place if problem.place in form.fields else None, str(problem))


def run_form(
    request: Any, *, form: Any, act: Callable[[Mapping[str, Any]], Any], done: str, to: str, page: dict[str, Any],
    warning: str = "",
) -> HttpResponse:  # fmt: skip
    """A page with one form: its problems beside its fields, what will happen to confirm, the act, the way on.

    page: context of governing/form.html (heading, intro, button, topic, crumbs, lists).
    """
    if wants(request) and form.is_valid():
        data = form.cleaned_data
        asks = Asks(page["heading"], rows_of(form), page["button"], warning)
        try:
            asking = settle(request, lambda: act(data), asks, page["crumbs"])
            if asking:
                return asking
            messages.success(request, done)
            return redirect(to)
        except Invalid as refused:
            add_problems(form, refused)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "authorizations/governing/form.html", {"form": form, **page}, status=status)


def rows_of(form: Any) -> list[tuple[str, str]]:
    """A form's answers as people read them."""
    return [
        (bound.label, in_words(bound.field, form.cleaned_data.get(bound.name)))
        for bound in form
        if not bound.is_hidden
    ]


def in_words(field: Any, value: Any) -> str:
    """One answer: the option's label, yes or no, a date, a name."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    labels = {str(key): str(text) for key, text in getattr(field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), getattr(value, "display_name", "") or str(value))


def day_asked(request: HttpRequest, name: str) -> date | None:
    """A date of the query string; None when blank or wrong."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
