"""When an act is possible: `check_can_*` raises with the sentence for the person, `can_*` is its boolean.

Permission (who) is asked in core.accounts.access; here only the state and the round are asked.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.errors import NotNow, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.queries import contact_of
from cauce.core.periods.models import window_for

from .models import Declaration
from .rules.states import State, Window, target_of
from .rules.table import broken


def refuse(rule_id: str, **params: object) -> NotNow:
    """The NotNow of a rule, ready to raise."""
    problem = broken(rule_id, **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy, who=str(params.get("who", "")))


def local(instant: datetime) -> str:
    """An instant as people read it, in the country's form and the current time zone."""
    return date_format(timezone.localtime(instant), "d/m/Y H:i")


def who_reopens(entity: OrgUnit) -> str:
    """Who can lift a closed or finalised state: the responsible department, or the role's name."""
    contact = contact_of(entity)
    role = str(roles_with(Permission.EXCHANGE_REOPEN)[0].name)
    return f"{contact.department} ({role})" if contact else role


def window_of(declaration: Declaration) -> Window:
    """The span in which this declaration can be written."""
    institution = declaration.entity.ancestor(OrgUnit.Kind.INSTITUTION) or declaration.entity
    opens_at, closes_at = window_for(declaration.round, institution)
    return Window(opens_at, closes_at, declaration.reopened_until)


def check_in_window(declaration: Declaration, at: datetime) -> None:
    """Raise EX-30 before the round and EX-31 after it, unless a reopening allows."""
    window = window_of(declaration)
    if window.is_open(at):
        return
    if at < window.opens_at:
        raise refuse("EX-30", round=declaration.round.name, opens=local(window.opens_at))
    raise refuse(
        "EX-31",
        round=declaration.round.name,
        closes=local(window.closes_at),
        who=who_reopens(declaration.entity),
    )


def check_can_write(declaration: Declaration, at: datetime) -> None:
    """Steps 2 to 7: open and inside the round (or a reopening)."""
    if target_of("save_lines", State(declaration.state)) is None:
        raise frozen(declaration)
    check_in_window(declaration, at)


def check_can_save_lines(declaration: Declaration, at: datetime) -> None:
    """Step 6: writable, and the answer is not NO."""
    check_can_write(declaration, at)
    if declaration.answer is False:
        raise refuse("EX-22")


def check_can_finalise(declaration: Declaration, at: datetime) -> None:
    """Step 7: writable, and step 2 answered."""
    check_can_write(declaration, at)
    if declaration.answer is None:
        raise refuse("EX-21")
    if declaration.answer is False:
        check_no_rows(declaration)


def check_no_rows(declaration: Declaration) -> None:
    """NO is refused while rows exist (M18)."""
    rows = declaration.lines.count()
    if rows:
        units = declaration.lines.values("unit").distinct().count()
        raise refuse("EX-20", rows=rows, units=units)


def check_can_upload(declaration: Declaration, at: datetime) -> None:
    """Step 9: finalised, and the round (or a reopening) still open (M9, M10)."""
    if target_of("upload", State(declaration.state)) is None:
        raise refuse("EX-33")
    check_in_window(declaration, at)


def check_can_reopen(declaration: Declaration, at: datetime) -> None:
    """Only what is finalised, or what the round's close froze, can be reopened."""
    if target_of("reopen", State(declaration.state)) is None and window_of(declaration).is_open(at):
        raise refuse("EX-34")


def frozen(declaration: Declaration) -> NotNow:
    """The refusal of a finalised declaration: since when, by whom, and who can lift it."""
    since = local(declaration.finalised_at) if declaration.finalised_at else "—"
    by = declaration.finalised_by.display_name if declaration.finalised_by else _("el sistema")
    return refuse("EX-32", at=since, by=by, who=who_reopens(declaration.entity))


def is_refused(
    check: Callable[[Declaration, datetime], None], declaration: Declaration, at: datetime
) -> Refusal | None:
    """The refusal that `check` would raise, or None: what a page shows on a disabled button."""
    try:
        check(declaration, at)
    except Refusal as refusal:
        return refusal
    return None


def can_write(declaration: Declaration, at: datetime) -> bool:
    """Boolean of `check_can_write`."""
    return is_refused(check_can_write, declaration, at) is None


def can_save_lines(declaration: Declaration, at: datetime) -> bool:
    """Boolean of `check_can_save_lines`."""
    return is_refused(check_can_save_lines, declaration, at) is None


def can_finalise(declaration: Declaration, at: datetime) -> bool:
    """Boolean of `check_can_finalise`."""
    return is_refused(check_can_finalise, declaration, at) is None


def can_upload(declaration: Declaration, at: datetime) -> bool:
    """Boolean of `check_can_upload`."""
    return is_refused(check_can_upload, declaration, at) is None


def can_reopen(declaration: Declaration, at: datetime) -> bool:
    """Boolean of `check_can_reopen`."""
    return is_refused(check_can_reopen, declaration, at) is None
