"""`cauce authorizations package …`: export what a unit captured without a network, import it at the other end."""

from pathlib import Path
from typing import Annotated

import typer

from cauce.interop.packages.command import BAD_INPUT, AsJson, Who, refuse, refused, say, start, take_in, whole

app = typer.Typer(help="Paquetes firmados de unidades sin red.", no_args_is_help=True)


@app.command()
def export(
    unit: Annotated[str, typer.Option("--unit", metavar="CLUES", help="Unidad que capturó, por su clave.")],
    month: Annotated[str, typer.Option("--month", metavar="2026-03", help="Mes en que se capturó.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="F", help="Archivo que se escribe.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Exporta las solicitudes de una unidad que esperan, como paquete firmado."""
    by, at = start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.core.organisations.models import OrgUnit
    from cauce.interop.packages.actions import export_package

    from .packages.kind import KIND, period_of

    place = OrgUnit.objects.filter(code=unit).first()
    if place is None:
        refuse(as_json, "AP-27", f"--unit: «{unit}» no es una unidad", BAD_INPUT)
    try:
        period = period_of(month)
        with whole(output) as file:
            issued = export_package(by=by, at=at, kind=KIND, place=place, period=period, target=file)
    except ValueError as error:
        refuse(as_json, "AP-113", str(error), BAD_INPUT)
    except Refusal as refusal:
        refused(as_json, refusal)
    told = {"file": str(output), "number": issued.number, "records": issued.records}
    say(as_json, told, f"Paquete n.º {issued.number} con {issued.records:,} registros: {output}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="F", help="Paquete .cauce.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Importa un paquete y dice qué pasó con cada solicitud.

    Termina con 0; con 1 si alguna se rechazó o falta el permiso; con 2 si el paquete se rechaza entero.
    """
    take_in(source, who, as_json)
