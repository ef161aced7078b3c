"""Run one job in a short-lived child process with limits on processor, memory and time.

What strangers send is parsed there: if a file makes a library eat memory, loop or crash, the child dies and
the server says which limit it hit. The child is `python -m <module>`; it reads a JSON job and writes a JSON
answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Children at once per server process: each may take gigabytes; the others wait for a seat.
_SEATS = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
SOURCE_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Limits:
    """Ceilings for one child: seconds of processor, seconds by the clock, bytes of address space."""

    cpu_seconds: int = 60
    wall_seconds: int = 90
    memory_bytes: int | None = 2 * 1024**3


@dataclass(frozen=True)
class Outcome:
    """`result` when it ended well; else `limit` ("time" | "memory" | "crash") or `error` (its own words)."""

    result: dict[str, Any] = field(default_factory=dict)
    limit: str = ""
    error: str = ""


def run(module: str, job: dict[str, Any], limits: Limits) -> Outcome:
    """Run `module` as a child with `job` on its standard input. Never raises for what the child does."""
    payload = json.dumps({"job": job, "cpu": limits.cpu_seconds, "memory": limits.memory_bytes})
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(
            command,
            input=payload.encode(),
            capture_output=True,
            timeout=limits.wall_seconds,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        return Outcome(limit="time")
    return _read(done)


def _read(done: subprocess.CompletedProcess[bytes]) -> Outcome:
    if done.returncode in (-24, -9):  # SIGXCPU, or SIGKILL at the hard ceiling or by the kernel
        return Outcome(limit="time" if done.returncode == -24 else "memory")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return Outcome(limit="crash", error=done.stderr.decode(errors="replace")[-2000:])
    return Outcome(answer.get("result") or {}, answer.get("limit", ""), answer.get("error", ""))


def _environment() -> dict[str, str]:
    """No secrets and no proxies reach the child: only what Python needs to start."""
    keep = {
        key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT") if key in os.environ
    }
    return keep | {
        "PYTHONPATH": str(SOURCE_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def serve(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The child's side: set the limits, do the job, print the answer."""
    request = json.load(sys.stdin)
    _limit_self(request["cpu"], request["memory"])
    try:
        answer: dict[str, Any] = {"result": work(request["job"])}
    except MemoryError:
        answer = {"limit": "memory"}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # native libraries may still hold gigabytes to free; the kernel is quicker


def _limit_self(cpu_seconds: int, memory_bytes: int | None) -> None:
    try:
        import resource
    except ImportError:  # Windows has no rlimits; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
