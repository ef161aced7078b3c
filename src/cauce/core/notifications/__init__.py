"""Notices to people: in the product, and by e-mail when the person wants it.

notify(users, kind="exchange.reminder", title=…, body=…, url=…, at=…)
"""

from typing import Any


def notify(users: Any, **arguments: Any) -> list[Any]:
    """See `sending.notify`; imported late, since models are not ready when apps load."""
    from .sending import notify as send

    return send(users, **arguments)


__all__ = ["notify"]
