"""E-mail that waits: retries every few minutes, the daily digest."""

from datetime import datetime, timedelta

from django.db.models import Q

from cauce.core.accounts.models import User
from cauce.core.jobs.schedule import every

from .models import Notification, Preference
from .sending import deliver, send_digest

BATCH = 200


@every("notifications.retry", timedelta(minutes=2))
def retry_mails(at: datetime) -> int:
    """Send what failed before and is due, or whose first sending was lost in a crash; how many were sent."""
    due = Notification.objects.filter(
        mail=Notification.Mail.PENDING, mail_next_at__lte=at - timedelta(minutes=1)
    ).select_related("user")
    return sum(deliver(notice, at) for notice in due.order_by("mail_next_at")[:BATCH])


@every("notifications.digest", timedelta(minutes=30))
def send_digests(at: datetime) -> int:
    """The unread notices of everyone who wants one e-mail a day, 24 hours after the last one."""
    day_ago = Q(digest_sent_at__isnull=True) | Q(digest_sent_at__lte=at - timedelta(hours=24))
    wanted = Preference.objects.filter(day_ago, email=Preference.Email.DAILY).values("user_id")
    waiting = Notification.objects.filter(mail=Notification.Mail.DIGEST, read_at__isnull=True)
    people = User.objects.filter(pk__in=wanted, is_active=True, notifications__in=waiting).distinct()
    return sum(send_digest(user, list(waiting.filter(user=user)), at) for user in people)
