"""Every address asks for a session, except those listed here with their reason."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# address pattern (prefix) → why anybody may open it
PUBLIC = {
    "salud/": "health, for load balancers",
    "metricas": "has its own token",
    "verificar/": "anybody who holds a paper may check it",
    "cuenta/": "signing in; allauth guards its own pages",
    "api/v1/": "has its own test: session or token",
    "fhir/": "has its own test: session or token; its metadata is for everybody",
    "accesibilidad/": "statement for everybody",
    "ayuda/": "the guide is for everybody",
    "static/": "files of the theme",
    "^graficas/": "pictures by the hash of their content; the page that shows them is guarded",
}
# exact patterns
OPEN_PAGES = {
    "intercambio/": "step 0: the portal; its cards lead to sign-in",
    "autorizaciones/seguimiento/": "the patient has no account; folio and secret open it",
    "ui/": "gallery of components, with invented content",
}


def addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address pattern, with example values for its parameters."""
    found = []
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += addresses(entry, path)
        elif isinstance(entry, URLPattern):
            found.append(path)
    return found


def example(pattern: str) -> str:
    """An address that the pattern matches."""
    filled = re.sub(r"<int:[^>]+>", "1", pattern)
    filled = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", filled)
    filled = re.sub(r"<[^>]+>", "x", filled)
    return "/" + re.sub(r"^\^|\$$|\\", "", filled)


ALL = [
    path
    for path in addresses(get_resolver())
    if not path.startswith(tuple(PUBLIC)) and path not in OPEN_PAGES
]


@pytest.mark.parametrize("pattern", ALL)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_session_one_is_sent_to_sign_in(pattern, method, db, frozen):
    answer = getattr(Client(), method)(example(pattern))
    assert answer.status_code in (302, 401, 405), pattern
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/cuenta/"), pattern


def test_there_are_addresses_to_check():
    assert len(ALL) > 20
