"""`cauce documents …`"""

from __future__ import annotations

import json as json_module
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cauce.cli import setup_django

if TYPE_CHECKING:
    from .models import IssuedDocument

app = typer.Typer(help="Documentos: llaves del sello, inspección, cotejo, archivos.", no_args_is_help=True)
JSON = typer.Option(False, "--json", help="Resultado en JSON.")
DAY = 24 * 3600


@app.command()
def inspect(file: Path, json: bool = JSON) -> None:
    """Revisa un PDF como si se subiera. Sale con 0 si se admite, 1 si no, 2 si no existe."""
    from .inspection import inspect as inspect_file

    seen = inspect_file(_existing(file))
    # Here nothing is known of what was issued, so an attachment of ours cannot be told from a stranger's.
    problems = [finding.problem for finding in seen.findings if finding.rule != "DOC-11"]
    if json:
        print(json_module.dumps({"pages": seen.pages, "problems": [p.as_dict() for p in problems]}))
    else:
        print("\n".join(f"{p.rule}  {p}" for p in problems) or f"Se admite: {seen.pages} páginas.")
    raise typer.Exit(1 if problems else 0)


@app.command()
def compare(folio: str, file: Path, json: bool = JSON) -> None:
    """Coteja un archivo con el documento emitido. Sale con 0 si se admite, 1 si se rechaza."""
    setup_django()
    from .intake import examine_copy

    seen = examine_copy(_document(folio), _existing(file), datetime.now(UTC))
    if json:
        verdict = seen.judgement.verdict if seen.judgement else None
        print(json_module.dumps({"verdict": verdict, "problem": seen.problem.as_dict()}))
    else:
        print(f"{seen.rule}  {seen.problem}")
    raise typer.Exit(1 if seen.refused else 0)


@app.command("public-keys")
def public_keys(json: bool = JSON) -> None:
    """Las llaves públicas con las que se comprueba el sello."""
    setup_django()
    from . import keys, seal

    found = [{"key_id": seal.key_id(public), "public_key": public} for public in keys.public_keys()]
    print(json_module.dumps(found) if json else "\n".join(f"{k['key_id']}  {k['public_key']}" for k in found))


@app.command()
def check(json: bool = JSON) -> None:
    """Comprueba que cada archivo guardado está y no cambió. Sale con 1 si falta o cambió alguno."""
    setup_django()
    from . import storage
    from .queries import stored_hashes

    hashes = stored_hashes()
    damaged = list(storage.damaged(sorted(hashes)))
    if json:
        print(json_module.dumps({"files": len(hashes), "damaged": damaged}))
    else:
        print("\n".join(f"Falta o cambió: {sha}" for sha in damaged) or f"Íntegros: {len(hashes)} archivos.")
    raise typer.Exit(1 if damaged else 0)


@app.command()
def sweep() -> None:
    """Borra archivos de más de un día que ningún registro conoce (actos que no terminaron)."""
    setup_django()
    from . import storage
    from .queries import stored_hashes

    removed = storage.sweep(stored_hashes(), older_than=time.time() - DAY)
    print(f"Archivos borrados: {len(removed)}.")


@app.command("demo-sign")
def demo_sign(
    folio: str,
    output: Path = typer.Option(Path("firmado.pdf"), "-o", help="Archivo que se escribe."),
    person: str = typer.Option("Persona Sintética", help="Nombre de quien firma."),
) -> None:
    """Firma un documento con la autoridad de demostración (no existe en producción)."""
    setup_django()
    from . import demo_signing, keys

    now = datetime.now(UTC)
    demo_signing.sign(_document(folio).path, output, keys.demo_authority(now), person, now)
    print(f"Escrito: {output}")


def _document(folio: str) -> IssuedDocument:
    from .folio import FolioError, parse
    from .models import IssuedDocument

    try:
        found = IssuedDocument.objects.filter(folio=str(parse(folio))).first()
    except FolioError as error:
        raise typer.BadParameter(str(error), param_hint="FOLIO") from error
    if found is None:
        raise typer.BadParameter("No hay ningún documento con ese folio.", param_hint="FOLIO")
    return found


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise typer.BadParameter(f"No existe el archivo {file}.", param_hint="FILE")
    return file
