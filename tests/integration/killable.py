"""The product's WSGI application, in which one chosen function does its work and then never returns.

CAUCE_TEST_STOP_AFTER=module:function names it; CAUCE_TEST_MARK is the file that says it got there.
So a test kills the process at exactly that moment, instead of guessing with delays.
"""

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings


def stop_after(target: str, mark: str) -> None:
    """Replace `module:function` by one that works, says so, and waits to be killed."""
    module_name, name = target.split(":")
    module = importlib.import_module(module_name)
    setattr(module, name, _and_wait(getattr(module, name), Path(mark)))


def _and_wait(function: Callable[..., Any], mark: Path) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        mark.touch()
        while True:
            time.sleep(1)

    return run


def _application() -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as in the tests
    from cauce.config.wsgi import application as plain

    if target := os.environ.get("CAUCE_TEST_STOP_AFTER"):
        stop_after(target, os.environ["CAUCE_TEST_MARK"])
    return plain


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
application = None if __name__ == "__main__" else _application()


def main() -> None:
    """`python -m tests.integration.killable …`: the `cauce` command line with the same stop."""
    import django

    from cauce.cli import run

    django.setup()
    importlib.import_module("tests.integration.slow_job")
    if target := os.environ.get("CAUCE_TEST_STOP_AFTER"):
        stop_after(target, os.environ["CAUCE_TEST_MARK"])
    run(sys.argv[1:])


if __name__ == "__main__":
    main()
