"""`cauce tokens …`: API tokens from the terminal."""

import json as json_module

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Claves de API.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Claves de API."""


@app.command()
def create(
    user: str = typer.Option(..., "--user", help="Nombre de usuario de la persona."),
    name: str = typer.Option(..., "--name", help="Para qué sistema es."),
    days: int = typer.Option(90, "--days", help="Vigencia en días, de 1 a 366."),
    write: bool = typer.Option(False, "--write", help="También puede escribir (si no, solo lectura)."),
    json: bool = typer.Option(False, "--json", help="Resultado en JSON."),
) -> None:
    """Crea una clave y la muestra una sola vez. Sale con 2 si un dato no sirve."""
    setup_django()
    from django.utils import timezone

    from cauce.core.errors import Refusal

    from .actions import create_token
    from .models import User

    person = User.objects.filter(username=user, is_active=True).first()
    if person is None:
        typer.echo(f"--user: no hay una cuenta activa «{user}».", err=True)
        raise typer.Exit(2)
    try:
        token, secret = create_token(by=person, at=timezone.now(), name=name, days=days, read_only=not write)
    except Refusal as refusal:
        for problem in refusal.problems:
            typer.echo(f"--{problem.place}: {problem}", err=True)
        raise typer.Exit(2) from refusal
    facts = {"secret": secret, "prefix": token.prefix, "expires_at": token.expires_at.isoformat()}
    typer.echo(json_module.dumps(facts) if json else secret)


@app.command("list")
def list_(
    user: str = typer.Option(..., "--user", help="Nombre de usuario de la persona."),
    json: bool = typer.Option(False, "--json", help="Resultado en JSON."),
) -> None:
    """Muestra las claves de una persona, sin sus secretos."""
    setup_django()
    from .models import ApiToken

    rows = [
        {
            "id": t.pk,
            "name": t.name,
            "prefix": t.prefix,
            "read_only": t.read_only,
            "expires_at": t.expires_at.isoformat(),
            "revoked": t.revoked_at is not None,
        }
        for t in ApiToken.objects.filter(user__username=user).order_by("-created_at")
    ]
    if json:
        typer.echo(json_module.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['id']:>5}  {row['prefix']}…  {row['name']}  vence {str(row['expires_at'])[:10]}")


@app.command()
def revoke(
    token: int = typer.Argument(help="Número de la clave (véase `cauce tokens list`)."),
    by: str = typer.Option(..., "--by", help="Quién la revoca: su persona o la administración."),
) -> None:
    """Revoca una clave. Sale con 1 si no se puede y con 2 si no existe."""
    setup_django()
    from django.utils import timezone

    from cauce.core.errors import Refusal

    from .actions import revoke_token
    from .models import ApiToken, User

    person, found = User.objects.filter(username=by).first(), ApiToken.objects.filter(pk=token).first()
    if person is None or found is None:
        typer.echo("TOKEN o --by: no existe.", err=True)
        raise typer.Exit(2)
    try:
        revoke_token(by=person, at=timezone.now(), token=found)
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    typer.echo("revocada")
