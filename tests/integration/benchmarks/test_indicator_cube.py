"""The cube benchmark in small: all contenders run, and the engine answers what the SQL written by hand answers."""

import duckdb
import pytest

from benchmarks import _indicator_peers as peers
from benchmarks import indicator_cube


@pytest.fixture
def folder(tmp_path):
    indicator_cube.synthetic.write(tmp_path, 300, places=4)
    return tmp_path


def test_every_contender_finds_the_same_groups(tmp_path):
    result = indicator_cube.run(tmp_path, 1_000, turns=1, places=4)
    assert result["rows"]["patient_rows"] == 400
    assert result["differences_in_small"] == 0
    assert len({result[name]["groups"] for name in ("one_scan", "two_steps", "pandas")}) == 1
    assert all(result[name]["peak_mb"] > 0 for name in indicator_cube.CONTENDERS)


def test_a_difference_is_seen(folder, monkeypatch):
    monkeypatch.setitem(peers.NUMERATORS, "I-4", "new")
    assert indicator_cube.compare(folder) > 0


def test_the_facts_are_the_same_every_time(folder, tmp_path):
    again = tmp_path / "again"
    indicator_cube.synthetic.write(again, 300, places=4)
    sums = [
        duckdb.sql(f"SELECT sum(hash(t)) FROM '{place}/patient_rows.parquet' t").fetchall()
        for place in (folder, again)
    ]
    assert sums[0] == sums[1]
