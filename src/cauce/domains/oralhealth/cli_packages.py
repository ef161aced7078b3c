"""`cauce oralhealth package …`: export a month, import a package, trust a key."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cauce.interop.packages.command import BAD_INPUT, AsJson, Who, refuse, refused, say, start, take_in, whole

app = typer.Typer(help="Paquetes firmados de instalaciones sin red.", no_args_is_help=True)
Code = Annotated[str, typer.Option("--facility", metavar="CÓDIGO", help="Instalación, por su código.")]


@app.command()
def export(
    facility: Code,
    month: Annotated[str, typer.Option("--month", metavar="2026-03", help="Mes que se exporta.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="F", help="Archivo que se escribe.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Exporta el mes de una instalación como paquete firmado."""
    by, at = start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import export_package

    from .packages.kind import KIND, period_of

    try:
        period, place = period_of(month), _place(facility, as_json)
        with whole(output) as file:
            issued = export_package(by=by, at=at, kind=KIND, place=place, period=period, target=file)
    except ValueError as error:
        refuse(as_json, "OH-130", str(error), BAD_INPUT)
    except Refusal as refusal:
        refused(as_json, refusal)
    told = {
        "file": str(output),
        "number": issued.number,
        "records": issued.records,
        "content": issued.content,
    }
    say(as_json, told, f"Paquete n.º {issued.number} con {issued.records:,} registros: {output}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="F", help="Paquete .cauce.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Importa un paquete y dice qué pasó con cada registro.

    Termina con 0; con 1 si algún registro se rechazó o falta el permiso; con 2 si el paquete se rechaza entero.
    """
    take_in(source, who, as_json)


@app.command()
def trust(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Llave pública de la instalación.")],
    facility: Code,
    note: Annotated[str, typer.Option("--note", help="Cómo se comprobó.")] = "",
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Confía en la llave pública de una instalación (la muestra «cauce keys public»)."""
    by, at = start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import trust_key

    try:
        trusted = trust_key(by=by, at=at, public=key, place=_place(facility, as_json), note=note)
    except Refusal as refusal:
        refused(as_json, refusal)
    say(as_json, {"key": trusted.key_id}, f"Se confía en la llave {trusted.key_id}.")


def _place(code: str, as_json: bool) -> Any:
    from .models import Facility

    found = Facility.objects.select_related("unit").filter(code=code).first()
    if found is None:
        refuse(as_json, "OH-104", f"--facility: «{code}» no es una instalación de Salud Bucal", BAD_INPUT)
    return found.unit
