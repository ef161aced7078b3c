"""An appeal's form: each item appealed is confirmed as it was, granted as asked, or granted in part."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from cauce.core.errors import Invalid, Problem

from ..actions.reviewing import Chosen
from ..models import Decision
from ..rules.decisions import ItemDecision
from ..rules.states import ItemState
from ..rules.table import broken
from . import reviewing_form as form
from .reviewing_case import Case, ItemCase
from .reviewing_options import reasons_for, services_of
from .reviewing_summary import Said, decided

UPHOLD = "uphold"  # not an outcome: the last one again, in its words unless others are written
WORDS = ("reason_code", "clause", "patient_sentence", "would_change")


def verdict_of(case: Case, typed: form.Typed) -> list[ItemDecision]:
    """What was typed as decisions; "uphold" says again what the last decision granted. Invalid with every problem."""
    as_given: form.Typed = {}
    missing = [n for n, row in typed.items() if not row["outcome"]]
    if missing:
        raise Invalid([broken("AP-67", f"items.{n}.outcome", missing=n) for n in missing])
    for n, row in typed.items():
        last = case.by_sequence[n].decisions[-1]
        as_given[n] = row | _again(last, row) if row["outcome"] == UPHOLD else row
    verdict = form.understand(as_given, {n: one.clauses for n, one in case.by_sequence.items()})
    return [_with_criteria(one, case, typed) for one in verdict.decisions]


def _again(last: Decision, row: dict[str, str]) -> dict[str, str]:
    """The last decision as it would be typed; the reviewer's own words go before its."""
    return {
        "outcome": last.outcome,
        "quantity": str(last.quantity or ""),
        "service": last.service.code if last.service else "",
        "place": last.place.code if last.place else "",
        **{name: row[name] or getattr(last, name) for name in WORDS},
    }


def _with_criteria(decision: ItemDecision, case: Case, typed: form.Typed) -> ItemDecision:
    """A decision confirmed in the same words keeps the version of its criterion."""
    last = case.by_sequence[decision.sequence].decisions[-1]
    same = typed[decision.sequence]["outcome"] == UPHOLD and decision.clause == last.clause
    return replace(decision, criteria=last.criteria_id) if same else decision


def forms_of(
    case: Case, sequences: Iterable[int], typed: form.Typed | None, problems: tuple[Problem, ...]
) -> list[dict[str, Any]]:
    """A form for each item appealed; the words of the last decision stand in it to begin with."""
    typed = typed or {n: _begun(case.by_sequence[n]) for n in sequences}
    return [
        {
            "n": n,
            "case": case.by_sequence[n],
            "typed": typed[n],
            "problems": form.problems_of(problems, n),
            "reasons": reasons_for(case.request.emergency),
            "services": services_of(case.by_sequence[n]),
            "denied": case.by_sequence[n].item.state == ItemState.DENIED,
        }
        for n in sequences
    ]


def _begun(one: ItemCase) -> dict[str, str]:
    last, row = one.decisions[-1], dict.fromkeys(form.FIELDS, "")
    return row | {name: getattr(last, name) for name in WORDS}


def said_of(case: Case, chosen: Iterable[Chosen], at: datetime) -> list[tuple[Said, Decision]]:
    """What the appeal would say of each item, beside what was said before."""
    return [
        (decided(item, *rest, at), case.by_sequence[item.sequence].decisions[-1]) for item, *rest in chosen
    ]
