"""Bringing files in: look first, then all or nothing. Page and command line call the same."""

import hashlib
from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Conflict, Invalid, NotNow
from cauce.core.organisations.models import OrgUnit

from .kinds import Context, kind_of, require_kind
from .models import Import
from .plan import Plan
from .rules import broken


def plan_of(
    kind: str, content: bytes, filename: str, options: dict, at: datetime, by: User | None = None
) -> Plan:
    """What importing that content would do now. Writes nothing. Raises Invalid (IM-01, IM-05, IM-06), NotFound.

    by: who imports, where the kind asks place by place.
    """
    return kind_of(kind).plan(content, filename, Context(by, at, options))


@action("imports.prepare")
def prepare_import(
    *, by: User, at: datetime, kind: str, content: bytes, filename: str, options: dict | None = None
) -> Import:
    """Keep a file to be looked at. Raises Invalid when it cannot be read at all, NotAllowed."""
    require_kind(by, kind, at, options or {})
    plan = plan_of(kind, content, filename, options or {}, at, by)
    made = _keep(by, at, plan, kind, content, filename, options or {})
    _record("prepare", by, at, made, plan)
    return made


def _keep(
    by: User, at: datetime, plan: Plan, kind: str, content: bytes, filename: str, options: dict
) -> Import:
    return Import.objects.create(
        kind=kind,
        filename=filename[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        options=options,
        counts=plan.counts(),
        created_at=at,
        created_by=by,
    )


@action("imports.apply")
def apply_import(*, by: User, at: datetime, import_: Import, digest: str) -> Plan:
    """Accept what was looked at, in one transaction. digest: of the plan that the person saw.

    Raises Invalid (every problem), Conflict (IM-40: it would do something else now), NotNow (IM-41).
    """
    require_kind(by, import_.kind, at, import_.options)
    import_ = _waiting(import_)
    _queue_up()
    plan = plan_of(import_.kind, bytes(import_.content), import_.filename, import_.options, at, by)
    if not plan.is_possible:
        raise Invalid(plan.problems)
    if plan.digest() != digest:
        problem = broken("IM-40")
        raise Conflict(problem.message, rule=problem.rule, remedy=problem.remedy, theirs=plan)
    _carry_out(import_.kind, plan, import_.options, by, at)
    _decide(import_, Import.State.APPLIED, by, at, plan)
    _record("apply", by, at, import_, plan)
    return plan


@action("imports.discard")
def discard_import(*, by: User, at: datetime, import_: Import) -> Import:
    """Put a file aside without importing it. Raises NotNow (IM-41)."""
    require_kind(by, import_.kind, at, import_.options)
    import_ = _waiting(import_)
    _decide(import_, Import.State.DISCARDED, by, at, None)
    _record("discard", by, at, import_, None)
    return import_


@action("imports.run")
def run_import(
    *, by: User, at: datetime, kind: str, content: bytes, filename: str, options: dict | None = None
) -> Plan:
    """Look and accept in one go (command line), reading the file once. Nothing is kept when nothing would change.

    Raises Invalid with every problem.
    """
    options = options or {}
    require_kind(by, kind, at, options)
    _queue_up()
    plan = plan_of(kind, content, filename, options, at, by)
    if not plan.is_possible:
        raise Invalid(plan.problems)
    if plan.does_something:
        made = _keep(by, at, plan, kind, content, filename, options)
        _carry_out(kind, plan, options, by, at)
        _decide(made, Import.State.APPLIED, by, at, plan)
        _record("apply", by, at, made, plan)
    return plan


def _queue_up() -> None:
    """Imports go one after another: each compares with what the one before left."""
    list(OrgUnit.objects.select_for_update().filter(parent=None).values_list("pk"))


def _carry_out(kind: str, plan: Plan, options: dict, by: User, at: datetime) -> None:
    if plan.does_something:
        kind_of(kind).apply(plan, Context(by, at, options))


def _waiting(import_: Import) -> Import:
    import_ = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
    if import_.state != Import.State.WAITING:
        problem = broken("IM-41", state=import_.get_state_display().lower())
        raise NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)
    return import_


def _decide(import_: Import, state: str, by: User, at: datetime, plan: Plan | None) -> None:
    import_.state, import_.decided_at, import_.decided_by = state, at, by
    if plan:
        import_.counts = plan.counts()
    import_.save(update_fields=["state", "decided_at", "decided_by", "counts"])


def _record(what: str, by: User, at: datetime, import_: Import, plan: Plan | None) -> None:
    data: dict[str, object] = {"kind": import_.kind, "filename": import_.filename, "sha256": import_.sha256}
    if plan:
        data |= plan.counts() | {"digest": plan.digest()}
    record(action=f"imports.{what}", by=by, at=at, subject=import_, data=data)
