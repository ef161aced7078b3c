"""Countries whose programmes stand side by side in one installation: language forms and time zone of each.

A tree's root says its country and every unit below inherits it (`OrgUnit.country`). What has none follows
the installation's own settings (CAUCE_LANGUAGE, CAUCE_TIME_ZONE). Mexico's zone is the centre's for all its states.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation


@dataclass(frozen=True, slots=True)
class Country:
    """code: ISO 3166-1 alpha-2; language: forms of numbers and dates; zone: its clock."""

    code: str
    language: str
    zone: ZoneInfo

    @contextmanager
    def forms(self) -> Iterator[None]:
        """Within it, dates, numbers and hours read as in the country."""
        with translation.override(self.language), timezone.override(self.zone):
            yield


COUNTRIES = {
    country.code: country
    for country in (
        Country("MX", "es-mx", ZoneInfo("America/Mexico_City")),
        Country("CO", "es-co", ZoneInfo("America/Bogota")),
        Country("PA", "es-pa", ZoneInfo("America/Panama")),
    )
}


def installation() -> Country:
    """What the settings say, for whom and what belongs to no one country."""
    language = settings.LANGUAGE_CODE
    code = language.rpartition("-")[2].upper() if "-" in language else "MX"
    return Country(code, language, ZoneInfo(settings.TIME_ZONE))


def country(code: str) -> Country:
    """The country of that code; the installation's when it has none or it is this one."""
    own = installation()
    return own if code == own.code else COUNTRIES.get(code, own)


def common(codes: Iterable[str]) -> Country:
    """The one country of all these codes; the installation's when they are several or none."""
    found = {code for code in codes if code}
    return country(found.pop()) if len(found) == 1 else installation()
