"""`cauce demo …`"""

import json as json_module

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Datos de demostración.", no_args_is_help=True)


@app.command()
def seed() -> None:
    """Carga la demostración; repetirla no duplica nada. Se niega en producción."""
    setup_django()
    from django.conf import settings

    if settings.CAUCE_ENV == "production":
        typer.echo("La demostración no se carga en producción (CAUCE_ENV=production).", err=True)
        raise typer.Exit(2)
    from django.utils import timezone

    from .accounts import demo_modules
    from .seeding import seed_everything

    seed_everything(at=timezone.now(), say=lambda text: typer.echo(f"  · {text}"), modules=demo_modules())


@app.command()
def accounts(json: bool = typer.Option(False, "--json", help="Resultado en JSON.")) -> None:
    """Muestra las cuentas principales y la contraseña, que es la misma para todas."""
    setup_django()
    from .accounts import groups
    from .scene import PASSWORD

    found = groups()
    if json:
        every = {name: purpose for group in found for name, purpose in group.accounts.items()}
        typer.echo(json_module.dumps({"password": PASSWORD, "accounts": every}, ensure_ascii=False))
        return
    typer.echo("\nCuentas de demostración (personas inventadas, datos sintéticos):")
    width = max(len(name) for group in found for name in group.accounts) + 2
    for group in found:
        typer.echo(f"{group.label}")
        for name, purpose in group.accounts.items():
            typer.echo(f"  {name:<{width}}{purpose}")
        if group.note:
            typer.echo(f"  {group.note}")
    typer.echo(f"Contraseña de todas: {PASSWORD}")
