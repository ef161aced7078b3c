"""`cauce docs …`"""

from pathlib import Path

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Referencia generada a partir del código.", no_args_is_help=True)
FOLDER = Path("docs/reference")


@app.command()
def build(folder: Path = typer.Option(FOLDER, help="Carpeta que se escribe.")) -> None:
    """Escribe la referencia: estados, permisos, reglas, acciones, órdenes y configuración."""
    setup_django()
    from .reference import build as write

    changed = write(folder)
    typer.echo("\n".join(changed) if changed else "Sin cambios.")


@app.command()
def check(folder: Path = typer.Option(FOLDER, help="Carpeta que se compara.")) -> None:
    """Sale con 1 si la referencia no corresponde al código."""
    setup_django()
    from .reference import outdated

    old = outdated(folder)
    for name in old:
        typer.echo(f"{folder / name}: no corresponde al código; ejecute «make docs».")
    raise typer.Exit(int(bool(old)))
