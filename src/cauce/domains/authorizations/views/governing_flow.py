"""How it works, read from the code: states, acts, who may, whom it tells, clocks, and the rules with their sentences."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.catalogues.text import normalise
from cauce.core.rules import Rule
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
        "rules": [_shown(rule) for rule in rules],
        "asked": asked,
        "terms_url": address("authorizations:terms"),
    }
    return render(request, "authorizations/governing/flow.html", context)


# What the code's tables call a source → what the page calls it
_SOURCES = (
    (r"design\b.*", "diseño del sistema"),
    (r"\bspec 2\b", "especificación"),
    (r"Life of a request", "vida de una solicitud"),
    (r"(?<!\d)002\b", "documento 002"),
    (r"\b(S\d+);", r"decisión \1;"),
)


def _shown(rule: Rule) -> dict[str, str]:
    """A rule as its row: what each refusal fills in shows as an ellipsis."""
    source = rule.source
    for found, words in _SOURCES:
        source = re.sub(found, words, source)
    message, remedy = (re.sub(r"\{[^}]*\}", "…", text) for text in (rule.message, rule.remedy))
    return {"id": rule.id, "level": rule.level, "message": message, "remedy": remedy, "source": source}
