"""What is about to be saved, and what another person saved meanwhile, row by row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cauce.core.audit.log import history
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..models import Declaration
from ..rules.lines import CAUSES, LineValues
from .products import Product
from .typed import EMPTY, ORDER, Row, as_texts


@dataclass(frozen=True, slots=True)
class Change:
    """One product: the row before, as the person wants it, and (in a conflict) as it is stored now."""

    product: Product
    before: str
    mine: str
    theirs: str = ""
    clash: bool = False


def summary(row: Row) -> str:
    """A row as one sentence: «Excedente: 3 eventos, 10 pacientes. Faltante: …»; empty when it says nothing."""
    surplus = _amounts(row["surplus_events"], row["surplus_patients"])
    shortage = _amounts(row["shortage_events"], row["shortage_patients"])
    cause = CAUSES.get(row["shortage_cause"], row["shortage_cause"]).lower()
    parts = [f"Excedente: {surplus}" if surplus else ""]
    lacking = "; ".join(part for part in (cause, shortage) if part)
    parts.append(f"Faltante: {lacking}" if lacking else "")
    return ". ".join(part for part in parts if part)


def _amounts(events: str, patients: str) -> str:
    parts = [f"{events} eventos" if events else "", f"{patients} pacientes" if patients else ""]
    return ", ".join(part for part in parts if part)


def changes_to_save(
    products: Mapping[int, Product], rows: Mapping[int, Row], base: Mapping[int, Row]
) -> list[Change]:
    """The confirmation's list: each changed row before and after."""
    return [
        Change(products[pk], summary(base.get(pk, EMPTY)), summary(row))
        for pk, row in rows.items()
        if pk in products
    ]


def clashes(
    products: Mapping[int, Product],
    rows: Mapping[int, Row],
    base: Mapping[int, Row],
    stored: Mapping[int, LineValues],
    touched: Collection[str],
) -> list[Change]:
    """My changed rows beside what is stored now; `clash` where the other person changed the same row.

    touched: codes of the products that others saved meanwhile (a restored draft does not know what the
    row held when it was typed, so the rows as shown are not enough).
    """
    found = []
    for pk, row in rows.items():
        if pk not in products:
            continue
        before = base.get(pk, EMPTY)
        theirs = as_texts(stored.get(pk, LineValues()))
        others = theirs != before or products[pk].code in touched
        clash = others and theirs != row
        found.append(Change(products[pk], summary(before), summary(row), summary(theirs), clash))
    return found


def their_events(
    declaration: Declaration, unit: OrgUnit, speciality: Entry, since_version: int
) -> list[Event]:
    """The savings of this sheet after the version that the person was looking at, oldest first."""
    events = history(declaration).filter(action="exchange.sheet.save", place=unit).order_by("sequence")
    return [
        event
        for event in events
        if event.data.get("speciality") == speciality.code and event.data.get("version", 0) > since_version
    ]


def rows_in(event: Event) -> list[tuple[str, str, str]]:
    """(product code, before, after) of one saving."""
    rows = [(code, "", values) for code, values in event.data.get("added", {}).items()]
    rows += [(code, values, "") for code, values in event.data.get("removed", {}).items()]
    rows += [(c, v["before"], v["after"]) for c, v in event.data.get("changed", {}).items()]
    return [(code, _sentence(before), _sentence(after)) for code, before, after in rows]


def _sentence(values: Mapping[str, object] | str) -> str:
    if isinstance(values, str):
        return ""
    return summary({name: "" if values.get(name) is None else str(values.get(name)) for name in ORDER})
