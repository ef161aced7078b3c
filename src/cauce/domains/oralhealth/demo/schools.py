"""School brigades of the demonstration: invented children, tooth by tooth, from a fixed seed."""

import random
import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene

from ..actions import close_brigade, save_brigade, save_exam, save_factor
from ..models import Facility

PUPILS = 10
# age → (how likely a permanent tooth is decayed, filled, missing; the same of a primary tooth)
RISK = {
    6: ((0.03, 0.01, 0.0), (0.2, 0.08, 0.05)),
    12: ((0.06, 0.04, 0.01), (0.2, 0.1, 0.1)),
    15: ((0.07, 0.07, 0.02), (0.0, 0.0, 0.0)),
}
GROUPS = {6: "escolares-5-9", 12: "escolares-10-14", 15: "adolescentes"}


def seed_brigades(scene: Scene, by: User, facilities: Iterable[Facility], last: date) -> int:
    """One brigade per facility in the weeks before `last`, the first one unfinished; returns how many were examined."""
    count = 0
    for number, facility in enumerate(facilities):
        chance = random.Random(f"cauce-escuela-{facility.code}")  # noqa: S311  a demonstration
        who = {"by": by, "at": scene.at}
        age = (6, 12, 15)[number % 3]
        day = last - timedelta(days=20 + number)
        brigade = save_brigade(
            **who,
            facility=facility.unit,
            uid=uuid.uuid5(uuid.NAMESPACE_OID, facility.code),
            typed={
                "date": day.isoformat(),
                "school": f"Escuela sintética {number + 1}",
                "group": f"{age} años",
                "population_group": GROUPS[age],
                "area": "urbana" if number % 2 else "rural",
                "province": facility.province,
                "district": facility.district,
                "corregimiento": facility.corregimiento,
                "pupils": str(PUPILS if number else PUPILS + 8),
            },
        )
        for pupil in range(1, PUPILS + 1):
            save_exam(
                **who,
                facility=facility.unit,
                day=day,
                brigade=brigade,
                uid=uuid.uuid5(uuid.NAMESPACE_OID, f"{facility.code}-{pupil}"),
                typed={
                    "person": f"SINT-{number + 1:02d}-{pupil:02d}",
                    "age": str(age),
                    "sex": "12"[pupil % 2],
                    "population_group": GROUPS[age],
                    "teeth": _teeth(chance, age),
                },
                confirmed=True,
            )
            count += 1
        if number:  # the home facility's is still going on
            close_brigade(**who, brigade=brigade, confirmed=True)
        save_factor(
            **who,
            facility=facility.unit,
            typed={
                "kind": "fluor-agua",
                "date": day.isoformat(),
                "point": "Acueducto sintético",
                "value": f"{chance.uniform(0.3, 0.9):.2f}",
            },
        )
    return count


def _teeth(chance: random.Random, age: int) -> dict[str, str]:
    """FDI number → WHO crown code, as many teeth as a child of that age has."""
    permanent, primary = RISK[age]
    if age == 6:
        grown = ["16", "26", "36", "46", "31", "41"]
        milk = [f"{q}{n}" for q in (5, 6, 7, 8) for n in range(1, 6) if f"{q}{n}" not in ("71", "81")]
    else:
        grown, milk = [f"{q}{n}" for q in (1, 2, 3, 4) for n in range(1, 8)], []
    teeth = {tooth: _crown(chance, permanent, "0134") for tooth in grown}
    return teeth | {tooth: _crown(chance, primary, "ABDE") for tooth in milk}


def _crown(chance: random.Random, risk: tuple[float, float, float], codes: str) -> str:
    """Sound, decayed, filled or missing, in the order of `codes`."""
    decayed, filled, missing = risk
    return chance.choices(codes, (1 - decayed - filled - missing, decayed, filled, missing))[0]
