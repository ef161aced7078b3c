"""The bulletin's tables as a workbook, from the very data that the paper prints and seals."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.exports import SheetData

Data = Mapping[str, Any]
INDICATORS = (
    "code", "title", "period", "numerator", "denominator", "factor", "value", "reason", "before", "standard", "meets",
    "unit", "version",
)  # fmt: skip


def sheets_of(data: Data, folio: str, *, synthetic: bool) -> list[SheetData]:
    """One sheet per table of the bulletin, and one about it."""
    sheets = [_about(data, folio, synthetic), _indicators(data["indicators"])]
    names = {
        "trend": _("Pacientes por mes"),
        "production": _("Producción"),
        "units": _("Unidades de cuenta"),
        "programmes": _("Programas"),
        "diagnoses": _("Diagnósticos"),
        "pyramid": _("Edad y sexo"),
        "places": _("Lugares"),
        "delivery": _("Entrega"),
    }
    return [*sheets, *(_table(name, data[key]) for key, name in names.items() if data[key])]


def _about(data: Data, folio: str, synthetic: bool) -> SheetData:
    pairs: list[list[Any]] = [
        [_("Folio"), folio],
        [_("Lugar"), data["place"]["name"]],
        [_("Periodo"), data["period"]["words"]],
        [_("Datos al"), data["as_of"]],
        [_("Versión de los datos"), data["data_version"]],
    ]
    pairs += [[label, _cell(value)] for label, value in data["summary"]["pairs"]]
    pairs.append(["*", _("Cifra oculta: cuenta a pocas personas o permitiría deducirlas")])
    return SheetData(
        _("Boletín"),
        [_("Dato"), _("Valor")],
        [*pairs, *([[_("Aviso"), _("Dato sintético")]] if synthetic else [])],
    )


def _indicators(rows: list[Data]) -> SheetData:
    header = [
        _("Nº"), _("Indicador"), _("Periodo"), _("Numerador"), _("Denominador"), _("Factor"), _("Valor"),
        _("Por qué no se calcula"), _("Periodo anterior"), _("Estándar"), _("¿Lo alcanza?"), _("Unidad"),
        _("Versión de la definición"),
    ]  # fmt: skip
    texts = {"code", "title", "period", "reason", "meets", "unit", "version"}
    cells = [[row[key] if key in texts else _cell(row[key]) for key in INDICATORS] for row in rows]
    return SheetData(_("Indicadores"), header, cells)


def _table(name: str, table: Data) -> SheetData:
    return SheetData(name, [*table["axes"], *table["heads"]], _rows(table))


def _rows(table: Data) -> Iterator[list[Any]]:
    for row in table["rows"]:
        yield [*row["texts"], *(_cell(value) for value in row["cells"])]


def _cell(value: Any) -> Any:
    """A decimal that canonical JSON kept as text is a number again."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value
