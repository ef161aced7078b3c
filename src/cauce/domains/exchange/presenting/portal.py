"""Step 0: a card per institution, with the person's access and the round's state there."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from cauce.core.accounts.access import active_grants
from cauce.core.accounts.models import User
from cauce.core.accounts.roles import ROLES
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round, RoundWindow

from ..models import Declaration
from ..queries import institutions, visible_entities
from ..rules.states import LIGHT_OF, Light, State


@dataclass(frozen=True, slots=True)
class InstitutionCard:
    """One institution: the person's roles there (none: no access), the round's dates, entities by light."""

    institution: OrgUnit
    roles: list[str]
    opens_at: datetime | None
    closes_at: datetime | None
    lights: dict[Light, int]

    @property
    def entities(self) -> int:
        """Entities that the person sees there."""
        return sum(self.lights.values())

    def phase(self, at: datetime) -> str:
        """before | open | closed | none."""
        if self.opens_at is None or self.closes_at is None:
            return "none"
        if at < self.opens_at:
            return "before"
        return "open" if at < self.closes_at else "closed"


def institution_cards(user: User, round_: Round | None, at: datetime) -> list[InstitutionCard]:
    """All institutions in the tree's order, the person's own first."""
    signed_in = user.is_authenticated
    grants = list(active_grants(user, at)) if signed_in else []
    lights = _lights(user, round_, at) if signed_in and round_ else {}
    windows = {w.institution_id: w for w in RoundWindow.objects.filter(round=round_)} if round_ else {}
    cards = []
    for institution in institutions():
        roles = [
            str(ROLES[grant.role].name)
            for grant in grants
            if grant.role in ROLES and _touches(grant.place, institution)
        ]
        span = windows.get(institution.pk) or round_
        cards.append(
            InstitutionCard(
                institution,
                list(dict.fromkeys(roles)),
                span.opens_at if span else None,
                span.closes_at if span else None,
                dict(lights.get(institution.pk, {})),
            )
        )
    return sorted(cards, key=lambda card: not card.roles)


def _touches(place: OrgUnit, institution: OrgUnit) -> bool:
    return place.is_within(institution) or institution.is_within(place)


def _lights(user: User, round_: Round, at: datetime) -> dict[int, Counter[Light]]:
    """institution id → light → entities that the person sees."""
    counts = (
        Declaration.objects.filter(round=round_, entity__in=visible_entities(user, at))
        .values_list("entity__parent", "state")
        .annotate(entities=Count("pk"))
    )
    found: dict[int, Counter[Light]] = defaultdict(Counter)
    for institution, state, entities in counts:
        found[institution][LIGHT_OF[State(state)]] += entities
    return found
