"""Risk plans at national size: the consolidated, a thousand workbooks, a quarter evaluated; beside spreadsheets.

One database of 1,000 ESE × 15 years × 4 quarters × 400 figures. In the same run, on SQLite (the embedded default):

- `consolidated`: `lines_of` for a quarter and for a year, as the national page asks it; peer `bare_sql`: one statement by
  hand that adds up the same cells per ESE, without what the page also tells (deliveries, balances);
- `import`: `import_workbook` of a thousand workbooks, each checked, compared, stored and audited; peer `read_only`: openpyxl
  reading their cells and nothing else;
- `evaluate`: every report of a quarter scored exactly and stored; peer `libreoffice`: LibreOffice headless opening,
  recalculating and saving as many workbooks that hold the same evaluation as formulas. Their totals are compared.

Run: `python -m benchmarks.risk_plans [--hospitals 1000] [--years 15] [--figures 400] [--books 1000]`.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import _oral_database as database
from . import _risk_database as data
from .machine import forget_peak, peak_since_mb
from .measuring import parser, save

SMALL = {"hospitals": 6, "years": 2, "figures": 250, "books": 3}
OFFICE_BATCH = 100  # files given to one LibreOffice at a time


def main() -> None:
    """A child process of its own, so that peaks are its own."""
    arguments = parser(__doc__)
    for name, usual in (("hospitals", 1000), ("years", 15), ("figures", 400), ("books", 1000)):
        arguments.add_argument(f"--{name}", type=int, default=usual)
    arguments.add_argument("--child", type=Path)
    options = arguments.parse_args()
    sizes = SMALL if options.small else {name: getattr(options, name) for name in SMALL}
    if options.child:
        os.environ["CAUCE_MODULES"] = "riskplans"
        database.connect(f"sqlite:///{options.child}/bench.sqlite3", str(options.child))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print("RESULT" + json.dumps(measure(options.child, **sizes)))
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.risk_plans", "--child", folder]
        command += [f"--{name}={value}" for name, value in sizes.items()]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr[-4000:])
        print(save("risk_plans", json.loads(done.stdout.split("RESULT")[1]), small=options.small))


def measure(folder: Path, hospitals: int, years: int, figures: int, books: int) -> dict[str, Any]:
    """Everything, one after the other, in the connected, migrated and empty database."""
    load, started = os.getloadavg()[0], time.perf_counter()
    made = data.build(hospitals, years, figures)
    found = {
        "load_average_at_start": load,
        "sizes": {key: made[key] for key in ("hospitals", "reports", "figures")},
        "build_seconds": round(time.perf_counter() - started, 1),
        "consolidated": _consolidated(made["quarters"]),
        "evaluate": _evaluate(made, folder),
    }
    found["import"] = _import(made, folder, books)
    return found


def _timed(work: Callable[[], Any]) -> tuple[dict[str, Any], Any]:
    forget_peak()
    clock, cpu = time.perf_counter(), time.process_time()
    answer = work()
    seconds, used = time.perf_counter() - clock, time.process_time() - cpu
    return {"seconds": round(seconds, 4), "cpu_seconds": round(used, 4), "peak_mb": peak_since_mb()}, answer


def _consolidated(quarters: list[str]) -> dict[str, Any]:
    from cauce.domains.riskplans.queries.national import lines_of

    result = {}
    for name, asked in (("quarter", quarters[-1:]), ("year", quarters[-4:])):
        lines_of(asked)
        ours, lines = _timed(lambda asked=asked: lines_of(asked))
        peer, sums = _timed(lambda asked=asked: _bare_sql(asked))
        if {line.hospital: line.uvr for line in lines} != sums:
            raise SystemExit("the consolidated and the bare SQL disagree")
        result[name] = {"cauce": ours, "bare_sql": peer, "cauce_to_bare_sql": _ratio(ours, peer)}
    return result


def _bare_sql(quarters: list[str]) -> dict[int, Fraction]:
    """Production in UVR per ESE by one statement; ten-thousandths times ten-thousandths, exact in whole numbers."""
    from django.db import connection

    marks = ", ".join(["%s"] * len(quarters))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.hospital_id, SUM(f.value * w.weight) FROM riskplans_quarterreport r
                JOIN riskplans_plan p ON p.id = r.plan_id
                JOIN riskplans_figure f ON f.report_id = r.id AND f.cuadro = 'produccion' AND f."column" = 'ejecutado'
                JOIN riskplans_uvrweight w ON w.concept = f."row"
                WHERE r.period IN ({marks}) GROUP BY p.hospital_id""",
            quarters,
        )
        return {hospital: Fraction(total, 10**8) for hospital, total in cursor.fetchall()}


def _evaluate(made: dict[str, Any], folder: Path) -> dict[str, Any]:
    from cauce.domains.riskplans import actions
    from cauce.domains.riskplans.models import Evaluation, QuarterReport

    by = made["people"]["risk_evaluator"]
    reports = list(QuarterReport.objects.filter(period=made["quarters"][-1]).order_by("pk"))

    def score() -> None:
        for report in reports:
            actions.open_evaluation(by=by, at=data.AT, report=report)

    ours, _none = _timed(score)
    stored = {e.report_id: e for e in Evaluation.objects.all()}
    peer = _libreoffice(stored, folder / "office")
    theirs = peer.pop("totals")
    wrong = {pk: (e.total, theirs[pk]) for pk, e in stored.items() if f"{e.total:.2f}" != theirs[pk]}
    if wrong:
        raise SystemExit(f"the evaluations and the spreadsheets disagree: {wrong}")
    return {
        "reports": len(reports),
        "cauce": ours,
        "libreoffice": peer,
        "cauce_to_libreoffice": _ratio(ours, peer, "seconds"),
    }


