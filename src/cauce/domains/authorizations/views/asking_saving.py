"""What a sent form does: keep the draft, preview, look a patient up, add and remove rows and files, send.

One address for all of it, told apart by `accion`: so the whole form travels each time, and nothing typed is lost
whatever button was pressed, with JavaScript or without it.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid

from .. import actions
from ..asking.compare import changes
from ..asking.typed import flat, is_empty, with_row, without_row
from ..rules.reading import says_emergency
from .asking_common import crumbs, find_request, page
from .asking_form import PAPER
from .asking_parts import ask_detach, attach_file, detach_file, fill_patient
from .asking_sent import Sent, keep, read_sent, to_draft


@page
def save_request(request: Any) -> HttpResponse:
    """Keep what was typed and do what the button says; `accion=autoguardar` is the page's own, on every change.

    Whoever comes by a link (a form sent twice leads here) finds their drafts.
    """
    if request.method != "POST":
        return redirect(reverse("authorizations:requests") + "?estado=draft")
    sent = read_sent(request)
    act = request.POST.get("accion", "guardar")
    name, _dot, number = act.partition(".")
    number = int(number) if number.isascii() and number.isdigit() else 0
    if name == "autoguardar":
        return _auto(sent)
    if name in ROWS:
        sent.typed = ROWS[name](sent.typed, number)
    try:
        keep(sent)
    except Conflict as conflict:
        return _live_conflict(sent, conflict) if request.htmx else _show_conflict(sent, conflict)
    except Invalid as refused:
        return sent.show(problems=refused.problems, status=refused.status)
    return ACTS.get(name, _saved)(sent, number)


def _auto(sent: Sent) -> HttpResponse:
    """The preview beside the form, and the draft kept; a form with nothing in it is not kept."""
    begun, conflict, refused = sent.draft is None, None, ()
    try:
        if sent.draft or (not is_empty(sent.typed) and not (sent.mode == PAPER and sent.requester is None)):
            keep(sent)
    except Conflict as found:
        conflict = found
    except Invalid as found:
        refused = found.problems
    begun = begun and sent.draft is not None
    answer = sent.show("_live", conflict=conflict, refused=refused, begun=begun)
    if begun and sent.draft:
        answer["HX-Replace-Url"] = reverse("authorizations:draft", args=[sent.draft.uid])
    return answer


def _live_conflict(sent: Sent, conflict: Conflict) -> HttpResponse:
    """A piece of the form was asked for, and somebody saved first: said beside the buttons, nothing is drawn again."""
    answer = sent.show("_live", conflict=conflict)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#vista", "innerHTML"
    return answer


def _saved(sent: Sent, number: int) -> HttpResponse:
    messages.success(sent.request, _("Borrador guardado. Puede cerrarlo y continuar otro día."))
    return to_draft(sent)


def _check(sent: Sent, number: int) -> HttpResponse:
    return to_draft(sent, query="?comprobar=1")


def _rows(sent: Sent, number: int) -> HttpResponse:
    """The services again, with a row more or less."""
    return sent.show("_rows") if sent.request.htmx else to_draft(sent, "#servicios")


def _send(sent: Sent, number: int) -> HttpResponse:
    """Send it; what it lacks comes back at its cells, what it asks to confirm with a button to confirm."""
    post = sent.request.POST
    assert sent.draft is not None  # noqa: S101  kept just before
    urgent = says_emergency(sent.draft.draft)
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
    told = _("Urgencia %(folio)s registrada.") if urgent else _("Solicitud %(folio)s enviada.")
    messages.success(sent.request, told % {"folio": done.folio})
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
    "paciente": fill_patient,
    "adjuntar": attach_file,
    "desadjuntar": ask_detach,
    "desadjuntado": detach_file,
    "enviar": _send,
}
