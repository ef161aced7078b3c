"""A run as a workbook: summary, pairs, proposals, commitments, unmet, unused. Constant memory."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import FileResponse
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.exports import SheetData, file_response, write_xlsx

from .matching_queries import kept_of, pair_totals, proposals_of, unmet_of, unused_of
from .models import MatchRun, Proposal
from .policies import local
from .rules.lines import CAUSES
from .rules.proposals import REASON_TEXT, STATE_TEXT, ProposalState

CHUNK = 2000
PROPOSAL_HEADER = (
    "Propuesta", "Requiere: institución", "Requiere: CLUES", "Requiere: unidad", "Ofrece: institución",
    "Ofrece: CLUES", "Ofrece: unidad", "Producto: clave", "Producto", "Pacientes al mes", "km", "Causa",
    "Estado", "Convenio", "Motivo del rechazo", "Ubicación aproximada", "Registro sin finalizar",
    "Dato sintético",
)  # fmt: skip
LEFT_HEADER = ("Institución", "CLUES", "Unidad", "Producto: clave", "Producto", "Pacientes al mes")


def sheets(run: MatchRun, user: User, at: datetime) -> list[SheetData]:
    """The workbook's tables, of what the person may see; their rows are read while they are written."""
    person = run, user, at
    proposals = proposals_of(*person)
    return [
        SheetData(_("Resumen"), (_("Dato"), _("Valor")), _summary(run)),
        SheetData(_("Por instituciones"), _PAIR_HEADER, _pairs(proposals)),
        SheetData(_("Propuestas"), PROPOSAL_HEADER, _proposals(proposals.order_by("number"))),
        SheetData(_("Compromisos"), PROPOSAL_HEADER, _proposals(kept_of(*person).order_by("pk"))),
        SheetData(
            _("Sin atender"),
            (*LEFT_HEADER, "Causa", "Motivo"),
            (
                [*row, CAUSES[cause], REASON_TEXT[reason]]
                for *row, cause, reason in _each(unmet_of(*person).order_by("pk"), *_LEFT, "cause", "reason")
            ),
        ),
        SheetData(_("Sin uso"), LEFT_HEADER, _each(unused_of(*person).order_by("pk"), *_LEFT)),
    ]


def workbook_response(run: MatchRun, user: User, at: datetime) -> FileResponse:
    """The workbook as a download; the file is gone from the disk as soon as it is open."""
    with tempfile.TemporaryDirectory(prefix="cauce-match-") as folder:
        path = Path(folder) / "run.xlsx"
        write_xlsx(path, sheets(run, user, at))
        return file_response(path, f"emparejamiento-{run.round.code}-{run.number}.xlsx")


_PAIR_HEADER = (
    "Ofrece", "Requiere", "Propuestas", "Pacientes al mes", "Pacientes-km", "km por paciente",
    "Pacientes aceptados por ambas partes",
)  # fmt: skip


def _summary(run: MatchRun) -> list[tuple[str, Any]]:
    return [
        (_("Periodo de captura"), run.round.name),
        (_("Corrida"), run.number),
        (_("Pedida por"), run.requested_by.display_name),
        (_("Pedida el"), local(run.requested_at)),
        (_("Distancia máxima (km)"), run.max_km),
        (_("Incluye registros sin finalizar"), run.include_open),
        (_("También dentro de una misma institución"), run.same_institution),
        (_("Vuelve a proponer lo rechazado"), run.repeat_rejected),
        (_("Todo el sector: excedente, pacientes al mes"), run.supply_patients),
        (_("Todo el sector: faltante, pacientes al mes"), run.demand_patients),
        (_("Todo el sector: pacientes atendidos"), run.served_patients),
        (_("Todo el sector: pacientes-km"), run.patient_km),
        (_("Todo el sector: pacientes ya comprometidos"), run.kept_patients),
        (_("Todo el sector: faltante sin atender"), run.unmet_patients),
        (_("Todo el sector: excedente sin uso"), run.unused_patients),
        (_("Unidades ubicadas en el centro de su municipio"), run.approximate_units),
    ]


def _pairs(proposals: QuerySet[Proposal]) -> Iterator[list[Any]]:
    for pair in pair_totals(proposals):
        yield [
            str(pair.supply), str(pair.demand), pair.proposals, pair.patients, pair.patient_km,
            round(pair.km_per_patient, 1), pair.committed,
        ]  # fmt: skip


def _each(rows: QuerySet, *columns: str) -> Iterator[tuple]:
    """Plain values, without an object per row: a third of the time at a country's size."""
    return rows.select_related(None).values_list(*columns).iterator(chunk_size=CHUNK)


def _institution(side: str) -> Coalesce:
    return Coalesce(NullIf(f"{side}short_name", Value("")), F(f"{side}name"))


def _proposals(rows: QuerySet[Proposal]) -> Iterator[list[Any]]:
    named = rows.annotate(
        needs=_institution("demand_institution__"), offers=_institution("supply_institution__")
    )
    for row in _each(named, *_PROPOSAL):
        run, number, *middle, dkm, cause, state, agreement, reason = row[:16]
        near, open_, synthetic = (any(row[n : n + 2]) for n in (16, 18, 20))
        yield [
            f"{run}-{number:05}", *middle, dkm / 10, CAUSES[cause], STATE_TEXT[ProposalState(state)], agreement,
            reason, near, open_, synthetic,
        ]  # fmt: skip


_PROPOSAL = (
    "run__number", "number", "needs", "demand_unit__code", "demand_unit__name", "offers", "supply_unit__code",
    "supply_unit__name", "product__code", "product__label", "patients", "decikm", "cause", "state",
    "agreement_number", "rejection_reason", "supply_approximate", "demand_approximate", "supply_open",
    "demand_open", "supply_unit__synthetic", "demand_unit__synthetic",
)  # fmt: skip
_LEFT = ("institution__name", "unit__code", "unit__name", "product__code", "product__label", "patients")
