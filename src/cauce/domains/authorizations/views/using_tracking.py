"""The patient's public page: folio and secret, and then the state in plain words. No account, no name, no diagnosis.

A wrong folio and a wrong secret get the same answer. Two limits: of requests by address, and of failures by folio.
"""

import hashlib
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cauce.core.documents.ratelimit import limited

from ..queries.tracking import track as find
from ..rules import number
from ..rules.patient_words import EMERGENCY, HOW_TO_APPEAL

FAILURES, LOCKED_SECONDS = 10, 15 * 60


class TrackForm(forms.Form):
    """What is printed on the slip."""

    folio = forms.CharField(
        label=gettext_lazy("Folio de la solicitud"),
        help_text=gettext_lazy("Empieza con SOL. Los espacios y los guiones no importan."),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("Clave"),
        help_text=gettext_lazy("Ocho letras y cifras, abajo del folio en su comprobante."),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@never_cache
@limited("track")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Any) -> HttpResponse:
    """Ask for folio and secret; with both right, the state. The secret never stands in an address."""
    form = TrackForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method != "POST":
        return _answer(request, {"form": form})
    if not form.is_valid():
        return _answer(request, {"form": form}, 400)
    folio = form.cleaned_data["folio"]
    if _failures(folio) >= FAILURES:
        return _answer(request, {"form": form, "locked": True}, 429)
    found = find(folio, form.cleaned_data["secret"], request.now)
    if found is None:
        _count_failure(folio)
        return _answer(request, {"form": form, "unknown": True}, 404)
    return _answer(request, {"found": found, "how_to_appeal": _(HOW_TO_APPEAL)})


def _initial(request: Any) -> dict[str, str]:
    return {"folio": request.GET.get("folio", "")[:60]}


def _answer(request: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["emergency"] = _(EMERGENCY)
    response = render(request, "authorizations/using/track.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # with none, browsers hide the origin and the form is refused
    return response


def _key(folio: str) -> str:
    """By what was typed, tidied; also for folios that do not exist, so that being locked tells nothing."""
    return f"track:{hashlib.sha256(number.tidy(folio).encode()).hexdigest()}"


def _failures(folio: str) -> int:
    return int(cache.get(_key(folio), 0))


def _count_failure(folio: str) -> None:
    cache.add(_key(folio), 0, timeout=LOCKED_SECONDS)
    try:
        cache.incr(_key(folio))
    except ValueError:  # it ended between the two calls
        cache.add(_key(folio), 1, timeout=LOCKED_SECONDS)
