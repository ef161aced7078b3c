"""Importing 30,000 units (new, again, and with every name changed), and what it peaks at.

    PYTHONPATH=src:. python -m benchmarks.import_units [--units 30000]

Into a fresh SQLite file, or into the empty database of DATABASE_URL.
"""

import argparse
import csv
import io
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import facts, peak_mb

RESULTS = Path(__file__).parent / "results" / "import_units.json"


def main() -> None:
    """Import three times and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=30_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["CAUCE_VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "cauce.config.settings"
        import django

        django.setup()
        result = measure(chosen.units)
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    RESULTS.write_text(text, "utf-8")
    print(text)


def measure(count: int) -> dict:
    """Seconds of each import."""
    from django.core.management import call_command
    from django.db import connection

    from cauce.core.demo.people import seed_admin
    from cauce.core.demo.places import seed_areas, seed_tree
    from cauce.core.demo.scene import Scene
    from cauce.core.organisations.models import OrgUnit

    call_command("migrate", verbosity=0)
    scene = Scene(at=datetime.now(UTC))
    seed_areas(scene)
    seed_tree(scene)
    seed_admin(scene)
    content = file_of(count, "")
    seconds = {
        "new": run(scene, content),
        "again, nothing to do": run(scene, content),
        "every name changed": run(scene, file_of(count, " (cambio)")),
    }
    return {
        "at": scene.at.isoformat(timespec="seconds"),
        "machine": facts("Django"),
        "database": connection.vendor,
        "units": OrgUnit.objects.filter(kind="unit").count(),
        "file_mb": round(len(content) / 2**20, 1),
        "seconds": seconds,
        "peak_mb": peak_mb(),
    }


def file_of(count: int, ending: str) -> bytes:
    """A CSV with `count` synthetic units."""
    from cauce.reference_data.build.synthetic_units import units

    rows = units(scale=count / 2300)[:count]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({**row, "name": row["name"] + ending} for row in rows)
    return out.getvalue().encode()


def run(scene, content: bytes) -> float:
    """Seconds of one import, from bytes to committed."""
    from cauce.core.imports.actions import run_import

    start = time.perf_counter()
    run_import(by=scene.admin, at=scene.at, kind="units", content=content, filename="unidades.csv")
    return round(time.perf_counter() - start, 2)


if __name__ == "__main__":
    main()
