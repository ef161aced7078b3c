"""What the search box finds in the administration: people, for whoever manages them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from cauce.core.catalogues.text import normalise
from cauce.core.folding import folds, holds
from cauce.web.search import Hit, register

from .access import roots
from .models import User
from .permissions import Permission
from .reach import people_in_reach

SEARCHED = ("username", "first_name", "last_name", "email")
LIMIT = 40


def people(user: User, text: str, at: datetime) -> Iterator[Hit]:
    """Accounts within reach by name, user name or e-mail; lead to their pages."""
    words = normalise(text).split()
    if not words or not roots(user, Permission.PEOPLE_MANAGE, at):
        return
    found: Any = people_in_reach(user, at).alias(**folds(*SEARCHED)).filter(holds(words, *SEARCHED))
    for person in found.order_by("last_name", "pk")[:LIMIT]:
        detail = " · ".join(filter(None, (person.username, person.position)))
        yield Hit(person.display_name, detail, reverse("person", args=[person.pk]))


def install() -> None:
    """Add them to the search box."""
    register("people", gettext_lazy("Personas"), people)
