"""The import benchmark in small: its file is right by every rule, and all contenders store as many rows."""

from django.db import connection

from benchmarks import rda_import


def test_every_contender_stores_all_rows(db, tmp_path):
    found = rda_import.measure(tmp_path, 300, 60, turns=2)
    peers = {"bare_copy", "flat_copy", "import_export"} if connection.vendor == "postgresql" else set()
    assert {"check", "cauce", *peers} <= found.keys()
    assert all(found[name]["rows"] == 300 for name in {"check", "cauce", *peers} - {"import_export"})
    assert ("cauce_to_bare_copy" in found) is bool(peers)
    if peers:
        assert found["import_export"]["rows"] == 60
        assert found["import_export"]["as_many_rows_seconds"] >= 0


def test_the_file_is_the_same_every_time(db, tmp_path):
    facilities = [unit.oralhealth for unit in rda_import.database.places(2)]
    for name in ("first", "second"):
        rda_import.write_file(tmp_path / name, 50, facilities)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert len(rda_import.peer_lines(tmp_path / "first", 99)) == 50
