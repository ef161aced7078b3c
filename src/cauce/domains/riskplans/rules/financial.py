"""Indicators of the financial statements, half-yearly. Document 003, "Seguimiento a situación financiera"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .cuadros import FINANCIAL
from .definition import HUNDRED

DAYS = {"half": 180}


@dataclass(frozen=True, slots=True)
class Ratio:
    """One indicator: its formula in words, its value exact (None: not computable, reason says why), its unit."""

    key: str
    label: str
    formula: str
    value: Fraction | None
    unit: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Variation:
    """A balance account that moved more than the threshold: before and after in pesos, change in percent (None from 0)."""

    row: str
    label: str
    before: Fraction
    after: Fraction
    percent: Fraction | None


def indicators(figures: Mapping[str, Fraction]) -> tuple[Ratio, ...]:
    """Every indicator of a half-year from figures by row of the financial Cuadro; blanks make it not computable."""
    return tuple(_indicators(figures))


def _indicators(f: Mapping[str, Fraction]) -> Iterator[Ratio]:
    yield _over(f, "liquidez", "Razón corriente", "activo_corriente", "pasivo_corriente", "veces")
    yield _difference(f, "capital_trabajo", "Capital de trabajo", "activo_corriente", "pasivo_corriente")
    yield _over(f, "endeudamiento", "Endeudamiento total", "pasivo_total", "activo_total", "%", HUNDRED)
    yield _over(f, "proveedores", "Pasivo con proveedores", "proveedores", "pasivo_total", "%", HUNDRED)
    yield _margin(f)
    yield _over(
        f,
        "rotacion_cartera",
        "Rotación de cartera",
        "cartera",
        "ingresos_operacionales",
        "días",
        Fraction(DAYS["half"]),
    )
    yield _over(
        f,
        "rotacion_proveedores",
        "Rotación de proveedores",
        "proveedores",
        "compras",
        "días",
        Fraction(DAYS["half"]),
    )
    yield _break_even(f)
    yield _difference(f, "flujo_efectivo", "Flujo de efectivo", "entradas_efectivo", "salidas_efectivo")


def large_variations(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction], threshold: Fraction
) -> tuple[Variation, ...]:
    """Accounts whose change from one half-year to the next passes the threshold (percent): each needs an explanation."""
    found = []
    for row in FINANCIAL.rows:
        if row.key not in before or row.key not in after:
            continue
        old, new = before[row.key], after[row.key]
        percent = (new - old) / abs(old) * HUNDRED if old else None
        if old != new and (percent is None or abs(percent) > threshold):
            found.append(Variation(row.key, row.label, old, new, percent))
    return tuple(found)


def _label(row: str) -> str:
    return FINANCIAL.row(row).label.lower()


def _blank(f: Mapping[str, Fraction], *rows: str) -> str:
    missing = [_label(row) for row in rows if row not in f]
    return f"falta {', '.join(missing)}" if missing else ""


def _over(
    f: Mapping[str, Fraction],
    key: str,
    label: str,
    top: str,
    bottom: str,
    unit: str,
    factor: Fraction = Fraction(1),
) -> Ratio:
    formula = f"{_label(top)} ÷ {_label(bottom)}" + (f" × {factor}" if factor != 1 else "")
    reason = _blank(f, top, bottom)
    if not reason and f[bottom] == 0:
        reason = f"{_label(bottom)} es cero"
    return Ratio(key, label, formula, None if reason else f[top] / f[bottom] * factor, unit, reason)


def _difference(f: Mapping[str, Fraction], key: str, label: str, first: str, second: str) -> Ratio:
    reason = _blank(f, first, second)
    formula = f"{_label(first)} − {_label(second)}"
    return Ratio(key, label, formula, None if reason else f[first] - f[second], "$", reason)


def _margin(f: Mapping[str, Fraction]) -> Ratio:
    rows = ("ingresos_operacionales", "costos_fijos", "costos_variables")
    reason = _blank(f, *rows)
    if not reason and f[rows[0]] == 0:
        reason = "los ingresos operacionales son cero"
    value = None if reason else (f[rows[0]] - f[rows[1]] - f[rows[2]]) / f[rows[0]] * HUNDRED
    formula = "(ingresos operacionales − costos fijos − costos variables) ÷ ingresos operacionales × 100"
    return Ratio("margen", "Margen operacional", formula, value, "%", reason)


def _break_even(f: Mapping[str, Fraction]) -> Ratio:
    """Income at which fixed costs are covered: fixed ÷ (1 − variable ÷ income)."""
    rows = ("costos_fijos", "costos_variables", "ingresos_operacionales")
    reason = _blank(f, *rows)
    if not reason and f[rows[1]] >= f[rows[2]]:
        reason = "los costos variables igualan o pasan los ingresos: no hay punto de equilibrio"
    value = None if reason else f[rows[0]] * f[rows[2]] / (f[rows[2]] - f[rows[1]])
    formula = "costos fijos ÷ (1 − costos variables ÷ ingresos operacionales)"
    return Ratio("equilibrio", "Punto de equilibrio", formula, value, "$", reason)
