"""Work in a second thread of the same transaction."""

import pytest
from django.db import transaction

from cauce.core.behind import Behind
from cauce.core.organisations.models import Area


def make(code: str):
    return lambda: Area.objects.create(system="T", kind="state", code=code, name=code)


def codes() -> set[str]:
    return set(Area.objects.filter(system="T").values_list("code", flat=True))


def test_work_is_done_in_the_same_transaction_in_its_order(db):
    with Behind() as behind:
        behind.put(make("1"))
        behind.start()
        behind.wait()
        assert codes() == {"1"}
        behind.put(make("2"))
        behind.put(make("3"))  # does 2, which nobody started
        assert codes() == {"1", "2"}
    assert codes() == {"1", "2", "3"}


def test_what_goes_wrong_is_raised_where_it_is_waited_for(db):
    def fail():
        raise LookupError("x")

    def waited_for():
        with Behind() as behind:
            behind.put(fail)
            behind.start()
            behind.wait()

    def beside():
        with transaction.atomic(), Behind() as behind:
            behind.put(make("4"))
            behind.start()
            fail()

    with pytest.raises(LookupError):
        waited_for()
    with pytest.raises(LookupError):
        beside()
    assert codes() == set()
