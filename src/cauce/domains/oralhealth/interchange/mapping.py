"""Between the figures of a consolidated month (Formulario 2) and coded values: one table, both ways. Pure.

What is of one professional does not leave: only the sums of hours, days and sheets.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from cauce.interop.values import MISSING, DataValue

from .codes import Element, categories, elements

Figures = Mapping[str, Any]
CODE = {"activity", "diagnosis", "admin"}  # fields that the figures call "code"
CLASSES = ("1", "2")


def values_of(figures: Figures) -> list[DataValue]:
    """The coded values of a month's figures, in the order of the table."""
    return [value for element in elements() for value in _values(element, figures)]


def _values(element: Element, figures: Figures) -> Iterable[DataValue]:
    for line in _lines(element.part, figures):
        for measure, klass in zip(element.measures, CLASSES, strict=False):
            told = {
                categories()[name]: klass if name == "class" else _code(line, name) for name in element.fields
            }
            yield DataValue(element.code, Decimal(str(line[measure])), told)


def _lines(part: str, figures: Figures) -> list[Mapping[str, Any]]:
    if part == "professionals":
        return [_sums(figures["professionals"])]
    section, _dot, name = part.partition(".")
    found = figures[section][name] if name else figures[section]
    return [found] if isinstance(found, Mapping) else list(found)


def _sums(lines: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    found = dict.fromkeys(("sheets", "chair_hours", "days"), Decimal(0))
    for line in lines:
        for name in found:
            found[name] += Decimal(str(line[name]))
    return found


def _code(line: Mapping[str, Any], name: str) -> str:
    return str(line["code" if name in CODE else name]) or MISSING


def figures_of(values: Iterable[DataValue]) -> dict[str, Any]:
    """The figures that coded values say; `professionals` holds only their sums. Raises ValueError for strange codes."""
    known = {element.code: element for element in elements()}
    parts: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for value in values:
        element = known.get(value.element)
        if element is None:
            raise ValueError(f"{value.element} is no data element of ours")
        told = {name: value.categories.get(categories()[name]) for name in element.fields}
        if None in told.values() or len(value.categories) != len(told):
            raise ValueError(f"{value.element} is not told by {', '.join(value.categories) or 'nothing'}")
        klass = told.pop("class", CLASSES[0])
        line = parts.setdefault(element.part, {}).setdefault(tuple(map(str, told.values())), _line(told))
        line[element.measures[CLASSES.index(str(klass))]] = _figure(value.value)
    return _whole(parts)


def _line(told: Mapping[str, str | None]) -> dict[str, Any]:
    return {"code" if name in CODE else name: "" if code == MISSING else code for name, code in told.items()}


def _figure(value: Decimal) -> int | str:
    return (
        int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else f"{value:f}"
    )


def _whole(parts: Mapping[str, Mapping[tuple[str, ...], dict[str, Any]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {"service": {}, "activities": [], "diagnoses": [], "promotion": [], "admin": []}
    for part, lines in parts.items():
        section, _dot, name = part.partition(".")
        found = list(lines.values())
        if section == "professionals" or name == "total":
            found_one = found[0]
            figures[section] = {**figures["service"], name: found_one} if name else found_one
        elif name:
            figures[section][name] = found
        else:
            figures[section] = found
    for line in figures["activities"]:
        line["number"] = line["new"] + line["subsequent"]
    for line in figures["diagnoses"]:
        line["lines"] = line["new"] + line["control"]
    return figures
