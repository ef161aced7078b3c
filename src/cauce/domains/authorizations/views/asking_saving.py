"""What a sent form does: keep the draft, preview, look a patient up, add and remove rows and files, send.

One address for all of it, told apart by `accion`: so the whole form travels each time, and nothing typed is lost
whatever button was pressed, with JavaScript or without it.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotFound
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..asking.compare import changes, chosen
from ..asking.form import with_codes
from ..asking.typed import flat, is_empty, typed_from, with_row, without_row
from ..models import Evidence, Request
from ..policies import check_owner, check_request
from ..rules.codes import Channel
from ..rules.table import broken
from .asking_common import crumbs, find_request, page, units_to_ask
from .asking_form import EMERGENCY, PAPER, TITLES, form_context, mode_of, show_form


@dataclass(slots=True)
class Sent:
    """A form as it arrived: what was typed, where, by whom, and the draft that it continues."""

    request: Any
    typed: dict[str, Any]
    unit: OrgUnit
    mode: str
    draft: Request | None
    version: int
    requester: User | None

    @property
    def who(self) -> dict[str, Any]:
        """By whom and when, for the actions."""
        return {"by": self.request.user, "at": self.request.now}

    def show(self, template: str = "", **options: Any) -> HttpResponse:
        """The form again, or a fragment of it."""
        if not template:
            return show_form(self.request, self.typed, self.unit, self.mode, draft=self.draft, **options)
        context = form_context(
            self.request, self.typed, self.unit, self.mode, draft=self.draft, requester=self.requester
        )
        form, post = context["form"], self.request.POST
        context["live"] = form.cells
        # What only a service needs is drawn again when the service is another one.
        context["redraw"] = [row for row in form.rows if post.get(f"drawn.{row.number}", "") != row.drawn]
        return render(self.request, f"authorizations/asking/{template}.html", context | options)


@page
@require_POST
def save_request(request: Any) -> HttpResponse:
    """Keep what was typed and do what the button says; `accion=autoguardar` is the page's own, on every change."""
    sent = _sent(request)
    act = request.POST.get("accion", "guardar")
    name, _dot, number = act.partition(".")
    number = int(number) if number.isascii() and number.isdigit() else 0
    if name == "autoguardar":
        return _auto(sent)
    if name in ROWS:
        sent.typed = ROWS[name](sent.typed, number)
    try:
        _keep(sent)
    except Conflict as conflict:
        return _show_conflict(sent, conflict)
    except Invalid as refused:
        return sent.show(problems=refused.problems, status=refused.status)
    return ACTS.get(name, _saved)(sent, number)


def _sent(request: Any) -> Sent:
    """Read the form. The unit is one where this person may ask; a draft keeps its own."""
    post, uid = request.POST, request.POST.get("uid", "")
    draft = _own_draft(request, uid) if uid else None
    mode = mode_of(draft) if draft else post.get("modo", "")
    mode = mode if mode in TITLES else "normal"
    unit = draft.unit if draft else _unit(request, mode)
    typed = with_codes(typed_from(post.dict()))
    if mode == EMERGENCY:
        typed["emergency"] = "1"
    requester = (
        User.objects.filter(pk=post["requester"]).first() if post.get("requester", "").isdigit() else None
    )
    version = int(post["version"]) if post.get("version", "").isdigit() else 0
    return Sent(request, typed, unit, mode, draft, version, requester)


def _own_draft(request: Any, uid: str) -> Request:
    """The draft that is gone on with, if it is this person's and still one. Raises NotFound, NotAllowed, NotNow."""
    try:
        found = find_request(uuid.UUID(uid))
    except ValueError:
        found = find_request(uuid.UUID(int=0))
    check_owner(request.user, found, request.now)
    check_request("save", _("escribir en ella"), found)
    return found


def _unit(request: Any, mode: str) -> OrgUnit:
    permission = Permission.AUTH_TRANSCRIBE if mode == PAPER else Permission.AUTH_WRITE
    units = units_to_ask(request.user, permission, request.now)
    asked = request.POST.get("unidad", "")
    found = units.filter(pk=asked).first() if asked.isdigit() else units.first()
    if found is None:
        problem = broken("AP-27", "unidad", value=asked or "—")
        raise NotFound(problem.message, rule=problem.rule, remedy=problem.remedy)
    return found


def _keep(sent: Sent) -> None:
    """Save the draft, begun or gone on with. The same content again is no change, also under an older version."""
    if sent.draft is None:
        if sent.mode == PAPER and sent.requester is None:
            raise Invalid([broken("AP-01", "requester", field=_("Médico solicitante"))])
        channel = Channel.PAPER if sent.mode == PAPER else Channel.DIGITAL
        sent.draft = actions.save_draft(
            **sent.who, unit=sent.unit, typed=sent.typed, channel=channel, requester=sent.requester
        )
        return
    sent.typed = chosen(sent.request.POST, sent.typed, sent.draft.draft)
    if flat(sent.typed) == flat(sent.draft.draft):
        return
    sent.draft = actions.save_draft(
        **sent.who, unit=sent.unit, typed=sent.typed, request=sent.draft, version=sent.version
    )


def _auto(sent: Sent) -> HttpResponse:
    """The preview beside the form, and the draft kept; a form with nothing in it is not kept."""
    begun, conflict, refused = sent.draft is None, None, ()
    try:
        if sent.draft or (not is_empty(sent.typed) and not (sent.mode == PAPER and sent.requester is None)):
            _keep(sent)
    except Conflict as found:
        conflict = found
    except Invalid as found:
        refused = found.problems
    begun = begun and sent.draft is not None
    answer = sent.show("_live", conflict=conflict, refused=refused, begun=begun)
    if begun and sent.draft:
        answer["HX-Replace-Url"] = reverse("authorizations:draft", args=[sent.draft.uid])
    return answer


