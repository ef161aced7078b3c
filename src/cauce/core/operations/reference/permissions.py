"""Who may do what: roles × permissions, from accounts/roles.py and permissions.py."""

from cauce.core.accounts.permissions import BINDING, Permission
from cauce.core.accounts.roles import ROLES

from .markdown import table


def page() -> str:
    """The roles, then the matrix. A grant reaches its place and everything below it."""
    roles = list(ROLES.values())
    about = [(f"`{r.key}`", r.name, r.description, ", ".join(sorted(r.place_kinds))) for r in roles]
    matrix = [
        (f"`{p.value}`{' *' if p in BINDING else ''}", *("●" if p in r.permissions else "" for r in roles))
        for p in Permission
    ]
    return "\n".join(
        [
            "# Permissions\n",
            "A grant gives a person a role at one place of the tree; it reaches everything below it.",
            "An asterisk marks acts that bind the institution: the password is asked again, and a second",
            "factor where `CAUCE_REQUIRE_MFA` says so.\n",
            "## Roles\n",
            table(["Key", "Name", "What for", "Granted at"], about) + "\n",
            "## Matrix\n",
            table(["Permission", *(r.key for r in roles)], matrix),
        ]
    )
