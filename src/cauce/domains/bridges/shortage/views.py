"""The entity's page of proposed shortages, and one of them: what it rests on, accepting it as edited, dismissing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotFound, Problem
from cauce.core.organisations.models import OrgUnit
from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.policies import check_can_save_lines, is_refused
from cauce.domains.exchange.queries import entries, sheet_state
from cauce.domains.exchange.rules.lines import CAUSES

from .actions import accept_shortage, dismiss_shortage, speciality_of
from .demand import SPANS, USUAL, span_of
from .proposals import Proposed, declarations_of, one_proposed, proposed

Page = Any


@login_required
def proposals(request: Page) -> HttpResponse:
    """What is proposed in one declaration; `?registro=` chooses it, `?dias=` how far back is looked."""
    if not places(request.user, Permission.EXCHANGE_EDIT, request.now):
        require(request.user, Permission.EXCHANGE_EDIT, None, request.now)
    own = list(declarations_of(request.user, request.now))
    wanted = request.GET.get("registro", "")
    chosen = next((d for d in own if str(d.pk) == wanted), own[0] if own else None)
    days = days_of(request)
    found = proposed(chosen, request.user, span_of(days, request.now), request.now) if chosen else []
    context = {
        "crumbs": [(_("Faltantes propuestos"), "")],
        "declarations": own,
        "chosen": chosen,
        "days": days,
        "spans": SPANS,
        "span": span_of(days, request.now),
        "open": [(one, address_of(chosen, one, days)) for one in found if one.answer is None and chosen],
        "answered": [one for one in found if one.answer is not None],
        "refused": is_refused(check_can_save_lines, chosen, request.now) if chosen else None,
    }
    return render(request, "bridges/shortage/proposals.html", context)


@login_required
def proposal(request: Page, pk: int, code: str, product: int) -> HttpResponse:
    """One proposal: GET shows it, POST accepts it as edited or dismisses it."""
    declaration, unit, entry = _found(request, pk, code, product)
    days = days_of(request)
    one = one_proposed(declaration, unit, entry, span_of(days, request.now))
    if one is None:
        messages.info(request, _("Ya no hay solicitudes sin capacidad que sustenten ese faltante."))
        return redirect(_list_of(declaration, days))
    typed = _typed(request, one)
    problems: list[Problem] = []
    ask = False
    if request.method == "POST":
        try:
            return _act(request, declaration, one, typed, days)
        except ConfirmationNeeded as asked:
            problems, ask = _at_cells(asked.problems), True
        except Invalid as refusal:
            problems = _at_cells(refusal.problems)
        except Conflict as conflict:
            problems = [Problem(conflict.rule, "", str(conflict), conflict.remedy)]
    context = {
        "crumbs": [(_("Faltantes propuestos"), _list_of(declaration, days)), (entry.label, "")],
        "declaration": declaration,
        "one": one,
        "typed": typed,
        "causes": CAUSES.items(),
        "problems": problems,
        "ask": ask,
        "days": days,
        "version": sheet_state(declaration, unit, speciality_of(entry)).version,
        "refused": is_refused(check_can_save_lines, declaration, request.now),
        "sheet": reverse("exchange:grid", args=[declaration.pk, unit.code, entry.parent_id]),
    }
    return render(request, "bridges/shortage/proposal.html", context, status=422 if problems else 200)


def days_of(request: HttpRequest) -> int:
    """How far back is looked: one of SPANS."""
    written = request.POST.get("dias") or request.GET.get("dias", "")
    return int(written) if written.isdigit() and int(written) in SPANS else USUAL


def address_of(declaration: Declaration | None, one: Proposed, days: int) -> str:
    """The page of one proposal."""
    pk = declaration.pk if declaration else 0
    return f"{reverse('shortage:proposal', args=[pk, one.unit.code, one.product.pk])}?dias={days}"


def _act(
    request: Page, declaration: Declaration, one: Proposed, typed: dict[str, str], days: int
) -> HttpResponse:
    who: dict[str, Any] = {"by": request.user, "at": request.now, "days": days}
    about: dict[str, Any] = {"declaration": declaration, "unit": one.unit, "product": one.product}
    if request.POST.get("accion") == "descartar":
        dismiss_shortage(**who, **about, reason=typed["reason"])
        messages.success(request, _("Faltante propuesto descartado; su motivo quedó en la bitácora."))
    else:
        written = request.POST.get("version", "")
        answer = accept_shortage(
            **who,
            **about,
            patients=typed["patients"],
            events=typed["events"],
            cause=typed["cause"],
            version=int(written) if written.isdigit() else -1,
            confirmed=request.POST.get("confirmado") == "1",
        )
        said = _("Faltante registrado en %(unit)s: %(n)s pacientes al mes.")
        messages.success(request, said % {"unit": one.unit.name, "n": answer.declared})
    return redirect(_list_of(declaration, days))


def _typed(request: HttpRequest, one: Proposed) -> dict[str, str]:
    """What the form holds: as typed, or what is proposed with the cause declared before."""
    if request.method == "POST":
        return {
            name: request.POST.get(name, "").strip() for name in ("patients", "events", "cause", "reason")
        }
    cause = one.line.shortage_cause if one.line else ""
    return {"patients": str(one.monthly or ""), "events": "", "cause": cause, "reason": ""}


def _at_cells(problems: Any) -> list[Problem]:
    """The sheet's places, as this form names its fields."""
    return [
        Problem(p.rule, p.place.rsplit(".", 1)[-1].removeprefix("shortage_"), p.message, p.remedy, p.level)
        for p in problems
    ]


def _found(request: Page, pk: int, code: str, product: int) -> tuple[Declaration, OrgUnit, Entry]:
    """Declaration, unit of its entity and product. Raises NotFound, NotAllowed."""
    declaration = Declaration.objects.select_related("round", "entity", "finalised_by").filter(pk=pk).first()
    unit = OrgUnit.objects.filter(code=code, parent=declaration.entity_id if declaration else None).first()
    entry = entries("product").select_related("parent").filter(pk=product).first()
    if declaration is None or unit is None or entry is None:
        remedy = _("Vuelva a la lista de faltantes propuestos.")
        raise NotFound(_("No existe ese faltante propuesto."), rule="BR-404", remedy=remedy)
    require(request.user, Permission.EXCHANGE_EDIT, unit, request.now)
    return declaration, unit, entry


def _list_of(declaration: Declaration, days: int) -> str:
    return f"{reverse('shortage:proposals')}?registro={declaration.pk}&dias={days}"
