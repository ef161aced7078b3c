"""Other processes of the product on a database: the command line, and a real server to be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

TOKEN = "a" * 32  # CSRF: the same in cookie and form


def database_url(name: str | None = None) -> str:
    """Address of a database of the kind in use; by default the very one of the tests."""
    config = connection.settings_dict
    name = name or str(config["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{name}"


def environment(**changes: object) -> dict[str, str]:
    """The tests' environment on the tests' database and documents, quiet."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "CAUCE_DOCUMENTS_DIR": str(settings.CAUCE_DOCUMENTS_DIR),
        "CAUCE_LOG_LEVEL": "ERROR",
        "PYTHONPATH": "src:.",
        **{name: str(value) for name, value in changes.items()},
    }


class Server:
    """A real granian server whose chosen function, once done, waits to be killed (killable.py)."""

    def __init__(self, folder: Path, stop_after: str = "", port: int = 0) -> None:
        self.mark = folder / "reached"
        self.port = port or _free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "4"]
        command += ["--log-level", "error", "tests.integration.killable:application"]
        self.process = subprocess.Popen(
            command,
            env=environment(CAUCE_TEST_STOP_AFTER=stop_after, CAUCE_TEST_MARK=self.mark),
            start_new_session=True,
        )

    def __enter__(self) -> "Server":
        wait_for(self._answers, "the server answers")
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/salud/vivo", timeout=5).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """kill -9 of the server and its workers."""
        kill(self.process)

    def post(self, user, path: str, fields: dict[str, str], timeout: float = 60) -> int | None:
        """Send a form as that person; the status, or None when the server died on it."""
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookies = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}; csrftoken={TOKEN}"
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, {"Cookie": cookies})
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=timeout) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None


def cauce_process(*arguments: str, **changes: object) -> subprocess.Popen[bytes]:
    """The `cauce` command line on the tests' database, in a process of its own (killable.py)."""
    command = [sys.executable, "-m", "tests.integration.killable", *arguments]
    return subprocess.Popen(command, env=environment(**changes), start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirections are the answer, not followed."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition, what: str, seconds: float = 60) -> None:
    """Wait until `condition()` holds; fails naming `what`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.1)
