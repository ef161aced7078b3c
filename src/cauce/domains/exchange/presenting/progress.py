"""Progress of a round: what each entity has done, who is missing, who is late, who said SI with nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round, RoundWindow

from ..models import Declaration, Line, Sheet
from ..pending import entities_where
from ..rules.states import LIGHT_TEXT, Light, State

STAGES: dict[str, str] = {
    "unanswered": "Sin responder",
    "empty": "Respondió SI, sin renglones",
    "capturing": "En captura",
    "none": "Respondió NO, sin finalizar",
    "finalised": "Finalizado, sin reporte firmado",
    "signed": "Reporte firmado recibido",
}


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One entity: its stage, what it holds, when it was last touched, and whether its window has passed."""

    declaration: Declaration
    stage: str
    rows: int
    units: int
    last_at: datetime | None
    closes_at: datetime
    late: bool

    @property
    def stage_text(self) -> str:
        """The stage in words."""
        return STAGES[self.stage]

    @property
    def light(self) -> Light:
        """The board's traffic light."""
        return self.declaration.light

    @property
    def light_text(self) -> str:
        """The traffic light's words."""
        return LIGHT_TEXT[self.light]

    @property
    def missing(self) -> bool:
        """Whether something still waits from the entity."""
        return self.stage != "signed"


def progress_rows(user: User, round_: Round, institution: OrgUnit | None, at: datetime) -> list[ProgressRow]:
    """Entities that the person coordinates, by institution and state; a fixed number of queries."""
    found = Declaration.objects.filter(
        round=round_, entity__in=entities_where(user, Permission.EXCHANGE_REMIND, at)
    ).select_related("entity__parent", "entity__area")
    if institution is not None:
        found = found.filter(entity__parent=institution)
    declarations = list(found.order_by("entity__parent__name", "entity__area__name", "entity__name"))
    held = _held(round_)
    touched = dict(
        Sheet.objects.filter(declaration__round=round_).values_list("declaration").annotate(Max("saved_at"))
    )
    closings = dict(RoundWindow.objects.filter(round=round_).values_list("institution_id", "closes_at"))
    return [
        _row(
            declaration,
            held.get(declaration.pk, (0, 0)),
            touched.get(declaration.pk),
            closings.get(declaration.entity.parent_id or 0, round_.closes_at),
            at,
        )
        for declaration in declarations
    ]


def _held(round_: Round) -> dict[int, tuple[int, int]]:
    counts = (
        Line.objects.filter(declaration__round=round_)
        .values_list("declaration")
        .annotate(rows=Count("pk"), units=Count("unit", distinct=True))
    )
    return {declaration: (rows, units) for declaration, rows, units in counts}


def _row(
    declaration: Declaration,
    held: tuple[int, int],
    last_at: datetime | None,
    closes_at: datetime,
    at: datetime,
) -> ProgressRow:
    rows, units = held
    deadline = max(closes_at, declaration.reopened_until or closes_at)
    stage = stage_of(declaration, rows)
    late = stage != "signed" and at >= deadline
    return ProgressRow(declaration, stage, rows, units, declaration.finalised_at or last_at, deadline, late)


def stage_of(declaration: Declaration, rows: int) -> str:
    """A key of STAGES."""
    if declaration.state == State.SIGNED:
        return "signed"
    if declaration.state == State.FINALISED:
        return "finalised"
    if declaration.answer is None:
        return "unanswered"
    if declaration.answer is False:
        return "none"
    return "capturing" if rows else "empty"
