"""Every benchmark without tests of its own runs in small, as a command, and answers with its figures; no time is held
to anything here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.bench import scripts

ROOT = Path(__file__).resolve().parents[3]
# What each must show besides having run.
EXPECTED = {
    "catalogue_search": lambda r: r["names"] == 800 and r["cauce"]["recall"]["at_10"] > 0.9,
    "concurrent_saves": lambda r: all(r[d]["lost_updates"] == 0 for d in ("sqlite", "postgresql")),
    "writers": lambda r: r["ours"]["rows_lost"] == r["ours"]["errors"] == 0 < r["ours"]["per_second"],
    "consolidated": lambda r: [len(r[way]["cuts"]) for way in ("live", "copied")] == [28, 28],
    "consolidated_export": lambda r: {one["rows"] for one in r["runs"]} == {300, 3000},
    "exchange_pages": lambda r: r["board_rows"] == 20 and all(p["queries"] for p in r["pages"]),
    "import_units": lambda r: {"bulk_create", "import_export", "new"} <= r["imports"].keys(),
    "matching": lambda r: r["methods"]["exact"]["served"] >= r["methods"]["greedy"]["served"] > 0,
    "risk_plans": lambda r: (
        r["evaluate"]["reports"] == r["sizes"]["hospitals"] == 6 and r["import"]["books"] == 3
    ),
    "pdf": lambda r: r["rows"]["50"]["report"]["pages"] > 0,
}


def test_every_benchmark_is_here_or_has_tests_of_its_own():
    own = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert {path.stem for path in scripts()} - own == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_runs_in_small_and_writes_no_result(name):
    results = ROOT / "benchmarks" / "results"
    before = {path: path.stat().st_mtime_ns for path in results.glob("*.json")}
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CAUCE_VAR_DIR"}}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--small"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": "src:.", "CAUCE_ENV": "test"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert EXPECTED[name](json.loads(done.stdout[done.stdout.index("{") :])), done.stdout
    assert {path: path.stat().st_mtime_ns for path in results.glob("*.json")} == before
