"""The packages' pages with requests captured without a network: exported at the unit, read where they arrive."""

import pytest

from tests.factories.authorization_packages import bring, pack, wipe
from tests.factories.authorizations import make_scene, typed

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene(transactional_db):
    from cauce.domains.authorizations import actions

    made = make_scene()
    for number, changes in ((1, {}), (2, {"diagnosis": ""}), (3, {"desired_date": "2026-05-21"})):
        actions.save_draft(by=made.physician, at=made.at, unit=made.unit, typed=typed(number, **changes))
    return made


def test_a_unit_exports_what_it_captured(page, sign_in, scene, check_axe):
    sign_in(scene.physician)
    page.goto("/paquetes/")
    page.get_by_label("Mes", exact=True).fill("2026-05")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Exportar").click()
    assert waiting.value.suggested_filename == f"{scene.unit.code}-202605-n1.cauce"
    page.reload()
    assert page.get_by_text("2026-05").first.is_visible()
    check_axe(page)


def test_the_region_reads_what_became_of_each_request(page, sign_in, scene, check_axe):
    content = pack(scene)
    wipe()
    received = bring(scene, content, days=3)
    sign_in(scene.coordination)
    page.goto(f"/paquetes/recibidos/{received.uid}/")
    assert page.get_by_text("IMG-RM").count() == 3
    assert page.get_by_text("pasó durante el traslado").is_visible()
    assert page.get_by_text("AP-01").is_visible()
    assert typed(1)["patient"]["curp"] not in page.content()
    check_axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
