"""`cauce catalogues …`"""

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from cauce.cli import setup_django

app = typer.Typer(help="Catálogos por publicaciones.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Resultado en JSON.")]


@app.command("list")
def list_catalogues(json: AsJson = False) -> None:
    """Lista los catálogos y sus publicaciones."""
    setup_django()
    from .models import Catalogue
    from .queries import history

    rows = [
        {
            "catalogue": catalogue.code,
            "name": catalogue.name,
            "release": change.release.number,
            "published_at": change.release.published_at and change.release.published_at.isoformat(),
            "entries": change.total,
            "added": change.added,
            "closed": change.closed,
            "origin": change.release.origin,
        }
        for catalogue in Catalogue.objects.order_by("code")
        for change in history(catalogue)
    ]
    if json:
        typer.echo(json_module.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = (row["published_at"] or "en preparación")[:10]
        typer.echo(
            f"{row['catalogue']}  publicación {row['release']}  {state}  {row['entries']:,} conceptos "
            f"(+{row['added']:,} −{row['closed']:,})  {row['origin']}"
        )
    if not rows:
        typer.echo("No hay catálogos cargados.")


@app.command()
def search(
    catalogue: Annotated[str, typer.Argument(help="Clave del catálogo, por ejemplo exchange-services.")],
    text: Annotated[str, typer.Argument(help="Qué buscar; sin acentos o con errores también sirve.")],
    kind: Annotated[list[str] | None, typer.Option(help="Solo conceptos de este tipo.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    json: AsJson = False,
) -> None:
    """Busca en la última publicación. Sale con 1 si no encuentra nada."""
    setup_django()
    from cauce.core.errors import Refusal

    from . import queries

    try:
        found = queries.search(queries.catalogue_by_code(catalogue), text, kinds=kind or (), limit=limit)
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from refusal
    rows = [
        {"code": e.code, "kind": e.kind, "label": e.label, "parent": e.parent.label if e.parent else None}
        for e in found
    ]
    if json:
        typer.echo(json_module.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            under = f"  [{row['parent']}]" if row["parent"] else ""
            typer.echo(f"{row['code']}  {row['label']}{under}")
    raise typer.Exit(0 if rows else 1)


@app.command("import")
def import_release(
    catalogue: Annotated[str, typer.Argument(help="Clave del catálogo.")],
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="CSV o XLSX con encabezados.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo muestra qué cambiaría.")] = False,
    who: Annotated[str, typer.Option("--as", metavar="USUARIO", help="Cuenta que importa.")] = "",
    json: AsJson = False,
) -> None:
    """Importa la siguiente publicación; lo mismo que «cauce import catalogue»."""
    from cauce.core.imports.cli import catalogue as run

    run(catalogue, file, dry_run, who, name="", origin="", note="", json=json)
