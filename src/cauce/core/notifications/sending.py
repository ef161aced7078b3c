"""Writing notices, and sending their e-mail without ever breaking what caused them.

The e-mail goes out after commit, in the background. When the mail server fails, it is tried again
later (schedule.py) and the notice stays in the product all the same.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cauce.core.accounts.models import User

from .models import Notification, Preference

logger = logging.getLogger(__name__)
Mail = Notification.Mail
# After the n-th failure, wait this long; after the last one, give up and say so.
RETRIES = [timedelta(minutes=m) for m in (2, 10, 60, 360, 1440)]


def notify(
    users: Iterable[User], *, kind: str, title: str, body: str = "", url: str = "", at: datetime
) -> list[Notification]:
    """Write one notice per active person and send its e-mail after commit, as each one prefers."""
    people = {user.pk: user for user in users if user.is_active}
    wishes = dict(Preference.objects.filter(user__in=people).values_list("user_id", "email"))
    with transaction.atomic():
        notices = Notification.objects.bulk_create(
            Notification(
                user=user,
                kind=kind,
                title=title[:200],
                body=body,
                url=url,
                created_at=at,
                mail=_mail_state(user, wishes.get(pk, Preference.Email.NOW)),
                mail_next_at=at,
            )
            for pk, user in people.items()
        )
        pending = [notice.pk for notice in notices if notice.mail == Mail.PENDING]
        if pending:
            transaction.on_commit(lambda: _send_later(pending), robust=True)
    return notices


def _mail_state(user: User, wish: str) -> str:
    if not user.email or wish == Preference.Email.NONE:
        return Mail.NONE
    return Mail.DIGEST if wish == Preference.Email.DAILY else Mail.PENDING


def _send_later(ids: list[int]) -> None:
    send_mails.enqueue(ids)


@task()
def send_mails(ids: list[int]) -> None:
    """Send the e-mail of these notices; each one that fails is put off."""
    for notice in Notification.objects.filter(pk__in=ids, mail=Mail.PENDING).select_related("user"):
        deliver(notice, timezone.now())


def deliver(notice: Notification, at: datetime) -> bool:
    """Send one notice's e-mail now; False when it failed and was put off or given up."""
    try:
        _message(notice.user, notice.title, _text([notice])).send()
    except Exception as error:  # whatever the mail backend raises: SMTP, sockets, TLS
        _put_off(notice, at, error)
        return False
    Notification.objects.filter(pk=notice.pk).update(mail=Mail.SENT, mail_error="")
    return True


def _put_off(notice: Notification, at: datetime, error: Exception) -> None:
    attempts = notice.mail_attempts + 1
    again = attempts <= len(RETRIES)
    logger.warning("e-mail of notice %s failed (attempt %s): %s", notice.pk, attempts, error)
    Notification.objects.filter(pk=notice.pk).update(
        mail=Mail.PENDING if again else Mail.FAILED,
        mail_attempts=attempts,
        mail_next_at=at + RETRIES[attempts - 1] if again else None,
        mail_error=f"{type(error).__name__}: {error}"[:300],
    )


def send_digest(user: User, notices: list[Notification], at: datetime) -> bool:
    """Send the unread notices of a person in one e-mail; False when it failed (tried again next time)."""
    try:
        title = _("Cauce: %(count)d avisos") % {"count": len(notices)}
        _message(user, title, _text(notices)).send()
    except Exception as error:
        logger.warning("digest of user %s failed: %s", user.pk, error)
        return False
    Notification.objects.filter(pk__in=[n.pk for n in notices]).update(mail=Mail.SENT)
    Preference.objects.filter(user=user).update(digest_sent_at=at)
    return True


def _message(user: User, title: str, text: str) -> EmailMessage:
    subject = " ".join(title.split())  # a line break in a subject is an injection
    return EmailMessage(subject, text, to=[user.email])


def _text(notices: list[Notification]) -> str:
    parts = []
    for notice in notices:
        link = f"{settings.PUBLIC_URL.rstrip('/')}{notice.url}" if notice.url.startswith("/") else ""
        parts.append("\n\n".join(part for part in (notice.title, notice.body, link) if part))
    closing = _("Puede cambiar cómo recibe los avisos en Avisos › Preferencias.")
    return "\n\n— — —\n\n".join(parts) + f"\n\n--\n{closing}\n"
