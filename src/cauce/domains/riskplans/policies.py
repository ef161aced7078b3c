"""When an act is possible in the risk plans: `check_*` raises with the sentence for the person."""

from enum import StrEnum

from cauce.core.audit.log import history
from cauce.core.errors import Conflict, NotNow

from .country import local
from .models import Evaluation, Instrument, Narrative, PlanVersion, QuarterReport, Section
from .rules import states
from .rules.table import RULES

OWNERS = {
    states.ESE: "la ESE",
    states.TERRITORY: "la dirección territorial",
    states.SUPERINTENDENCE: "la Superintendencia",
    "": "nadie: ya terminó",
}


def not_now(rule: str, **params: object) -> NotNow:
    """The NotNow of a rule, ready to raise."""
    problem = RULES[rule].problem(**params)
    return NotNow(problem.message, rule=rule, remedy=problem.remedy, who=str(params.get("owner", "")))


def check_report(act: str, words: str, report: QuarterReport) -> StrEnum:
    """Where `act` leads the report (RP-42); `words` is the act in Spanish, for the sentence."""
    state = states.ReportState(report.state)
    target = states.target_of(states.REPORT_TRANSITIONS, act, state)
    if target is None:
        owner = OWNERS[states.REPORT_OWNER[state]]
        raise not_now("RP-42", state=states.REPORT_LABELS[state], act=words, owner=owner)
    return target


def check_section(act: str, words: str, section: Section) -> StrEnum:
    """Where `act` leads the section (RP-59)."""
    state = states.SectionState(section.state)
    target = states.target_of(states.SECTION_TRANSITIONS, act, state)
    if target is None:
        raise not_now("RP-59", state=states.SECTION_LABELS[state].lower(), act=words)
    return target


def check_version(act: str, words: str, version: PlanVersion) -> StrEnum:
    """Where `act` leads the plan's version (RP-34)."""
    state = states.VersionState(version.state)
    target = states.target_of(states.VERSION_TRANSITIONS, act, state)
    if target is None:
        raise not_now("RP-34", state=states.VERSION_LABELS[state].lower(), act=words)
    return target


def check_evaluation(act: str, words: str, evaluation: Evaluation) -> StrEnum:
    """Where `act` leads the evaluation (RP-62)."""
    state = states.EvaluationState(evaluation.state)
    target = states.target_of(states.EVALUATION_TRANSITIONS, act, state)
    if target is None:
        raise not_now("RP-62", state=states.EVALUATION_LABELS[state].lower(), act=words)
    return target


Saved = QuarterReport | Evaluation | Narrative | PlanVersion | Instrument


def check_fresh(found: Saved, version: int | None) -> None:
    """Nobody saved it since the person read it (RP-43); version None skips the check (a machine's act)."""
    if version is None or found.version == version:
        return
    who = getattr(found, "saved_by", None) or getattr(found, "opened_by", None)
    when = getattr(found, "saved_at", None) or getattr(found, "opened_at", None)
    if who is None:  # a plan's version keeps no author: the log does
        event = history(found).select_related("by").first()
        who, when = (event.by, event.at) if event else (None, None)
    problem = RULES["RP-43"].problem(who=who.get_full_name() if who else "—", at=local(when) if when else "—")
    raise Conflict(problem.message, rule="RP-43", remedy=problem.remedy, theirs=found)
