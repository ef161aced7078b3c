"""What only a demonstration shows."""

from typing import Any

from cauce.core.demo.accounts import groups_to_try
from cauce.core.demo.scene import PASSWORD

from .library import register


@register.inclusion_tag("ui/demo_accounts.html")
def demo_accounts() -> dict[str, Any]:
    """The accounts to try, on the sign-in page of a demonstration; nothing elsewhere."""
    return {"groups": groups_to_try(), "password": PASSWORD}
