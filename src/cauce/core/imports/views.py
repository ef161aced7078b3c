"""«Importaciones»: bring a file, see every problem and what would change, then accept or discard."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history, sentence
from cauce.core.errors import Conflict, Invalid
from cauce.core.exports import csv_response

from .actions import apply_import, discard_import, plan_of, prepare_import
from .kinds import KINDS, ImportKind, kind_of, require_kind
from .models import Import
from .plan import Change, Plan
from .tables import MAX_BYTES

PAGE, MOST_PROBLEMS = 100, 200


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The files brought in, newest first, and what the person may import."""
    mine = _kinds(request)
    if not mine:
        require(request.user, Permission.IMPORT_RUN, None, request.now)
    found = Import.objects.defer("content").select_related("created_by", "decided_by")
    everybody = Q(kind__in=[kind.key for kind in mine if not kind.own])
    own = Q(kind__in=[kind.key for kind in mine if kind.own], created_by=request.user)
    page = Paginator(found.filter(everybody | own), PAGE).get_page(request.GET.get("pagina"))
    # A kind with options of its own is begun from its page.
    offered = [kind for kind in mine if not kind.own]
    return render(request, "imports/list.html", {"page": page, "kinds": offered})


@login_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring a file of one kind."""
    require_kind(request.user, kind, request.now)
    found = kind_of(kind)
    form = found.form(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = prepare_import(
                by=request.user,
                at=request.now,
                kind=kind,
                content=upload.read(MAX_BYTES + 1),
                filename=upload.name,
                options=form.options(),
            )
            return redirect("imports:review", made.pk)
        except Invalid as refusal:
            form.add_error("file", str(refusal))
    context = {
        "form": form,
        "kind": kind,
        "title": found.label,
        "limit": MAX_BYTES,
        "columns": found.columns,
        "topic": found.help,
    }
    return render(request, "imports/new.html", context)


@login_required
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the headers and a few rows of example."""
    require_kind(request.user, kind, request.now)
    found = kind_of(kind)
    return csv_response(f"plantilla-{kind}.csv", [column.name for column in found.columns], found.example)


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do now; posting accepts it (`accept` = digest seen) or discards it."""
    import_ = _find(request, pk)
    waiting = import_.state == Import.State.WAITING
    if request.method == "POST" and (answer := _decide(request, import_)):
        return answer
    plan = (
        plan_of(
            import_.kind, bytes(import_.content), import_.filename, import_.options, request.now, request.user
        )
        if waiting
        else None
    )
    context = {
        "import": import_,
        "topic": KINDS[import_.kind].help if import_.kind in KINDS else None,
        "waiting": waiting,
        "plan": plan,
        "counts": plan.counts() if plan else import_.counts,
        "problems": _problems(plan),
        "most": MOST_PROBLEMS,
        "which": (which := _which(plan, request)),
        "page": Paginator(_changes(plan)[which], PAGE).get_page(request.GET.get("pagina")),
        "events": [(event, sentence(event)) for event in history(import_)],
    }
    return render(request, "imports/review.html", context)


def _decide(request: HttpRequest, import_: Import) -> HttpResponse | None:
    """The answer to a post; None shows the page again with what is true now."""
    who = {"by": request.user, "at": request.now, "import_": import_}
    if "discard" in request.POST:
        discard_import(**who)
        messages.success(request, _("Se descartó el archivo; no cambió nada."))
        return redirect("imports:list")
    try:
        plan = apply_import(**who, digest=request.POST.get("accept", ""))
    except Conflict as refusal:
        messages.warning(request, str(refusal))
        return None
    messages.success(
        request,
        _("Importación aplicada: %(added)s altas, %(changed)s cambios y %(closed)s cierres.") % plan.counts(),
    )
    back = kind_of(import_.kind).back
    return redirect(back(import_.options)) if back else redirect("imports:review", import_.pk)


def _problems(plan: Plan | None) -> list:
    """Errors first; no more than a page can show."""
    if plan is None:
        return []
    return [*plan.errors, *plan.warnings][:MOST_PROBLEMS]


def _changes(plan: Plan | None) -> dict[str, Sequence[Change]]:
    plan = plan or Plan()
    return {"altas": plan.added, "cambios": plan.changed, "cierres": plan.closed}


def _which(plan: Plan | None, request: HttpRequest) -> str:
    """The tab asked for, else the first that has something."""
    tabs = _changes(plan)
    asked = request.GET.get("ver", "")
    return asked if asked in tabs else next((name for name, found in tabs.items() if found), "altas")


def _kinds(request: HttpRequest) -> list[ImportKind]:
    """What the person may import."""
    held = permissions_at(request.user, None, request.now)
    return [
        kind
        for kind in KINDS.values()
        if kind.permission in held and (kind.offered is None or kind.offered(request.user, request.now))
    ]


def _find(request: HttpRequest, pk: int) -> Import:
    """The file, if the person may see it: one's own where the kind says so."""
    import_ = get_object_or_404(Import.objects.select_related("created_by", "decided_by"), pk=pk)
    require_kind(request.user, import_.kind, request.now, import_.options)
    if import_.kind in KINDS and KINDS[import_.kind].own and import_.created_by_id != request.user.pk:
        raise Http404
    return import_
