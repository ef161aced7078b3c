"""Which consistency checks block and which warn: the administration publishes a dated configuration. Decision 0053."""

from collections.abc import Mapping
from datetime import date, datetime

from cauce.core.accounts.access import require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Conflict, Invalid
from cauce.core.organisations.models import OrgUnit

from ..country import local
from ..models import CheckVersion
from ..rules.levels import changes, refusals, resolve
from ..rules.table import RULES
from .common import invalid, reason_of


@action("riskplans.checks.publish")
def publish_checks(
    *,
    by: User,
    at: datetime,
    valid_from: date,
    levels: Mapping[str, str],
    note: str,
    version: int | None = None,
) -> CheckVersion:
    """Publish the next configuration. levels: check → "block" | "warn"; those not named stay as last published.

    It governs the quarters that end on `valid_from` or later. version: the number that the person saw last (0: none).
    Raises Conflict RP-43, Invalid RP-100 to RP-103 and RP-70.
    """
    root = require_at_root(by, Permission.RISK_CATALOGUE, "riskplans", at)
    OrgUnit.objects.select_for_update().get(pk=root.pk)  # two publish one after the other
    last = CheckVersion.objects.select_related("published_by").order_by("-number").first()
    _fresh(last, version)
    problems = list(refusals(levels))
    if problems:
        raise Invalid(problems)
    before = resolve(last.content if last else {})
    after = resolve({key: str(level) for key, level in (before | dict(levels)).items()})
    changed = changes(before, after)
    if not changed:
        raise invalid("RP-103", "levels")
    found = CheckVersion.objects.create(
        number=(last.number if last else 0) + 1,
        valid_from=valid_from,
        content={key: str(level) for key, level in after.items()},
        note=reason_of(note, "note")[:300],
        published_at=at,
        published_by=by,
    )
    record(
        action="riskplans.checks.publish",
        by=by,
        at=at,
        subject=found,
        place=root,
        data={
            "number": found.number,
            "from": str(valid_from),
            "changes": {key: [str(old), str(new)] for key, (old, new) in changed.items()},
        },
        reason=found.note,
    )
    return found


def _fresh(last: CheckVersion | None, version: int | None) -> None:
    """Nobody published since the person looked (RP-43)."""
    if version is None or version == (last.number if last else 0):
        return
    who, when = (last.published_by.get_full_name(), local(last.published_at)) if last else ("—", "—")
    problem = RULES["RP-43"].problem(who=who, at=when)
    raise Conflict(problem.message, rule="RP-43", remedy=problem.remedy, theirs=last)
