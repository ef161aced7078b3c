"""Step 1: the board's rows, each cell with the link or the dash that its state allows (source 000, step 1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.queries import medical_units
from cauce.core.periods.models import Round

from ..models import Declaration, PaperReceipt
from ..queries import declarations_of, visible_entities
from ..rules.states import LIGHT_TEXT, Light, State


@dataclass(frozen=True, slots=True)
class Cell:
    """A board's cell: a link, or a dash when `text` is empty."""

    text: str = ""
    url: str = ""
    hint: str = ""

    @property
    def shown(self) -> str:
        """The text, or the dash."""
        return self.text or "—"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One entity on the board."""

    number: int
    declaration: Declaration
    name: str
    url: str
    own: bool
    total: int | None
    with_rows: int | None
    without_rows: int | None
    preliminary: Cell
    final: Cell
    upload: Cell
    paper: Cell
    reopen: Cell
    light: Light
    light_text: str


BOARD_HEADER = (
    "No.",
    "Entidad federativa",
    "Unidades médicas: Total",
    "Con excedentes/faltantes",
    "Sin excedentes/faltantes",
    "Preliminar",
    "Final (para firmas)",
    "Subir (firmado)",
    "Semáforo",
    "Papel",
)
SORTS = {"entidad": "name", "total": "total", "con": "with_rows", "sin": "without_rows", "semaforo": "light"}
_LIGHT_ORDER = {Light.RED: 0, Light.AMBER: 1, Light.GREEN: 2}


def board_rows(user: User, round_: Round, institution: OrgUnit, at: datetime) -> list[BoardRow]:
    """Rows of the entities that the person may read, in the state's order; a fixed number of queries."""
    declarations = list(declarations_of(round_, institution).filter(entity__in=visible_entities(user, at)))
    totals = _units_by_entity(institution, at)
    papers = _papers(declarations)
    own_places = _own_places(user, at)
    rows = []
    for number, declaration in enumerate(declarations, start=1):
        declaration.entity.parent = institution
        rows.append(
            _row(number, declaration, totals.get(declaration.entity_id, 0), papers, own_places, user, at)
        )
    return rows


def _row(
    number: int,
    declaration: Declaration,
    units: int,
    papers: dict[int, PaperReceipt],
    own_places: list[OrgUnit],
    user: User,
    at: datetime,
) -> BoardRow:
    entity = declaration.entity
    is_open = declaration.is_open
    return BoardRow(
        number=number,
        declaration=declaration,
        name=entity.area.name if entity.area else entity.name,
        url=_to("answer", declaration),
        own=any(place.is_within(entity) for place in own_places),
        total=units if is_open else declaration.units_total,
        with_rows=None if is_open else declaration.units_with,
        without_rows=None if is_open else declaration.units_without,
        preliminary=Cell(_("Preliminar"), _to("preliminary", declaration)) if is_open else Cell(),
        final=(
            Cell(_("Finalizar reporte"), _to("finalise", declaration))
            if is_open
            else Cell(_("Versión final"), _to("final", declaration))
        ),
        upload=_upload(declaration),
        paper=_paper(
            declaration, papers.get(declaration.pk), can(user, Permission.EXCHANGE_PAPER, entity, at)
        ),
        reopen=(
            Cell(_("Reabrir"), _to("reopen", declaration))
            if not is_open and can(user, Permission.EXCHANGE_REOPEN, entity, at)
            else Cell()
        ),
        light=declaration.light,
        light_text=LIGHT_TEXT[declaration.light],
    )


def _to(name: str, declaration: Declaration) -> str:
    return reverse(f"exchange:{name}", args=[declaration.pk])


def _upload(declaration: Declaration) -> Cell:
    if declaration.state == State.FINALISED:
        return Cell(_("Subir"), _to("upload", declaration))
    if declaration.state == State.SIGNED:
        return Cell(_("Consultar/Modificar"), _to("upload", declaration))
    return Cell()


def _paper(declaration: Declaration, receipt: PaperReceipt | None, may_record: bool) -> Cell:
    url = _to("paper", declaration)
    if receipt is not None:
        return Cell(f"{receipt.received_date:%d/%m/%Y}", url, str(receipt.get_condition_display()))
    if may_record and not declaration.is_open:
        return Cell(_("Registrar"), url)
    return Cell()


def _own_places(user: User, at: datetime) -> list[OrgUnit]:
    """Entities or units where the person captures: their rows are highlighted."""
    kinds = (OrgUnit.Kind.ENTITY, OrgUnit.Kind.UNIT)
    return [place for place in roots(user, Permission.EXCHANGE_READ, at) if place.kind in kinds]


def _units_by_entity(institution: OrgUnit, at: datetime) -> dict[int, int]:
    units = medical_units(institution, timezone.localtime(at).date()).order_by()
    return dict(units.values_list("parent").annotate(units=Count("pk")))


def _papers(declarations: Iterable[Declaration]) -> dict[int, PaperReceipt]:
    """The newest receipt of each declaration's current final version."""
    current = {declaration.pk: declaration.final_version for declaration in declarations}
    receipts = PaperReceipt.objects.filter(declaration__in=current).order_by("recorded_at", "pk")
    return {r.declaration_id: r for r in receipts if r.final_version == current[r.declaration_id]}


def filtered(rows: list[BoardRow], light: str, text: str) -> list[BoardRow]:
    """Rows of one light and with `text` in the entity's name (accent-blind)."""
    wanted = normalise(text)
    return [
        row
        for row in rows
        if (not light or row.light == light) and (not wanted or wanted in normalise(row.name))
    ]


def sorted_rows(rows: list[BoardRow], order: str) -> list[BoardRow]:
    """Sorted by a key of SORTS, "-" before it reverses; unknown keys keep the printed order. Blanks go last."""
    key = SORTS.get(order.lstrip("-"))
    if key is None:
        return rows
    if key == "name":
        return sorted(rows, key=lambda row: row.number, reverse=order.startswith("-"))
    if key == "light":
        return sorted(rows, key=lambda row: _LIGHT_ORDER[row.light], reverse=order.startswith("-"))
    known = [row for row in rows if getattr(row, key) is not None]
    blank = [row for row in rows if getattr(row, key) is None]
    return sorted(known, key=lambda row: getattr(row, key), reverse=order.startswith("-")) + blank


def exported(rows: Iterable[BoardRow]) -> Iterator[list[object]]:
    """The board as a table; blanks stay blank (blank is not zero)."""
    for row in rows:
        yield [
            row.number,
            row.name,
            row.total,
            row.with_rows,
            row.without_rows,
            row.preliminary.text,
            row.final.text,
            row.upload.text,
            row.light_text,
            f"{row.paper.text} · {row.paper.hint}" if row.paper.hint else "",
        ]
