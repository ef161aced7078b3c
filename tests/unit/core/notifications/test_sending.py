"""Notices: in the product always; by e-mail as each person wants; a failing mail server breaks nothing."""

from datetime import timedelta

import pytest
from django.core import mail

from cauce.core.errors import Invalid
from cauce.core.notifications import notify
from cauce.core.notifications.actions import mark_read, set_preference
from cauce.core.notifications.models import Notification
from cauce.core.notifications.schedule import retry_mails, send_digests
from cauce.core.notifications.sending import RETRIES
from tests.factories import UserFactory

Mail = Notification.Mail


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def send(now, after_commit):
    def call(*people, **changes):
        with after_commit():
            return notify(
                people,
                **{"kind": "test", "title": "Aviso", "body": "Texto", "url": "/x/", "at": now, **changes},
            )

    return call


@pytest.fixture
def broken_mail(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError("no hay servidor")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    return monkeypatch


def test_a_notice_and_its_mail(person, send, settings):
    settings.PUBLIC_URL = "https://cauce.example.org/"
    send(person)
    assert Notification.objects.get().mail == Mail.SENT
    assert mail.outbox[0].to == [person.email]
    assert "https://cauce.example.org/x/" in mail.outbox[0].body


def test_nothing_is_sent_when_the_action_does_not_commit(person, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        notify([person], kind="test", title="Aviso", at=now)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("wish", "state", "mails"), [("now", "sent", 1), ("daily", "digest", 0), ("none", "none", 0)]
)
def test_each_preference(person, send, now, wish, state, mails):
    set_preference(by=person, at=now, email=wish)
    send(person)
    assert Notification.objects.get().mail == state
    assert len(mail.outbox) == mails


def test_people_without_address_or_inactive(send, db):
    send(UserFactory(email=""), UserFactory(is_active=False))
    assert Notification.objects.get().mail == Mail.NONE


def test_a_failing_mail_server_breaks_nothing_and_is_tried_again(person, send, now, broken_mail):
    send(person)
    notice = Notification.objects.get()
    assert (notice.mail, notice.mail_attempts) == (Mail.PENDING, 1)
    assert "ConnectionRefusedError" in notice.mail_error
    broken_mail.undo()
    assert retry_mails(notice.mail_next_at + timedelta(minutes=1)) == 1
    assert Notification.objects.get().mail == Mail.SENT


def test_after_the_last_retry_it_says_so(person, send, broken_mail):
    send(person)
    for _attempt in RETRIES:
        retry_mails(Notification.objects.get().mail_next_at + timedelta(minutes=1))
    assert Notification.objects.get().mail == Mail.FAILED


def test_the_digest_goes_once_a_day_with_what_is_unread(person, send, now):
    set_preference(by=person, at=now, email="daily")
    send(person, title="Uno")
    send(person, title="Dos")
    mark_read(by=person, at=now, ids=[Notification.objects.get(title="Uno").pk])
    assert (send_digests(now), send_digests(now)) == (1, 0)
    assert "Dos" in mail.outbox[0].body
    assert "Uno" not in mail.outbox[0].body
    send(person, title="Tres")
    assert send_digests(now + timedelta(hours=23)) == 0
    assert send_digests(now + timedelta(hours=24)) == 1


def test_a_line_break_in_a_title_does_not_reach_the_header(person, send):
    send(person, title="Uno\nBcc: otra@example.org")
    assert "\n" not in mail.outbox[0].subject


def test_an_unknown_preference_is_refused(person, now):
    with pytest.raises(Invalid) as refusal:
        set_preference(by=person, at=now, email="telepathy")
    assert refusal.value.problems[0].rule == "NOTICE-01"


def test_marking_read_touches_only_ones_own(person, send, now):
    other = UserFactory()
    send(person, other)
    assert mark_read(by=person, at=now) == 1
    assert Notification.objects.get(user=other).read_at is None
