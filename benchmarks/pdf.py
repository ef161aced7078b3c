"""The printed report at 50, 500 and 5,000 rows: time (clock and processor) and peak memory, in fresh processes.

Beside it, in the same run: typst alone with the bare text of the same rows (the floor: no tables, tags, seal or
attachment), and WeasyPrint when a Python that has it is named in CAUCE_BENCH_WEASYPRINT. Best of three
runs; one run when it takes over ten seconds.

    python -m benchmarks.pdf
    CAUCE_BENCH_WEASYPRINT=/path/to/its/python python -m benchmarks.pdf
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks.machine import peak_mb
from benchmarks.measuring import save

SIZES = (50, 500, 5_000)
RUNS = 3
LONG = 10  # seconds
AT = datetime(2023, 3, 12, 10, 5, tzinfo=timezone(timedelta(hours=-8)))


def main(*, small: bool = False) -> None:
    """Every method at every size; small: one size, one run, no result written."""
    os.environ.setdefault("CAUCE_ENV", "test")
    peer = os.environ.get("CAUCE_BENCH_WEASYPRINT", "")
    methods = ["report", "bare typst"] + (["WeasyPrint"] if peer else [])
    result: dict[str, Any] = {
        "data": "synthetic, fixed seed",
        "best_of": 1 if small else RUNS,
        "rows": {},
    }
    for size in SIZES[:1] if small else SIZES:
        result["rows"][size] = {method: (once if small else best)(method, size, peer) for method in methods}
        print(size, list(result["rows"][size]))
    result["load_average"] = [round(load, 1) for load in os.getloadavg()]
    if not peer:
        print("WeasyPrint was not measured: CAUCE_BENCH_WEASYPRINT names no Python that has it.")
    print(save("pdf", result, small=small))


def best(method: str, size: int, peer: str) -> dict[str, Any]:
    """The fastest of RUNS fresh processes (one, when it takes over LONG), with the size of what it made."""
    runs = [once(method, size, peer)]
    while len(runs) < RUNS and runs[0]["cpu_seconds"] < LONG:
        runs.append(once(method, size, peer))
    return min(runs, key=lambda run: run["cpu_seconds"]) | {"runs": len(runs)}


def once(method: str, size: int, peer: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.pdf"
        if method == "WeasyPrint":
            html = Path(folder) / "in.html"
            run([sys.executable, "-m", "benchmarks.pdf", "html", str(size), str(html)])
            answer = run([peer, str(Path(__file__).with_name("_pdf_peer.py")), str(html), str(out)])
        else:
            answer = run([sys.executable, "-m", "benchmarks.pdf", method, str(size), str(out)])
        with pikepdf.open(out) as pdf:
            return json.loads(answer) | {"pages": len(pdf.pages), "kb": out.stat().st_size // 1024}


def run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]


def child(method: str, size: int, out: Path) -> None:
    """One measurement in this process; prints its figures as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
    django.setup()
    from benchmarks._pdf_data import as_html, report
    from cauce.core.documents.fonts import font_folder

    data = report(size)
    if method == "html":
        fonts = shutil.copytree(font_folder(), out.with_name("fonts"))  # ours go when this process ends
        out.write_text(as_html(data, str(fonts)))
        print("{}")
        return
    start, used = time.perf_counter(), cpu_seconds()
    out.write_bytes(compile_report(data) if method == "report" else compile_bare(data))
    seconds, used = time.perf_counter() - start, cpu_seconds() - used
    print(json.dumps({"seconds": round(seconds, 3), "cpu_seconds": round(used, 3), "peak_mb": peak_of_all()}))


def compile_report(data: dict[str, Any]) -> bytes:
    """As the product does it: over 2,000 rows in a child process of its own."""
    from cauce.core.documents import qr, typeset
    from cauce.domains.exchange.reports.issuing import TEMPLATE

    code = qr.svg("https://cauce.example/verificar/CAU-EX-2023-000123-Y/")
    meta = typeset.Meta(
        title="Reporte", date=AT, folio="CAU-EX-2023-000123-Y", version=1, synthetic=True, qr_svg=code
    )
    return typeset.compile(TEMPLATE, data, meta)


def compile_bare(data: dict[str, Any]) -> bytes:
    """The floor: the same words as plain paragraphs, untagged, with typst's own defaults."""
    import typst

    lines = []
    for level in data["levels"]:
        for unit in level["units"]:
            for part in unit["specialities"]:
                lines += [
                    f"{unit['clues']} {row['product']} {row['surplus'] or row['shortage']}"
                    for row in part["rows"]
                ]
    source = "\n\n".join(f'#"{line}"' for line in lines)
    return typst.compile(source.encode(), pdf_tags=False, ignore_system_fonts=True)


def cpu_seconds() -> float:
    """Processor time of this process and its ended children: what a shared machine does not stretch."""
    import resource

    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def peak_of_all() -> float:
    """The larger peak of this process and of its children, in MB."""
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return max(peak_mb(), round(children, 1))


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(small="--small" in sys.argv)
