"""Bridge: on the page where a service is decided, the units that declared room for it in the exchange (spec 2)."""


def connect() -> None:
    """Let the exchange's surplus be read by the reviewers' pages."""
    from cauce.domains.authorizations.hooks import offer_surplus

    from .near import surplus_near

    offer_surplus(surplus_near)
