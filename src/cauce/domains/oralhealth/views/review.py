"""The head of clinic's queue, day by day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from ..queries.review import review_queue
from .common import crumbs, page


@page
def review(request: Any) -> HttpResponse:
    """Sheets that wait for this person's look, oldest day first."""
    require(request.user, Permission.ORAL_REVIEW, None, request.now)
    days = review_queue(request.user, request.now)
    waiting = [one for sheets in days.values() for one in sheets]
    context = {
        "crumbs": crumbs((_("Revisión"), "")),
        "days": days.items(),
        "tiles": [
            (_("Hojas por revisar"), len(waiting)),
            (_("Días"), len(days)),
            (_("Avisos confirmados"), sum(one.warnings for one in waiting)),
            (_("Más de tres días en espera"), sum(one.days > 3 for one in waiting)),
        ],
    }
    return render(request, "oralhealth/review.html", context)
