"""The shortages proposed to an entity in a round: what each rests on, what is declared already, what was answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.domains.exchange.models import Declaration, Line
from cauce.domains.exchange.queries import current_round, entries, units_of

from ..models import ShortageAnswer
from .demand import Demand, Span, demand_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal. line: what the declaration says today of the product in the unit; answer: the entity's, if any."""

    unit: OrgUnit
    product: Entry
    demand: Demand
    span: Span
    line: Line | None = None
    answer: ShortageAnswer | None = None

    @property
    def monthly(self) -> int | None:
        """Patients a month; None when the people behind it are too few to be told."""
        return self.demand.monthly(self.span)


def declarations_of(user: User, at: datetime) -> QuerySet[Declaration]:
    """Declarations of the current round in which the person writes rows, of some unit at least; by entity."""
    round_ = current_round(at)
    units = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT), user, Permission.EXCHANGE_EDIT, at)
    found = Declaration.objects.filter(round=round_, entity__in=units.values("parent"))
    return found.select_related("round", "entity__parent", "entity__area", "finalised_by").order_by(
        "entity__path"
    )


def proposed(declaration: Declaration, user: User, span: Span, at: datetime) -> list[Proposed]:
    """The declaration's proposals in the units where the person writes; the unanswered first, the largest first."""
    demand = demand_of(declaration.entity, span)
    if not demand:
        return []
    own = within(units_of(declaration, at), user, Permission.EXCHANGE_EDIT, at)
    units = {unit.pk: unit for unit in own.filter(pk__in={where for where, _code in demand})}
    codes = {code for _where, code in demand}
    products = {e.code: e for e in entries("product").filter(code__in=codes).select_related("parent")}
    answers = {(a.unit_id, a.product_id): a for a in _answers(declaration, list(units))}
    lines = {(line.unit_id, line.product_id): line for line in declaration.lines.filter(unit__in=units)}
    found = [
        Proposed(
            units[where],
            products[code],
            one,
            span,
            lines.get((where, products[code].pk)),
            answers.get((where, products[code].pk)),
        )
        for (where, code), one in demand.items()
        if where in units and code in products
    ]
    return sorted(
        found, key=lambda p: (p.answer is not None, -(p.monthly or 0), p.unit.name, p.product.label)
    )


def one_proposed(declaration: Declaration, unit: OrgUnit, product: Entry, span: Span) -> Proposed | None:
    """The proposal of one unit and product; None when nothing backs it."""
    demand = demand_of(declaration.entity, span, unit).get((unit.pk, product.code))
    if demand is None:
        return None
    line = declaration.lines.filter(unit=unit, product=product).first()
    return Proposed(unit, product, demand, span, line, answer_to(declaration, unit, product))


def answer_to(declaration: Declaration, unit: OrgUnit, product: Entry) -> ShortageAnswer | None:
    """What the entity answered in the declaration's round."""
    return _answers(declaration, [unit.pk]).filter(product=product).first()


def _answers(declaration: Declaration, units: list[int]) -> QuerySet[ShortageAnswer]:
    found = ShortageAnswer.objects.filter(round=declaration.round_id, unit__in=units)
    return found.select_related("by")
