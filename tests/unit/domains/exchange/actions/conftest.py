"""The declaration of ISSSTE Baja California in the usual open round."""

import pytest

from cauce.domains.exchange.models import Declaration


@pytest.fixture
def declaration(world) -> Declaration:
    return Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)


@pytest.fixture
def save(world, declaration):
    """`save({product: {...}}, version=0, by=…)`: save the grid of the first unit and Cirugía general."""
    from cauce.domains.exchange.actions import save_sheet

    def run(rows, *, version=0, by=None, unit=None, at=None, confirmed=False, declaration=declaration):
        return save_sheet(
            by=by or world.editor,
            at=at or world.now,
            declaration=declaration,
            unit=unit or world.issste_bc_1,
            speciality=world.speciality,
            rows={getattr(product, "pk", product): typed for product, typed in rows.items()},
            version=version,
            confirmed=confirmed,
        )

    return run


@pytest.fixture
def finalise(world, declaration):
    """`finalise(answer=True, password=…, by=…)`: step 7."""
    from cauce.domains.exchange.actions import finalise_declaration
    from tests.factories import PASSWORD

    def run(*, by=None, at=None, answer=True, password=PASSWORD, confirmed=False):
        return finalise_declaration(
            by=by or world.head,
            at=at or world.now,
            declaration=declaration,
            answer=answer,
            password=password,
            confirmed=confirmed,
        )

    return run
