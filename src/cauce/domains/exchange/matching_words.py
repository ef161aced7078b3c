"""The matching's pages in words: tiles, tabs, badges, marks, and what the map says."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cauce.core.organisations.models import Area
from cauce.web.ui.numbers import km, number

from .matching_map import MapFacts
from .matching_map_geometry import WIDTH
from .matching_queries import PATIENT_DKM
from .models import MatchRun, Proposal, Unmet, Unused
from .rules.lines import CAUSES
from .rules.proposals import STATE_TEXT, ProposalState


@dataclass(frozen=True, slots=True)
class MapFigure:
    """A map as the page shows it: a picture for each theme, words, and the figures behind it."""

    title: str
    alt: str
    address: str  # of the picture; the theme's name is appended
    width: int
    height: int
    note: str


def map_figure(run: MatchRun, drawn: MapFacts, state: Area | None, address: str) -> MapFigure:
    """The map of a run in words: what is drawn, how much of it, and what is not."""
    count = number_format
    where = _(" en %(state)s") % {"state": state.name} if state else ""
    alt = _(
        "Mapa de México%(where)s con %(flows)s flujos entre unidades: %(patients)s pacientes al mes van de "
        "unidades que los requieren a unidades que los ofrecen, y %(unmet)s pacientes quedan sin atender. "
        "Las mismas cifras están en las tablas de esta página."
    ) % {
        "where": where,
        "flows": count(drawn.flows, force_grouping=True),
        "patients": count(drawn.patients, force_grouping=True),
        "unmet": count(drawn.unmet, force_grouping=True),
    }
    note = _(
        "El contorno del país es aproximado y solo orienta; las unidades muy cercanas se dibujan juntas."
    )
    return MapFigure(
        title=_("Flujos propuestos%(where)s, pacientes al mes") % {"where": where},
        alt=alt,
        address=address,
        width=WIDTH,
        height=drawn.height + LEGEND,
        note=note,
    )


LEGEND = 104  # pixels that axes and legend add below the map


def run_tabs(run: MatchRun) -> list[tuple[str, str]]:
    """The pages of one run."""
    names = {
        "matching_run": _("Resumen"),
        "matching_proposals": _("Propuestas"),
        "matching_kept": _("Compromisos"),
        "matching_unmet": _("Sin atender"),
        "matching_unused": _("Sin uso"),
    }
    return [(label, reverse(f"exchange:{name}", args=[run.pk])) for name, label in names.items()]


def run_tiles(
    run: MatchRun,
    proposals: QuerySet[Proposal],
    kept: QuerySet[Proposal],
    unmet: QuerySet[Unmet],
    unused: QuerySet[Unused],
) -> list[tuple[str, str, str]]:
    """The run's figures for this person, each with the address of its rows."""
    pages = {name: reverse(f"exchange:matching_{name}", args=[run.pk]) for name in _PAGES}
    served = proposals.aggregate(total=Sum("patients"), count=Count("pk"))
    return [
        (_("Pacientes al mes atendidos"), number(served["total"] or 0), pages["proposals"]),
        (_("Propuestas"), number(served["count"]), pages["proposals"]),
        (_("Pacientes ya comprometidos"), number(_patients(kept)), pages["kept"]),
        (_("Faltante sin atender"), number(_patients(unmet)), pages["unmet"]),
        (_("Excedente sin uso"), number(_patients(unused)), pages["unused"]),
    ]


def mean_trip(proposals: QuerySet[Proposal]) -> str:
    """Kilometres per patient, or "" without proposals."""
    served = proposals.aggregate(total=Sum("patients"), dkm=Sum(PATIENT_DKM))
    return km(served["dkm"] / 10 / served["total"]) if served["total"] else ""


_PAGES = ("proposals", "kept", "unmet", "unused")


def _patients(rows: QuerySet) -> int:
    return rows.aggregate(total=Sum("patients"))["total"] or 0


#: state → tone of its badge; the words always go with it
STATE_TONE = {
    ProposalState.PROPOSED: "",
    ProposalState.SUPPLY_ACCEPTED: "info",
    ProposalState.DEMAND_ACCEPTED: "info",
    ProposalState.ACCEPTED: "success",
    ProposalState.AGREED: "success",
    ProposalState.REJECTED: "error",
    ProposalState.SUPERSEDED: "",
}


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as a table's row: its words, tone and marks."""

    proposal: Proposal
    state: str
    tone: str
    cause: str
    marks: list[tuple[str, str]]  # (words, tone)
    decidable: bool


def proposal_row(proposal: Proposal, *, decidable: bool = False) -> ProposalRow:
    """The row of a proposal."""
    state = ProposalState(proposal.state)
    return ProposalRow(
        proposal,
        _(STATE_TEXT[state]),
        STATE_TONE[state],
        _(CAUSES[proposal.cause]),
        marks(proposal),
        decidable,
    )


def marks(proposal: Proposal) -> list[tuple[str, str]]:
    """What a reader must know before trusting the row."""
    found = []
    if proposal.supply_approximate or proposal.demand_approximate:
        found.append((_("Ubicación aproximada"), "warning"))
    if proposal.supply_open or proposal.demand_open:
        found.append((_("Registro sin finalizar"), "warning"))
    return found