def _libreoffice(stored: dict[int, Any], folder: Path) -> dict[str, Any]:
    """The same evaluations as formulas in workbooks, recalculated by LibreOffice into CSV."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("LibreOffice is missing: apt-get install libreoffice-calc")
    folder.mkdir()
    for pk, evaluation in stored.items():
        _formulas(folder / f"{pk}.xlsx", evaluation.inputs)
    _recalculate_always(folder / "profile")
    names = sorted(str(path) for path in folder.glob("*.xlsx"))
    started = time.perf_counter()
    for at in range(0, len(names), OFFICE_BATCH):
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "csv",
        ]
        subprocess.run(
            [*command, "--outdir", str(folder), *names[at : at + OFFICE_BATCH]],
            check=True,
            capture_output=True,
        )
    seconds = time.perf_counter() - started
    totals = {}
    for pk in stored:
        with (folder / f"{pk}.csv").open(newline="") as file:
            totals[pk] = f"{Decimal(list(csv.reader(file))[-1][1]):.2f}"
    return {"seconds": round(seconds, 4), "totals": totals}


def _recalculate_always(profile: Path) -> None:
    """LibreOffice trusts the figures that a workbook holds unless its profile says to recalculate on load."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>"
    )


def _formulas(path: Path, inputs: dict[str, Any]) -> None:
    """One evaluation as a spreadsheet: pairs, compliance, capped, weighted; the total in the last row."""
    import xlsxwriter

    from cauce.domains.riskplans.rules.definition import FLOW_ROWS

    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        pairs = [(inputs["flujo"][key], key == "gastos_comprometidos", "30/6") for key in FLOW_ROWS]
        pairs.append((inputs["medidas"], False, "20"))
        pairs.append(({"programado": inputs["comprometidos"], "ejecutado": inputs["recaudos"]}, False, "30"))
        pairs.append((inputs["uvr"], False, "10"))
        pairs += [(inputs["ventas_uvr"], False, "5"), (inputs["gastos_uvr"], True, "5")]
        for row, (pair, less, weight) in enumerate(pairs, start=1):
            page.write_formula(row - 1, 0, f"={pair['programado']}")
            page.write_formula(row - 1, 1, f"={pair['ejecutado']}")
            ratio = f"A{row}/B{row}" if less else f"B{row}/A{row}"
            page.write_formula(row - 1, 2, f"=IF(A{row}=0,-1,MIN(1,{ratio}))")
            page.write_formula(row - 1, 3, f"=IF(C{row}<0,0,{weight})")
            page.write_formula(row - 1, 4, f"=IF(C{row}<0,0,C{row}*{weight})")
        # Whole factors of one row that cannot be evaluated share their weight out; the flow's rows among themselves.
        last = len(pairs)
        page.write(last, 0, "total")
        page.write_formula(last, 1, f'=TEXT(ROUND(SUM(E1:E{last})/SUM(D1:D{last})*100,2),"0.00")')


def _import(made: dict[str, Any], folder: Path, books: int) -> dict[str, Any]:
    import openpyxl

    from cauce.domains.riskplans import actions
    from cauce.domains.riskplans.models import QuarterReport
    from cauce.domains.riskplans.queries.workbook import layout_of
    from cauce.domains.riskplans.workbook.writing import write_workbook

    QuarterReport.objects.filter(period=made["quarters"][-1]).update(state="draft")
    reports = list(QuarterReport.objects.filter(period=made["quarters"][-1]).order_by("pk")[:books])
    paths = [folder / f"libro-{report.pk}.xlsx" for report in reports]

    def write() -> None:
        for report, path in zip(reports, paths, strict=True):
            write_workbook(path, layout_of(report))

    def take() -> int:
        by, changes = made["people"]["risk_officer"], 0
        for report, path in zip(reports, paths, strict=True):
            changes += len(actions.import_workbook(by=by, at=data.AT, report=report, upload=path).changes)
        return changes

    def read() -> int:
        cells = 0
        for path in paths:
            book = openpyxl.load_workbook(path, read_only=True)
            cells += sum(
                1
                for page in book
                for row in page.iter_rows(values_only=True)
                for value in row
                if value is not None
            )
        return cells

    written, _none = _timed(write)
    ours, _changes = _timed(take)
    peer, cells = _timed(read)
    return {
        "books": len(paths), "cells": cells, "write": written, "cauce": ours, "read_only": peer,
        "cauce_to_read_only": _ratio(ours, peer),
    }  # fmt: skip


def _ratio(ours: dict[str, Any], theirs: dict[str, Any], key: str = "cpu_seconds") -> float:
    return round(ours[key] / max(theirs[key], 0.0001), 2)


if __name__ == "__main__":
    main()
