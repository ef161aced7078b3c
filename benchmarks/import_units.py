"""Importing 30,000 units (new, again, and with every name changed), beside Django's bulk_create and django-import-export.

The peers store the same new units in the same database, in a transaction that is taken back: `bulk_create` makes
the objects and inserts them, nothing else; `import_export` is a bulk ModelResource as its documentation says for
large files. Neither looks for what is there already, checks a rule, places a unit in the tree or writes the audit
log. Into a fresh SQLite file, or into the empty database of DATABASE_URL.

Run: `python -m benchmarks.import_units [--units 30000]`.
"""

import csv
import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .machine import forget_peak, peak_since_mb
from .measuring import parser, save


def main() -> None:
    """Import three times, let the peers import, and write the result."""
    arguments = parser(__doc__)
    arguments.add_argument("--units", type=int, default=30_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["CAUCE_VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "cauce.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        result = measure(300 if chosen.small else chosen.units)
    print(save("import_units", result, small=chosen.small))


def measure(count: int) -> dict[str, Any]:
    """Each import's seconds and peak, in a migrated database; the peers on the new units."""
    from django.db import connection

    from cauce.core.demo.people import seed_admin
    from cauce.core.demo.places import seed_areas, seed_tree
    from cauce.core.demo.scene import Scene
    from cauce.core.organisations.models import OrgUnit

    scene = Scene(at=datetime.now(UTC))
    seed_areas(scene)
    seed_tree(scene)
    seed_admin(scene)
    content = file_of(count, "")
    works: dict[str, Callable[[], object]] = {
        "bulk_create": lambda: _taken_back(_bulk_create, content),
        "import_export": lambda: _taken_back(_import_export, content),
        "new": lambda: run(scene, content),
        "again, nothing to do": lambda: run(scene, content),
        "every name changed": lambda: run(scene, file_of(count, " (cambio)")),
    }
    found = {name: _timed(work) for name, work in works.items()}
    ours = found["new"]["seconds"]
    return {
        "at": scene.at.isoformat(timespec="seconds"),
        "load_average_at_end": os.getloadavg()[0],
        "database": connection.vendor,
        "units": OrgUnit.objects.filter(kind="unit").count(),
        "file_mb": round(len(content) / 2**20, 1),
        "imports": found,
        "new_to_bulk_create": round(ours / found["bulk_create"]["seconds"], 1),
        "new_to_import_export": round(ours / found["import_export"]["seconds"], 2),
    }


def _timed(work: Callable[[], object]) -> dict[str, float]:
    forget_peak()
    started, worked = time.perf_counter(), time.process_time()
    work()
    return {
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "peak_mb": peak_since_mb(),
    }


def _taken_back(work: Callable[[list[dict[str, str]], Any], int], content: bytes) -> None:
    """A peer's import, undone afterwards."""
    from django.db import transaction

    from cauce.core.organisations.models import OrgUnit

    rows = list(csv.DictReader(io.StringIO(content.decode())))
    with transaction.atomic():
        done = work(rows, OrgUnit.objects.filter(kind="entity").first())
        transaction.set_rollback(True)
    if done != len(rows):
        raise SystemExit(f"{done} units instead of {len(rows)}")


def _bulk_create(rows: list[dict[str, str]], parent: Any) -> int:
    from cauce.core.organisations.models import OrgUnit

    made = [
        OrgUnit(kind="unit", code=row["clues"], name=row["name"], parent=parent, path=f"peer:{row['clues']}")
        for row in rows
    ]
    return len(OrgUnit.objects.bulk_create(made, batch_size=1_000))


def _import_export(rows: list[dict[str, str]], parent: Any) -> int:
    import tablib
    from import_export import resources

    from cauce.core.organisations.models import OrgUnit

    class Units(resources.ModelResource):
        class Meta:
            model = OrgUnit
            fields = ("kind", "code", "name", "path")
            import_id_fields: tuple[str, ...] = ()
            use_bulk, batch_size = True, 1_000
            skip_diff, report_skipped, use_transactions = True, False, True

        def before_save_instance(self, instance: Any, row: dict[str, Any], **_kwargs: Any) -> None:
            instance.parent_id = parent.pk

    data = tablib.Dataset(headers=["kind", "code", "name", "path"])
    for row in rows:
        data.append(["unit", row["clues"], row["name"], f"peer:{row['clues']}"])
    before = OrgUnit.objects.count()
    Units().import_data(data, dry_run=False, raise_errors=True)
    return OrgUnit.objects.count() - before


def file_of(count: int, ending: str) -> bytes:
    """A CSV with `count` synthetic units."""
    from cauce.reference_data.build.synthetic_units import units

    rows = units(scale=count / 2300)[:count]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({**row, "name": row["name"] + ending} for row in rows)
    return out.getvalue().encode()


def run(scene: Any, content: bytes) -> None:
    """One import, from bytes to committed."""
    from cauce.core.imports.actions import run_import

    run_import(by=scene.admin, at=scene.at, kind="units", content=content, filename="unidades.csv")


if __name__ == "__main__":
    main()
