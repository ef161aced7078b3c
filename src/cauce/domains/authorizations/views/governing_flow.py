"""How it works, read from the code: states, acts, who may, whom it tells, clocks, and the rules with their sentences."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.catalogues.text import normalise
from cauce.web.navigation import address

from ..jobs import GRACE_DAYS
from ..presenting_flow import machines
from ..rules.clocks import DEFAULTS
from ..rules.table import RULES
from .governing_common import crumbs, member
from .governing_terms import amount_words, kind_words


@member
def flow(request: Any) -> HttpResponse:
    """The whole of it on one page; `?q=` narrows the rules."""
    asked = request.GET.get("q", "").strip()[:80]
    words = normalise(asked).split()
    rules = [
        rule
        for rule in RULES.values()
        if all(word in normalise(f"{rule.id} {rule.message} {rule.remedy} {rule.source}") for word in words)
    ]
    defaults = [
        (kind_words(kind, priority), amount_words(term.amount, term.unit), term.pause_cap.days)
        for (kind, priority), term in DEFAULTS.items()
    ]
    context = {
        "crumbs": crumbs((_("Cómo funciona"), "")),
        "machines": machines(),
        "defaults": defaults,
        "grace": GRACE_DAYS,
        "rules": rules,
        "asked": asked,
        "terms_url": address("authorizations:terms"),
    }
    return render(request, "authorizations/governing/flow.html", context)
