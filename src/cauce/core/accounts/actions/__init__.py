"""The one door for writing people, their grants and their tokens. Nothing here is ever deleted."""

from .grants import grant_role, revoke_grant
from .people import (
    create_person,
    deactivate_person,
    reactivate_person,
    reset_password,
    reset_second_factor,
    unlock_person,
    update_person,
)
from .tokens import create_token, revoke_token

__all__ = [
    "create_person",
    "create_token",
    "deactivate_person",
    "grant_role",
    "reactivate_person",
    "reset_password",
    "reset_second_factor",
    "revoke_grant",
    "revoke_token",
    "unlock_person",
    "update_person",
]
