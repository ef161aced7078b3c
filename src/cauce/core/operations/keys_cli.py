"""`cauce keys …`"""

import secrets
from pathlib import Path

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Secretos para la configuración.", no_args_is_help=True)


@app.command("new-secret")
def new_secret() -> None:
    """Imprime un valor nuevo para CAUCE_SECRET_KEY (firma sesiones y formularios)."""
    typer.echo(secrets.token_urlsafe(48))


@app.command("new-seal-key")
def new_seal_key(
    save: bool = typer.Option(
        False, "--save", help="La guarda en la carpeta de llaves; nunca reemplaza una."
    ),
) -> None:
    """Imprime un valor nuevo para CAUCE_SEAL_KEY (sella los documentos emitidos). Guárdelo también fuera."""
    from cauce.core.documents.seal import generate_key

    if not save:
        typer.echo(generate_key())
        return
    setup_django()
    from django.conf import settings

    from cauce.core.documents import keys

    if not keys.write_key(Path(settings.CAUCE_KEYS_DIR) / keys.KEY_FILE):
        typer.echo("Ya hay una llave; para rotarla, guárdela aparte y conserve su llave pública.")
        raise typer.Exit(1)
    typer.echo("Llave guardada. Incluya la carpeta de llaves en sus respaldos.")


@app.command("new-metrics-token")
def new_metrics_token() -> None:
    """Imprime un valor nuevo para CAUCE_METRICS_TOKEN."""
    typer.echo(secrets.token_urlsafe(24))


@app.command("public")
def public() -> None:
    """Imprime las llaves públicas con las que se comprueban los sellos."""
    setup_django()
    from cauce.core.documents.keys import public_keys

    for key in public_keys():
        typer.echo(key)
