"""`cauce oralhealth …`. `dmft` needs neither Django nor a database."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from . import cli_export, cli_packages

app = typer.Typer(help="Salud bucal: registro diario, consolidado y caries.", no_args_is_help=True)
app.add_typer(cli_packages.app, name="package")
app.command()(cli_export.export)

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
    """(line number, cells) of the file."""
    from .rules.dmft_file import lines_of

    line = 0
    try:
        for line, cells in lines_of(text):
            yield line, cells
    except csv.Error as error:
        _refuse_file(f"línea {line + 1}", f"no es CSV ({error})", "revise las comillas", as_json)


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


Who = Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que actúa.")]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]
SHOWN = 200


@app.command("import")
def import_file(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV o XLSX de renglones del registro diario.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo revisa; no guarda nada.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirma los avisos.")] = False,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Importa renglones con las mismas reglas que la página: todo o nada.

    Termina con 0; con 1 si hay avisos sin confirmar o falta el permiso; con 2 si algún renglón tiene errores.
    """
    from cauce.cli import setup_django

    setup_django()
    from django.utils import timezone

    from cauce.core.errors import Refusal

    from .actions import import_rows

    def tell(rows: int) -> None:
        typer.echo(f"{rows:,} renglones…", err=True)

    try:
        report = import_rows(
            by=_person(who), at=timezone.now(), path=source, dry_run=dry_run, confirmed=confirm, progress=tell
        )
    except Refusal as refusal:
        _refuse_all(refusal, as_json)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for problem in report.problems[:SHOWN]:
            typer.echo(f"{problem.place}: {problem} [{problem.rule}]", err=True)
        if len(report.problems) > SHOWN:
            typer.echo(f"… y {len(report.problems) - SHOWN:,} más; use --json para verlos todos.", err=True)
        typer.echo(
            f"{report.sheets:,} hojas, {report.rows:,} renglones, {report.patients:,} pacientes; {report.errors:,} "
            f"errores, {sum(report.warnings.values()):,} avisos. {'Guardado.' if report.stored else 'No se guardó nada.'}"
        )
    if report.errors:
        raise typer.Exit(BAD_INPUT)
    if report.warnings and not confirm and not dry_run:
        raise typer.Exit(NO)


@app.command()
def consolidate(
    month: Annotated[str, typer.Option("--month", metavar="2026-03", help="Mes que se consolida.")],
    facility: Annotated[
        str,
        typer.Option(
            "--facility", metavar="CÓDIGO", help="Una instalación; si falta, todas las del alcance."
        ),
    ] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirma un mes incompleto o sin datos.")
    ] = False,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Consolida el mes de las instalaciones (Formulario 2). Termina con 1 si alguna no se pudo."""
    from cauce.cli import setup_django

    setup_django()
    from django.utils import timezone

    from cauce.core.accounts.access import can
    from cauce.core.accounts.permissions import Permission
    from cauce.core.errors import Refusal

    from .actions import consolidate_month
    from .country import is_month
    from .models import Facility

    number = month.replace("-", "")
    if not is_month(number):
        _refuse_file("--month", f"«{month}» no es un mes", "escríbalo como 2026-03", as_json)
    by, at = _person(who), timezone.now()
    found = Facility.objects.select_related("unit").order_by("code")
    chosen = (
        list(found.filter(code=facility))
        if facility
        else [f for f in found if can(by, Permission.ORAL_CONSOLIDATE, f.unit, at)]
    )
    if not chosen:
        _refuse_file(
            "--facility", "no hay instalaciones que consolidar", "revise el código y la cuenta", as_json
        )
    results: list[dict[str, Any]] = []
    for one in chosen:
        line: dict[str, Any] = {"facility": one.code, "month": int(number)}
        try:
            made = consolidate_month(by=by, at=at, facility=one.unit, month=int(number), confirmed=confirm)
            line |= {"version": made.version, "sheets": made.sheets, "patients": made.patients}
        except Refusal as refusal:
            line["problems"] = [p.as_dict() for p in refusal.problems]
        results.append(line)
    _say(results, as_json)
    if any("problems" in line for line in results):
        raise typer.Exit(NO)


def _say(results: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"consolidated": results}, ensure_ascii=False))
        return
    for line in results:
        if "problems" in line:
            words = " ".join(p["message"] for p in line["problems"])
            typer.echo(f"{line['facility']}: no se consolidó. {words}", err=True)
        else:
            typer.echo(
                f"{line['facility']}: versión {line['version']}, {line['sheets']:,} hojas, {line['patients']:,} pacientes"
            )


def _person(username: str) -> Any:
    from cauce.core.accounts.models import User

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        _refuse_file("--as", f"«{username}» no es una cuenta activa", "diga qué cuenta actúa", as_json=False)
    return user


def _refuse_all(refusal: Any, as_json: bool) -> NoReturn:
    _refuse([p.as_dict() | {"text": f"{p.place or 'error'}: {p}"} for p in refusal.problems], as_json)
