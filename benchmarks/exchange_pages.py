"""The pages of the exchange at the spec's size: board, units, product grid, product search, consolidated.

Each page is asked for through Django's test client (all the middleware and the template), ten times after a
first one; also its size gzipped and its number of SQL queries. Two peers in the same run: the shell alone (a
page of the same site without data: what every page costs at least), and the same speciality's products all on
one page in a bare Django template, as a grid without pages would send them.

The database is `exchange_database`'s (30,000 units, 15,000 products, 500,000 rows) with a further institution
of 600 entities, so that one board has 600 rows. Run: `python -m benchmarks.exchange_pages --path /tmp/x.sqlite3`.
"""

import gzip
import logging
import os
import statistics
import time
from pathlib import Path
from typing import Any

from . import exchange_database
from .measuring import parser, save

TURNS = 10
BOARD_ROWS = 600


def main() -> None:
    """Time every page and write the result."""
    arguments = parser(__doc__)
    arguments.add_argument("--path", type=Path, default=Path("var/bench/full.sqlite3"))
    options = arguments.parse_args()
    with exchange_database.place(options.path, small=options.small) as path:
        sizes = exchange_database.SMALL if options.small else {}
        board_rows = 20 if options.small else BOARD_ROWS
        print(save("exchange_pages", run(path, sizes, board_rows), small=options.small))


def run(path: Path, sizes: dict[str, int], board_rows: int) -> dict[str, Any]:
    """Every page over a database of these sizes."""
    result = exchange_database.build(path, **sizes)
    logging.disable(logging.WARNING)
    _large_institution(board_rows)
    result["load_average_at_start"] = os.getloadavg()[0]
    result["pages"] = [_measure(name, address) for name, address in _addresses(board_rows).items()]
    shell = result["shell"] = _measure("the shell alone", "/accesibilidad/")
    for page in result["pages"]:
        page["times_the_shell"] = round(page["median_cpu_ms"] / shell["median_cpu_ms"], 1)
    result["peer_all_products_on_one_page"] = _all_on_one_page()
    return result | {"turns": TURNS, "board_rows": board_rows}


def _large_institution(rows: int) -> None:
    """An institution with `rows` entities, each with its declaration and two units (once)."""
    from django.db import transaction

    from cauce.core.organisations.actions import place_under
    from cauce.core.organisations.models import OrgUnit
    from cauce.core.periods.models import Round
    from cauce.domains.exchange.models import Declaration

    if OrgUnit.objects.filter(code="GRANDE").exists():
        return
    sector, round_ = OrgUnit.objects.get(code="SECTOR"), Round.objects.get(code="2026")
    with transaction.atomic():
        big = place_under(
            OrgUnit(
                kind="institution",
                code="GRANDE",
                name="Institución sintética grande",
                parent=sector,
                synthetic=True,
            )
        )
        for number in range(rows):
            entity = place_under(
                OrgUnit(
                    kind="entity",
                    code=f"GRANDE-{number:03}",
                    name=f"Delegación sintética {number:03}",
                    parent=big,
                    synthetic=True,
                )
            )
            for unit in range(2):
                place_under(
                    OrgUnit(
                        kind="unit",
                        code=f"GRXIS{number:04}{unit:02}",
                        name=f"UNIDAD SINTÉTICA {number}-{unit}",
                        parent=entity,
                        care_level=1,
                        synthetic=True,
                    )
                )
            Declaration.objects.create(round=round_, entity=entity)


def _addresses(board_rows: int) -> dict[str, str]:
    """The pages, by what they are."""
    from cauce.core.catalogues.models import Entry
    from cauce.domains.exchange.models import Declaration, Line

    declaration = Declaration.objects.filter(entity__code="ISSSTE-02").get()
    line = Line.objects.filter(declaration=declaration).select_related("unit").first()
    largest = Entry.objects.filter(kind="speciality", code="E201").get()
    at, unit = f"/intercambio/registro/{declaration.pk}/unidades/", line.unit.code
    grid = f"{at}{unit}/hoja/{largest.pk}/"
    return {
        "board of 32 entities": "/intercambio/tablero/2026/ISSSTE/",
        f"board of {board_rows} entities": "/intercambio/tablero/2026/GRANDE/",
        "units of an entity (156)": at,
        "service groups of a unit": f"{at}{unit}/",
        f"product grid ({largest.children.count():,} products), first page": grid,
        "product grid, last page": f"{grid}?pagina=9999",
        "product grid, misspelled search": f"{grid}?q=intervencion+sintetca+00012",
        "consolidated by institution": "/intercambio/rondas/2026/consolidado/?open=1",
        "consolidated by product, 15,000 groups": "/intercambio/rondas/2026/consolidado/?by=product&open=1",
        "rows behind a number": "/intercambio/rondas/2026/consolidado/renglones/?institution=4",
        "progress of the round (792 entities)": "/intercambio/avance/2026/",
        "audit log": "/bitacora/",
    }


def _measure(name: str, address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    started = time.perf_counter()
    first = client.get(address)
    cold = time.perf_counter() - started
    if first.status_code != 200:
        raise SystemExit(f"{address} answered {first.status_code}")
    seconds, processor = [], []
    for _turn in range(TURNS):
        started, worked = time.perf_counter(), time.process_time()
        response = client.get(address)
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    content = response.content
    return {
        "page": name,
        "address": address,
        "first_ms": round(cold * 1000, 1),
        "median_ms": round(statistics.median(seconds) * 1000, 1),
        "median_cpu_ms": round(statistics.median(processor) * 1000, 1),
        "worst_ms": round(max(seconds) * 1000, 1),
        "queries": len(queries),
        "kb": round(len(content) / 1024, 1),
        "gzip_kb": round(len(gzip.compress(content, 6)) / 1024, 1),
    }


BARE_GRID = """<table>{% for p in products %}<tr><th>{{ p.label }}</th>{% for f in fields %}<td><input
name="{{ p.pk }}-{{ f }}"></td>{% endfor %}<td><select name="{{ p.pk }}-cause"><option>{% for c in causes %}
<option>{{ c }}{% endfor %}</select></td></tr>{% endfor %}</table>"""


def _all_on_one_page() -> dict[str, Any]:
    """The largest speciality in one bare form: no shell, no rules, no state."""
    from django.template import Context, Template

    from cauce.core.catalogues.models import Entry
    from cauce.domains.exchange.rules.lines import CAUSES, QUANTITIES

    template, processor, content = Template(BARE_GRID), [], ""
    for _turn in range(TURNS):
        worked = time.process_time()
        products = list(Entry.objects.filter(kind="product", parent__code="E201"))
        context = {"products": products, "fields": QUANTITIES, "causes": CAUSES.values()}
        content = template.render(Context(context))
        processor.append(time.process_time() - worked)
    return {
        "products": len(products),
        "median_cpu_ms": round(statistics.median(processor) * 1000, 1),
        "kb": round(len(content) / 1024, 1),
        "gzip_kb": round(len(gzip.compress(content.encode(), 6)) / 1024, 1),
    }


def _client() -> Any:
    """The sector coordinator, at the database's instant."""
    from types import SimpleNamespace

    from django.test import Client
    from django.utils import timezone

    from cauce.core.accounts.models import User
    from cauce.web import middleware

    middleware.timezone = SimpleNamespace(**{**vars(timezone), "now": lambda: exchange_database.NOW})
    client = Client()
    person = User.objects.get(username="bench-coordinator")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


if __name__ == "__main__":
    main()
