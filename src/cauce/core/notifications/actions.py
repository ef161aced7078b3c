"""What people do with their own notices."""

from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from .models import Notification, Preference
from .rules import RULES


def mark_read(*, by: User, at: datetime, ids: list[int] | None = None) -> int:
    """Mark the person's own notices as read (None: all); how many changed. Not an event worth auditing."""
    mine = Notification.objects.filter(user=by, read_at__isnull=True)
    return (mine if ids is None else mine.filter(pk__in=ids)).update(read_at=at)


@action("notifications.preference.set")
def set_preference(*, by: User, at: datetime, email: str) -> Preference:
    """Say how the person wants e-mail: now, daily or none. Raises Invalid for anything else."""
    if email not in Preference.Email.values:
        raise Invalid([RULES["NOTICE-01"].problem("email", value=email)])
    preference, _created = Preference.objects.update_or_create(user=by, defaults={"email": email})
    record(action="notifications.preference.set", by=by, at=at, subject=preference, data={"email": email})
    return preference
