"""«Importaciones»: bring a file, see every problem and what would change, then accept or discard."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history, sentence
from cauce.core.errors import Conflict, Invalid
from cauce.core.exports import csv_response

from . import catalogue_rows, unit_rows
from .actions import apply_import, discard_import, plan_of, prepare_import
from .forms import FORMS
from .models import Import
from .plan import Change, Plan
from .tables import MAX_BYTES

PAGE, MOST_PROBLEMS = 100, 200
COLUMNS = {"units": unit_rows.COLUMNS, "catalogue": catalogue_rows.COLUMNS}
UNIT_EXAMPLE = (
    "BCIST900099", "Unidad de ejemplo", "ISSSTE", "02", "1", "Tijuana", "Unidad de medicina familiar", "02004",
    "32.5149", "-117.0382", "", "SÍ", "Ejemplo",
)  # fmt: skip
ENTRY_EXAMPLE = (
    "P99999", "producto", "SAM-2-01", "Intervención de ejemplo", "como le dicen|otra forma", "SÍ", "",
)  # fmt: skip
EXAMPLES = {"units": UNIT_EXAMPLE, "catalogue": ENTRY_EXAMPLE}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The files brought in, newest first."""
    _require(request)
    found = Import.objects.defer("content").select_related("created_by", "decided_by")
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    return render(request, "imports/list.html", {"page": page})


@login_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring a file of one kind."""
    _require(request)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, request.FILES or None)
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
    columns = COLUMNS[kind]
    context = {
        "form": form,
        "kind": kind,
        "title": Import.Kind(kind).label,
        "limit": MAX_BYTES,
        "columns": columns,
    }
    return render(request, "imports/new.html", context)


@login_required
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the headers and one row of example."""
    _require(request)
    if kind not in COLUMNS:
        raise Http404
    header = [column.name for column in COLUMNS[kind]]
    return csv_response(f"plantilla-{kind}.csv", header, [EXAMPLES[kind]])


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do now; posting accepts it (`accept` = digest seen) or discards it."""
    _require(request)
    import_ = get_object_or_404(Import.objects.select_related("created_by", "decided_by"), pk=pk)
    waiting = import_.state == Import.State.WAITING
    if request.method == "POST" and (answer := _decide(request, import_)):
        return answer
    plan = (
        plan_of(import_.kind, bytes(import_.content), import_.filename, import_.options, request.now)
        if waiting
        else None
    )
    context = {
        "import": import_,
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
    return redirect("imports:review", import_.pk)


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


def _require(request: HttpRequest) -> None:
    require(request.user, Permission.IMPORT_RUN, None, request.now)
