"""`cauce riskplans …`: needs neither Django nor a database."""

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from .rules.evaluation import Evaluation, Factor, Row
    from .rules.siho import Checked

app = typer.Typer(help="PGIR: seguimiento y evaluación de planes de riesgo.", no_args_is_help=True)

NO, BAD_INPUT = 1, 2
MOST_TOLD = 100  # lines of problems on stderr; the JSON has them all
AsJson = Annotated[bool, typer.Option("--json", help="Resultado y errores como JSON.")]


@app.command("check-siho")
def check_siho(
    source: Annotated[
        str, typer.Argument(metavar="FILE.csv", help="Extracto de SIHO; - lee la entrada estándar.")
    ],
    as_json: AsJson = False,
) -> None:
    """Comprueba las identidades de un extracto de SIHO (egresos, días estancia, cirugías, gastos, camas).

    Termina con 0; con 1 si alguna identidad no se cumple; con 2 y una línea por problema si el archivo no sirve.
    """
    from .rules.evaluation_file import BadInput
    from .rules.siho import check
    from .rules.siho_file import csv_lines, read_groups, text_of

    try:
        result = check(read_groups(csv_lines(text_of(_bytes(source, as_json)))))
    except BadInput as error:
        _refuse(
            [problem.as_dict() | {"text": f"{problem.place}: {problem}"} for problem in error.problems],
            as_json,
        )
    _tell_siho(result, as_json)
    if result.broken:
        raise typer.Exit(NO)


@app.command()
def evaluate(
    source: Annotated[
        str, typer.Argument(metavar="IN.json", help="Datos del trimestre; - lee la entrada estándar.")
    ],
    as_json: AsJson = False,
) -> None:
    """Evalúa la ejecución de un plan: cinco factores, puntos y si cumple (más de 80).

    Termina con 0 si se pudo evaluar, cumpla o no; con 1 si nada era evaluable; con 2 si los datos no sirven.
    """
    from .rules import evaluation as rules
    from .rules.evaluation_file import BadInput, as_document, read_document

    try:
        inputs, definition = read_document(_read(source, as_json))
    except BadInput as error:
        _refuse(
            [problem.as_dict() | {"text": f"{problem.place}: {problem}"} for problem in error.problems],
            as_json,
        )
    result = rules.evaluate(inputs, definition)
    if as_json:
        _say(json.dumps(as_document(result), ensure_ascii=False))
    else:
        _say("\n".join(_evaluation_lines(result)))
    if result.total is None:
        _say("Nada de lo programado se puede evaluar.", err=True)
        raise typer.Exit(NO)


def _evaluation_lines(result: "Evaluation") -> Iterator[str]:
    from .rules.amounts import printed
    from .rules.evaluation_file import as_document

    document = as_document(result)
    yield f"{'Factor':<32}{'Peso':>8}{'Bruto':>10}{'Cumpl.':>10}{'Puntos':>10}"
    for factor in result.factors:
        shown = document["factores"][factor.key]
        cells = "".join(f"{shown[name] or 'n. e.':>10}" for name in ("bruto", "cumplimiento", "puntos"))
        yield f"{factor.label:<32}{_number(factor.weight):>8}{cells}"
        if factor.share != factor.weight and factor.points is not None:
            yield f"  peso después de repartir: {printed(factor.share)}"
        yield from (f"  {_row_line(row, factor)}" for row in factor.rows)
    yield f"{'Evaluación final':<60}{document['total'] or 'n. e.':>10}"
    if result.not_evaluable:
        yield f"No evaluables (su peso se repartió entre los demás): {', '.join(result.not_evaluable)}"
    if result.compliant is not None:
        yield f"{'Cumple' if result.compliant else 'No cumple'}: se cumple con más de {result.definition.bar}."


