"""A file of rows from its arrival to the database: looked at in the background, decided by a person, then stored."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, NotAllowed
from cauce.interop import incoming

from ..models import RowsImport
from ..policies import not_now
from ..rules.flow import broken

CHECK, STORE = "oralhealth.rows.check", "oralhealth.rows.store"
MAX_BYTES = 1024**3
State = RowsImport.State


@action("oralhealth.import.prepare")
def prepare_rows_import(*, by: User, at: datetime, filename: str, chunks: Iterable[bytes]) -> RowsImport:
    """Keep a file and look at it in the background. Raises Invalid (OH-167), NotAllowed."""
    _may_import(by, at)
    found = RowsImport(uid=uuid.uuid4(), filename=filename[-255:] or "archivo", created_at=at, created_by=by)
    found.size = incoming.keep(found.uid, _limited(chunks)).stat().st_size
    found.save()
    _start(CHECK, by, at, found, _("Revisar «%(name)s»"))
    facts = {"file": found.filename, "bytes": found.size}
    record(action="oralhealth.import.prepare", by=by, at=at, subject=found, data=facts)
    return found


@action("oralhealth.import.accept")
def accept_rows_import(*, by: User, at: datetime, import_: RowsImport) -> RowsImport:
    """Store the file's rows, its warnings confirmed, in the background. Raises NotNow (OH-166), NotAllowed."""
    found = _mine(by, at, import_)
    if found.state != State.WAITING:
        raise not_now("OH-166", state=found.get_state_display().lower(), act="guardar")
    found.state, found.decided_at, found.decided_by = State.STORING, at, by
    found.save(update_fields=["state", "decided_at", "decided_by"])
    _start(STORE, by, at, found, _("Importar «%(name)s»"))
    facts = {
        "file": found.filename,
        "rows": found.counts.get("rows"),
        "warnings": found.counts.get("warnings"),
    }
    record(action="oralhealth.import.accept", by=by, at=at, subject=found, data=facts)
    return found


@action("oralhealth.import.discard")
def discard_rows_import(*, by: User, at: datetime, import_: RowsImport) -> RowsImport:
    """Forget the file. Raises NotNow (OH-166), NotAllowed."""
    found = _mine(by, at, import_)
    if not found.waits:
        raise not_now("OH-166", state=found.get_state_display().lower(), act="descartar")
    found.state, found.decided_at, found.decided_by = State.DISCARDED, at, by
    found.save(update_fields=["state", "decided_at", "decided_by"])
    incoming.forget(found.uid)
    record(action="oralhealth.import.discard", by=by, at=at, subject=found, data={"file": found.filename})
    return found


def _may_import(by: User, at: datetime) -> None:
    if not can(by, Permission.ORAL_WRITE, None, at):
        require(by, Permission.IMPORT_RUN, None, at)


def _mine(by: User, at: datetime, import_: RowsImport) -> RowsImport:
    """The file as it is now, locked; only who brought it decides."""
    _may_import(by, at)
    found = RowsImport.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=import_.pk)
    if found.created_by_id != by.pk:
        who = found.created_by.display_name
        raise NotAllowed(
            _("Este archivo lo trajo %(who)s.") % {"who": who},
            rule="ACCESS",
            remedy=_("Pídale que lo guarde o lo descarte."),
            who=who,
        )
    return found


def _start(kind: str, by: User, at: datetime, found: RowsImport, title: str) -> None:
    title = title % {"name": found.filename[:120]}
    found.job = jobs.start(kind, by=by, at=at, title=title, params={"import": found.pk})
    found.save(update_fields=["job"])


def _limited(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise Invalid([broken("OH-167", "archivo", limit=f"{MAX_BYTES // 1024**2} MB")])
        yield chunk
