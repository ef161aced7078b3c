"""`cauce exchange …`. Commands here need neither Django nor a database unless they say so."""

import json
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Intercambio de servicios: excedentes y faltantes.", no_args_is_help=True)

BAD_INPUT = 2


@app.callback()
def exchange() -> None:
    """Keeps `match` a subcommand even while it is the only one."""


@app.command()
def match(
    source: Annotated[
        str, typer.Argument(metavar="IN.json", help="Archivo de entrada; - lee la entrada estándar.")
    ],
    max_km: Annotated[
        float, typer.Option("--max-km", help="Distancia máxima en km, el límite incluido.")
    ] = 200.0,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="OUT.json", help="Archivo de salida; si falta, la salida estándar."
        ),
    ] = None,
    same_institution: Annotated[
        bool,
        typer.Option("--same-institution", help="Permite también el intercambio dentro de una institución."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Resumen y errores también como JSON.")] = False,
) -> None:
    """Empareja faltantes con excedentes: más pacientes y, entre iguales, menos pacientes-kilómetro.

    Termina con 0, o con 2 y una línea por problema, con su ruta JSON, si la entrada no sirve.
    """
    # Loading the solver takes a third of a second that other commands need not wait.
    from .rules import matching
    from .rules.matching import document

    if not (math.isfinite(max_km) and max_km >= 0):
        _refuse(
            [document.Issue("--max-km", f"{max_km} no es válido", "escriba km, de 0 en adelante")], as_json
        )
    try:
        supply, demand, warnings = document.read(_read(source, as_json))
        result = matching.solve(supply, demand, matching.Options(max_km, same_institution))
    except document.BadDocument as error:
        _refuse(error.issues, as_json)
    except matching.TooManyPairs as error:
        _refuse([document.Issue("$", *str(error).split("; "))], as_json)
    for warning in warnings:
        typer.echo(str(warning), err=True)
    _answer(document.write(result), out, as_json)


def _read(source: str, as_json: bool) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        from .rules.matching.document import Issue

        _refuse(
            [Issue(source, f"no se puede leer ({error.strerror})", "revise la ruta y los permisos")], as_json
        )


def _answer(answer: dict, out: Path | None, as_json: bool) -> None:
    text = json.dumps(answer, ensure_ascii=False)
    if out is None:
        typer.echo(text)
        return
    _write_whole(out, text + "\n", as_json)
    unmet = sum(row["patients"] for row in answer["unmet"])
    summary = {"served": answer["served"], "patient_km": answer["patient_km"], "unmet": unmet}
    sentence = (
        f"{answer['served']:,} pacientes al mes atendidos, {answer['patient_km']:,.1f} pacientes-km, "
        f"{unmet:,} sin atender: {out}"
    )
    typer.echo(json.dumps(summary) if as_json else sentence)


def _write_whole(out: Path, text: str, as_json: bool) -> None:
    """Writes beside the target and renames, so a reader never finds half a file."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, out)
    except OSError as error:
        from .rules.matching.document import Issue

        if temporary:
            Path(temporary).unlink(missing_ok=True)
        _refuse(
            [Issue(str(out), f"no se puede escribir ({error.strerror})", "elija otra ruta con -o")], as_json
        )


def _refuse(issues, as_json: bool) -> None:
    for issue in issues:
        typer.echo(str(issue), err=True)
    if as_json:
        typer.echo(json.dumps({"errors": [issue.as_dict() for issue in issues]}, ensure_ascii=False))
    raise typer.Exit(BAD_INPUT)