def _row_line(row: "Row", factor: "Factor") -> str:
    """A row's formula with its inputs, so that the score can be followed by hand."""
    from .rules.amounts import plain, printed

    top, bottom = row.pair.executed, row.pair.programmed
    if row.direction == "less":
        top, bottom = bottom, top
    if row.raw is None:
        return f"{row.label}: programado 0, no evaluable"
    capped = f" → {printed(row.compliance)}" if row.compliance not in (None, row.raw) else ""
    mark = " (no oficial)" if factor.key == "flujo" else ""
    weight = f", peso {printed(row.share)}{mark}" if len(factor.rows) > 1 else ""
    worked = f"{plain(top)} ÷ {plain(bottom)} × 100" if bottom else f"ejecutado 0 frente a {plain(top)}"
    return f"{row.label}: {worked} = {printed(row.raw)}{capped}{weight}"


def _tell_siho(result: "Checked", as_json: bool) -> None:
    broken = [
        {
            "identity": found.identity.name,
            "departamento": found.group.departamento,
            "anio": found.group.anio,
            "nivel": found.group.nivel,
            **({"ese": found.group.ese} if found.group.ese else {}),
            "expected": _number(found.expected, as_json),
            "found": _number(found.found, as_json),
        }
        for found in result.broken
    ]
    _tell_unchecked(result)
    if as_json:
        _say(json.dumps({"checked": result.checked, "broken": broken}, ensure_ascii=False))
        return
    _say(f"{result.checked} identidades comprobadas, {len(result.broken)} no se cumplen.")
    for shown, found in zip(broken, result.broken, strict=True):
        where = " · ".join(str(part) for part in (found.group.ese, found.group.departamento) if part)
        _say(f"{where}, {found.group.anio}, nivel {found.group.nivel}: {found.identity.sentence}")
        most = "a lo sumo " if found.identity.relation == "at most" else ""
        _say(f"    esperado {most}{shown['expected']}, encontrado {shown['found']}")


def _tell_unchecked(result: "Checked") -> None:
    """On stderr, so that the JSON is what it was agreed to be: what could not be compared, blank being no zero."""
    for missing in result.unchecked:
        group = missing.group
        where = " · ".join(part for part in (group.ese, group.departamento) if part)
        _say(
            f"Sin comprobar en {where}, {group.anio}, nivel {group.nivel}: {missing.identity.name}; "
            f"falta {', '.join(missing.missing)}.",
            err=True,
        )
    if not result.checked:
        _say("Ninguna identidad se pudo comprobar: revise los nombres de los conceptos.", err=True)


def _number(value: Fraction, as_json: bool = False) -> Any:
    """Whole figures as integers in JSON, others as decimal text: never a float."""
    from .rules.amounts import plain

    return value.numerator if as_json and value.denominator == 1 else plain(value)


def _read(source: str, as_json: bool) -> str:
    try:
        return _bytes(source, as_json).decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse_one(source, "no está en UTF-8", "guárdelo como UTF-8", as_json)


def _bytes(source: str, as_json: bool) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        _refuse_one(source, f"no se puede leer ({error.strerror})", "revise la ruta y los permisos", as_json)


def _say(text: str, *, err: bool = False) -> None:
    """Print what may come from the file: half a character (a lone surrogate) is shown as a question mark."""
    typer.echo(text.encode("utf-8", "replace").decode("utf-8"), err=err)


def _refuse_one(place: str, message: str, remedy: str, as_json: bool) -> NoReturn:
    _refuse(
        [{"place": place, "message": message, "remedy": remedy, "text": f"{place}: {message}; {remedy}"}],
        as_json,
    )


def _refuse(issues: list[dict[str, Any]], as_json: bool) -> NoReturn:
    for issue in issues[:MOST_TOLD]:
        _say(issue["text"], err=True)
    if len(issues) > MOST_TOLD:
        _say(f"… y {len(issues) - MOST_TOLD} problemas más.", err=True)
    if as_json:
        _say(json.dumps({"errors": issues}, ensure_ascii=False))
    raise typer.Exit(BAD_INPUT)
