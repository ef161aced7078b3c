"""Facts of the machine a benchmark ran on. No names, no paths."""

import os
import platform
import resource
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path


def facts(*packages: str) -> dict:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


def peak_mb() -> float:
    """Most memory this process ever held (Linux counts it in KB)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def forget_peak() -> None:
    """Start counting the peak of this process again (Linux; elsewhere nothing happens)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_since_mb() -> float:
    """Most memory since `forget_peak` (elsewhere than on Linux: ever)."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024, 1)
    except (OSError, StopIteration):
        return peak_mb()
