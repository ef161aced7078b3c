"""Every action: audited under its own name, told in Spanish, and refused to a person without any grant."""

import inspect
import re
import sys

import pytest

from cauce.core.actions import ACTIONS
from cauce.core.audit.log import PRESENTERS
from cauce.core.audit.models import Event
from cauce.core.errors import NotAllowed
from cauce.core.operations.reference.discover import import_everything
from tests.factories import UserFactory

from .scope import covered
from .values import arguments

import_everything()
NAMES = sorted(filter(covered, ACTIONS))

# An action whose act is another's: its event carries that name.
SAME_ACT = {"imports.run": "imports.apply"}

# Saved many times a day: who, when and version stay in the row, and sending the sheet tells it (decision 0031;
# test_sheets.py looks that the digest of every row is in that event).
KEPT_IN_ROW = {"oralhealth.row.save", "oralhealth.promotion.save", "oralhealth.admin.save"}
TOLD = [name for name in NAMES if name not in KEPT_IN_ROW]

# What anybody may do, since it is their own.
OWN = {"notifications.preference.set", "accounts.token.create"}


def _says(source: str, name: str) -> bool:
    """Whether the module records the name: in full, without its first word, or its last word by a helper."""
    parts = name.split(".")
    if source.count(f'"{name}"') >= 2 or f'"{".".join(parts[1:])}"' in source:
        return True
    begins = re.escape(".".join(parts[:-1]))
    return bool(re.search(rf'f"{begins}\.\{{', source)) and f'"{parts[-1]}"' in source


@pytest.mark.parametrize("name", TOLD)
def test_its_event_carries_its_name(name):
    """The module that holds the action records the name, besides registering it."""
    source = inspect.getsource(sys.modules[ACTIONS[name].__module__])
    assert "record(" in source
    assert _says(source, SAME_ACT.get(name, name))


@pytest.mark.parametrize("name", TOLD)
def test_its_event_reads_as_a_spanish_sentence(name):
    assert SAME_ACT.get(name, name) in PRESENTERS


@pytest.mark.parametrize("name", sorted(set(NAMES) - OWN))
def test_nobody_without_a_grant_may_do_it(name, world, now):
    nobody = UserFactory()
    given = arguments(name, ACTIONS[name], world, now)
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        ACTIONS[name](by=nobody, at=now, **given)
    assert refusal.value.remedy
    assert Event.objects.count() == before
