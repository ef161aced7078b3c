"""Run by test_killed_while_finalising: finalise in a process of its own and kill it, as -9 does, at one point.

python -m tests.integration.documents.finalise_and_die '{"database": {…}, "declaration": 1, "point": "stored"}'
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any


def die(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        die()

    return run


def lay_trap(point: str) -> None:
    """Replace one step of the act so that the process dies in it or right after it."""
    from cauce.core.documents import actions, storage
    from cauce.domains.exchange.actions import finalising

    if point == "writing":
        storage.os.fsync = die
    elif point == "stored":
        storage.store_bytes = then_die(storage.store_bytes)
    elif point == "issued":
        actions.record = then_die(actions.record)
    elif point == "audited":
        finalising.record = then_die(finalising.record)


def main(job: dict[str, Any]) -> None:
    from cauce.config import settings

    settings.DATABASES["default"].update(job["database"])
    settings.CAUCE_DOCUMENTS_DIR = Path(job["documents"])
    settings.PASSWORD_HASHERS = job["hashers"]
    import django

    django.setup()
    from cauce.core.accounts.models import User
    from cauce.domains.exchange.actions import finalise_declaration
    from cauce.domains.exchange.models import Declaration

    lay_trap(job["point"])
    finalise_declaration(
        by=User.objects.get(pk=job["by"]),
        at=datetime.fromisoformat(job["at"]),
        declaration=Declaration.objects.get(pk=job["declaration"]),
        answer=True,
        password=job["password"],
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
