"""What can be imported: each kind says its columns, its form, who may, what a file would do, and how to carry it out.

The core registers units and catalogues; a module adds its own in its AppConfig (core never imports a module).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from cauce.core.accounts.access import can, require, within, works_in
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.access import require_catalogue
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.statistics import refresh_statistics

from . import catalogue_rows, unit_rows
from .catalogue import apply_catalogue, plan_catalogue
from .columns import Column
from .forms import CatalogueForm, UnitsForm
from .plan import Plan
from .rules import broken
from .units import apply_units, plan_units

MANY = 1000  # new rows that make the planner's figures stale


@dataclass(frozen=True, slots=True)
class Context:
    """Who imports and when, and what the form asked besides the file."""

    by: User | None
    at: datetime
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of import. plan: (content, filename, context) → what it would do, writing nothing;
    apply: carries a possible plan out inside the caller's transaction.

    permission: held somewhere to bring a file; where in the file each row may be written, the plan says.
    check: raises NotAllowed when what the form asked is not for the person.
    own: a person sees only the files that they brought.
    back: the address where the result is seen.
    offered: whether it is shown to a person, where holding the permission somewhere does not say it.
    help: (module, topic) of its page, instead of the general help.
    """

    key: str
    label: "str | StrPromise"
    columns: Sequence[Column]
    example: Sequence[Sequence[str]]
    form: type[forms.Form]
    plan: Callable[[bytes, str, Context], Plan]
    apply: Callable[[Plan, Context], None]
    permission: Permission = Permission.IMPORT_RUN
    own: bool = False
    back: Callable[[dict[str, Any]], str] | None = None  # where its result is seen, from its options
    check: Callable[[Context], None] | None = None
    offered: Callable[[User, datetime], bool] | None = None
    help: tuple[str, str] | None = None


KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Add a kind."""
    KINDS[kind.key] = kind


def kind_of(key: str) -> ImportKind:
    """The kind. Raises NotFound (IM-07)."""
    if key not in KINDS:
        problem = broken("IM-07", value=key[:30])
        raise NotFound(problem.message, rule=problem.rule, remedy=problem.remedy)
    return KINDS[key]


def require_kind(user: User, key: str, at: datetime, options: dict[str, Any] | None = None) -> None:
    """The person may import that kind (and, with options, that very thing); an unknown one is asked as the core's."""
    require(user, KINDS[key].permission if key in KINDS else Permission.IMPORT_RUN, None, at)
    check = KINDS[key].check if key in KINDS else None
    if check and options is not None:
        check(Context(user, at, options))


def _day(context: Context) -> Any:
    return timezone.localtime(context.at).date()


def _plan_units(content: bytes, filename: str, context: Context) -> Plan:
    if context.by:
        require(context.by, Permission.IMPORT_RUN, None, context.at)

    def reaches(place: OrgUnit) -> bool:
        return context.by is None or can(context.by, Permission.IMPORT_RUN, place, context.at)

    return plan_units(content, filename, context.options, _day(context), reaches)


def _check_units(context: Context) -> None:
    """Units stand under institutions: whoever reaches none brings, accepts and discards none."""
    if context.by is None:
        return
    known = OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION)
    one = within(known, context.by, Permission.IMPORT_RUN, context.at).first() or known.first()
    require(context.by, Permission.IMPORT_RUN, one, context.at)


def _check_catalogue(context: Context) -> None:
    """A catalogue is its whole country's (an unknown code, of whoever imports it first)."""
    if context.by:
        require_catalogue(context.by, context.options["catalogue"], context.at, Permission.IMPORT_RUN)


def _apply_units(plan: Plan, context: Context) -> None:
    apply_units(plan, _day(context))
    if len(plan.added) >= MANY:
        refresh_statistics()


def _apply_catalogue(plan: Plan, context: Context) -> None:
    apply_catalogue(plan, context.options, context.at, _day(context))
    if len(plan.added) >= MANY:
        refresh_statistics()


UNIT_EXAMPLE = (
    "BCIST900099", "Unidad de ejemplo", "ISSSTE", "02", "1", "Tijuana", "Unidad de medicina familiar", "02004",
    "32.5149", "-117.0382", "", "SÍ", "Ejemplo",
)  # fmt: skip
ENTRY_EXAMPLE = (
    "P99999", "producto", "SAM-2-01", "Intervención de ejemplo", "como le dicen|otra forma", "SÍ", "",
)  # fmt: skip
register(
    ImportKind(
        "units",
        _("Unidades médicas"),
        unit_rows.COLUMNS,
        [UNIT_EXAMPLE],
        UnitsForm,
        _plan_units,
        _apply_units,
        check=_check_units,
        offered=lambda user, at: works_in(user, "exchange", at),  # CLUES are Mexico's
    )
)
register(
    ImportKind(
        "catalogue",
        _("Catálogo"),
        catalogue_rows.COLUMNS,
        [ENTRY_EXAMPLE],
        CatalogueForm,
        lambda content, filename, context: plan_catalogue(content, filename, context.options, _day(context)),
        _apply_catalogue,
        check=_check_catalogue,
    )
)
