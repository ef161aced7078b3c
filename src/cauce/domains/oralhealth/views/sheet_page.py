"""What the page of a day's sheet shows: its head, its rows, the row being written, and what may be done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Problem

from .. import actions
from ..codebook import RELEASE, codebook
from ..models import Sheet
from ..policies import is_writer
from ..presenting import CARRIED, boxes, lines, next_row
from ..queries.review import next_to_review
from ..rules.states import SHEET_LABELS, SheetState
from ..rules.table import RULES
from .common import crumbs, fresh_key, key_of

TONES = {SheetState.OPEN: "warning", SheetState.SENT: "accent", SheetState.REVIEWED: "success"}


@dataclass(frozen=True, slots=True)
class Writing:
    """The row on the form: as typed (None: a new one), on which version, what is wrong, and who saved it first."""

    typed: Mapping[str, Any] | None = None
    version: int = 0
    problems: tuple[Problem, ...] = ()
    choices: list[dict[str, Any]] = field(default_factory=list)
    theirs: Any = None

    @property
    def status(self) -> int:
        """409 for a conflict, 422 for problems."""
        return 409 if self.choices else 422 if self.problems else 200


def head_of(request: Any, found: Sheet, part: str) -> dict[str, Any]:
    """What every page of the sheet has: state, tabs, who may do what. part: "rows", "promotion" or "admin"."""
    at, user = request.now, request.user
    writer = can(user, Permission.ORAL_WRITE, found.facility, at) and is_writer(user, found, at)
    tabs = [
        (_("Pacientes"), reverse("oralhealth:sheet", args=[found.uid])),
        (_("Educación y promoción"), reverse("oralhealth:lines", args=[found.uid, "educacion"])),
        (_("Administrativas"), reverse("oralhealth:lines", args=[found.uid, "administrativas"])),
    ]
    return {
        "crumbs": crumbs((date_format(found.date, "SHORT_DATE_FORMAT"), "")),
        "sheet": found,
        "unit": found.facility,
        "state": SHEET_LABELS[SheetState(found.state)],
        "tone": TONES[SheetState(found.state)],
        "schedule": codebook().lists["schedule"][found.schedule].label,
        "tabs": tabs,
        "tab": dict(zip(("rows", "promotion", "admin"), (url for _label, url in tabs), strict=True))[part],
        "writer": writer,
        "open": found.state == SheetState.OPEN and writer,
        "copy": request.GET.get("parte") == "captura",  # what the device keeps for when there is no line
        "release": RELEASE,
        "removed": found.removed.all() if writer and found.state == SheetState.OPEN else (),
        "may_review": can(user, Permission.ORAL_REVIEW, found.facility, at),
        "may_claim": can(user, Permission.ORAL_CLAIM, found.facility, at),
    }


def show(request: Any, found: Sheet, rows: list[actions.ReadRow], writing: Writing) -> HttpResponse:
    """The page; `?parte=renglones` only the table of rows, `?parte=captura` only what is needed to write."""
    head = head_of(request, found, "rows")
    if head["copy"]:
        rows = []
    claim = found.claims.filter(uid=key_of(request, "reclamo")).exclude(state="closed").first()
    context = {
        **head,
        **_rows(found, rows),
        **_form(request, rows, writing),
        "claim": claim,
        "editing": head["open"] or (head["writer"] and claim is not None),
        "claims": found.claims.select_related("row", "raised_by"),
        "fields": _fields(),
        "onward": _onward(request, found) if head["may_review"] else "",
        "history": history(found) if not head["copy"] else (),
    }
    name = "_rows" if request.GET.get("parte") == "renglones" else "sheet"
    return render(request, f"oralhealth/{name}.html", context, status=writing.status)


def _rows(found: Sheet, rows: list[actions.ReadRow]) -> dict[str, Any]:
    """The rows, how many patients, and the warnings that were confirmed, by rule."""
    confirmed = Counter(rule for r in rows for rule in r.row.warnings.split())
    return {
        "rows": rows,
        "patients": sum(not r.values.continuation for r in rows),
        "confirmed": [(rule, number, RULES[rule].remedy) for rule, number in sorted(confirmed.items())],
        "confirmed_total": sum(confirmed.values()),
        "full": rows[-1].row.uid if rows and len(rows[-1].values.activities) == 6 else None,
    }


def _form(request: Any, rows: list[actions.ReadRow], writing: Writing) -> dict[str, Any]:
    above = next((r.values for r in reversed(rows) if not r.values.continuation), None)
    typed = writing.typed or next_row(above)
    problems = writing.problems
    place = ".".join(problems[0].place.split(".")[:2]) if problems and problems[0].place else "rows.0"
    return {
        "boxes": boxes(typed, place),
        "activities": lines(typed, "activities", place),
        "diagnoses": lines(typed, "diagnoses", place),
        "place": place,
        "continuation": typed.get("continuation"),
        "carried": " ".join(CARRIED),
        "start": _start(writing),
        "uid": key_of(request) if writing.version or problems or writing.choices else fresh_key(),
        "version": writing.version,
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "choices": writing.choices,
        "theirs": writing.theirs,
    }


def _start(writing: Writing) -> str:
    """The cell where a new row begins; none when there is something to read first."""
    if writing.version or writing.status != 200:
        return ""
    return "activities.1.code" if (writing.typed or {}).get("continuation") else "identity"


def _onward(request: Any, found: Sheet) -> str:
    """Where a review leads when the sheet was opened from the queue (`?cola=1`): to the next one."""
    if not request.GET.get("cola"):
        return ""
    following = next_to_review(request.user, request.now, found)
    if following is None:
        return reverse("oralhealth:review")
    return f"{reverse('oralhealth:sheet', args=[following.uid])}?cola=1"


def _fields() -> list[tuple[str, str]]:
    """What a claim may point at: (field, its box in words)."""
    named = [(box.name, f"{box.number} {box.label}") for box in boxes({}, "")]
    return [*named, ("activities", _("Actividades")), ("diagnoses", _("Diagnósticos"))]
