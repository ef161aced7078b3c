"""Which figures a change touches: the columnar snapshot's months, and the values kept for papers.

Called by the actions inside the transaction that writes the rows.
"""

from collections.abc import Iterable

from cauce.core.organisations.models import OrgUnit
from cauce.indicators import snapshot, store

MODULE = "oralhealth"
DAILY = ("patient_rows", "activities", "diagnoses", "promotion_rows", "admin_rows", "rda_headers")
HOSPITAL = ("hospital_months",)
EXAMS = ("epi_exams", "epi_teeth")


def writing(month: int, facts: Iterable[str] = DAILY) -> None:
    """Rows of the month are about to be written: no snapshot without them."""
    snapshot.mark_stale(facts, month)


def changed(month: int, *places: OrgUnit) -> None:
    """The month's figures changed at some places: kept values that counted them, there or above, are stale."""
    store.mark_stale(MODULE, month, month, *places)


def changed_year(year: int, place: OrgUnit) -> None:
    """A yearly figure (population, resources, rinses) changed at a place."""
    store.mark_stale(MODULE, year * 100 + 1, year * 100 + 12, place)


def moved() -> None:
    """A facility's region, institution or place changed: it is in every month of its rows."""
    snapshot.mark_stale([*DAILY, *HOSPITAL, *EXAMS], None)
