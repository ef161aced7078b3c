"""`cauce setup PAÍS`"""

from typing import Annotated

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Primer arranque: los lugares de un país y su primera administración.")


@app.command()
def setup(
    country: Annotated[str, typer.Argument(metavar="PAÍS", help="MX, CO o PA.")],
    username: Annotated[
        str, typer.Option("--administrator", metavar="USUARIO", help="Cuenta que lo administrará.")
    ],
    first_name: Annotated[str, typer.Option("--name", metavar="NOMBRE", help="De una cuenta nueva.")] = "",
    last_name: Annotated[
        str, typer.Option("--surname", metavar="APELLIDOS", help="De una cuenta nueva.")
    ] = "",
    email: Annotated[str, typer.Option("--email", metavar="CORREO", help="De una cuenta nueva.")] = "",
) -> None:
    """Carga los lugares del país y nombra a quien lo administra. Repetirlo no duplica nada.

    No trae unidades, ni personas, ni datos de demostración.
    """
    setup_django()
    from django.utils import timezone

    from cauce.core.errors import Refusal

    from .countries import HOMES
    from .founding import found

    profile = {"first_name": first_name, "last_name": last_name, "email": email}
    try:
        done = found(country.upper(), timezone.now(), username=username, profile=profile)
    except Refusal as refusal:
        for problem in refusal.problems:
            typer.echo(f"{problem.place}: {problem.message} {problem.remedy}".strip(), err=True)
        if not refusal.problems:
            typer.echo(" ".join(filter(None, [refusal.message, refusal.who, refusal.remedy])), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"«{done.root.name}» ({done.root.code}): {done.places} lugares.")
    for text in done.loaded:
        typer.echo(f"  · {text}")
    typer.echo(f"Lo administra {done.person.display_name} ({done.person.username}).")
    if done.password:
        typer.echo(f"Contraseña temporal, se muestra solo aquí y se cambia al entrar: {done.password}")
    typer.echo(f"Después: {HOMES[country.upper()].next}.")
