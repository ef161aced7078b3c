"""`make bench`: run every script of benchmarks/, one after the other.

ARGS="name …" picks some; ARGS="--small" runs them with little data and writes no result.
"""

import subprocess
import sys
from pathlib import Path

from . import bench_tables

# What the benchmarks share, not benchmarks themselves; so are the names that begin with an underscore.
HELPERS = {"machine", "measuring", "exchange_database"}


def scripts() -> list[Path]:
    """Every benchmark, by name."""
    folder = Path(__file__).resolve().parents[1] / "benchmarks"
    return [path for path in sorted(folder.glob("[a-z]*.py")) if path.stem not in HELPERS]


def main() -> int:
    """Run the chosen scripts; 1 when any fails."""
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    chosen = [path for path in scripts() if not wanted or path.stem in wanted]
    failed = []
    for script in chosen:
        print(f"\n=== {script.stem} ===", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{script.stem}", *options]).returncode:
            failed.append(script.stem)
    if "--small" not in options:
        bench_tables.main()
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed) or not chosen)


if __name__ == "__main__":
    raise SystemExit(main())
