"""Deciding proposals: each side accepts, either rejects with a reason, both close as convenio.

Several proposals are decided at once or not at all; each gets its own audit event.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require
from cauce.core.accounts.confirm import confirm_password, require_second_factor
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.periods.models import Round

from ..matching_notices import tell_other_side
from ..matching_policies import check_can, refuse
from ..models import Line, MatchRun, Proposal
from ..rules.matching_table import broken
from ..rules.proposals import COMMITTED, MIN_REASON, Act, ProposalState, Side, accept_by, proposal_target

AGREEMENT_NUMBER = re.compile(r"[\w][\w ./-]{1,58}[\w.]")


@action("exchange.proposal.accept")
def accept_proposals(*, by: User, at: datetime, proposals: Sequence[Proposal], side: Side) -> list[Proposal]:
    """One side's yes. The second yes makes the proposal a commitment of both.

    Raises NotNow (EX-82 state, EX-85 no longer declared), Invalid (EX-87), NotAllowed.
    """
    act = accept_by(side)
    for proposal in (chosen := _locked(proposals)):
        _require_side(by, proposal, side, at)
        check_can(act, proposal)
        _check_still_declared(proposal)
        setattr(proposal, f"{side}_accepted_at", at)
        setattr(proposal, f"{side}_accepted_by", by)
        _move(proposal, act, by=by, at=at, name="accept", place_of=side, data={"side": side.value})
    _tell(chosen, [side], at, _("La otra parte aceptó propuestas de intercambio: %(count)s"))
    return chosen


@action("exchange.proposal.reject")
def reject_proposals(
    *, by: User, at: datetime, proposals: Sequence[Proposal], side: Side, reason: str
) -> list[Proposal]:
    """One side's no, with a written reason. Frees the patients of an accepted proposal.

    Raises NotNow (EX-82), Invalid (EX-83, EX-87), NotAllowed.
    """
    reason = reason.strip()
    for proposal in (chosen := _locked(proposals)):
        _require_side(by, proposal, side, at)
        check_can(Act.REJECT, proposal)
        if len(reason) < MIN_REASON:
            raise Invalid([broken("EX-83", "reason", least=MIN_REASON)])
        proposal.rejected_by, proposal.rejected_side, proposal.rejection_reason = by, side.value, reason
        data = {"side": side.value, "before": proposal.state}
        _move(proposal, Act.REJECT, by=by, at=at, name="reject", place_of=side, data=data, reason=reason)
    _tell(chosen, [side], at, _("La otra parte rechazó propuestas de intercambio: %(count)s"))
    return chosen


@action("exchange.proposal.close")
def close_proposals(
    *, by: User, at: datetime, proposals: Sequence[Proposal], number: str, password: str
) -> list[Proposal]:
    """Close accepted proposals as a convenio with its number: an act that binds, so the password is asked.

    Raises NotNow (EX-82), Invalid (EX-84, EX-87, password), NotAllowed.
    """
    number = " ".join(number.split())
    chosen = _locked(proposals)
    for proposal in chosen:
        _require_either(by, proposal, at)
    require_second_factor(by)
    if not AGREEMENT_NUMBER.fullmatch(number):
        raise Invalid([broken("EX-84", "number", value=number[:60])])
    confirm_password(user=by, password=password)
    for proposal in chosen:
        check_can(Act.CLOSE, proposal)
        proposal.agreement_number, proposal.agreed_by = number, by
        side = _own_side(by, proposal, at)
        _move(proposal, Act.CLOSE, by=by, at=at, name="close", place_of=side, data={"number": number})
    _tell(chosen, [side], at, _("La otra parte cerró propuestas como convenio: %(count)s"))
    return chosen


def _tell(proposals: list[Proposal], sides: list[Side], at: datetime, text: str) -> None:
    transaction.on_commit(lambda: tell_other_side(proposals, sides, text, at=at), robust=True)


def _locked(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals as they are now, locked by their round: decisions and runs of a round queue up."""
    ids = [p.pk for p in proposals]
    rounds = MatchRun.objects.filter(proposals__in=ids).values("round")
    list(Round.objects.select_for_update().filter(pk__in=rounds).order_by("pk"))
    rows = Proposal.objects.filter(pk__in=ids)
    related = "run", "product", "supply_unit", "demand_unit", "supply_institution", "demand_institution"
    chosen = list(rows.select_related(*related).order_by("pk"))
    if not chosen:
        raise Invalid([broken("EX-87", "proposals")])
    return chosen


def _require_side(by: User, proposal: Proposal, side: Side, at: datetime) -> None:
    require(by, Permission.EXCHANGE_PROPOSAL_DECIDE, proposal.institution_of(side), at)


def _own_side(by: User, proposal: Proposal, at: datetime) -> Side:
    ours = can(by, Permission.EXCHANGE_AGREEMENT, proposal.supply_institution, at)
    return Side.SUPPLY if ours else Side.DEMAND


def _require_either(by: User, proposal: Proposal, at: datetime) -> None:
    institution = proposal.institution_of(_own_side(by, proposal, at))
    require(by, Permission.EXCHANGE_AGREEMENT, institution, at)


def _check_still_declared(proposal: Proposal) -> None:
    """A declaration may have been reopened and lowered since the run (EX-85)."""
    for side, unit, column in (
        (Side.SUPPLY, proposal.supply_unit, "surplus_patients"),
        (Side.DEMAND, proposal.demand_unit, "shortage_patients"),
    ):
        same = {"unit": unit, "product__code": proposal.product.code}
        line = (
            Line.objects.select_for_update(of=("self",))  # a sheet being saved waits, or is seen
            .filter(declaration__round_id=proposal.run.round_id, **same)
            .first()
        )
        declared = (getattr(line, column) if line else None) or 0
        taken = _committed(proposal, side)
        if taken + proposal.patients > declared:
            raise refuse(
                "EX-85",
                unit=unit.name,
                declared=declared,
                taken=taken,
                patients=proposal.patients,
                label=proposal.label,
            )


def _committed(proposal: Proposal, side: Side) -> int:
    """Patients already accepted by both on that side's line."""
    same = {f"{side}_unit": getattr(proposal, f"{side}_unit"), "product__code": proposal.product.code}
    rows = Proposal.objects.filter(run__round_id=proposal.run.round_id, state__in=COMMITTED, **same)
    return rows.exclude(pk=proposal.pk).aggregate(total=Sum("patients"))["total"] or 0


def _move(
    proposal: Proposal,
    act: Act,
    *,
    by: User,
    at: datetime,
    name: str,
    place_of: Side,
    data: dict[str, object],
    reason: str = "",
) -> None:
    target = proposal_target(act, ProposalState(proposal.state))
    proposal.state, proposal.state_at = target, at
    proposal.save()
    record(
        action=f"exchange.proposal.{name}",
        by=by,
        at=at,
        subject=proposal,
        place=proposal.institution_of(place_of),
        data={"label": proposal.label, "state": target, "patients": proposal.patients, **data},
        reason=reason,
    )
