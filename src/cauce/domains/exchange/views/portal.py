"""Step 0: the portal. Open to all; the boards behind it ask for a session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..presenting.portal import institution_cards
from ..queries import current_round
from .common import step_context


def portal(request: HttpRequest) -> HttpResponse:
    """A card per institution."""
    round_ = current_round(request.now)
    cards = institution_cards(request.user, round_, request.now)
    cards_with_phase = [(card, card.phase(request.now)) for card in cards]
    return render(
        request, "exchange/portal.html", step_context(0, cards=cards_with_phase, round=round_, crumbs=[])
    )
