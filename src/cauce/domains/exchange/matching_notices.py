"""Telling the institutions what the matching asks of them, and what the other side answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.notifications import notify

from .matching_queries import pair_totals
from .models import MatchRun, Proposal
from .rules.proposals import SIDE_TEXT, Side


def deciders(institution_id: int, at: datetime) -> list[User]:
    """People who decide proposals for the institution itself (not those of the whole sector)."""
    roles = [role.key for role in roles_with(Permission.EXCHANGE_PROPOSAL_DECIDE)]
    in_force = Q(grants__starts_at__lte=at) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=at))
    holds = Q(grants__role__in=roles, grants__place_id=institution_id) & in_force
    return list(User.objects.filter(holds, is_active=True).distinct())


def tell_of_run(run: MatchRun, *, at: datetime) -> None:
    """A finished run: to who asked for it, and to each institution that has something to decide."""
    url = reverse("exchange:matching_run", args=[run.pk])
    title = _("Terminó la corrida %(number)s del emparejamiento") % {"number": run.number}
    body = _("%(served)s pacientes al mes atendidos y %(unmet)s sin atender.") % {
        "served": f"{run.served_patients:,}",
        "unmet": f"{run.unmet_patients:,}",
    }
    notify([run.requested_by], kind="exchange.match", title=title, body=body, url=url, at=at)
    patients: dict[int, int] = defaultdict(int)
    for pair in pair_totals(run.proposals.all()):
        for institution in {pair.supply.pk, pair.demand.pk}:
            patients[institution] += pair.patients
    for institution, total in patients.items():
        people = [user for user in deciders(institution, at) if user != run.requested_by]
        title = _("Hay propuestas de intercambio por decidir")
        body = _("La corrida %(number)s propone intercambios de %(patients)s pacientes al mes.") % {
            "number": run.number,
            "patients": f"{total:,}",
        }
        link = reverse("exchange:matching_proposals", args=[run.pk]) + "?decidir=1"
        notify(people, kind="exchange.match", title=title, body=body, url=link, at=at)


def tell_other_side(proposals: Sequence[Proposal], sides: Iterable[Side], text: str, *, at: datetime) -> None:
    """One notice per institution on the other side of what was just decided, never to who decided.

    text: what happened, with %(count)s; sides: those that decided.
    """
    decided = set(sides)
    for side in set(Side) - decided:
        by_institution: dict[int, list[Proposal]] = defaultdict(list)
        for proposal in proposals:
            by_institution[proposal.institution_of(side).pk].append(proposal)
        for institution, theirs in by_institution.items():
            first = theirs[0]
            title = text % {"count": len(theirs)}
            body = _("Propuesta %(label)s: %(product)s, %(patients)s pacientes al mes.") % {
                "label": first.label,
                "product": first.product.label,
                "patients": f"{first.patients:,}",
            }
            if len(theirs) > 1:
                body += " " + _("Y otras %(count)s.") % {"count": len(theirs) - 1}
            url = reverse("exchange:matching_proposal", args=[first.pk])
            notify(
                deciders(institution, at), kind="exchange.proposal", title=title, body=body, url=url, at=at
            )


def side_text(side: Side) -> str:
    """ "quien ofrece", "quien requiere"."""
    return _(SIDE_TEXT[side])
