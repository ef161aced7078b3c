"""`cauce worker`"""

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Trabajos en segundo plano y tareas programadas.")


@app.command()
def worker(
    once: bool = typer.Option(False, "--once", help="Atiende lo que está en espera y termina."),
    interval: float = typer.Option(0.5, help="Segundos entre consultas a la cola vacía."),
) -> None:
    """Atiende los trabajos en segundo plano y las tareas programadas hasta recibir SIGTERM o Ctrl-C."""
    setup_django()
    from .worker import serve

    serve(interval=interval, once=once)
