"""What waits for each role in prior authorisation: the to-do list of the first page.

No line names a patient: the list is on a screen that others may see.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core import todo
from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission as P
from cauce.core.catalogues.models import Entry
from cauce.core.todo import TodoItem
from cauce.web.navigation import address

from .catalogue import CATALOGUE
from .models import Request, Signal
from .places import local
from .queries import requests as found
from .rules.states import RequestState

MODULE = "authorizations"
FEW = 5  # more of one kind become one line


@todo.register
def waiting(user: Any, now: datetime) -> Iterable[TodoItem]:
    """The module's part of the person's to-do list."""
    held = permissions_at(user, None, now)
    if held & {P.AUTH_WRITE, P.AUTH_TRANSCRIBE}:
        yield from _to_answer(user)
        yield from _drafts(user)
    if P.AUTH_REVIEW in held:
        yield from _held(user)
        yield from _queue(user, now)
        yield from _double_reviews(user)
    if P.AUTH_APPEAL_DECIDE in held:
        yield from _appeals(user)
    if P.AUTH_APPEAL_ASSIGN in held:
        yield from _appeals_to_assign(user, now)
        yield from _late(user, now)
    if P.AUTH_SIGNALS in held:
        yield from _signals(user, now)


def _to_answer(user: User) -> Iterator[TodoItem]:
    """Questions of a reviewer or of the screening; the clock stands still until they are answered, with a cap."""
    questions = list(found.to_answer(user).select_related("request")[: FEW + 1])
    if len(questions) > FEW:
        count, first = found.to_answer(user).count(), questions[0].request
        title = _("Responder a %(n)s solicitudes de información") % {"n": count}
        yield _item(title, _("La más antigua: %(folio)s") % {"folio": first.folio}, _list(), first.due_at)
        return
    for one in questions:
        title = _("Responder lo que piden sobre %(folio)s") % {"folio": one.request.folio}
        url = address("authorizations:answer", one.request.uid) or _request(one.request)
        yield _item(title, one.question[:160], url, one.request.due_at)


def _drafts(user: User) -> Iterator[TodoItem]:
    mine = Request.objects.filter(registered_by=user, state=RequestState.DRAFT).select_related("unit")
    drafts = list(mine.order_by("-saved_at")[: FEW + 1])
    if len(drafts) > FEW:
        yield _item(_("%(n)s borradores sin enviar") % {"n": mine.count()}, "", _list())
        return
    services = {draft.pk: _first_service(draft) for draft in drafts}
    known = Entry.objects.filter(catalogue__code=CATALOGUE, code__in=services.values(), until__isnull=True)
    labels = dict(known.values_list("code", "label"))
    for draft in drafts:
        saved = _("guardado el %(day)s") % {"day": local(draft.saved_at, draft.unit)}
        detail = " · ".join(filter(None, (labels.get(services[draft.pk], ""), saved)))
        url = address("authorizations:draft", draft.uid)
        yield _item(_("Terminar y enviar un borrador"), detail[:1].upper() + detail[1:], url)


def _first_service(draft: Request) -> str:
    """The code of the first service of a draft, which may be typed in any way."""
    items = draft.draft.get("items") if isinstance(draft.draft, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return str(first.get("service") or "") if isinstance(first, dict) else ""


def _held(user: User) -> Iterator[TodoItem]:
    """What the reviewer took and can decide now; what waits for information waits for somebody else."""
    for request in found.held_by(user).filter(state=RequestState.IN_REVIEW)[: FEW * 2]:
        title = _("Resolver %(folio)s") % {"folio": request.folio}
        yield _item(title, request.unit.name, _review(request), request.due_at)


def _queue(user: User, now: datetime) -> Iterator[TodoItem]:
    queue = found.queue(user, now)
    count, first = queue.count(), queue.first()
    if first is not None:
        title = ngettext(
            "%(n)s solicitud en su bandeja de revisión", "%(n)s solicitudes en su bandeja de revisión", count
        )
        detail = _("La primera por vencer: %(folio)s") % {"folio": first.folio}
        yield _item(title % {"n": count}, detail, address("authorizations:queue"), first.due_at)


def _double_reviews(user: User) -> Iterator[TodoItem]:
    for one in found.double_reviews_of(user)[:FEW]:
        title = _("Dar una segunda opinión sobre %(folio)s") % {"folio": one.request.folio}
        url = address("authorizations:double_review", one.pk)
        yield _item(title, _("A ciegas: sin ver la primera"), url)


def _appeals(user: User) -> Iterator[TodoItem]:
    for appeal in found.appeals_held_by(user)[: FEW * 2]:
        title = _("Resolver el recurso de %(folio)s") % {"folio": appeal.request.folio}
        yield _item(
            title, appeal.request.unit.name, address("authorizations:appeal", appeal.pk), appeal.due_at
        )


def _appeals_to_assign(user: User, now: datetime) -> Iterator[TodoItem]:
    for appeal in found.appeals_to_assign(user, now)[: FEW * 2]:
        title = _("Asignar revisor al recurso de %(folio)s") % {"folio": appeal.request.folio}
        yield _item(
            title, appeal.request.unit.name, address("authorizations:appeal", appeal.pk), appeal.due_at
        )


def _late(user: User, now: datetime) -> Iterator[TodoItem]:
    late = found.late(user, now)
    count, first = late.count(), late.first()
    if first is not None:
        title = ngettext(
            "%(n)s solicitud con el plazo vencido", "%(n)s solicitudes con el plazo vencido", count
        )
        detail = _("La más atrasada: %(folio)s, %(unit)s") % {"folio": first.folio, "unit": first.unit.name}
        url = f"{address('authorizations:requests')}?de=region&tarde=1"
        yield _item(title % {"n": count}, detail, url, first.due_at)


def _signals(user: User, now: datetime) -> Iterator[TodoItem]:
    regions = found.regions_of(user, P.AUTH_SIGNALS, now).values("pk")
    count = Signal.objects.filter(state=Signal.State.RAISED, place__in=regions).count()
    if count:
        title = ngettext("%(n)s señal por revisar", "%(n)s señales por revisar", count) % {"n": count}
        detail = _("Una señal abre una revisión; no niega nada")
        yield _item(title, detail, address("authorizations:signals"))


def _request(request: Request) -> str:
    return address("authorizations:request", request.uid)


def _review(request: Request) -> str:
    return address("authorizations:review", request.uid) or _request(request)


def _list() -> str:
    return address("authorizations:requests") or address("authorizations:home")


def _item(title: str, detail: str, url: str, due_at: datetime | None = None) -> TodoItem:
    return TodoItem(title, detail, url, due_at, MODULE)
