"""The demo's accounts that are worth trying, by country and programme."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings

from cauce.core.accounts.models import User

from . import people


@dataclass(frozen=True, slots=True)
class Group:
    """One programme's accounts: username → what it is for."""

    label: str
    accounts: dict[str, str]
    note: str = ""

    @property
    def country(self) -> str:
        """What its label begins with: México."""
        return self.label.partition(" · ")[0]


def demo_modules() -> list[ModuleType]:
    """The `demo` package of each module that is switched on and has one."""
    names = [f"cauce.domains.{module}.demo" for module in settings.CAUCE_MODULES]
    return [import_module(name) for name in names if find_spec(name)]


def groups() -> list[Group]:
    """Every programme with its accounts, a country's together; last the account across them.

    A module's demo may bring LABEL, SHOWN and NOTE.
    """
    found = [Group(people.LABEL, people.SHOWN, people.NOTE)]
    modules = demo_modules()
    found += [Group(m.LABEL, m.SHOWN, getattr(m, "NOTE", "")) for m in modules if hasattr(m, "SHOWN")]
    countries = [group.country for group in found]
    found.sort(key=lambda group: countries.index(group.country))
    if any(hasattr(m, "ACROSS_AS") for m in modules):
        found.append(Group(people.ACROSS_LABEL, {people.ACROSS: people.ACROSS_PURPOSE}))
    return found


def groups_to_try() -> list[Group]:
    """Those that this database has; none outside a demonstration."""
    if settings.CAUCE_ENV != "demo" or not User.objects.filter(username=people.ADMIN).exists():
        return []
    return groups()
