"""`cauce import …`: what would change, every problem with its line and column, then all or nothing."""

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Importaciones de unidades y catálogos.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="ARCHIVO", help="CSV o XLSX con encabezados.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Solo muestra qué cambiaría.")]
Who = Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que importa.")]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado en JSON.")]
SHOWN = 10


@app.command()
def units(
    file: File,
    dry_run: DryRun = False,
    who: Who = "",
    close_missing: Annotated[
        bool,
        typer.Option(
            "--close-missing", help="Cierra las unidades de las entidades del archivo que no vengan en él."
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Importa unidades médicas."""
    _run("units", file, {"close_missing": close_missing}, dry_run, who, json)


@app.command()
def catalogue(
    code: Annotated[str, typer.Argument(metavar="CATÁLOGO", help="Clave del catálogo.")],
    file: File,
    dry_run: DryRun = False,
    who: Who = "",
    name: Annotated[str, typer.Option(help="Nombre, si el catálogo es nuevo.")] = "",
    origin: Annotated[str, typer.Option(help="De dónde sale el contenido.")] = "",
    note: Annotated[str, typer.Option(help="Nota de la publicación.")] = "",
    json: AsJson = False,
) -> None:
    """Importa el contenido completo de la siguiente publicación de un catálogo."""
    options = {"catalogue": code, "name": name, "origin": origin, "note": note}
    _run("catalogue", file, options, dry_run, who, json)


@app.command()
def file(
    kind: Annotated[
        str,
        typer.Argument(metavar="CLASE", help="Qué se importa, por ejemplo oral-hospital o risk-hospitals."),
    ],
    source: File,
    dry_run: DryRun = False,
    who: Who = "",
    option: Annotated[
        list[str] | None, typer.Option(help="Lo que la clase pide además del archivo: clave=valor.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Importa un archivo de cualquier clase registrada por un módulo (las de su página de importación)."""
    options = dict(pair.split("=", 1) for pair in option or () if "=" in pair)
    _run(kind, source, options, dry_run, who, json)


def _run(kind: str, file: Path, options: dict, dry_run: bool, who: str, json: bool) -> None:
    setup_django()
    from django.utils import timezone

    from cauce.core.errors import Refusal

    from .actions import plan_of, run_import

    at, content = timezone.now(), _read(file)
    try:
        plan = plan_of(kind, content, file.name, options, at, _person(who) if who else None)
        _show(plan, json)
        if not plan.is_possible:
            raise typer.Exit(2)
        if dry_run:
            return
        by = _person(who)
        typer.echo("Aplicando…", err=True)
        run_import(by=by, at=at, kind=kind, content=content, filename=file.name, options=options)
        typer.echo("Hecho." if plan.does_something else "No había nada que cambiar.", err=True)
    except Refusal as refusal:
        for problem in refusal.problems:
            typer.echo(_line(problem), err=True)
        raise typer.Exit(1 if refusal.status == 403 else 2) from refusal


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        typer.echo(f"{file}: no se puede leer ({error.strerror}).", err=True)
        raise typer.Exit(2) from error


def _person(username: str):
    from cauce.core.accounts.models import User

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        typer.echo("Diga con --as qué cuenta importa (una con permiso de importar).", err=True)
        raise typer.Exit(2)
    return user


def _show(plan, json: bool) -> None:
    if json:
        typer.echo(json_module.dumps(plan.as_dict(), ensure_ascii=False))
        return
    for problem in plan.problems:
        typer.echo(_line(problem), err=True)
    counts = plan.counts()
    typer.echo(
        "{added:,} altas, {changed:,} cambios, {closed:,} cierres, {unchanged:,} sin cambio; "
        "{errors:,} problemas, {warnings:,} avisos.".format(**counts)
    )
    for sign, changes in (("+", plan.added), ("~", plan.changed), ("−", plan.closed)):
        for change in changes[:SHOWN]:
            fields = "; ".join(f"{name}: «{old}» → «{new}»" for name, (old, new) in change.fields.items())
            typer.echo(f"  {sign} {change.code} {change.label}{'  ' + fields if fields else ''}")
        if len(changes) > SHOWN:
            typer.echo(f"  {sign} … y {len(changes) - SHOWN:,} más")


def _line(problem) -> str:
    mark = "aviso: " if problem.level == "warning" else ""
    place = f"{problem.place}: " if problem.place else ""
    return f"{mark}{place}{problem.message} {problem.remedy} [{problem.rule}]"
