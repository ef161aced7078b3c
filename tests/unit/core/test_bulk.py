"""Many rows at once, on both databases: what arrives equals what was given."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from cauce.core import bulk
from cauce.core.organisations.models import Area, AreaPopulation
from cauce.core.periods.models import Round


def test_inserts_columns_constants_and_defaults(db, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    rows = [("01", "Uno", 1.5), ("02", "Ño «x»\t\n\\", None), ("03", "", -99.25)]
    assert bulk.insert(Area, ["code", "name", "latitude"], rows, system="T", kind="state") == 3
    stored = Area.objects.filter(system="T").values_list(
        "code", "name", "latitude", "kind", "origin", "parent"
    )
    assert list(stored) == [(*row, "state", "", None) for row in rows]


def test_keeps_instants_and_keys(db):
    opens, closes = datetime(2026, 5, 1, 6, tzinfo=UTC), datetime(2026, 6, 1, 5, 59, 59, 123456, tzinfo=UTC)
    bulk.insert(
        Round, ["code", "opens_at"], [("a", opens), ("b", opens)], module="m", name="n", closes_at=closes
    )
    assert set(Round.objects.values_list("code", "opens_at", "closes_at")) == {
        ("a", opens, closes),
        ("b", opens, closes),
    }
    bulk.insert(Area, ["code"], [("01",)], system="T", kind="state", name="Uno")
    area = Area.objects.get(system="T")
    bulk.insert(AreaPopulation, ["area_id", "persons"], [(area.pk, 7)], year=2020)
    assert area.populations.get().persons == 7


def test_the_databases_constraints_hold_and_nothing_stays(db):
    twice = [("01", "Uno"), ("01", "Otro")]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Area, ["code", "name"], twice, system="T", kind="state")
    assert not Area.objects.filter(system="T").exists()


def test_an_unknown_column_is_refused(db):
    with pytest.raises(ValueError, match="Area has no colour"):
        bulk.insert(Area, ["code"], [], colour="red")
