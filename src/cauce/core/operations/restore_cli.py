"""`cauce restore FILE`"""

from pathlib import Path

import typer

from cauce.cli import setup_django

from .backup_cli import tell

app = typer.Typer(help="Restaurar un respaldo.")


@app.command()
def restore(
    file: Path = typer.Argument(..., help="Respaldo .tar hecho con «cauce backup»."),
    force: bool = typer.Option(False, "--force", help="Reemplaza lo que haya en el destino."),
    json: bool = typer.Option(False, "--json", help="Resultado en JSON."),
) -> None:
    """Restaura un respaldo con el servidor detenido; verifica las huellas antes y la bitácora después."""
    setup_django()
    from .backup.manifest import BadBackup
    from .backup.restoring import NotEmpty, restore_backup

    try:
        manifest = restore_backup(file, force=force)
    except NotEmpty as error:
        typer.echo(f"{error} Use --force para reemplazarlo.", err=True)
        raise typer.Exit(1) from error
    except (BadBackup, OSError) as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(1) from error
    tell(manifest, json, "Restaurado y verificado")
