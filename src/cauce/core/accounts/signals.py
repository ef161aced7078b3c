"""A temporary password is over once its person has chosen another."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver

from .models import User


@receiver([password_changed, password_reset, password_set])
def _temporary_is_over(user: User, **_kwargs: Any) -> None:
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
