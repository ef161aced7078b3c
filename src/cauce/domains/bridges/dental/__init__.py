"""Bridge: the daily dental record of an ESE's facilities fills in its dental production, once somebody confirms it (spec 3)."""


def connect() -> None:
    """Offer it on the report's Cuadro Producción, and name its act in the log."""
    from cauce.domains.riskplans import hooks

    from . import actions, presenters, proposing  # noqa: F401  they register themselves

    hooks.PRODUCTION_SOURCES.append(proposing.offer)
