"""`cauce audit …`"""

import json as json_module

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Bitácora encadenada.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Bitácora encadenada."""


@app.command()
def verify(json: bool = typer.Option(False, "--json", help="Resultado en JSON.")) -> None:
    """Verifica la cadena completa. Sale con 0 si está íntegra y con 1 si no."""
    setup_django()
    from .log import verify as verify_chain

    result = verify_chain()
    if json:
        print(
            json_module.dumps(
                {
                    "events": result.events,
                    "whole": result.whole,
                    "broken_at": result.broken_at,
                    "reason": result.reason,
                }
            )
        )
    elif result.whole:
        print(f"Cadena íntegra: {result.events} eventos.")
    else:
        print(f"Cadena rota en el evento {result.broken_at}: {result.reason}.")
    raise typer.Exit(0 if result.whole else 1)
