"""What every benchmark shares: its arguments, and how its machine and figures are written as one JSON file."""

import argparse
import json
import sqlite3
from pathlib import Path
from typing import Any

from .machine import facts, peak_mb

__all__ = ["parser", "peak_mb", "save"]
RESULTS = Path(__file__).parent / "results"
SMALL = "little data, no result written: whether it works, not how fast"


def parser(description: str | None) -> argparse.ArgumentParser:
    """Arguments with `--small`, which every benchmark takes and tests/integration/benchmarks runs."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--small", action="store_true", help=SMALL)
    return made


def save(name: str, result: dict[str, Any], *, small: bool = False) -> str:
    """Write benchmarks/results/<name>.json (unless small) and return its text."""
    machine = {**facts("Django", "duckdb", "psycopg"), "sqlite": sqlite3.sqlite_version}
    text = json.dumps({"benchmark": name, "machine": machine, **result}, indent=2, ensure_ascii=False)
    if not small:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(text + "\n")
    return text
