"""`cauce docs …`"""

from pathlib import Path

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Referencia generada a partir del código.", no_args_is_help=True)
FOLDER = Path("docs/reference")
MANUAL = Path("docs/manual")


@app.command()
def build(
    folder: Path = typer.Option(FOLDER, help="Carpeta de la referencia."),
    manual: Path = typer.Option(MANUAL, help="Carpeta del manual."),
) -> None:
    """Escribe la referencia (estados, permisos, reglas, acciones, órdenes, configuración) y el manual."""
    setup_django()
    from cauce.web.manual import build as write_manual

    from .reference import build as write

    changed = write(folder) + write_manual(manual)
    typer.echo("\n".join(changed) if changed else "Sin cambios.")


@app.command()
def check(
    folder: Path = typer.Option(FOLDER, help="Carpeta de la referencia."),
    manual: Path = typer.Option(MANUAL, help="Carpeta del manual."),
) -> None:
    """Sale con 1 si la referencia o el manual no corresponden al código."""
    setup_django()
    from cauce.web.manual import outdated as outdated_manual

    from .reference import outdated

    old = [folder / name for name in outdated(folder)] + [manual / name for name in outdated_manual(manual)]
    for path in old:
        typer.echo(f"{path}: no corresponde al código; ejecute «make docs».")
    raise typer.Exit(int(bool(old)))
