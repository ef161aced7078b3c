"""`cauce doctor`"""

import json as json_module
from dataclasses import asdict

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Revisión de la instalación.")


@app.command()
def doctor(json: bool = typer.Option(False, "--json", help="Resultado en JSON.")) -> None:
    """Revisa la configuración y dice cómo corregirla. Sale con 1 si hay errores."""
    setup_django()
    from django.utils import timezone

    from .doctor import examine

    found = examine(timezone.now())
    if json:
        typer.echo(json_module.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            mark = "ERROR" if finding.level == "error" else "aviso"
            typer.echo(f"{mark}  {finding.what}\n       {finding.remedy}")
        typer.echo("Todo en orden." if not found else f"{len(found)} observaciones.")
    raise typer.Exit(int(any(finding.level == "error" for finding in found)))
