"""The audit log refuses change on the database in use, and survives the emptying between tests."""

import pytest
from django.db import DatabaseError, transaction

from cauce.core.audit.log import record, verify
from cauce.core.audit.models import Event


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_events_cannot_be_changed(now, attempt):
    with transaction.atomic():
        record(action="test.done", by=None, at=now, data={"n": 1})
    with pytest.raises(DatabaseError, match="append-only"):
        Event.objects.update(action="other") if attempt == "update" else Event.objects.all().delete()
    assert verify().whole
    assert verify().events == 1
