"""The test suite, on SQLite and on a throw-away PostgreSQL: `python -m tools.run_tests all|sqlite|postgres [pytest…]`.

Nothing is skipped in silence: a machine where no PostgreSQL starts, or without a browser, fails and says so.
"""

import os
import subprocess
import sys
import time

from tools.throwaway_postgres import NoPostgres, throwaway_postgres

WORKERS = os.environ.get("CAUCE_TEST_WORKERS", "2")


def pytest(title: str, url: str | None, arguments: list[str]) -> int:
    """Run pytest against one database; returns its exit code."""
    print(f"\n=== {title} ===", flush=True)
    environment = {**os.environ, "CAUCE_ENV": "test", "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    if url:
        environment["DATABASE_URL"] = url
    # Whoever is done takes from the other's list: else one worker ends alone with the browser's slow tests.
    spread = [] if any(a.startswith("-n") for a in arguments) else ["-n", WORKERS, "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *spread, *arguments]
    return subprocess.run(command, env=environment).returncode


def run(which: str, arguments: list[str]) -> dict[str, tuple[int, float]]:
    """Exit code and seconds per database."""
    outcome = {}
    if which in ("all", "sqlite"):
        started = time.monotonic()
        outcome["SQLite"] = pytest("SQLite", None, arguments), time.monotonic() - started
    if which in ("all", "postgres"):
        started = time.monotonic()
        try:
            with throwaway_postgres() as url:
                code = pytest("PostgreSQL", url, arguments)
        except NoPostgres as error:
            print(f"\n{error}", file=sys.stderr)
            code = 3
        outcome["PostgreSQL"] = code, time.monotonic() - started
    return outcome


def main() -> int:
    """Run and sum up; 1 when anything failed."""
    which, arguments = (sys.argv[1:2] or ["all"])[0], sys.argv[2:]
    if which not in ("all", "sqlite", "postgres"):
        print("usage: python -m tools.run_tests all|sqlite|postgres [pytest arguments]", file=sys.stderr)
        return 2
    outcome = run(which, arguments)
    print("\n=== Resumen ===")
    for database, (code, seconds) in outcome.items():
        print(f"{database:<11} {'bien' if code == 0 else f'FALLÓ ({code})'}  {seconds:.0f} s")
    return int(any(code for code, _seconds in outcome.values()))


if __name__ == "__main__":
    raise SystemExit(main())
