"""Declared lines in the usual round, already finalised, for what comes after the nine steps."""

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.domains.exchange.models import Declaration, Line
from cauce.domains.exchange.rules.states import State

from .world import World


def declare(
    world: World,
    unit: OrgUnit,
    product: Entry | None = None,
    *,
    surplus: int | None = None,
    shortage: int | None = None,
    cause: str = "staff",
    state: State = State.FINALISED,
) -> Line:
    """One line of `unit` in its entity's declaration, which is created (or kept) in `state`."""
    entity = unit.parent
    declaration, _ = Declaration.objects.get_or_create(
        round=world.round,
        entity=entity,
        defaults={
            "answer": True,
            "state": state,
            "finalised_at": None if state == State.OPEN else world.now,
            "finalised_by": None if state == State.OPEN else world.head,
        },
    )
    product = product or world.products[0]
    return Line.objects.create(
        declaration=declaration,
        unit=unit,
        product=product,
        speciality=product.parent,
        surplus_patients=surplus,
        shortage_patients=shortage,
        shortage_cause=cause if shortage else "",
        updated_at=world.now,
        updated_by=world.editor,
    )
