"""`make demo`: database, demo data, worker and server on a local port; Ctrl-C stops everything.

Data live in var/demo and stay there between runs; `make demo ARGS=--fresh` starts over.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

FOLDER = Path("var/demo")
FIRST_PORT = 8000


def free_port(first: int = FIRST_PORT) -> int:
    """The first free local port from `first` on, else any."""
    for port in [*range(first, first + 20), 0]:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("No hay un puerto local libre.")


def environment(port: int) -> dict[str, str]:
    """What every process of the demo runs with."""
    url = f"http://127.0.0.1:{port}"
    return {
        "DATABASE_URL": f"sqlite:///{(FOLDER / 'cauce.sqlite3').resolve()}",
        **os.environ,
        "CAUCE_ENV": "demo",
        "CAUCE_VAR_DIR": str(FOLDER.resolve()),
        "CAUCE_PUBLIC_URL": url,
        "CAUCE_LOG_LEVEL": os.environ.get("CAUCE_LOG_LEVEL", "WARNING"),
        "DJANGO_SETTINGS_MODULE": "cauce.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def cauce(env: dict[str, str], *arguments: str) -> None:
    """Run one `cauce` command and stop the demo when it fails."""
    command = [sys.executable, "-m", "cauce", *arguments]
    if subprocess.run(command, env=env).returncode:
        raise SystemExit(f"Falló: cauce {' '.join(arguments)}")


def start(env: dict[str, str], port: int) -> list[subprocess.Popen[bytes]]:
    """The server and the worker, as processes."""
    serve = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    serve += ["--blocking-threads", "8", "--log-level", "error", "cauce.config.wsgi:application"]
    commands = [[sys.executable, "-m", *serve], [sys.executable, "-m", "cauce", "worker"]]
    return [subprocess.Popen(command, env=env, start_new_session=True) for command in commands]


def wait_until_up(url: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return once the server answers; stop when it ends before."""
    for _attempt in range(300):
        if processes[0].poll() is not None:
            raise SystemExit("El servidor terminó antes de responder.")
        try:
            urllib.request.urlopen(f"{url}/salud/vivo", timeout=2)  # noqa: S310  our own local server
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("El servidor no respondió en 30 segundos.")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end; insist after ten seconds."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    """Prepare, start, print the accounts, wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--fresh", action="store_true", help="borra los datos de la demostración anterior")
    parser.add_argument("--port", type=int, help="puerto local (por omisión, el primero libre desde 8000)")
    options = parser.parse_args()
    began = time.monotonic()
    if options.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "static").mkdir(parents=True, exist_ok=True)
    port = options.port or free_port()
    env = environment(port)
    print("Preparando la base de datos…")
    cauce(env, "manage", "migrate", "--verbosity", "0")
    print("Cargando los datos de demostración…")
    cauce(env, "demo", "seed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = start(env, port)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", processes)
        cauce(env, "demo", "accounts")
        print(f"\nListo en {time.monotonic() - began:.0f} s:  http://127.0.0.1:{port}")
        print(f"Correos enviados: {FOLDER / 'mail'}.  Ctrl-C detiene todo.", flush=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        print("Un proceso de la demostración terminó; se detiene el resto.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nDeteniendo…")
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    raise SystemExit(main())
