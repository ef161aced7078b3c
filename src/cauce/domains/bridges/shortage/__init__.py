"""Bridge: demand that found no capacity is proposed to the entity as a shortage in the exchange (spec 2, Bridges).

Nothing is written without the entity's confirmation.
"""


def connect() -> None:
    """Offer the proposals to the entities: in their menu, their to-do list and the log."""
    from . import actions, menu, pending, presenters  # noqa: F401  they register themselves
