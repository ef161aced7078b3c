"""The files of a set of values, by format."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from cauce.core.exports import SheetData, write_xlsx
from cauce.core.exports.files import XLSX_TYPE
from cauce.interop.adx import document as adx
from cauce.interop.dhis2 import data_values as dhis2
from cauce.interop.values import DataValueSet, combination

from .codes import elements

# format → (name's ending, media type)
FORMATS: dict[str, tuple[str, str]] = {
    "adx": (".xml", adx.MEDIA_TYPE),
    "dhis2": (".json", dhis2.MEDIA_TYPE),
    "csv": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", XLSX_TYPE),
}
HEADER = ("elemento", "descripción", "unidad", "periodo", "combinación", "valor", "nota")


def made(form: str, sets: Iterable[DataValueSet], at: datetime) -> bytes:
    """The file's content. Raises KeyError for an unknown format, ValueError for ADX without any value."""
    makers: dict[str, Callable[[], bytes]] = {
        "adx": lambda: adx.write(sets, at),
        "dhis2": lambda: dhis2.write_json(sets),
        "csv": lambda: dhis2.write_csv(sets),
        "xlsx": lambda: _xlsx(sets),
    }
    return makers[form]()


def _xlsx(sets: Iterable[DataValueSet]) -> bytes:
    labels = {element.code: element.label for element in elements()}
    rows = (
        (
            v.element,
            labels.get(v.element, ""),
            s.unit,
            s.period,
            combination(v.categories),
            v.value,
            v.comment,
        )
        for s in sets
        for v in s.values
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.xlsx"
        write_xlsx(path, [SheetData("Valores", HEADER, rows)])
        return path.read_bytes()
