"""A listing's question read from a form or an address, and written back to one. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from .dimensions import DIMENSIONS
from .spec import MAX_ROWS, UNKNOWN, Spec


class Fields(Protocol):
    """A QueryDict, or anything that answers like one."""

    def get(self, key: str, default: str = "") -> str | None: ...

    def getlist(self, key: str) -> list[str]: ...


def read(sent: Fields) -> Spec:
    """The question in a form's fields; what is missing takes its default, what is wrong is told by `Spec.check`."""
    rows = tuple(key for n in range(1, MAX_ROWS + 1) if (key := _text(sent, f"f{n}")))
    column = _text(sent, "c")
    return Spec(
        measures=tuple(dict.fromkeys(sent.getlist("m"))),
        rows=rows,
        columns=(column,) if column else (),
        filters={key: _values(sent, key) for key in dict.fromkeys(sent.getlist("filtro")) if key},
        ages=_ages(sent),
        span=_text(sent, "rango") or "12m",
        first=_text(sent, "desde").replace("-", ""),
        last=_text(sent, "hasta").replace("-", ""),
        subtotals=_text(sent, "sub") != "0",
        sort=_text(sent, "orden"),
        chart=_text(sent, "grafica"),
    )


def params(spec: Spec) -> list[tuple[str, str]]:
    """The question as the fields of a form or an address; `read` takes it back equal."""
    found = [("m", m) for m in spec.measures]
    found += [(f"f{n}", key) for n, key in enumerate(spec.rows, 1)]
    found += [("c", key) for key in spec.columns]
    for key, values in spec.filters.items():
        found.append(("filtro", key))
        found += [(f"v.{key}", UNKNOWN if value is None else value) for value in values]
    if spec.ages:
        found += [("edad1", str(spec.ages[0])), ("edad2", str(spec.ages[1]))]
    found.append(("rango", spec.span))
    if spec.span == "fixed":
        found += [("desde", _dashed(spec.first)), ("hasta", _dashed(spec.last))]
    found.append(("sub", "1" if spec.subtotals else "0"))
    found += [(name, value) for name, value in (("orden", spec.sort), ("grafica", spec.chart)) if value]
    return found


def settled(spec: Spec) -> Spec:
    """The question without the filters that have no value yet: while it is being built they filter nothing."""
    return replace(spec, filters={key: values for key, values in spec.filters.items() if values})


def _dashed(month: str) -> str:
    return f"{month[:4]}-{month[4:]}" if len(month) == 6 else month


def _values(sent: Fields, key: str) -> tuple[str | None, ...]:
    """Marked boxes, and codes written with commas or spaces between them."""
    written = _text(sent, f"t.{key}").replace(",", " ").split()
    if key in DIMENSIONS and key.startswith("diagnosis"):
        written = [code.upper() for code in written]
    found = dict.fromkeys([*sent.getlist(f"v.{key}"), *written])
    return tuple(None if value == UNKNOWN else value for value in found if value)


def _ages(sent: Fields) -> tuple[int, int] | None:
    """Two ages; one alone is open on the other side; -1 for what is not a number, which the check refuses."""
    typed = [_text(sent, "edad1"), _text(sent, "edad2")]
    if not any(typed):
        return None
    low, high = ((int(t) if t.isdigit() and len(t) <= 3 else -1) if t else None for t in typed)
    return (0 if low is None else low, 120 if high is None else high)


def _text(sent: Fields | Mapping[str, str], key: str) -> str:
    return (sent.get(key) or "").strip()
