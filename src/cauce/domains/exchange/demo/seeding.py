"""Seed the exchange: catalogue, rounds, declarations, stories. Repeating it adds nothing."""

from collections import defaultdict

from django.db import transaction

from cauce.core.demo.scene import Scene
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round
from cauce.core.statistics import refresh_statistics

from ..models import Declaration
from ..queries import entries
from .catalogue import seed_catalogue
from .chances import Product, popular
from .declaring import declare, without_asking_the_password
from .plan import Step, plan, printed_plan
from .rounds import closed_round, round_in_progress
from .stories import tell

# Declarations after which the planner looks again: rows grow from none to thousands while we read them.
REFRESH_AFTER = frozenset({1, 10, 40})


def seed(scene: Scene) -> None:
    """Everything of the exchange; each declaration is whole or not there."""
    with transaction.atomic():
        seed_catalogue(scene)
        closed, current = closed_round(), round_in_progress(scene)
    refresh_statistics()
    products, units = popular(_products()), _units()
    printed = printed_plan(closed.opens_at, closed.closes_at)
    ongoing = plan(sorted(scene.entities), current.opens_at, scene.at)
    rows = 0
    with without_asking_the_password():
        for round_, steps in ((closed, printed), (current, ongoing)):
            chosen = [step for step in steps if scene.only is None or step.entity in scene.only]
            rows += _carry_out(scene, round_, chosen, units, products)
    if rows:
        scene.say(f"{rows:,} renglones de excedentes y faltantes")
    tell(scene, current)


def _carry_out(
    scene: Scene, round_: Round, steps: list[Step], units: dict[int, list[OrgUnit]], products: dict
) -> int:
    """Bring every untouched declaration of the round as far as its step says; returns rows inserted."""
    waiting = Declaration.objects.filter(round=round_, answer=None).select_related("entity", "round")
    by_code = {declaration.entity.code: declaration for declaration in waiting}
    count = done = 0
    for step in steps:
        declaration = by_code.get(step.entity)
        if declaration is None:
            continue
        with transaction.atomic():
            count += declare(scene, declaration, step, units[declaration.entity_id], products)
        done += 1
        if done in REFRESH_AFTER:
            refresh_statistics()
    return count


def _products() -> list[Product]:
    found = entries("product").order_by("code").values_list("pk", "parent_id", "parent__parent__label")
    return [Product(*row) for row in found]


def _units() -> dict[int, list[OrgUnit]]:
    """Entity id → its medical units, by code."""
    found = defaultdict(list)
    for unit in OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT).order_by("code"):
        found[unit.parent_id].append(unit)
    return found
