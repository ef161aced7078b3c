"""Opening a round: its dates, an institution's own window, and one open declaration per entity."""

from datetime import datetime

from django.utils import timezone

from cauce.core.accounts.access import require, require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round, RoundWindow

from ..models import Declaration
from ..queries import MODULE
from ..rules.table import broken


@action("exchange.round.open")
def open_round(
    *, by: User, at: datetime, code: str, name: str, opens_at: datetime, closes_at: datetime
) -> Round:
    """Create the round, or change its name and dates, and give every entity of the country a declaration in it."""
    root = require_at_root(by, Permission.ROUNDS_MANAGE, MODULE, at)
    if closes_at <= opens_at:
        raise Invalid([broken("EX-70", "closes_at")])
    round_, created = Round.objects.update_or_create(
        module=MODULE, code=code, defaults={"name": name, "opens_at": opens_at, "closes_at": closes_at}
    )
    missing = (
        OrgUnit.objects.below(root)
        .filter(kind=OrgUnit.Kind.ENTITY)
        .exclude(declarations__round=round_)
        .valid_on(timezone.localtime(at).date())
    )
    Declaration.objects.bulk_create([Declaration(round=round_, entity=entity) for entity in missing])
    record(
        action="exchange.round.open",
        by=by,
        at=at,
        subject=round_,
        place=root,
        data={"code": code, "name": name, "opens_at": opens_at, "closes_at": closes_at, "created": created},
    )
    return round_


@action("exchange.round.window")
def set_round_window(
    *, by: User, at: datetime, round: Round, institution: OrgUnit, opens_at: datetime, closes_at: datetime
) -> RoundWindow:
    """Give one institution its own opening and closing of the round."""
    require(by, Permission.ROUNDS_MANAGE, institution, at)
    if closes_at <= opens_at:
        raise Invalid([broken("EX-70", "closes_at")])
    window, _created = RoundWindow.objects.update_or_create(
        round=round, institution=institution, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    record(
        action="exchange.round.window",
        by=by,
        at=at,
        subject=round,
        place=institution,
        data={"opens_at": opens_at, "closes_at": closes_at},
    )
    return window
