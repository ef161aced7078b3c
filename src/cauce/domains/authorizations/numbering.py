"""Taking the next number of a series and year.

Its row stays locked until the transaction ends. Every act takes its numbers before it writes to the audit log, whose
head is locked too: so no two acts can wait for each other.
"""

import secrets

from .models import FolioSeries
from .rules.number import AUTHORISATION, REQUEST, Number, make

# Easily read aloud and never mistaken: no 0, O, 1, I, L, U.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH = 8  # 30^8: some 6.5 × 10^11


def take(prefix: str, year: int) -> Number:
    """The next number; rolled back with the act."""
    FolioSeries.objects.get_or_create(prefix=prefix, year=year)
    series = FolioSeries.objects.select_for_update().get(prefix=prefix, year=year)
    number = make(prefix, year, series.last)
    series.last = number.sequence
    series.save(update_fields=["last"])
    return number


def reserve(year: int) -> None:
    """Lock a year's series before anything else, always in the same order.

    For an act made of several, whose first one already writes to the audit log before a later one takes a number.
    """
    for prefix in (REQUEST, AUTHORISATION):
        FolioSeries.objects.get_or_create(prefix=prefix, year=year)
        FolioSeries.objects.select_for_update().get(prefix=prefix, year=year)


def new_secret() -> str:
    """The second secret with which a patient follows a request."""
    return "".join(secrets.choice(_ALPHABET) for _n in range(SECRET_LENGTH))


def tidy_secret(typed: str) -> str:
    """As people type it: case, spaces and hyphens do not matter."""
    return "".join(c for c in typed.upper() if c.isalnum())[:40]
