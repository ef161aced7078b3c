"""The demonstration in a real browser: what `make demo` shows, at the instant of the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from cauce.core.demo.scene import PASSWORD
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
def enter(page) -> Callable[[str], None]:
    """`enter("issste.bc.titular")`: through the sign-in page, with the password."""

    def sign(username: str) -> None:
        page.context.clear_cookies()
        page.goto("/cuenta/login/")
        page.get_by_label("Usuario").fill(username)
        page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Entrar").click()
        page.get_by_role("heading", level=1).wait_for()

    return sign


@pytest.fixture
def picture(page, screenshots: Path) -> Callable[[str], None]:
    """`picture("tablero")`: a picture of the page for the manual."""

    def take(name: str) -> None:
        page.wait_for_load_state("networkidle")
        path = screenshots / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        # A palette is enough for a manual, and a quarter of the weight.
        Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(path, optimize=True)

    return take


@pytest.fixture
def signed_copy(tmp_path, now) -> Callable[[Declaration], Path]:
    """`signed_copy(declaration)`: its final version signed under an authority that is trusted here."""

    def make(declaration: Declaration) -> Path:
        source, target = final_version(declaration).path, tmp_path / "firmado.pdf"
        authority = keys.demo_authority(now)
        with ThreadPoolExecutor(1) as aside:  # signing has its own event loop, and so has the browser
            return aside.submit(sign, source, target, authority, "Persona Sintética", now).result()

    return make
