"""`cauce oralhealth package …`: export a month, import a package, trust a key."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Paquetes firmados de instalaciones sin red.", no_args_is_help=True)
NO, BAD_INPUT = 1, 2
Who = Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que actúa.")]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]
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
    by, at = _start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import export_package

    from .packages.kind import KIND, period_of

    try:
        period, place = period_of(month), _place(facility, as_json)
        with _whole(output) as file:
            issued = export_package(by=by, at=at, kind=KIND, place=place, period=period, target=file)
    except ValueError as error:
        _refuse(as_json, "OH-130", str(error), BAD_INPUT)
    except Refusal as refusal:
        _refused(as_json, refusal)
    told = {
        "file": str(output),
        "number": issued.number,
        "records": issued.records,
        "content": issued.content,
    }
    _say(as_json, told, f"Paquete n.º {issued.number} con {issued.records:,} registros: {output}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="F", help="Paquete .cauce.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Importa un paquete y dice qué pasó con cada registro.

    Termina con 0; con 1 si algún registro se rechazó o falta el permiso; con 2 si el paquete se rechaza entero.
    """
    by, at = _start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import receive_package, settle
    from cauce.interop.packages.fates import LABELS, Outcome
    from cauce.interop.packages.models import ReceivedPackage

    try:
        with source.open("rb") as file:
            chunks = iter(lambda: file.read(1 << 20), b"")
            received = receive_package(by=by, at=at, filename=source.name, chunks=chunks, start=False)
        received = settle(received, by=by, at=at)
    except OSError as error:
        _refuse(as_json, "PK-01", f"{source}: no se puede leer ({error.strerror})", BAD_INPUT)
    except Refusal as refusal:
        _refused(as_json, refusal)
    if received.state == ReceivedPackage.State.REFUSED:
        problem = received.problem
        _refuse(as_json, problem["rule"], f"{problem['message']} {problem['remedy']}", BAD_INPUT)
    told = {"counts": received.counts, "report": received.report}
    lines = [f"{r['label']}: {r['why']} [{r['rule']}]" for r in received.report if r["outcome"] == "refused"]
    summary = ", ".join(f"{received.counts[o.value]:,} {LABELS[o].lower()}" for o in Outcome)
    _say(as_json, told, "\n".join([*lines, summary]))
    if received.counts["refused"]:
        raise typer.Exit(NO)


@app.command()
def trust(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Llave pública de la instalación.")],
    facility: Code,
    note: Annotated[str, typer.Option("--note", help="Cómo se comprobó.")] = "",
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Confía en la llave pública de una instalación (la muestra «cauce keys public»)."""
    by, at = _start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import trust_key

    try:
        trusted = trust_key(by=by, at=at, public=key, place=_place(facility, as_json), note=note)
    except Refusal as refusal:
        _refused(as_json, refusal)
    _say(as_json, {"key": trusted.key_id}, f"Se confía en la llave {trusted.key_id}.")


def _start(who: str, as_json: bool) -> tuple[Any, Any]:
    from cauce.cli import setup_django

    setup_django()
    from django.utils import timezone

    from cauce.core.accounts.models import User

    user = User.objects.filter(username=who, is_active=True).first()
    if user is None:
        _refuse(as_json, "ACCESS", f"--as: «{who}» no es una cuenta activa", BAD_INPUT)
    return user, timezone.now()


def _place(code: str, as_json: bool) -> Any:
    from .models import Facility

    found = Facility.objects.select_related("unit").filter(code=code).first()
    if found is None:
        _refuse(as_json, "OH-104", f"--facility: «{code}» no es una instalación de Salud Bucal", BAD_INPUT)
    return found.unit


def _whole(output: Path) -> Any:
    """The output file, there only when it is whole."""
    from contextlib import contextmanager

    @contextmanager
    def written() -> Any:
        temporary = output.with_name(f".{output.name}.part")
        try:
            with temporary.open("wb") as file:
                yield file
            temporary.replace(output)
        finally:
            temporary.unlink(missing_ok=True)

    return written()


def _say(as_json: bool, told: dict[str, Any], text: str) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, default=str) if as_json else text)


def _refused(as_json: bool, refusal: Any) -> NoReturn:
    _refuse(as_json, refusal.rule, str(refusal), NO if refusal.status in (403, 409) else BAD_INPUT)


def _refuse(as_json: bool, rule: str, text: str, code: int) -> NoReturn:
    typer.echo(f"{text} [{rule}]", err=True)
    if as_json:
        typer.echo(json.dumps({"errors": [{"rule": rule, "message": text}]}, ensure_ascii=False))
    raise typer.Exit(code)
