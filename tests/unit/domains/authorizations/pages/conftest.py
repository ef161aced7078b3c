"""A request that a reviewer holds, and sending its decision form."""

import pytest

from .reviewing import ITEMS, fields, url


@pytest.fixture
def held(scene):
    """A request of three services, held by the reviewer."""
    return scene.claimed(1, items=ITEMS)


@pytest.fixture
def send(client_as, scene, held):
    """`send(act, person, **rows)`: the form, as the page sends it."""

    def post(act, person="reviewer", extra=None, **rows):
        held.refresh_from_db()
        sent = {"accion": act, "version": held.version, **fields(**rows), **(extra or {})}
        return client_as(getattr(scene, person)).post(url(held), sent)

    return post
