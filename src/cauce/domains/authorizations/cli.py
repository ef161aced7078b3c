"""`cauce authorizations …`. `check-number` and `verify-qr` need neither Django nor a database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from . import cli_packages

app = typer.Typer(help="Autorización previa: números y códigos QR.", no_args_is_help=True)
app.add_typer(cli_packages.app, name="package")

NO, BAD_INPUT = 1, 2
AsJson = Annotated[bool, typer.Option("--json", help="Resultado en JSON.")]


@app.command("check-number")
def check_number(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Número de autorización, como se escribe.")],
    as_json: AsJson = False,
) -> None:
    """Comprueba la forma y el carácter de control de un número. Termina con 0 si son válidos, con 1 si no.

    No dice si la autorización existe ni si está vigente: eso solo lo sabe el sistema.
    """
    from .rules import number as rules

    try:
        found = rules.parse(number)
    except rules.NumberError as error:
        sentence = _sentence(error, number)
        answer = {"valid": False, "rule": error.rule, "message": sentence, "suggestion": error.hint}
        typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else sentence, err=not as_json)
        raise typer.Exit(NO) from None
    answer = {"valid": True, "number": str(found), "year": found.year, "sequence": found.sequence}
    typer.echo(json.dumps(answer) if as_json else f"{found}: válido.")


def _sentence(error, typed: str) -> str:
    from .rules.table import broken

    hint = f"¿Quiso escribir {error.hint}?" if error.hint else ""
    return str(broken(error.rule, value=typed[:40], hint=hint)).strip()


@app.command("verify-qr")
def verify_qr(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Texto leído del código QR.")],
    key: Annotated[Path, typer.Option("--key", metavar="PUB.pem", help="Llave pública de la institución.")],
    as_json: AsJson = False,
) -> None:
    """Verifica sin conexión la firma de un QR y dice qué autoriza. Termina con 0, con 1 si no es auténtico, y
    con 2 si la llave no se puede leer. No dice cuántas unidades quedan: eso solo lo sabe el sistema.
    """
    from .rules import qr

    try:
        public = qr.load_public(key.read_bytes())
    except (OSError, qr.QrError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        _say({"authentic": False, "message": f"--key {key}: {reason}"}, as_json, BAD_INPUT)
    try:
        payload = qr.verify(text, public)
    except qr.QrError as error:
        _say({"authentic": False, "message": str(error)}, as_json, NO)
    facts = {"authentic": True, **asdict(payload)}
    place = payload.place or "cualquier centro del servicio"
    sentence = (
        f"Auténtico. {payload.number}: {payload.units} de {payload.service}, "
        f"del {payload.valid_from:%d/%m/%Y} al {payload.valid_until:%d/%m/%Y}, en {place}."
    )
    typer.echo(json.dumps(facts, default=str, ensure_ascii=False) if as_json else sentence)


def _say(facts: dict, as_json: bool, code: int) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else facts["message"], err=not as_json)
    raise typer.Exit(code)


@app.command("public-key")
def public_key() -> None:
    """Escribe la llave pública en PEM, para los centros que verifican códigos sin conexión."""
    from cauce.cli import setup_django

    setup_django()
    from cauce.core.documents.keys import seal_key

    from .rules.qr import public_pem

    typer.echo(public_pem(seal_key()), nl=False)
