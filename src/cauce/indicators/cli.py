"""`cauce indicators …`: list, show and compute."""

import json as json_module
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cauce.cli import setup_django

if TYPE_CHECKING:
    from .asking import Reply
    from .sources import Source

app = typer.Typer(help="Indicadores: listar, mostrar la ficha, calcular.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]
NO, BAD_INPUT = 1, 2
FIELDS = {
    "definition": "Definición",
    "why": "Para qué sirve",
    "unit": "Unidad",
    "dimensions": "Se desagrega por",
    "period_types": "Periodos",
}


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Lista los indicadores de los módulos encendidos."""
    setup_django()
    from .sources import sources

    found = [
        {"code": i.code, "module": source.module, "title": i.title, "unit": i.unit_with()}
        for source in sources()
        for i in source.documents().values()
    ]
    if as_json:
        _say({"indicators": found})
        return
    for one in found:
        typer.echo(f"{one['code']:<6}{one['title']} ({one['unit']})")


@app.command()
def show(
    code: Annotated[str, typer.Argument(metavar="I-1", help="Código del indicador.")], as_json: AsJson = False
) -> None:
    """Muestra la ficha técnica de un indicador, con lo que el impreso dice de otro modo."""
    setup_django()
    from dataclasses import asdict

    from .sources import find

    try:
        _source, indicator = find(code)
    except LookupError as error:
        _refuse("CODE", str(error), as_json)
    if as_json:
        _say(json_module.loads(json_module.dumps(asdict(indicator), default=str)))
        return
    typer.echo(f"{indicator.code}. {indicator.title}")
    for field, label in FIELDS.items():
        value = getattr(indicator, field)
        value = indicator.unit_with() if field == "unit" else value
        typer.echo(f"  {label}: {value if isinstance(value, str) else ', '.join(value)}")
    for key, value in indicator.sheet.items():
        typer.echo(f"  {key}: {value}")
    for printed in indicator.as_printed:
        typer.echo(f"  Impreso (p. {printed.page}): «{printed.text}». {printed.resolution}")


@app.command()
def compute(
    code: Annotated[str, typer.Argument(metavar="I-1", help="Código del indicador.")],
    period: Annotated[str, typer.Option("--period", metavar="2026", help="202603, 2026Q1, 2026S1, 2026…")],
    by: Annotated[str, typer.Option("--by", metavar="sex,age_group", help="Desagregación.")] = "",
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="region=PA-04", help="Solo esos valores; vacío es sin dato."),
    ] = None,
    factor: Annotated[str, typer.Option("--factor", help="Otro factor de los que ofrece el indicador.")] = "",
    engine: Annotated[
        str, typer.Option("--engine", metavar="duckdb|postgres|sqlite|spark", help="Motor.")
    ] = "",
    leaves: Annotated[
        bool, typer.Option("--for-release", help="Oculta las cifras pequeñas y las que las delatarían.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Calcula un indicador con sus subtotales.

    Termina con 0; con 1 si el total no es calculable; con 2 si algo de la pregunta no existe.
    """
    setup_django()
    from django.utils import timezone

    from .asking import as_dict, read_question, reply

    names = [name.strip() for name in by.split(",") if name.strip()]
    try:
        question = read_question(code, period, names, _filters(where or []), factor)
        found = reply(question, timezone.now(), engine=engine, leaves=leaves)
    except (LookupError, ValueError) as error:
        _refuse(code, str(error.args[0]), as_json)
    if as_json:
        _say(as_dict(found))
    else:
        _table(found)
    if not found.total.value(question.indicator).computable:
        raise typer.Exit(NO)


@app.command()
def snapshot(as_json: AsJson = False) -> None:
    """Escribe la copia columnar de los meses terminados que no la tienen o que cambiaron."""
    setup_django()
    from django.utils import timezone

    from .keeping import close_months, waiting
    from .sources import sources

    at = timezone.now()
    made = [part for source in sources() for part in close_months(source, waiting(source, at), at)]
    facts = {"parts": len(made), "rows": sum(p.rows for p in made), "stale": sum(p.stale for p in made)}
    if as_json:
        _say(facts)
    else:
        typer.echo(
            f"{facts['parts']:,} partes escritas, {facts['rows']:,} renglones; {facts['stale']:,} cambiaron entretanto."
        )


def _filters(written: list[str]) -> dict[str, list[str]]:
    """region=A,B → {"region": ["A", "B"]}. Raises ValueError without the sign."""
    found: dict[str, list[str]] = {}
    for one in written:
        name, sign, values = one.partition("=")
        if not sign:
            raise ValueError(f"«{one}» no es un filtro; escríbalo como region=PA-04")
        found[name.strip()] = values.split(",")
    return found


def _table(found: "Reply") -> None:
    from .asking import in_order

    asked = found.question
    typer.echo(
        f"{asked.indicator.code}. {asked.indicator.title}\n{asked.period.id}, {asked.indicator.unit_with(asked.factor)}"
    )
    for cell in in_order(asked, found.answer.cells):
        words = " · ".join(
            _words(asked.source, name, key) for name, key in zip(asked.query.by, cell.key, strict=True)
        )
        typer.echo(f"{words or 'Total':<44}{_said(found, cell)}")
    typer.echo(f"Datos al {found.answer.as_of:%Y-%m-%d %H:%M} UTC; motor {found.engine}.")


def _words(source: "Source", name: str, key: str | None) -> str:
    return source.label_of(name, key)


def _said(found: "Reply", cell: Any) -> str:
    if cell.key in found.hidden:
        return "oculto"
    value = cell.value(found.question.indicator, found.question.factor)
    counts = f"{_count(value.numerator)} / {_count(value.denominator)}"
    return f"{counts:>24}  {value.value if value.computable else value.reason}"


def _count(value: Any) -> str:
    return "—" if value is None else f"{value:,}"


def _say(value: dict[str, Any]) -> None:
    typer.echo(json_module.dumps(value, ensure_ascii=False))


def _refuse(place: str, message: str, as_json: bool) -> NoReturn:
    typer.echo(f"{place}: {message}", err=True)
    if as_json:
        _say({"errors": [{"place": place, "message": message}]})
    raise typer.Exit(BAD_INPUT)
