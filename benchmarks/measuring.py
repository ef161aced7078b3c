"""What every benchmark of the exchange's data writes: the machine and the figures, as one JSON file."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from .machine import facts, peak_mb

__all__ = ["peak_mb", "save"]
RESULTS = Path(__file__).parent / "results"


def save(name: str, result: dict[str, Any]) -> str:
    """Write benchmarks/results/<name>.json and return its text."""
    RESULTS.mkdir(exist_ok=True)
    machine = {**facts("Django", "xlsxwriter", "openpyxl"), "sqlite": sqlite3.sqlite_version}
    text = json.dumps({"benchmark": name, "machine": machine, **result}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n")
    return text
