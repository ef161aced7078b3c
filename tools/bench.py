"""`make bench`: run every script of benchmarks/, one after the other (ARGS="name …" picks some)."""

import subprocess
import sys
from pathlib import Path

# What the benchmarks share, not benchmarks themselves.
HELPERS = {"machine", "measuring", "exchange_database"}


def main() -> int:
    """Run the chosen scripts; 1 when any fails."""
    wanted = sys.argv[1:]
    every = [path for path in sorted(Path("benchmarks").glob("[a-z]*.py")) if path.stem not in HELPERS]
    scripts = [path for path in every if not wanted or path.stem in wanted]
    failed = []
    for script in scripts:
        print(f"\n=== {script.stem} ===", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{script.stem}"]).returncode:
            failed.append(script.stem)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed) or not scripts)


if __name__ == "__main__":
    raise SystemExit(main())
