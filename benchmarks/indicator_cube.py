"""The nineteen oral-health indicators with all their breakdowns over 10 million rows: Cauce, SQL by hand, pandas.

Every indicator by every subset of sex × age group × programme, within every level of its geographies (province →
district → corregimiento of residence; comarca; region → facility; province → … of the facility), for each of 24
months and two years. Contenders, each in its own process, in turns:

- `cauce`: `indicators.engines.duck_cube.Cube`, from the YAML documents;
- `one_scan`: the peer of the specification, one hand-written DuckDB statement that scans each table once with
  GROUPING SETS (its own measures and cuts only);
- `two_steps`: the same by somebody who knows to aggregate to the finest grain first (the harder peer);
- `pandas`: categories, the finest grain first, then a groupby per cut.

The three SQL answers are compared cut by cut, over fewer rows. Run: `python -m benchmarks.indicator_cube [--rows 10000000]`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from . import _indicator_facts as synthetic
from . import _indicator_peers as peers
from .measuring import parser, peak_mb, save

MEMORY = "9GB"
SMALL = 10_000  # patients: what the answers are compared over, cut by cut


def main() -> None:
    """Write the facts, let the contenders run in turns, compare their answers, save the figures."""
    arguments = parser(__doc__)
    arguments.add_argument(
        "--rows", type=int, default=10_000_000, help="patients seen and activities together"
    )
    arguments.add_argument("--turns", type=int, default=2)
    arguments.add_argument(
        "--folder", type=Path, help="where the Parquet files are (kept); default: a temporary one"
    )
    arguments.add_argument("--child", choices=list(CONTENDERS))
    options = arguments.parse_args()
    if options.child:
        print("RESULT" + json.dumps(CONTENDERS[options.child](options.folder)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        sizes = (1_000, 1, 4) if options.small else (options.rows, options.turns, synthetic.PLACES)
        print(save("indicator_cube", run(folder, *sizes), small=options.small))


def run(folder: Path, rows: int, turns: int, places: int = synthetic.PLACES) -> dict[str, Any]:
    """Everything at one size."""
    started = time.perf_counter()
    counts = synthetic.write(folder, rows * 10 // (10 + synthetic.ACTIVITIES_OF_TEN), places)
    result: dict[str, Any] = {
        "rows": counts,
        "write_seconds": round(time.perf_counter() - started, 1),
        "load_average_at_start": os.getloadavg()[0],
    }
    synthetic.write(small := folder / "small", min(rows, SMALL), min(places, SMALL // 100))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _turn in range(turns):
        for name in CONTENDERS:
            found[name].append(_child(name, folder))
    best = {name: min(several, key=lambda one: one["cpu_seconds"]) for name, several in found.items()}
    ours, theirs = best["cauce"], best["one_scan"]
    return result | {
        "turns": turns,
        "duckdb_memory_limit": MEMORY,
        **best,
        "cauce_to_one_scan": round(ours["cpu_seconds"] / theirs["cpu_seconds"], 2),
        "cauce_to_two_steps": round(ours["cpu_seconds"] / best["two_steps"]["cpu_seconds"], 2),
        "cauce_to_pandas": round(ours["cpu_seconds"] / best["pandas"]["cpu_seconds"], 2),
        "limit": "cauce_to_one_scan at most 2",
        "differences_in_small": compare(small),
    }


def _child(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.indicator_cube", "--child", name, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.split("RESULT")[1])


def cauce_cube(folder: Path, duck: duckdb.DuckDBPyConnection) -> Any:
    """The engine's cube over the files."""
    from cauce.domains.oralhealth.facts_engine import FACTS
    from cauce.indicators.engines.duck_cube import Cube

    return Cube(peers.questions(), FACTS, duck, synthetic.relations(folder))


