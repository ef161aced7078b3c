"""The audit digest covers every field."""

from datetime import UTC, datetime

import pytest

from cauce.core.audit.chain import GENESIS, digest

BASE = {
    "sequence": 1,
    "at": datetime(2026, 3, 1, tzinfo=UTC),
    "by_id": 3,
    "by_name": "Ana Demostración",
    "action": "exchange.declaration.answer",
    "subject": "exchange.declaration:1",
    "place_id": 4,
    "reason": "",
    "data": {"before": None, "after": True},
    "previous": GENESIS,
}
CHANGES = [
    {"sequence": 2},
    {"at": datetime(2026, 3, 1, 0, 0, 0, 1, tzinfo=UTC)},
    {"by_id": None},
    {"by_name": "Otra"},
    {"action": "x"},
    {"subject": "exchange.declaration:2"},
    {"place_id": None},
    {"reason": "porque sí"},
    {"data": {"before": None, "after": False}},
    {"previous": "1" * 64},
]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_changes_the_digest(change):
    assert digest(**{**BASE, **change}) != digest(**BASE)


def test_the_digest_does_not_depend_on_key_order_or_time_zone():
    from zoneinfo import ZoneInfo

    same = {
        **BASE,
        "at": BASE["at"].astimezone(ZoneInfo("America/Tijuana")),
        "data": {"after": True, "before": None},
    }
    assert digest(**same) == digest(**BASE)
