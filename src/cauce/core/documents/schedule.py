"""What the documents do by themselves: once a day, files that no row knows are removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from cauce.core.jobs.schedule import every

from . import storage
from .queries import stored_hashes

KEEP = timedelta(days=1)  # what is being received or issued right now has no row yet


@every("documents.sweep", timedelta(days=1))
def sweep_documents(at: datetime) -> None:
    """Remove what acts that did not end left behind."""
    storage.sweep(stored_hashes(), older_than=(at - KEEP).timestamp())