def _saved(sent: Sent, number: int) -> HttpResponse:
    messages.success(sent.request, _("Borrador guardado. Puede cerrarlo y continuar otro día."))
    return _to_draft(sent)


def _to_draft(sent: Sent, anchor: str = "", query: str = "") -> HttpResponse:
    assert sent.draft is not None  # noqa: S101  kept just before
    return redirect(reverse("authorizations:draft", args=[sent.draft.uid]) + query + anchor)


def _check(sent: Sent, number: int) -> HttpResponse:
    return _to_draft(sent, query="?comprobar=1")


def _rows(sent: Sent, number: int) -> HttpResponse:
    """The services again, with a row more or less."""
    return sent.show("_rows") if sent.request.htmx else _to_draft(sent, "#servicios")


def _patient(sent: Sent, number: int) -> HttpResponse:
    """Fill in the rest of a patient known already; what was written of them gives way."""
    typed = sent.typed.get("patient", {})
    problems, found = (), None
    try:
        found = actions.find_patient(
            **sent.who, unit=sent.unit, curp=typed.get("curp", ""), nss=typed.get("nss", "")
        )
    except Invalid as refused:
        problems = refused.problems
    if found:
        names = ("curp", "nss", "given_name", "first_surname", "second_surname", "sex")
        known = {name: getattr(found, name) for name in names} | {"birth_date": found.birth_date.isoformat()}
        sent.typed = {**sent.typed, "patient": {**typed, **{k: v for k, v in known.items() if v}}}
        sent.version = sent.draft.version if sent.draft else 0
        _keep(sent)
    said = _("Se llenaron los datos de un paciente ya registrado. Cotéjelos con él.")
    if not found and not problems:
        said = _(
            "No está registrado en esta institución, o nunca se ha solicitado para él: escriba sus datos."
        )
    if sent.request.htmx:
        context = form_context(
            sent.request, sent.typed, sent.unit, sent.mode, draft=sent.draft, problems=problems
        )
        context |= {"said": "" if problems else said, "known": bool(found)}
        return render(sent.request, "authorizations/asking/_patient.html", context)
    if problems:
        return sent.show(problems=problems, status=422)
    messages.info(sent.request, said)
    return _to_draft(sent, "#paciente")


def _attach(sent: Sent, number: int) -> HttpResponse:
    """Keep a file with the draft."""
    post, upload = sent.request.POST, sent.request.FILES.get("documento")
    about = post.get("documento_servicio", "")
    try:
        if upload is None:
            raise Invalid([broken("AP-01", "evidence", field=_("archivo PDF"))])
        actions.add_evidence(
            **sent.who,
            request=sent.draft,
            upload=upload,
            description=post.get("documento_descripcion", ""),
            sequence=int(about) if about.isdigit() else None,
        )
    except Invalid as refused:
        return sent.show(problems=refused.problems, status=refused.status, attaching=True)
    messages.success(sent.request, _("Documento adjuntado."))
    return _to_draft(sent, "#documentos")


def _detach(sent: Sent, number: int) -> HttpResponse:
    found = Evidence.objects.filter(request=sent.draft, pk=number, removed_at__isnull=True).first()
    if found:
        actions.remove_evidence(**sent.who, evidence=found)
        messages.success(
            sent.request, _("Documento quitado del borrador: %(what)s.") % {"what": found.description}
        )
    return _to_draft(sent, "#documentos")


def _send(sent: Sent, number: int) -> HttpResponse:
    """Send it; what it lacks comes back at its cells, what it asks to confirm with a button to confirm."""
    post = sent.request.POST
    assert sent.draft is not None  # noqa: S101  kept just before
    try:
        done = actions.submit_request(
            **sent.who,
            request=sent.draft,
            version=sent.draft.version,
            confirmed=post.get("confirmar") == "1",
            duplicate_reason=post.get("duplicate_reason", ""),
        )
    except ConfirmationNeeded as refused:
        return sent.show(problems=refused.problems, status=refused.status, confirming=True)
    except Invalid as refused:
        asked = any(p.place == "duplicate_reason" for p in refused.problems)
        return sent.show(problems=refused.problems, status=refused.status, confirming=asked)
    messages.success(sent.request, _("Solicitud %(folio)s enviada.") % {"folio": done.folio})
    return redirect("authorizations:request", done.uid)


def _show_conflict(sent: Sent, conflict: Conflict) -> HttpResponse:
    """Both versions, cell by cell."""
    assert sent.draft is not None  # noqa: S101  only a draft can be in conflict
    theirs = find_request(sent.draft.uid)
    context = {
        "crumbs": crumbs((_("Versiones distintas"), "")),
        "changes": changes(sent.typed, theirs.draft),
        "mine": flat(sent.typed).items(),
        "draft": theirs,
        "who": theirs.saved_by.display_name,
        "when": theirs.saved_at,
        "unit": sent.unit,
    }
    return render(sent.request, "authorizations/asking/conflict.html", context, status=conflict.status)


ROWS: dict[str, Callable[[dict, int], dict]] = {
    "agregar": lambda typed, number: with_row(typed),
    "quitar": without_row,
}
ACTS: dict[str, Callable[[Sent, int], HttpResponse]] = {
    "agregar": _rows,
    "quitar": _rows,
    "comprobar": _check,
    "paciente": _patient,
    "adjuntar": _attach,
    "desadjuntar": _detach,
    "enviar": _send,
}