def _by_sql(statement: Callable[[Path], str]) -> Callable[[Path], dict[str, Any]]:
    def measured(folder: Path) -> dict[str, Any]:
        text = statement(folder)
        with _connect(folder) as duck:
            return _timed(lambda: duck.execute(f"CREATE TEMP TABLE answer AS {text}").fetchone()[0])

    return measured


def _connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """The same for every contender; what does not fit goes to the disk."""
    duck = duckdb.connect()
    duck.execute(f"SET temp_directory = '{folder}'; SET memory_limit = '{MEMORY}'")
    duck.execute("SET preserve_insertion_order = false")
    return duck


def _cauce(folder: Path) -> dict[str, Any]:
    import cauce.domains.oralhealth.facts_engine
    import cauce.indicators.engines.duck_cube  # noqa: F401  not in the time, as duckdb itself is not

    with _connect(folder) as duck:
        return _timed(lambda: cauce_cube(folder, duck).groups)


def _pandas(folder: Path) -> dict[str, Any]:
    """Reading is not counted: DuckDB reads the dimensions as categories."""
    frames = {}
    with _connect(folder) as duck:
        for fact in peers.BY_HAND:
            part = peers.part(folder, fact)
            for name in peers.dimensions(fact):
                duck.execute(
                    f"CREATE TYPE {fact}_{name} AS ENUM (SELECT DISTINCT {name} FROM ({part}) WHERE {name} IS NOT NULL)"
                )
            kinds = ", ".join(f"CAST({name} AS {fact}_{name}) AS {name}" for name in peers.dimensions(fact))
            frames[fact] = duck.execute(f"SELECT * REPLACE ({kinds}) FROM ({part})").df()
    return _timed(lambda: sum(peers.pandas_groups(fact, frame) for fact, frame in frames.items()))


def _timed(work: Callable[[], int]) -> dict[str, Any]:
    started, worked = time.perf_counter(), time.process_time()
    groups = work()
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "groups": groups,
        "peak_mb": peak_mb(),
    }


CONTENDERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "cauce": _cauce,
    "one_scan": _by_sql(peers.one_scan),
    "two_steps": _by_sql(peers.two_steps),
    "pandas": _pandas,
}


def compare(folder: Path) -> int:
    """Numerators of Cauce that the hand-written statements do not have, and the other way round: must be 0."""
    different = 0
    with _connect(folder) as duck:
        cube = cauce_cube(folder, duck)
        for statement in (peers.one_scan, peers.two_steps):
            duck.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {statement(folder)}")
            for query in peers.questions():
                for indicator in query.indicators:
                    different += sum(_difference(cube, indicator, cut) for cut in query.groupings())
    return different


def _difference(cube: Any, indicator: Any, cut: tuple[str, ...]) -> int:
    """One cut of one indicator. By hand, a fact of years has no months: only its years are compared."""
    measure, fact = peers.NUMERATORS[indicator.code], indicator.numerator[0].fact
    mask = int("".join("0" if key in cut else "1" for key in peers.dimensions(fact)), 2)
    yearly = 1 << len(peers.dimensions(fact))  # the bit of `month`
    columns = ", ".join([*cut, "period_id", "numerator"])
    ours = f"SELECT {columns} FROM ({cube.relation(indicator, cut)}) WHERE numerator IS NOT NULL"
    hand = (
        f"SELECT {', '.join([*cut, ''])}CAST(CASE WHEN totalled >= {yearly} THEN year ELSE month END AS VARCHAR) "
        f"AS period_id, {measure} AS numerator FROM answer "
        f"WHERE fact = '{fact}' AND totalled IN ({mask}, {mask + yearly}) AND {measure} IS NOT NULL"
    )
    if cube.facts[fact].grain == "year":
        ours += " AND length(period_id) = 4"
        hand = hand.replace(f"({mask}, ", "(")
    (count,) = cube.connection.execute(
        f"SELECT count(*) FROM (({ours} EXCEPT {hand}) UNION ALL ({hand} EXCEPT {ours}))"
    ).fetchone()
    return count


if __name__ == "__main__":
    main()
