"""Who may change a catalogue: who manages catalogues in the whole country of the module that it belongs to."""

from datetime import datetime

from cauce.core.accounts.access import can, can_at_root, require, require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.trees import module_of


def can_manage(
    user: User, code: str, at: datetime, permission: Permission = Permission.CATALOGUES_MANAGE
) -> bool:
    """Whether the person may change the catalogue of that code; one of no module is for whoever manages any."""
    module = module_of(code)
    return can_at_root(user, permission, module, at) if module else can(user, permission, None, at)


def require_catalogue(
    user: User, code: str, at: datetime, permission: Permission = Permission.CATALOGUES_MANAGE
) -> None:
    """Raise NotAllowed unless `can_manage`."""
    module = module_of(code)
    if module:
        require_at_root(user, permission, module, at)
    else:
        require(user, permission, None, at)
