"""`cauce demo …`"""

import json as json_module
from importlib import import_module
from importlib.util import find_spec

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

    from .seeding import seed_everything

    seed_everything(at=timezone.now(), say=lambda text: typer.echo(f"  · {text}"), modules=_modules(settings))


def _modules(settings) -> list:
    """The `demo` module of each module that is switched on and has one."""
    names = [f"cauce.domains.{module}.demo" for module in settings.CAUCE_MODULES]
    return [import_module(name) for name in names if find_spec(name)]


@app.command()
def accounts(json: bool = typer.Option(False, "--json", help="Resultado en JSON.")) -> None:
    """Muestra las cuentas principales y la contraseña, que es la misma para todas."""
    setup_django()
    from .people import SHOWN
    from .scene import PASSWORD

    if json:
        typer.echo(json_module.dumps({"password": PASSWORD, "accounts": SHOWN}, ensure_ascii=False))
        return
    width = max(map(len, SHOWN)) + 2
    typer.echo("\nCuentas de demostración (personas inventadas):")
    for name, purpose in SHOWN.items():
        typer.echo(f"  {name:<{width}}{purpose}")
    typer.echo("  Cada entidad tiene su captura y su titular: imss.jal.captura, pemex.ver.titular, …")
    typer.echo(f"Contraseña de todas: {PASSWORD}")
