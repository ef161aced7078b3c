"""What a run gives to take away: the map's picture, the workbook, the cédula of a pair."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cauce.core.errors import NotFound
from cauce.core.organisations.models import Area, OrgUnit

from ..matching_export import workbook_response
from ..matching_map import picture
from ..matching_map_spec import PALETTES
from ..matching_queries import proposals_of, run_for
from ..reports.pair_sheet import pair_sheet


@login_required
@require_safe
def map_svg(request: HttpRequest, pk: int) -> HttpResponse:
    """The map of a run: `?tema=light|dark`, `?estado=` a state's code."""
    run = run_for(request.user, pk, request.now)
    theme = request.GET.get("tema", "")
    code = request.GET.get("estado", "")
    state = Area.objects.filter(code=code, kind=Area.Kind.STATE).first() if code else None
    svg = picture(run, request.user, request.now, theme if theme in PALETTES else "light", state)
    if not svg:
        raise NotFound(_("No hay flujos que dibujar."), rule="EX-MAP", remedy=_("Vuelva a la corrida."))
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    # A picture shown by <img> runs nothing; opened on its own it may only style itself.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@login_required
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything the person may see of a run, as XLSX."""
    return workbook_response(run_for(request.user, pk, request.now), request.user, request.now)


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int, supply: int, demand: int) -> HttpResponse:
    """The one-page cédula of what one institution would do for another."""
    run = run_for(request.user, pk, request.now)
    pair = proposals_of(run, request.user, request.now).filter(
        supply_institution=supply, demand_institution=demand
    )
    names = OrgUnit.objects.in_bulk([supply, demand])
    if not pair.exists():
        raise NotFound(
            _("No hay propuestas entre esas dos instituciones."),
            rule="EX-PAIR",
            remedy=_("Elija una pareja de la tabla de la corrida."),
        )
    content = pair_sheet(run, names[supply], names[demand], pair, request.now)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"cedula-{run.round.code}-{run.number}-{names[supply].code}-{names[demand].code}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
