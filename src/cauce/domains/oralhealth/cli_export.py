"""`cauce oralhealth export …`: consolidated months and indicators for other systems."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cauce.interop.packages.command import BAD_INPUT, AsJson, Who, refuse, refused, start


def export(
    form: Annotated[str, typer.Option("--format", metavar="adx|dhis2|csv|xlsx", help="Formato.")],
    month: Annotated[
        str, typer.Option("--month", metavar="2026-03", help="Mes consolidado (o mes de los indicadores).")
    ] = "",
    period: Annotated[
        str, typer.Option("--period", metavar="2026Q1", help="Periodo de los indicadores, si no es un mes.")
    ] = "",
    place: Annotated[
        str,
        typer.Option("--place", metavar="CÓDIGO", help="Instalación o región; si falta, todo el alcance."),
    ] = "",
    indicators: Annotated[
        bool, typer.Option("--indicators", help="Los indicadores en vez del consolidado.")
    ] = False,
    system: Annotated[
        str, typer.Option("--unit-system", help="Sistema de códigos de las unidades; si falta, el propio.")
    ] = "",
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="F", help="Archivo; - es la salida.")
    ] = "-",
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Exporta el mes consolidado o los indicadores. Termina con 1 si no hay nada que exportar o falta el permiso."""
    by, at = start(who, as_json)
    from cauce.core.accounts.access import places
    from cauce.core.accounts.permissions import Permission
    from cauce.core.errors import Refusal
    from cauce.core.organisations.models import OrgUnit
    from cauce.core.periods.types import parse

    from .actions.interchange import export_indicators, export_month

    verb = Permission.ORAL_INDICATORS if indicators else Permission.ORAL_READ
    chosen = OrgUnit.objects.filter(code=place).first() if place else places(by, verb, at).first()
    if chosen is None:
        refuse(as_json, "OH-104", f"--place: «{place}» no existe o no está a su alcance", BAD_INPUT)
    written = month.replace("-", "")
    try:
        if indicators:
            spans = parse(period or written)
            content = export_indicators(by=by, at=at, place=chosen, period=spans, form=form, system=system)
        else:
            number = int(written) if written.isdigit() else 0
            content = export_month(by=by, at=at, place=chosen, month=number, form=form, system=system)
    except Refusal as refusal:
        refused(as_json, refusal)
    except ValueError:
        refuse(as_json, "OH-130", f"«{period or month}» no es un periodo (2026-03, 2026Q1, 2026)", BAD_INPUT)
    if output == "-":
        sys.stdout.buffer.write(content)
    else:
        Path(output).write_bytes(content)
        typer.echo(f"{len(content):,} bytes: {output}", err=True)
