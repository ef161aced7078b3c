"""Rows made of prepared pieces, on both databases."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cauce.core.bulk_writer import Writer, piece, take_keys
from cauce.core.organisations.models import Area


def test_pieces_arrive_as_they_were_given(db):
    writer = Writer(Area, ["id", "code", "name", "latitude"], system="T", kind="state")
    odd = "Ño «x»\t\n\r\\N \\"
    keys = take_keys(Area, 3)
    for key, code, rest in zip(
        keys, ("1", "2", "3"), (piece(odd, 1), piece("", None), piece("Uno", 2)), strict=True
    ):
        writer.add(piece(key, code), rest)
    assert len(writer) == 3
    writer.flush()
    writer.flush()  # nothing twice
    assert list(
        Area.objects.filter(system="T").order_by("pk").values_list("pk", "name", "latitude", "kind")
    ) == [
        (keys[0], odd, 1.0, "state"),
        (keys[1], "", None, "state"),
        (keys[2], "Uno", 2.0, "state"),
    ]


def test_keys_are_nobody_elses(db):
    first = take_keys(Area, 2)
    made = Area.objects.create(system="T", kind="state", code="9", name="x")
    second = take_keys(Area, 2)
    assert len({*first, *second, made.pk}) == 5
    assert Area.objects.create(system="T", kind="state", code="8", name="x").pk not in {*first, *second}


def test_the_databases_constraints_hold(db):
    writer = Writer(Area, ["code", "name"], system="T", kind="state")
    writer.add(piece("1"), piece("x"))
    writer.add(piece("1"), piece("y"))
    with pytest.raises(IntegrityError), transaction.atomic():
        writer.flush()


def test_an_unknown_column_is_refused(db):
    with pytest.raises(ValueError, match="Area has no colour"):
        Writer(Area, ["colour"])


def test_dates_and_marks(db):
    assert piece(date(2026, 3, 1), True)[0] in ("2026-03-01", "2")
