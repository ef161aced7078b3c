"""The person's own account: who they are here, what they may do and where."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.accounts.access import active_grants
from cauce.core.accounts.roles import ROLES

from ..navigation import address


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Grants with their places and ends, security, tokens, theme."""
    grants = active_grants(request.user, request.now).order_by("place__path", "role")
    return render(
        request,
        "web/account.html",
        {
            "grants": [(grant, ROLES[grant.role]) for grant in grants if grant.role in ROLES],
            "has_second_factor": is_mfa_enabled(request.user),
            "tokens": request.user.api_tokens.filter(revoked_at=None, expires_at__gt=request.now),
            "tokens_url": address("tokens"),
        },
    )
