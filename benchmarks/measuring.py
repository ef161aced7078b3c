"""What every benchmark of the exchange writes: the machine, the moment, the figures."""

import json
import os
import platform
import resource
import sqlite3
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def peak_mb() -> float:
    """Peak resident memory of this process so far, in MiB (Linux counts it in KiB)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
        "processor": platform.machine(),
    }


def save(name: str, result: dict[str, Any]) -> str:
    """Write benchmarks/results/<name>.json and return its text."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"benchmark": name, "machine": machine(), **result}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n")
    return text
