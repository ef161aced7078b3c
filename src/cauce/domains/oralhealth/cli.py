"""`cauce oralhealth …`. `dmft` needs neither Django nor a database."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Salud bucal: registro diario, consolidado y caries.", no_args_is_help=True)

NO, BAD_INPUT = 1, 2


@app.callback()
def oralhealth() -> None:
    """Keeps `dmft` a subcommand even while it is the only one."""


@app.command()
def dmft(
    source: Annotated[
        str, typer.Argument(metavar="FILE.csv", help="Archivo de exámenes; - lee la entrada estándar.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")] = False,
) -> None:
    """Calcula CPOD, ceod, componentes, SiC y libres de caries.

    Columnas: id, age, sex (y group) con un diente FDI por columna y el código OMS de la corona; o id y cpod.
    Termina con 0; con 1 si no hay personas examinadas; con 2 y una línea por problema si el archivo no sirve.
    """
    from .rules.dmft_file import BadFile, read_exams
    from .rules.dmft_report import as_lines, report

    try:
        result = report(read_exams(_lines(_read(source, as_json), as_json)))
    except BadFile as error:
        _refuse([issue.as_dict() | {"text": str(issue)} for issue in error.issues], as_json)
    typer.echo(json.dumps(result, ensure_ascii=False) if as_json else "\n".join(as_lines(result)))
    if not result["persons"]:
        typer.echo("No hay personas examinadas.", err=True)
        raise typer.Exit(NO)


def _read(source: str, as_json: bool) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        _refuse_file(source, f"no se puede leer ({error.strerror})", "revise la ruta y los permisos", as_json)
    except UnicodeDecodeError:
        _refuse_file(source, "no está en UTF-8", "guárdelo como CSV UTF-8", as_json)


def _lines(text: str, as_json: bool) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells); the separator is a comma or, as spreadsheets here write it, a semicolon."""
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        _refuse_file(f"línea {reader.line_num}", f"no es CSV ({error})", "revise las comillas", as_json)


def _refuse_file(place: str, message: str, remedy: str, as_json: bool) -> NoReturn:
    _refuse(
        [{"place": place, "message": message, "remedy": remedy, "text": f"{place}: {message}; {remedy}"}],
        as_json,
    )


def _refuse(issues: list[dict[str, Any]], as_json: bool) -> NoReturn:
    for issue in issues:
        typer.echo(issue["text"], err=True)
    if as_json:
        typer.echo(json.dumps({"errors": issues}, ensure_ascii=False))
    raise typer.Exit(BAD_INPUT)
