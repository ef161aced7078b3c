"""A form as it arrived: read, drawn again, kept as a draft."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..asking.compare import chosen
from ..asking.form import with_codes
from ..asking.typed import flat, typed_from
from ..models import Request
from ..policies import check_owner, check_request
from ..rules.codes import Channel
from ..rules.table import broken
from .asking_common import find_request, units_to_ask
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


def read_sent(request: Any) -> Sent:
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


def keep(sent: Sent) -> None:
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


def to_draft(sent: Sent, anchor: str = "", query: str = "") -> HttpResponse:
    assert sent.draft is not None  # noqa: S101  kept just before
    return redirect(reverse("authorizations:draft", args=[sent.draft.uid]) + query + anchor)
