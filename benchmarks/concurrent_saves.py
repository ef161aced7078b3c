"""Fifty people saving grids at once, on SQLite and on PostgreSQL: saves a second, 95th percentile, lost updates.

Each person saves through the real action, `save_sheet`, with its checks, optimistic lock and audit event.
Two people share each grid. Both raise one shared product's patients by one (a lost update would show as
a missing one) and write ten rows of their own; who meets a conflict reads the newer sheet and saves again.
The peer is what any program must at least do: insert as many rows and one event, in one transaction a
saving, with nothing checked. PostgreSQL waits for the disk as in production.

Run: `python -m benchmarks.concurrent_saves [--people 50] [--saves 10]`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from .measuring import parser, save

OWN_ROWS = 10
NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)


def main() -> None:
    """Run one child process per database and write both results."""
    arguments = parser(__doc__)
    arguments.add_argument("--people", type=int, default=50)
    arguments.add_argument("--saves", type=int, default=10)
    arguments.add_argument("--child", action="store_true")
    options = arguments.parse_args()
    if options.small:
        options.people, options.saves = 4, 2
    if options.child:
        print("RESULT" + json.dumps(_measure(options.people, options.saves)))
        return
    from tools.throwaway_postgres import throwaway_postgres

    results = {}
    with tempfile.TemporaryDirectory() as folder:
        results["sqlite"] = _child(f"sqlite:///{folder}/bench.sqlite3", folder, options)
        with throwaway_postgres(durable=True) as url:
            results["postgresql"] = _child(url, folder, options)
    result = {"people": options.people, "saves_each": options.saves, **results}
    print(save("concurrent_saves", result, small=options.small))


def _child(url: str, folder: str, options: Any) -> dict[str, Any]:
    environment = {**os.environ, "DATABASE_URL": url, "CAUCE_ENV": "test", "CAUCE_VAR_DIR": folder}
    environment |= {"DJANGO_SETTINGS_MODULE": "cauce.config.settings", "CAUCE_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "benchmarks.concurrent_saves", "--child"]
    command += ["--people", str(options.people), "--saves", str(options.saves)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.split("RESULT")[1])


def _measure(people: int, saves: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    scene = _scene(people)
    _make_bare_tables()
    ours = _race(people, lambda person: _Saver(scene, person).run(saves))
    peer = _race(people, lambda person: _bare_inserts(scene, person, saves))
    return {
        **_figures(ours, people * saves),
        "lost_updates": _lost(scene, people, saves),
        "rows_missing": _missing(scene, people),
        "chain_whole": _whole(),
        "bare_inserts": _figures(peer, people * saves),
        "times_slower_than_bare_inserts": round(ours["seconds"] / peer["seconds"], 1),
    }


def _scene(people: int) -> dict[str, Any]:
    """One declaration; a unit for every two people; a product shared by all and ten of each person's own."""
    from cauce.core.catalogues.models import Catalogue, Release
    from cauce.domains.exchange.models import Declaration
    from tests.factories import EntryFactory, OrgUnitFactory, make_world, user_with

    world = make_world(NOW)
    speciality = world.speciality
    number = Release.objects.order_by("-number").first().number + 1
    catalogue = Catalogue.objects.get()
    release = Release.objects.create(catalogue=catalogue, number=number, valid_from=NOW.date())
    products = [
        EntryFactory(catalogue=catalogue, code=f"B{n}", parent=speciality, since=number)
        for n in range(1 + people * OWN_ROWS)
    ]
    release.published_at = NOW
    release.save()
    declaration, _created = Declaration.objects.update_or_create(
        round=world.round, entity=world.issste_bc, defaults={"answer": True}
    )
    units = [OrgUnitFactory(parent=world.issste_bc, care_level=1) for _pair in range((people + 1) // 2)]
    users = [user_with("entity_editor", world.issste_bc) for _person in range(people)]
    return {
        "declaration": declaration,
        "speciality": speciality,
        "products": products,
        "units": units,
        "users": users,
    }


def _race(people: int, work: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """Start everybody at the same instant; every saving's seconds, conflicts, and the whole time."""
    from django.db import connection

    start, found = threading.Barrier(people + 1), []

    def person(number: int) -> None:
        start.wait()
        try:
            found.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=person, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if len(found) != people:
        raise SystemExit(f"{people - len(found)} people could not finish")
    return {
        "seconds": time.perf_counter() - began,
        "each": [s for one in found for s in one["seconds"]],
        "conflicts": sum(one["conflicts"] for one in found),
    }


class _Saver:
    """One person: reads the sheet, adds one to the shared product, writes their own rows, saves."""

    def __init__(self, scene: dict[str, Any], person: int) -> None:
        self.scene, self.person = scene, person
        self.unit = scene["units"][person // 2]
        self.shared = scene["products"][0].pk
        first = 1 + person * OWN_ROWS
        self.own = [product.pk for product in scene["products"][first : first + OWN_ROWS]]

    def run(self, saves: int) -> dict[str, Any]:
        """Seconds of every saving (its retries included) and how many conflicts were met."""
        from cauce.core.errors import Conflict

        seconds, conflicts = [], 0
        for turn in range(saves):
            began = time.perf_counter()
            while True:
                try:
                    self._save(turn)
                    break
                except Conflict:
                    conflicts += 1
            seconds.append(time.perf_counter() - began)
        return {"seconds": seconds, "conflicts": conflicts}

    def _save(self, turn: int) -> None:
        from cauce.domains.exchange.actions import save_sheet
        from cauce.domains.exchange.queries import sheet_state

        declaration, speciality = self.scene["declaration"], self.scene["speciality"]
        seen = sheet_state(declaration, self.unit, speciality)
        line = seen.lines.get(self.shared)
        before = line.surplus_patients if line else 0
        rows = {self.shared: {"surplus_patients": str(before + 1)}}
        rows |= {pk: {"surplus_patients": str(turn + 1)} for pk in self.own}
        save_sheet(
            by=self.scene["users"][self.person],
            at=NOW + timedelta(seconds=1),
            declaration=declaration,
            unit=self.unit,
            speciality=speciality,
            rows=rows,
            version=seen.version,
        )


def _bare_inserts(scene: dict[str, Any], person: int, saves: int) -> dict[str, Any]:
    """As many rows and one event a saving, straight into two bare tables."""
    from django.db import connection, transaction

    rows = [(person, n, 12) for n in range(OWN_ROWS + 1)]
    seconds = []
    for _turn in range(saves):
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_line (person, product, patients) VALUES (%s, %s, %s)", rows)
            cursor.execute("INSERT INTO bench_event (person, data) VALUES (%s, %s)", [person, "{}"])
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "conflicts": 0}


def _make_bare_tables() -> None:
    from django.db import connection

    key = "SERIAL PRIMARY KEY" if connection.vendor == "postgresql" else "INTEGER PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_line (id {key}, person INTEGER, product INTEGER, patients INTEGER)"
        )
        cursor.execute(f"CREATE TABLE bench_event (id {key}, person INTEGER, data TEXT)")


def _figures(race: dict[str, Any], saves: int) -> dict[str, Any]:
    each = sorted(race["each"])
    return {
        "seconds": round(race["seconds"], 2),
        "saves_per_second": round(saves / race["seconds"], 1),
        "median_ms": round(statistics.median(each) * 1000, 1),
        "p95_ms": round(each[int(len(each) * 0.95) - 1] * 1000, 1),
        "worst_ms": round(each[-1] * 1000, 1),
        "conflicts": race["conflicts"],
    }


def _lost(scene: dict[str, Any], people: int, saves: int) -> int:
    """Savings that the shared product does not count: must be 0."""
    from django.db.models import Sum

    from cauce.domains.exchange.models import Line

    counted = Line.objects.filter(product=scene["products"][0]).aggregate(n=Sum("surplus_patients"))["n"]
    return people * saves - counted


def _missing(scene: dict[str, Any], people: int) -> int:
    from cauce.domains.exchange.models import Line

    return people * OWN_ROWS - Line.objects.exclude(product=scene["products"][0]).count()


def _whole() -> bool:
    from cauce.core.audit.log import verify

    return verify().whole


if __name__ == "__main__":
    main()
