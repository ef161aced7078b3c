"""Write the result tables of benchmarks/README.md from benchmarks/results/*.json."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
BEGIN, END = "<!-- results -->", "<!-- /results -->"
Result = dict[str, Any]


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(_text(cell) for cell in line)} |" for line in lines)


def _text(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


def indicator_cube(r: Result) -> str:
    """A line per contender."""
    names = ("cauce", "one_scan", "two_steps", "pandas")
    rows = [
        [n, r[n]["cpu_seconds"], r[n]["seconds"], r[n]["peak_mb"], r[n]["groups"], _times(r, n)]
        for n in names
    ]
    facts = ", ".join(f"{count:,} {name}" for name, count in r["rows"].items() if count > 1_000_000)
    made = table(["", "CPU s", "clock s", "peak MB", "groups", "Cauce's CPU ÷ its CPU"], rows)
    return f"{made}\n\nOver {facts} and the smaller facts; limit: 2 × `one_scan`."


def _times(r: Result, name: str) -> Any:
    return "" if name == "cauce" else r[f"cauce_to_{name}"]


def indicator_single(r: Result) -> str:
    """The slowest indicator of each kind of month, and the peers."""
    asked = [
        (f"slowest from the snapshot ({r['closed']['slowest']})", r["closed"]),
        (f"slowest live ({r['open']['slowest']})", r["open"]),
        *((name.replace("_", " "), figures) for name, figures in r["peers"].items()),
    ]
    rows = [[name, f["cpu_ms"], f["best_ms"], f["median_ms"]] for name, f in asked]
    made = table(["", "CPU ms", "best ms", "median ms"], rows)
    return f"{made}\n\nOver {r['rows']:,} patient rows of {r['facilities']} facilities; limit: {r['limit_ms']} ms."


def risk_plans(r: Result) -> str:
    """The consolidated of a quarter and a year, the evaluations, the workbooks; each beside its peer."""
    found, rows = r["consolidated"], []
    for name in ("quarter", "year"):
        rows += [
            [f"consolidated of a {name}", *_both(found[name]["cauce"])],
            ["bare SQL", *_both(found[name]["bare_sql"])],
        ]
    many = f"{r['evaluate']['reports']:,}"
    rows += [
        [f"{many} evaluations", *_both(r["evaluate"]["cauce"])],
        ["LibreOffice, the same as formulas", "", r["evaluate"]["libreoffice"]["seconds"]],
        [f"{r['import']['books']:,} workbooks imported", *_both(r["import"]["cauce"])],
        ["openpyxl reading them", *_both(r["import"]["read_only"])],
    ]
    made = table(["", "CPU s", "clock s"], rows)
    return f"{made}\n\nOver {r['sizes']['figures']:,} figures of {r['sizes']['reports']:,} reports."


def _both(one: Result) -> list[Any]:
    return [one["cpu_seconds"], one["seconds"]]


def rda_import(r: Result) -> str:
    """A line per contender and database."""
    columns = ("rows", "seconds", "cpu_seconds", "rows_per_second", "peak_mb")
    rows = [
        [f"{name}, {database}", *(r[database][name][column] for column in columns)]
        for database in ("postgresql", "sqlite")
        for name in ("cauce", "check", "bare_copy", "flat_copy", "import_export")
        if name in r[database]
    ]
    p = r["postgresql"]
    made = table(["", "rows", "clock s", "CPU s", "rows/s", "peak MB"], rows)
    return (
        f"{made}\n\nOn PostgreSQL the import takes {p['cauce_to_bare_copy']} × the bare COPY, "
        f"{p['cauce_to_both_copies']} × both copies; django-import-export would take "
        f"{p['import_export_to_cauce_extrapolated']} × the import (extrapolated)."
    )


def growth(r: Result) -> str:
    """A line per database and size."""
    works, units = ("save", "day", "month"), ("best_ms", "median_ms")
    rows = [
        [
            f"{database}, {one['rows']:,}",
            *(one[work][unit] for work in works for unit in units),
            *(one[work]["queries"] for work in works),
            max(one[work]["peak_mb"] for work in works),
        ]
        for database in ("sqlite", "postgresql")
        for one in r[database]
    ]
    timed = [f"{work} {unit.split('_')[0]} ms" for work in works for unit in units]
    return table(["patient rows", *timed, "queries save", "day", "month", "peak MB"], rows)


def import_units(r: Result) -> str:
    """A line per import."""
    rows = [[name, f["seconds"], f["cpu_seconds"], f["peak_mb"]] for name, f in r["imports"].items()]
    return table(["", "clock s", "CPU s", "peak MB"], rows)


def exchange_pages(r: Result) -> str:
    """A line per page."""
    pages = [r["shell"], *r["pages"]] if "shell" in r else r["pages"]
    rows = [[p["page"], p["median_cpu_ms"], p["median_ms"], p["queries"], p["gzip_kb"]] for p in pages]
    if peer := r.get("peer_all_products_on_one_page"):
        rows.append(["peer: all products on one bare page", peer["median_cpu_ms"], "", 1, peer["gzip_kb"]])
    return table(["", "CPU ms", "median ms", "queries", "gzip KB"], rows)


def concurrent_saves(r: Result) -> str:
    """A line per database, ours and the bare inserts."""
    rows = []
    for database in ("sqlite", "postgresql"):
        f = r[database]
        for name, one in (("cauce", f), ("bare inserts", f["bare_inserts"])):
            lost = f["lost_updates"] if name == "cauce" else ""
            rows.append(
                [
                    f"{name}, {database}",
                    one["saves_per_second"],
                    one["median_ms"],
                    one["p95_ms"],
                    one["conflicts"],
                    lost,
                ]
            )
    return table(["", "saves/s", "median ms", "p95 ms", "conflicts met", "lost updates"], rows)


def consolidated(r: Result) -> str:
    """The slowest cut and how many take over a second, live and from the columnar copy."""
    rows = [
        [
            way,
            len(r[way]["cuts"]),
            r[way]["cuts_over_1_cpu_s"],
            " × ".join(slow["by"]),
            slow["groups"],
            slow["cpu_seconds"],
        ]
        for way in ("live", "copied")
        for slow in [r[way]["slowest"]]
    ]
    made = table(["", "cuts", "over 1 CPU s", "slowest", "its groups", "its CPU s"], rows)
    return f"{made}\n\nOver {r['rows']:,} rows."


def consolidated_export(r: Result) -> str:
    """A line per variant at the larger size."""
    most = max(one["rows"] for one in r["runs"])
    grown = r["growth_mb_from_50k_to_500k"]
    rows = [
        [o["variant"], o["seconds"], o["peak_mb"], grown[o["variant"]]]
        for o in r["runs"]
        if o["rows"] == most
    ]
    return table([f"{most:,} rows", "clock s", "peak MB", "more than at a tenth, MB"], rows)


def matching(r: Result) -> str:
    """A line per method."""
    rows = [
        [n, f["served"], f["km_per_patient"], f["seconds"], f["peak_mb"]] for n, f in r["methods"].items()
    ]
    return table(["", "patients served", "km a patient", "clock s", "peak MB"], rows)


def catalogue_search(r: Result) -> str:
    """Ours and the peer."""
    names = {
        "cauce": "cauce",
        "peer: rapidfuzz.process.extract(WRatio) over every name": "rapidfuzz over every name",
    }
    rows = [
        [
            label,
            *(r[name]["recall"][part] for part in ("at_1", "at_10", "questions")),
            r[name]["p50_ms"],
            r[name]["p95_ms"],
        ]
        for name, label in names.items()
    ]
    return table(["", "recall at 1", "at 10", "questions", "median ms", "p95 ms"], rows)


def pdf(r: Result) -> str:
    """A line per method and size."""
    rows = [
        [f"{method}, {size} rows", f["cpu_seconds"], f["peak_mb"], f["pages"], f["kb"]]
        for size, methods in r["rows"].items()
        for method, f in methods.items()
    ]
    return table(["", "CPU s", "peak MB", "pages", "KB"], rows)


def authorizations(r: Result) -> str:
    """A line per database and size, and one per database of everybody sending at once."""
    works = ("queue_query", "queue_page", "look_up", "submit")
    rows = [
        [
            f"{database}, {one['requests']:,}",
            *(cell for work in works for cell in (one[work]["best_ms"], one[work]["cpu_ms"])),
            one["submit"]["times_the_bare"],
            one["together"]["sends_per_second"],
            one["together"]["bare"]["sends_per_second"],
        ]
        for database in ("sqlite", "postgresql")
        for one in r[database]
    ]
    head = [f"{work.replace('_', ' ')} {unit}" for work in works for unit in ("best ms", "CPU ms")]
    made = table(["requests", *head, "submit ÷ bare", "sends/s", "bare/s"], rows)
    return (
        f"{made}\n\n{r['waiting']} requests wait for the reviewer at every size; "
        f"{r['people']} people send {r['sends_each']} each. Load of the machine at the start: "
        f"{r['load_average_at_start']:.1f}. {r.get('note', '')}".rstrip()
    )


def writers(r: Result) -> str:
    """A line per backend."""
    names = ("per_second", "median_ms", "p95_ms", "p99_ms", "worst_ms", "errors", "rows_lost")
    rows = [
        [label, *(r[key][n] for n in names)]
        for key, label in (("ours", "cauce.core.sqlite"), ("django", "peer: Django's"))
    ]
    made = table(
        ["", "transactions/s", "median ms", "p95 ms", "p99 ms", "worst ms", "errors", "rows lost"], rows
    )
    ratio = r["django"]["worst_ms"] / r["ours"]["worst_ms"]
    return (
        f"{made}\n\n{r['threads']} threads without a pause; the peer's worst wait is {ratio:.0f} × ours. "
        f"Load of the machine at the start: {r['load_average_at_start']}."
    )


TABLES: dict[str, Callable[[Result], str]] = {
    one.__name__: one
    for one in (
        indicator_cube, indicator_single, rda_import, growth, import_units, exchange_pages, concurrent_saves, writers,
        consolidated, consolidated_export, matching, catalogue_search, pdf, authorizations,
        risk_plans,
    )
}  # fmt: skip


def written(text: str, results: Path = FOLDER / "results") -> str:
    """The README's text with its tables made again. Raises ValueError without the two marks."""
    before, rest = text.split(BEGIN, 1)
    _old, after = rest.split(END, 1)
    parts = []
    for name, make in TABLES.items():
        if (path := results / f"{name}.json").exists():
            parts.append(f"### {name}\n\n{make(json.loads(path.read_text()))}\n")
    return f"{before}{BEGIN}\n\n" + "\n".join(parts) + f"\n{END}{after}"


def main() -> None:
    """Write the file."""
    path = FOLDER / "README.md"
    path.write_text(written(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
