"""API tokens: a person's own keys for systems. The secret is shown once; only its hash is kept."""

import secrets
from datetime import datetime, timedelta

from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem

from ..models import ApiToken, User
from ..reach import require_reach
from ..rules import broken

PREFIX = "cauce_"
MAX_DAYS = 366
MAX_TOKENS = 20


@action("accounts.token.create")
def create_token(
    *, by: User, at: datetime, name: str, read_only: bool = True, days: int = 90
) -> tuple[ApiToken, str]:
    """A token of `by` for `days` days; returns it and its secret, which is shown only now.

    Raises Invalid (PE-20 to PE-22).
    """
    name = " ".join(name.split())
    if problems := _problems(by, at, name, days):
        raise Invalid(problems)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        prefix=secret[: len(PREFIX) + 6],
        digest=ApiToken.digest_of(secret),
        read_only=read_only,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    data = {"name": name, "prefix": token.prefix, "read_only": read_only, "expires_at": token.expires_at}
    record(action="accounts.token.create", by=by, at=at, subject=token, data=data)
    return token, secret


def _problems(by: User, at: datetime, name: str, days: int) -> list[Problem]:
    problems = []
    if not 3 <= len(name) <= 80:
        problems.append(broken("PE-20", "name"))
    if not 1 <= days <= MAX_DAYS:
        problems.append(broken("PE-21", "days", maximum=MAX_DAYS))
    alive = by.api_tokens.filter(revoked_at__isnull=True, expires_at__gt=at)
    if alive.count() >= MAX_TOKENS:
        problems.append(broken("PE-22", "name", maximum=MAX_TOKENS))
    return problems


@action("accounts.token.revoke")
def revoke_token(*, by: User, at: datetime, token: ApiToken) -> ApiToken:
    """Stop a token at once: one's own, or (administration) anybody's. Raises Invalid (PE-23), NotAllowed."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if token.user_id != by.pk:
        require_reach(by, token.user, at)
    if token.revoked_at is not None:
        raise Invalid([broken("PE-23")])
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    data = {"name": token.name, "prefix": token.prefix, "person": token.user.display_name}
    record(action="accounts.token.revoke", by=by, at=at, subject=token, data=data)
    return token
