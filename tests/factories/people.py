"""People and their grants. Everybody's password is PASSWORD."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from cauce.core.accounts.models import Grant, User
from cauce.core.organisations.models import OrgUnit

PASSWORD = "clave-de-prueba-1"


class UserFactory(DjangoModelFactory):
    """A person without any grant."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"persona{n}")
    first_name = "Persona"
    last_name = factory.Sequence(lambda n: f"Sintética {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class GrantFactory(DjangoModelFactory):
    """A role at a place, in force since 2020."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = "auditor"
    starts_at = datetime(2020, 1, 1, tzinfo=UTC)


def user_with(role: str, place: OrgUnit, **fields) -> User:
    """A person who holds `role` at `place`."""
    return GrantFactory(role=role, place=place, user=UserFactory(**fields)).user
