"""Inputs and results as they are stored with an evaluation and read back; exact fractions as text."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .definition import FLOW_ROWS
from .evaluation import Evaluation, Inputs, Pair
from .evaluation_file import as_document

PAIRS = {"medidas": "measures", "uvr": "uvr", "ventas_uvr": "sales_per_uvr", "gastos_uvr": "spending_per_uvr"}


def store_inputs(inputs: Inputs) -> dict[str, Any]:
    """Inputs as JSON: fractions as text ("1/3"), exact."""
    return {
        "flujo": {key: _pair(inputs.flow[key]) for key in FLOW_ROWS},
        "recaudos": str(inputs.collected),
        "comprometidos": str(inputs.committed),
    } | {key: _pair(getattr(inputs, name)) for key, name in PAIRS.items()}


def read_inputs(stored: Mapping[str, Any]) -> Inputs:
    """What `store_inputs` kept."""
    return Inputs(
        flow={key: _read(stored["flujo"][key]) for key in FLOW_ROWS},
        collected=Fraction(stored["recaudos"]),
        committed=Fraction(stored["comprometidos"]),
        **{name: _read(stored[key]) for key, name in PAIRS.items()},
    )


def store_result(evaluation: Evaluation) -> dict[str, Any]:
    """The printed figures, and the exact total to compare with when it is computed again."""
    return as_document(evaluation) | {
        "total_exacto": None if evaluation.total is None else str(evaluation.total)
    }


def _pair(pair: Pair) -> dict[str, str]:
    return {"programado": str(pair.programmed), "ejecutado": str(pair.executed)}


def _read(stored: Mapping[str, str]) -> Pair:
    return Pair(Fraction(stored["programado"]), Fraction(stored["ejecutado"]))
