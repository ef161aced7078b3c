"""The whole form of a request, as its page draws it, and what stands beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit

from ..checking import Preview, fields_in_force, preview
from ..models import Request
from ..places import local, today_at
from ..rules.clocks import UNIT_LABELS, Kind, Term
from ..rules.codes import Priority
from ..rules.states import RequestState
from ..rules.words import REQUEST_LABELS
from ..terms import term_for
from .cells import (
    Cell,
    Drawer,
    Row,
    by_place,
    care_cells,
    extra_cells,
    patient_cells,
    reason_cells,
    row_of,
)
from .finding import find_diagnoses, find_services, service_code, service_texts
from .typed import flat, rows_of

# What is wrong with what is written, said at once; what is still blank waits until it is asked for.
AT_ONCE = frozenset(
    f"AP-{n:02d}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 11, 14, 17, 21, 22, 23, 24, 26, 30, 31, 32, 33, 34)
)


@dataclass(slots=True)
class Panel:
    """What stands beside the form: needs, what is missing, repeats, and until when an answer would be due."""

    seen: Preview
    due: str
    term: str
    missing: list[Problem] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    duplicates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many things keep it from being sent."""
        return len(self.missing) + len(self.wrong)

    @property
    def ready(self) -> bool:
        """Nothing keeps it from being sent."""
        return not self.open


@dataclass(slots=True)
class Form:
    """Every cell in the order of the paper. Codes of services are what the cells show as "name · code"."""

    typed: dict[str, Any]
    patient: list[Cell]
    care: list[Cell]
    reason: list[Cell]
    rows: list[Row]
    extra: list[Cell]
    panel: Panel | None = None
    diagnoses: list = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        """Every cell, for what is said of each while one types."""
        rows = [cell for row in self.rows for cell in (row.service, row.quantity, row.note, *row.more)]
        return [*self.patient, *self.care, *self.reason, *rows, *self.extra]


def with_codes(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the code of each service in place of what its cell shows."""
    rows = [
        {**row, "service": service_code(str(row["service"]))} if row.get("service") else row
        for row in rows_of(typed)
    ]
    return {**typed, "items": rows}


def panel_of(
    typed: Mapping[str, Any], unit: OrgUnit, at: datetime, request: Request | None, requester: User | None
) -> Panel:
    """The preview, put in words for the page. Writes nothing."""
    seen = preview(typed, unit, at, request, requester)
    priority = seen.values.priority or Priority.STANDARD.value
    found = Panel(seen, local(seen.due_at, unit), words_of(term_for(Kind.ANSWER, unit, at, priority)))
    for problem in seen.problems:
        group = (
            found.warnings
            if problem.level == "warning"
            else found.missing
            if is_blank(problem, typed)
            else found.wrong
        )
        group.append(problem)
    found.duplicates = [
        {
            "request": one.item.request,
            "service": one.item.service.label,
            "state": REQUEST_LABELS[RequestState(one.item.request.state)],
            "sent": local(one.item.request.submitted_at, one.item.request.unit),
            "sequence": one.sequence,
        }
        for one in seen.duplicates
    ]
    found.warnings = [p for p in found.warnings if p.rule != "AP-24"]
    return found


def is_blank(problem: Problem, typed: Mapping[str, Any]) -> bool:
    """Whether it says that something is not written yet: nobody is told off for that before they ask."""
    if problem.rule == "AP-22":
        return not typed.get("attended_at")
    return problem.rule in {"AP-01", "AP-09", "AP-13", "AP-15", "AP-18", "AP-19", "AP-29"}


def words_of(term: Term) -> str:
    """A term as people say it: "7 días naturales"."""
    return f"{term.amount} {UNIT_LABELS[term.unit]}"


def form_of(
    typed: Mapping[str, Any],
    unit: OrgUnit,
    at: datetime,
    *,
    request: Request | None = None,
    requester: User | None = None,
    problems: Sequence[Problem] = (),
    kind: str = "normal",
    panel: Panel | None = None,
) -> Form:
    """The form with what is typed in it. problems: to show at their cells; else only what is wrongly written."""
    panel = panel or panel_of(typed, unit, at, request, requester)
    shown = list(problems) or [p for p in panel.seen.problems if p.rule in AT_ONCE and not is_blank(p, typed)]
    texts = service_texts({str(row.get("service", "")) for row in rows_of(typed)})
    values = flat(typed)
    for name, value in values.items():
        if name.endswith(".service"):
            values[name] = texts.get(value, value)
    draw = Drawer(values, by_place(shown))
    fields, _versions = fields_in_force(unit, today_at(unit, at))
    reason = reason_cells(draw)
    diagnosis = values.get("diagnosis", "")
    unknown = any(p.rule == "AP-12" for p in shown)
    return Form(
        typed=dict(typed),
        patient=patient_cells(draw),
        care=care_cells(draw, kind),
        reason=reason,
        rows=rows_drawn(draw, typed, unit, at, panel, shown),
        extra=extra_cells(draw, fields),
        panel=panel,
        diagnoses=find_diagnoses(diagnosis) if unknown else [],
    )


def rows_drawn(
    draw: Drawer,
    typed: Mapping[str, Any],
    unit: OrgUnit,
    at: datetime,
    panel: Panel,
    shown: Iterable[Problem],
) -> list[Row]:
    """The rows of services; one that the catalogue does not know brings what may have been meant."""
    day, unknown = today_at(unit, at), {p.place for p in shown if p.rule == "AP-16"}
    rows = []
    for number, row in enumerate(rows_of(typed), start=1):
        code = str(row.get("service", ""))
        meant = tuple(find_services(code, unit, day)) if f"items.{number}.service" in unknown else ()
        rows.append(row_of(draw, number, code, panel.seen.services.get(code), day, meant))
    return rows
