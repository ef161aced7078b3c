"""All that a bulletin says, as one plain dictionary: printed, embedded, sealed, and the source of its workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.indicators.values import Value

from ..country import local
from . import tables
from .indicators import indicator_rows
from .pictures import draw, figures_of
from .scope import Scope

Progress = Callable[[int, int, str], None]
STEPS = 10


@dataclass(frozen=True, slots=True)
class Made:
    """A bulletin before it is issued: its data, the indicators' values, the charts' files."""

    scope: Scope
    data: dict[str, Any]
    values: Mapping[str, Value]
    files: Mapping[str, bytes]

    @property
    def empty(self) -> bool:
        """Nobody was seen in the period."""
        return self.data["summary"]["pairs"][0][1] is None


def compose(scope: Scope, at: datetime, progress: Progress) -> Made:
    """Compute everything. progress(done, total, words) may stop it by raising. Reads only: no transaction is held."""
    done = 0

    def step(words: str) -> None:
        nonlocal done
        progress(done, STEPS, words)
        done += 1

    step(_("Indicadores I-1 a I-19"))
    rows, values, version = indicator_rows(scope, at)
    data: dict[str, Any] = {
        "schema": "cauce/oralhealth-bulletin/1",
        "issuer": _("Sistema de información en salud bucal · MINSA / CSS"),
        "place": {"code": scope.place.code, "name": scope.place.name, "kind": scope.place.kind},
        "period": {"id": scope.period.id, "words": scope.words},
        "as_of": local(at),
        "indicators": rows,
    }
    parts: list[tuple[str, str, Callable[[], Any]]] = [
        ("summary", _("Resumen"), lambda: tables.summary(scope, at)),
        ("trend", _("Tendencia"), lambda: tables.as_data(tables.trend(scope, at))),
        ("production", _("Producción"), lambda: tables.as_data(tables.production(scope, at))),
        ("units", _("Unidades de cuenta"), lambda: tables.as_data(tables.units(scope, at))),
        ("programmes", _("Programas"), lambda: tables.as_data(tables.programmes(scope, at))),
        ("diagnoses", _("Diagnósticos"), lambda: tables.as_data(tables.diagnoses(scope, at), top=tables.TOP)),
        ("pyramid", _("Edad y sexo"), lambda: tables.as_data(tables.pyramid(scope, at))),
        ("places", _("Lugares"), lambda: _places(scope, at)),
        ("delivery", _("Entrega de los meses"), lambda: tables.delivery(scope, at)),
    ]
    for name, words, make in parts:
        step(words)
        data[name] = make()
    data["data_version"] = version[:16]
    files, data["pictures"] = draw(figures_of(data))
    return Made(scope, data, values, files)


def _places(scope: Scope, at: datetime) -> Any:
    table = tables.places(scope, at)
    return tables.as_data(table) if table else None
