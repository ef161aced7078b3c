"""Issuing and withdrawing the final version of a declaration (steps 7 and 8; spec 1, rule 7)."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User

from ..models import Declaration


def issue_final_version(*, by: User, at: datetime, declaration: Declaration) -> Any:
    """Compose, seal and store the final PDF; returns the IssuedDocument."""
    raise RuntimeError("core.documents has not landed")


def withdraw_final_version(*, by: User, at: datetime, declaration: Declaration) -> None:
    """Mark the issued final version as superseded; it is kept."""
