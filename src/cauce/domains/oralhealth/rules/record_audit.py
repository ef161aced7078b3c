"""The yearly audit of clinical records (source 004, p. 48): the sample and the criteria. Pure.

The source says that the audit "tiene su procedimiento establecido" and does not print it: the criteria are ours.
The sample is drawn by a seed: each record's rank is the SHA-256 of "seed|key", the lowest are taken. Whoever has the
seed and the records draws the same sample again, in any order and on any machine.
"""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cauce.core.errors import Problem

from .epidemiology import broken
from .reading import cell

# key → what is asked of the record
CRITERIA: dict[str, str] = {
    "identificacion": "Identificación completa del paciente",
    "historia": "Historia clínica y antecedentes",
    "odontograma": "Odontograma inicial y actualizado",
    "diagnostico": "Diagnóstico con código CIE-10",
    "plan": "Plan de tratamiento",
    "evolucion": "Evolución firmada de cada atención",
    "consentimiento": "Consentimiento informado donde corresponde",
    "concordancia": "Concuerda con el registro diario",
}
YES, NO, NOT_APPLICABLE = "1", "0", "9"
ANSWERS = {YES: "Sí", NO: "No", NOT_APPLICABLE: "No aplica"}
MAX_SAMPLE, DEFAULT_SAMPLE = 500, 30


def draw(keys: Iterable[str], seed: str, size: int) -> list[str]:
    """The sample: `size` of the keys (all when there are fewer), in the order of their rank; repeats count once."""
    return sorted(set(keys), key=lambda key: (_rank(seed, key), key))[:size]


def _rank(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}|{key}".encode()).digest()


def read_answers(typed: Mapping[str, Any], place: str) -> tuple[dict[str, str], list[Problem]]:
    """An answer for each criterion; every one is needed, and a record that fails says what was found."""
    problems, answers = [], {}
    for key, label in CRITERIA.items():
        answers[key] = cell(typed, key)
        if answers[key] not in ANSWERS:
            problems.append(broken("OE-74", f"{place}.{key}", criterion=label))
    if not problems and not complies(answers) and not cell(typed, "finding"):
        problems.append(broken("OE-75", f"{place}.finding"))
    return answers, problems


def complies(answers: Mapping[str, str]) -> bool:
    """A record complies when no criterion fails."""
    return NO not in answers.values()


def share(part: int, whole: int) -> Decimal | None:
    """Percentage with one decimal, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_criterion(records: Iterable[Mapping[str, str]]) -> list[tuple[str, int, int, int]]:
    """(label, yes, no, does not apply) of each criterion over the records looked at."""
    held = list(records)

    def answered(key: str, code: str) -> int:
        return sum(answers.get(key) == code for answers in held)

    return [
        (label, answered(key, YES), answered(key, NO), answered(key, NOT_APPLICABLE))
        for key, label in CRITERIA.items()
    ]
