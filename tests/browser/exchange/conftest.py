"""The demonstration in a real browser: what `make demo` shows, at the instant of the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cauce.core.demo.seeding import seed_everything
from cauce.core.documents import keys
from cauce.core.documents.demo_signing import sign
from cauce.domains.exchange import demo as exchange_demo
from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.presenting.products import forget
from cauce.domains.exchange.reports.issuing import final_version


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.CAUCE_KEYS_DIR = tmp_path / "keys"
    settings.CAUCE_TRUST_DIR = tmp_path / "trust"
    forget()


@pytest.fixture
def demo(transactional_db, now):
    """The whole demonstration; ISSSTE Baja California has not answered yet."""
    return seed_everything(at=now, modules=[exchange_demo])


@pytest.fixture
def own(demo) -> Declaration:
    """The declaration of ISSSTE Baja California in the open round."""
    found = Declaration.objects.filter(
        entity__parent__code="ISSSTE", entity__area__name="Baja California"
    ).select_related("round", "entity")
    return found.order_by("-round__opens_at")[0]


@pytest.fixture
def signed_copy(tmp_path, now) -> Callable[[Declaration], Path]:
    """`signed_copy(declaration)`: its final version signed under an authority that is trusted here."""

    def make(declaration: Declaration) -> Path:
        source, target = final_version(declaration).path, tmp_path / "firmado.pdf"
        authority = keys.demo_authority(now)
        with ThreadPoolExecutor(1) as aside:  # signing has its own event loop, and so has the browser
            return aside.submit(sign, source, target, authority, "Persona Sintética", now).result()

    return make
