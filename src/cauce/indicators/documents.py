"""Reading an indicator's YAML into the model; every problem names the document and the field."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from .model import Condition, Indicator, Measure, Printed, Standard, Test, Time

_FIELDS = {
    "code", "module", "title", "why", "definition", "numerator", "denominator", "factor", "factors", "digits",
    "unit", "dimensions", "share", "printed_dimensions", "period_types", "standard", "sheet", "as_printed", "source",
}  # fmt: skip
_AMOUNTS = {"count", "sum", "distinct", "median"}


def load(path: Path) -> Indicator:
    """Read one document. Raises ValueError naming the file for anything that is not an indicator."""
    try:
        return from_document(yaml.safe_load(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def load_all(folder: Path) -> dict[str, Indicator]:
    """Every document of a folder by code, in the order of their numbers. Raises ValueError for a code used twice."""
    found: dict[str, Indicator] = {}
    for path in sorted(
        folder.glob("*.yaml"), key=lambda p: [int(n) if n.isdigit() else n for n in p.stem.split("-")]
    ):
        indicator = load(path)
        if indicator.code in found:
            raise ValueError(f"{path.name}: the code {indicator.code} is used twice")
        found[indicator.code] = indicator
    return found


def from_document(document: Mapping[str, Any]) -> Indicator:
    """Build the indicator; unknown fields are an error, so that a typing slip is not silently ignored."""
    unknown = set(document) - _FIELDS
    if unknown:
        raise ValueError(f"unknown fields {', '.join(sorted(unknown))}")
    texts = {
        key: " ".join(str(document.get(key, "")).split()) for key in ("title", "why", "definition", "unit")
    }
    return Indicator(
        code=document["code"],
        module=document["module"],
        numerator=_measures(document["numerator"]),
        denominator=_measures(document.get("denominator")),
        factor=Decimal(str(document["factor"])),
        factors=tuple(Decimal(str(f)) for f in document.get("factors", ())),
        digits=document.get("digits", 2),
        share=document.get("share", False),
        dimensions=tuple(document["dimensions"]),
        period_types=tuple(document["period_types"]),
        standard=_standard(document.get("standard")),
        sheet=dict(document.get("sheet") or {}),
        printed_dimensions=dict(document.get("printed_dimensions") or {}),
        as_printed=tuple(_printed(written) for written in document.get("as_printed") or ()),
        source=dict(document.get("source") or {}),
        **texts,
    )


def _measures(written: Any) -> tuple[Measure, ...]:
    if written is None:
        return ()
    return tuple(_measure(one) for one in (written if isinstance(written, list) else [written]))


def _measure(written: Mapping[str, Any]) -> Measure:
    unknown = set(written) - {"fact", *_AMOUNTS, "where", "time"}
    amounts = _AMOUNTS & set(written)
    if unknown or len(amounts) != 1 or written.get("count", "rows") != "rows":
        raise ValueError(
            "a measure takes fact, one of count: rows, sum, distinct and median: column, where, time; "
            f"got {dict(written)}"
        )
    conditions = tuple(_condition(one) for one in written.get("where") or ())
    time = Time(written.get("time", "flow"))
    return Measure(
        written["fact"], written.get("sum"), conditions, time, written.get("distinct"), written.get("median")
    )


def _condition(written: Mapping[str, Any]) -> Condition:
    tests = [key for key in written if key != "column"]
    if len(tests) != 1:
        raise ValueError(f"a condition takes a column and one test; got {dict(written)}")
    test, value = Test(tests[0]), written[tests[0]]
    values = value if test in {Test.IN, Test.BETWEEN} else [value]
    return Condition(written["column"], test, tuple(values))


def _printed(written: Mapping[str, Any]) -> Printed:
    factor = written.get("factor")
    return Printed(**{**written, "factor": None if factor is None else Decimal(str(factor))})


def _standard(written: Mapping[str, Any] | None) -> Standard | None:
    if written is None:
        return None
    value = written.get("value")
    return Standard(
        None if value is None else Decimal(str(value)), written["direction"], written.get("text", "")
    )
