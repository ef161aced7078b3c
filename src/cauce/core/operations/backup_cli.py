"""`cauce backup FILE`"""

import json as json_module
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from cauce.cli import setup_django

app = typer.Typer(
    help="Respaldo de la base de datos, los documentos y las llaves.", invoke_without_command=True
)


@app.command()
def backup(
    file: Path = typer.Argument(..., help="Archivo .tar que se escribe (o se revisa, con --check)."),
    portable: bool = typer.Option(
        False, "--portable", help="Que se pueda restaurar en SQLite y en PostgreSQL."
    ),
    keys: bool = typer.Option(True, "--keys/--without-keys", help="Incluir las llaves del sello."),
    check: bool = typer.Option(False, "--check", help="Solo revisa que un respaldo esté completo."),
    force: bool = typer.Option(False, "--force", help="Sobrescribe el archivo si ya existe."),
    json: bool = typer.Option(False, "--json", help="Resultado en JSON."),
) -> None:
    """Escribe un respaldo consistente, también con el sistema en marcha. Sale con 2 si el archivo ya existe."""
    setup_django()
    from .backup.manifest import BadBackup
    from .backup.reading import check as check_file

    if not check and file.exists() and not force:
        typer.echo(f"{file}: ya existe; elija otro nombre o use --force.", err=True)
        raise typer.Exit(2)
    try:
        manifest = check_file(file) if check else _make(file, portable, keys)
    except (BadBackup, OSError) as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(1) from error
    tell(manifest, json, "El respaldo está completo" if check else "Respaldo escrito")


def _make(file: Path, portable: bool, keys: bool) -> Any:
    from django.utils import timezone

    from .backup.making import make_backup

    return make_backup(file, at=timezone.now(), portable=portable, keys=keys)


def tell(manifest: Any, json: bool, sentence: str) -> None:
    """Print what a backup holds."""
    if json:
        typer.echo(json_module.dumps({**asdict(manifest), "parts": len(manifest.parts)}, ensure_ascii=False))
        return
    size = sum(part.size for part in manifest.parts)
    typer.echo(
        f"{sentence}: {len(manifest.parts)} partes, {size / 1_048_576:.1f} MB, base {manifest.database}, "
        f"bitácora hasta el evento {manifest.audit_sequence}."
    )
