"""The registry of trusted keys: see, add, revoke; and this installation's own key, to be read to others."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.documents import seal
from cauce.core.documents.keys import seal_key
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from .. import actions, queries
from ..forms import KeyForm, RevokeForm


@login_required
def listing(request: Any) -> HttpResponse:
    """Keys of the person's places and the form of a new one; who only exports sees the own key."""
    user, at = request.user, request.now
    trusts = can(user, Permission.PACKAGE_TRUST, None, at)
    if not trusts and not can(user, Permission.PACKAGE_EXPORT, None, at):
        require(user, Permission.PACKAGE_TRUST, None, at)
    form = KeyForm(request.POST or None, places=_places(request)) if trusts else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            key = actions.trust_key(by=user, at=at, **form.cleaned_data)
            messages.success(request, _("Se confía en la llave %(key)s.") % {"key": key.key_id})
            return redirect("packages:keys")
        except Invalid as refusal:
            form.add_error("public", str(refusal))
    own = seal.public_text(seal_key())
    context = {
        "form": form,
        "keys": queries.keys_in_reach(user, at) if trusts else [],
        "own": own,
        "own_id": seal.key_id(own),
    }
    return render(request, "packages/keys.html", context, status=422 if form and form.errors else 200)


def _places(request: Any) -> Any:
    """Places that a key may speak for: those of packages, and the ones above them in reach."""
    below = queries.places_for(request.user, Permission.PACKAGE_TRUST, request.now)
    above = {pk for place in below for pk in place.ancestor_ids()}
    found = OrgUnit.objects.filter(pk__in=[*above, *(place.pk for place in below)])
    return within(found, request.user, Permission.PACKAGE_TRUST, request.now).order_by("path")


@login_required
def revoke(request: Any, pk: int) -> HttpResponse:
    """Ask why (GET) and stop trusting a key (POST)."""
    key = get_object_or_404(queries.keys_in_reach(request.user, request.now), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_key(by=request.user, at=request.now, key=key, reason=form.cleaned_data["reason"])
            messages.success(request, _("La llave %(key)s quedó revocada.") % {"key": key.key_id})
            return redirect("packages:keys")
        except Invalid as refusal:
            form.add_error("reason", str(refusal))
    context = {"form": form, "key": key}
    return render(request, "packages/revoke.html", context, status=422 if form.errors else 200)
