"""Progress of a round, and reminders to the entities chosen."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.core.exports import asked_format, table_response
from cauce.web.chart_kinds import stacked
from cauce.web.charts import Figure

from ..actions import send_reminders
from ..forms import ReminderForm, add_problems
from ..models import Declaration
from ..presenting.progress import STAGES, ProgressRow, progress_rows
from ..queries import current_round, rounds
from .common import entity_name, find_institution, find_round, missing, page, posted, step_context

HEADER = (
    "Institución",
    "Entidad federativa",
    "Etapa",
    "Respuesta",
    "Unidades con renglones",
    "Renglones",
    "Último movimiento",
    "Cierra",
    "Fuera de plazo",
)


@page
def progress_now(request: HttpRequest) -> HttpResponseBase:
    """The progress of the current round."""
    round_ = current_round(request.now)
    if round_ is None:
        raise missing(_("ningún periodo de captura todavía"))
    return redirect("exchange:progress", round_code=request.GET.get("periodo") or round_.code)


@page
def progress(request: HttpRequest, round_code: str) -> HttpResponseBase:
    """`?institucion=`, `?etapa=` (a stage, or «tarde»), `?formato=`; POST sends reminders."""
    require(request.user, Permission.EXCHANGE_REMIND, None, request.now)
    round_ = find_round(round_code)
    code = request.GET.get("institucion", "")
    institution = find_institution(code) if code else None
    rows = progress_rows(request.user, round_, institution, request.now)
    stage = request.GET.get("etapa", "")
    shown = [row for row in rows if not stage or row.stage == stage or (stage == "tarde" and row.late)]
    if file_format := asked_format(request):
        return table_response(
            file_format, f"avance-{round_.code}", _("Avance"), HEADER, map(_exported, shown)
        )
    form = ReminderForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _remind(request, round_code, rows, form.cleaned_data["message"])
        except Refusal as refusal:
            add_problems(form, refusal)
            status = refusal.status
    context = step_context(
        0,
        crumbs=[(_("Avance del periodo"), "")],
        round=round_,
        rounds=rounds(),
        institution=institution,
        institutions=_institutions(rows),
        rows=shown,
        tiles=_tiles(rows, request.path, code),
        figure=_figure(rows),
        stages=[*STAGES.items(), ("tarde", _("Fuera de plazo"))],
        stage=stage,
        form=form,
    )
    return render(request, "exchange/progress.html", context, status=status)


def _remind(request: HttpRequest, round_code: str, rows: list[ProgressRow], message: str) -> HttpResponseBase:
    """Send to the chosen among those that the person coordinates."""
    chosen = set(request.POST.getlist("registro"))
    declarations: list[Declaration] = [
        row.declaration for row in rows if str(row.declaration.pk) in chosen and row.missing
    ]
    sent = send_reminders(by=request.user, at=request.now, declarations=declarations, message=message)
    people, nobody = sum(sent.values()), [d for d in declarations if not sent[d.pk]]
    messages.success(
        request,
        ngettext(
            "Recordatorio enviado a %(n)s persona de %(e)s entidades.",
            "Recordatorio enviado a %(n)s personas de %(e)s entidades.",
            people,
        )
        % {"n": people, "e": len(sent)},
    )
    if nobody:
        names = ", ".join(entity_name(declaration.entity) for declaration in nobody)
        messages.warning(request, _("Sin personas a quién avisar: %(names)s.") % {"names": names})
    return redirect(request.get_full_path())


def _institutions(rows: list[ProgressRow]) -> list[tuple[str, str]]:
    found = {str(row.declaration.entity.parent): row.declaration.entity.parent for row in rows}
    return [(unit.code, name) for name, unit in found.items() if unit is not None]


def _tiles(rows: list[ProgressRow], path: str, institution: str) -> list[tuple[str, str, str]]:
    """(text, «n de total», address of its rows)."""
    rest = f"&institucion={institution}" if institution else ""
    tiles = [
        (text, str(sum(row.stage == stage for row in rows)), f"{path}?etapa={stage}{rest}")
        for stage, text in STAGES.items()
    ]
    return [*tiles, (_("Fuera de plazo"), str(sum(row.late for row in rows)), f"{path}?etapa=tarde{rest}")]


def _figure(rows: list[ProgressRow]) -> Figure | None:
    """Entities of each institution by stage; None when there is nothing to draw."""
    counts = Counter((str(row.declaration.entity.parent), row.stage) for row in rows)
    names = dict.fromkeys(name for name, _stage in counts)
    bars = [(name, text, counts[name, stage]) for name in names for stage, text in STAGES.items()]
    if not bars:
        return None
    return stacked(_("Entidades por etapa"), bars, measure=_("Entidades federativas"), kind=_("Institución"))


def _exported(row: ProgressRow) -> list[object]:
    entity = row.declaration.entity
    return [
        str(entity.parent),
        entity_name(entity),
        row.stage_text,
        {True: "SI", False: "NO", None: None}[row.declaration.answer],
        row.units,
        row.rows,
        row.last_at,
        row.closes_at,
        row.late,
    ]
