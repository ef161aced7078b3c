"""Automated screening (rule 4): five steps, each explained line by line. It approves, asks or sends to review; never denies.

What any step finds on the request as a whole (who is entitled, a repeated request, an emergency, nothing attached) keeps
the criteria from approving on their own: a person looks.
"""

from dataclasses import dataclass, field
from datetime import datetime

from cauce.core.translation import tr

from .criteria_store import InForce, applying, in_force
from .models import CriteriaVersion, Entitlement, Item, Request, ScreeningLine
from .places import institution_of, today_at
from .rules import need
from .rules.criteria import Outcome, judge_all
from .rules.values import ItemValues, Policy
from .stored import facts_of

FINE, APPROVE, REVIEW, ASK, NOT_REQUIRED = "fine", "approve", "review", "ask", "not_required"


@dataclass(slots=True)
class Screened:
    """What the screening found: the lines in order, and a verdict per item sequence."""

    lines: list[ScreeningLine] = field(default_factory=list)
    verdicts: dict[int, str] = field(default_factory=dict)
    questions: dict[int, list[str]] = field(default_factory=dict)
    approving: dict[int, CriteriaVersion] = field(default_factory=dict)


def screen(request: Request, items: list[Item], policies: dict[str, Policy], at: datetime) -> Screened:
    """Run every step over a submitted request. Writes nothing."""
    found = Screened()
    careful = [
        _completeness(request, found),
        _eligibility(request, found, at),
        _duplicate(request, found),
        _emergency(request, found),
    ]
    documents = in_force(request.unit, today_at(request.unit, at))
    for item in items:
        verdict = _need(request, item, policies[item.service_code], found)
        if verdict != NOT_REQUIRED:
            verdict = _criteria(request, item, documents, found)
            if verdict == APPROVE and any(careful):
                verdict = REVIEW
        found.verdicts[item.sequence] = verdict
    return found


def _line(
    request: Request,
    found: Screened,
    step: str,
    rule: str,
    verdict: str,
    text: str,
    item: Item | None = None,
    criteria: CriteriaVersion | None = None,
) -> None:
    found.lines.append(
        ScreeningLine(
            request=request,
            number=len(found.lines) + 1,
            item=item,
            step=step,
            rule=rule,
            verdict=verdict,
            text=text,
            criteria=criteria,
        )
    )


def _completeness(request: Request, found: Screened) -> bool:
    """Whether a person must look: sending already refused what is missing; here, what was confirmed."""
    if request.evidence.filter(removed_at__isnull=True).exists():
        _line(
            request,
            found,
            "completeness",
            "AP-01",
            FINE,
            tr("La solicitud está completa y tiene documentos."),
        )
        return False
    text = tr("La solicitud está completa, pero no trae documentos: la revisa un especialista.")
    _line(request, found, "completeness", "AP-20", REVIEW, text)
    return True


def _eligibility(request: Request, found: Screened, at: datetime) -> bool:
    """Whether the patient's right to care is not known or has ended: a person looks, nobody is refused."""
    day = today_at(request.unit, at)
    institution = institution_of(request.unit)
    rows = Entitlement.objects.filter(patient=request.patient, institution=institution)
    ends = list(rows.filter(valid_from__lte=day).values_list("valid_to", flat=True))
    if any(end is None or end >= day for end in ends):
        text = tr("Derechohabiencia vigente en {institution}.").format(institution=institution)
        _line(request, found, "eligibility", "eligibility.in_force", FINE, text)
        return False
    text = tr("No consta derechohabiencia vigente en {institution}: la revisa una persona.")
    _line(request, found, "eligibility", "eligibility.unknown", REVIEW, text.format(institution=institution))
    return True


def _duplicate(request: Request, found: Screened) -> bool:
    """Whether it was sent although it repeats another."""
    if request.duplicate_of is None:
        _line(request, found, "duplicate", "AP-24", FINE, tr("No repite ninguna solicitud vigente."))
        return False
    text = tr("Repite la solicitud {folio}. Motivo de quien solicita: {reason}")
    text = text.format(folio=request.duplicate_of.folio, reason=request.duplicate_reason)
    _line(request, found, "duplicate", "AP-24", REVIEW, text)
    return True


def _emergency(request: Request, found: Screened) -> bool:
    """Whether it was an emergency: reviewed on whether it was one, never on lacking a prior number (rule 7)."""
    if not request.emergency:
        return False
    late = tr(" Se registró después del plazo; el retraso no cambia la resolución.")
    text = tr("Urgencia ya atendida: un especialista revisa si lo fue.")
    text += late if request.late_registration else ""
    _line(request, found, "completeness", "AP-22", REVIEW, text)
    return True


def _need(request: Request, item: Item, policy: Policy, found: Screened) -> str:
    answer = need.need_of(ItemValues(item.sequence, item.service_code), policy)
    verdict = FINE if answer.needed else NOT_REQUIRED
    _line(request, found, "need", answer.rule, verdict, answer.text, item)
    return REVIEW if answer.needed else NOT_REQUIRED


def _criteria(request: Request, item: Item, documents: list[InForce], found: Screened) -> str:
    """What the criteria in force say of an item."""
    chosen = applying(documents, item.service_code, item.category)
    if not chosen:
        text = tr("No hay criterio publicado para este servicio: lo revisa un especialista.")
        _line(request, found, "criteria", "criteria.none", REVIEW, text, item)
        return REVIEW
    judgement = judge_all([one.criteria for one in chosen], facts_of(item))
    versions = {one.criteria.code: one.version for one in chosen}
    for line in judgement.lines:
        verdict = line.outcome.value if line.met else FINE if line.met is False else REVIEW
        rule = f"{line.criteria}.{line.clause}"[:80]
        _line(request, found, "criteria", rule, verdict, line.text, item, versions[line.criteria])
    if judgement.outcome == Outcome.ASK:
        found.questions[item.sequence] = list(judgement.questions)
    if judgement.outcome == Outcome.APPROVE:
        found.approving[item.sequence] = chosen[0].version
    return judgement.outcome.value
