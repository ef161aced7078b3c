"""`make check`: everything that can be judged without running the product. Exit 1 when anything fails."""

import os
import subprocess
import sys
import time

from tools.committed import offences

PYTHON = sys.executable
FOLDERS = [name for name in ("src", "tests", "benchmarks", "tools") if os.path.isdir(name)]

# title → command; run in order, all of them, so that one run shows everything
COMMANDS: dict[str, list[str]] = {
    "style (ruff check)": [PYTHON, "-m", "ruff", "check", *FOLDERS],
    "format (ruff format)": [PYTHON, "-m", "ruff", "format", "--check", *FOLDERS],
    "types (mypy)": [PYTHON, "-m", "mypy"],
    "layers (import-linter)": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as m; m()"],
    "settings (Django)": [PYTHON, "-m", "cauce", "manage", "check"],
    "migrations": [PYTHON, "-m", "cauce", "manage", "makemigrations", "--check", "--dry-run"],
    "generated reference": [PYTHON, "-m", "cauce", "docs", "check"],
}


def run(command: list[str]) -> str:
    """Output of a failing command, empty when it passes."""
    env = {**os.environ, "CAUCE_ENV": "test", "CAUCE_LOG_LEVEL": "WARNING", "CAUCE_VAR_DIR": "var/check"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"exit {done.returncode}"


def main() -> int:
    """Run every check; print what fails."""
    checks = {title: (lambda command=command: run(command)) for title, command in COMMANDS.items()}
    checks["what is committed"] = lambda: "\n".join(offences())
    failed = 0
    for title, check in checks.items():
        started = time.monotonic()
        problem = check()
        print(f"{'FAIL' if problem else 'ok':<5}{title}  ({time.monotonic() - started:.1f} s)", flush=True)
        if problem:
            failed += 1
            print("     " + problem.replace("\n", "\n     "))
    print(f"\n{failed} of {len(checks)} checks failed" if failed else f"\nall {len(checks)} checks pass")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
