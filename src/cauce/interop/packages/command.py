"""What the package commands of the modules share: who acts, an answer in words or JSON, a whole file or none."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn

import typer

if TYPE_CHECKING:
    from cauce.core.accounts.models import User
    from cauce.core.errors import Refusal

NO, BAD_INPUT = 1, 2  # exit codes
BLOCK = 1 << 20  # bytes read at once
Who = Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que actúa.")]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]


def start(who: str, as_json: bool) -> "tuple[User, datetime]":
    """The account that acts, and now; exit 2 for one that is not active."""
    from cauce.cli import setup_django

    setup_django()
    from django.utils import timezone

    from cauce.core.accounts.models import User

    user = User.objects.filter(username=who, is_active=True).first()
    if user is None:
        refuse(as_json, "ACCESS", f"--as: «{who}» no es una cuenta activa", BAD_INPUT)
    return user, timezone.now()


@contextmanager
def whole(output: Path) -> Iterator[BinaryIO]:
    """The output file, there only when it is whole."""
    temporary = output.with_name(f".{output.name}.part")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


def take_in(source: Path, who: str, as_json: bool) -> None:
    """Import a package and say what became of each record: exit 1 when one was refused, 2 when the whole was."""
    by, at = start(who, as_json)
    from cauce.core.errors import Refusal

    from .actions import receive_package, settle
    from .models import ReceivedPackage

    try:
        with source.open("rb") as file:
            chunks = iter(lambda: file.read(BLOCK), b"")
            received = receive_package(by=by, at=at, filename=source.name, chunks=chunks, start=False)
        received = settle(received, by=by, at=at)
    except OSError as error:
        refuse(as_json, "PK-01", f"{source}: no se puede leer ({error.strerror})", BAD_INPUT)
    except Refusal as refusal:
        refused(as_json, refusal)
    if received.state == ReceivedPackage.State.REFUSED:
        problem = received.problem or {}
        refuse(as_json, problem["rule"], f"{problem['message']} {problem['remedy']}", BAD_INPUT)
    say(as_json, {"counts": received.counts, "report": received.report}, _summary(received))
    if received.counts["refused"]:
        raise typer.Exit(NO)


def _summary(received: Any) -> str:
    """The refused records, a line each, and how many had each fate."""
    from .fates import LABELS, Outcome

    lines = [f"{r['label']}: {r['why']} [{r['rule']}]" for r in received.report if r["outcome"] == "refused"]
    counts = ", ".join(f"{received.counts[o.value]:,} {LABELS[o].lower()}" for o in Outcome)
    return "\n".join([*lines, counts])


def say(as_json: bool, told: dict[str, Any], text: str) -> None:
    """The answer: `told` as JSON, or `text`."""
    typer.echo(json.dumps(told, ensure_ascii=False, default=str) if as_json else text)


def refused(as_json: bool, refusal: "Refusal") -> NoReturn:
    """Exit with a refusal's sentence: 1 for who or when, 2 for what was given."""
    refuse(as_json, refusal.rule, str(refusal), NO if refusal.status in (403, 409) else BAD_INPUT)


def refuse(as_json: bool, rule: str, text: str, code: int) -> NoReturn:
    """Exit with a sentence and its rule, also as JSON when asked."""
    typer.echo(f"{text} [{rule}]", err=True)
    if as_json:
        typer.echo(json.dumps({"errors": [{"rule": rule, "message": text}]}, ensure_ascii=False))
    raise typer.Exit(code)
