"""`cauce authorizations package …`: export what a unit captured without a network, import it at the other end."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Paquetes firmados de unidades sin red.", no_args_is_help=True)
NO, BAD_INPUT = 1, 2
Who = Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que actúa.")]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]


@app.command()
def export(
    unit: Annotated[str, typer.Option("--unit", metavar="CLUES", help="Unidad que capturó, por su clave.")],
    month: Annotated[str, typer.Option("--month", metavar="2026-03", help="Mes en que se capturó.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="F", help="Archivo que se escribe.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Exporta las solicitudes de una unidad que esperan, como paquete firmado."""
    by, at = _start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.core.organisations.models import OrgUnit
    from cauce.interop.packages.actions import export_package

    from .packages.kind import KIND, period_of

    place = OrgUnit.objects.filter(code=unit).first()
    if place is None:
        _refuse(as_json, "AP-27", f"--unit: «{unit}» no es una unidad", BAD_INPUT)
    temporary = output.with_name(f".{output.name}.part")
    try:
        with temporary.open("wb") as file:
            period = period_of(month)
            issued = export_package(by=by, at=at, kind=KIND, place=place, period=period, target=file)
        temporary.replace(output)
    except ValueError as error:
        _refuse(as_json, "AP-113", str(error), BAD_INPUT)
    except Refusal as refusal:
        _refused(as_json, refusal)
    finally:
        temporary.unlink(missing_ok=True)
    told = {"file": str(output), "number": issued.number, "records": issued.records}
    _say(as_json, told, f"Paquete n.º {issued.number} con {issued.records:,} registros: {output}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="F", help="Paquete .cauce.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Importa un paquete y dice qué pasó con cada solicitud.

    Termina con 0; con 1 si alguna se rechazó o falta el permiso; con 2 si el paquete se rechaza entero.
    """
    by, at = _start(who, as_json)
    from cauce.core.errors import Refusal
    from cauce.interop.packages.actions import receive_package, settle
    from cauce.interop.packages.fates import LABELS, Outcome
    from cauce.interop.packages.models import ReceivedPackage

    try:
        chunks = [source.read_bytes()]
        received = receive_package(by=by, at=at, filename=source.name, chunks=chunks, start=False)
        received = settle(received, by=by, at=at)
    except OSError as error:
        _refuse(as_json, "PK-01", f"{source}: no se puede leer ({error.strerror})", BAD_INPUT)
    except Refusal as refusal:
        _refused(as_json, refusal)
    if received.state == ReceivedPackage.State.REFUSED:
        problem = received.problem or {}
        _refuse(as_json, problem["rule"], f"{problem['message']} {problem['remedy']}", BAD_INPUT)
    lines = [f"{r['label']}: {r['why']} [{r['rule']}]" for r in received.report if r["outcome"] == "refused"]
    summary = ", ".join(f"{received.counts[o.value]:,} {LABELS[o].lower()}" for o in Outcome)
    _say(as_json, {"counts": received.counts, "report": received.report}, "\n".join([*lines, summary]))
    if received.counts["refused"]:
        raise typer.Exit(NO)


def _start(who: str, as_json: bool) -> tuple[Any, Any]:
    from cauce.cli import setup_django

    setup_django()
    from django.utils import timezone

    from cauce.core.accounts.models import User

    user = User.objects.filter(username=who, is_active=True).first()
    if user is None:
        _refuse(as_json, "ACCESS", f"--as: «{who}» no es una cuenta activa", BAD_INPUT)
    return user, timezone.now()


def _say(as_json: bool, told: dict[str, Any], text: str) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, default=str) if as_json else text)


def _refused(as_json: bool, refusal: Any) -> NoReturn:
    _refuse(as_json, refusal.rule, str(refusal), NO if refusal.status in (403, 409) else BAD_INPUT)


def _refuse(as_json: bool, rule: str, text: str, code: int) -> NoReturn:
    typer.echo(f"{text} [{rule}]", err=True)
    if as_json:
        typer.echo(json.dumps({"errors": [{"rule": rule, "message": text}]}, ensure_ascii=False))
    raise typer.Exit(code)
