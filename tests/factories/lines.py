"""Rows of a declaration, as the grid would have saved them."""

from cauce.core.organisations.models import OrgUnit
from cauce.domains.exchange.models import Declaration, Line


def add_line(world, declaration: Declaration, unit: OrgUnit, product, **values) -> Line:
    """One row; by default a surplus of 12 patients."""
    return Line.objects.create(
        declaration=declaration,
        unit=unit,
        product=product,
        speciality=product.parent,
        updated_at=world.now,
        updated_by=world.editor,
        **(values or {"surplus_patients": 12}),
    )
