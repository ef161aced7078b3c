"""Coordination and audit at a browser: every page accessible and fit for a phone; criteria tried on the past; a region
adds a required field and old requests stay valid."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.jobs import keep_signals
from cauce.domains.authorizations.models import CriteriaVersion, VariantVersion
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories.authorizations import AT, CRITERIA, SINCE, decision, make_scene
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
FIELD = {
    "key": "turno", "label": "Turno", "type": "choice", "required": True, "options": ["Matutino", "Vespertino"],
    "help": "En el que se atiende al paciente.",
}  # fmt: skip


@pytest.fixture
def scene(transactional_db):
    """The scene with something on every page."""
    made = make_scene()
    made.past = [made.submitted(n, items=[{"service": "IMG-RM", "quantity": n % 2 + 1}]) for n in (1, 2, 3)]
    made.decided(4, "denied")
    made.version = actions.publish_criteria(
        by=made.top,
        at=AT,
        place=made.sector,
        text=CRITERIA,
        valid_from=SINCE,
        note="Primera versión sintética",
    )
    made.variant = actions.publish_variant(
        by=made.coordination,
        at=AT,
        place=made.issste_bc,
        title="Baja California",
        fields=[FIELD],
        valid_from=SINCE,
    )
    acts = {"by": made.coordination, "at": AT}
    actions.exempt_service(
        **acts, unit=made.issste_bc_3, service_code="IMG-RM", since=SINCE, reason="Convenio sintético"
    )
    actions.set_term(
        **acts, place=made.issste_bc, kind="answer", priority="urgent", amount=48, unit="hours", valid_from=SINCE,
        pause_cap_hours=72, origin="Acuerdo sintético",
    )  # fmt: skip
    for person in (made.physician, made.colleague):
        actions.set_team_member(**acts, unit=made.unit, team="Columna", person=person)
    actions.declare_interest(
        by=made.reviewer, at=AT, description="Socia del centro, dato sintético", unit=made.issste_bc_2
    )
    folios = tuple(r.folio for r in made.past)
    finding = Finding(Kind.COPIED, f"{made.physician.pk}:abc", {"requests": 3, "patients": 3}, folios)
    made.signal = actions.raise_signal(by=None, at=AT, place=made.issste_bc, finding=finding)
    early = AT - timedelta(days=9)
    actions.read_request(by=made.colleague, at=early, request=made.past[0])
    actions.read_request(by=made.watcher, at=AT, request=made.past[1], why="Revisión anual de lecturas")
    for n in range(6):
        actions.look_up(by=made.centre, at=AT, unit=made.issste_bc_2, typed=f"ST2-2026-0000000{n}-A")
    keep_signals(AT)
    return made


def url(name, *args):
    return reverse(f"authorizations:{name}", args=args)


def pages(scene):
    """(who, name of the picture, address)"""
    edit, trial = url("criteria_editor"), url("dry_run")
    return [
        ("physician", "st2-que-requiere", url("catalogue")),
        ("coordination", "st2-servicios", url("services")),
        ("coordination", "st2-servicio", url("service", "IMG-RM")),
        ("top", "st2-politica", url("service_policy", "IMG-RM")),
        ("coordination", "st2-exencion", url("service_exemption", "IMG-RM")),
        ("coordination", "st2-centros", url("centres")),
        ("coordination", "st2-centro-nuevo", url("new_centre")),
        ("coordination", "st2-plazos", url("terms")),
        ("coordination", "st2-plazo-nuevo", url("new_term")),
        ("top", "st2-criterios", url("criteria")),
        ("top", "st2-criterio", url("criteria_version", scene.version.pk)),
        ("top", "st2-criterio-escribir", f"{edit}?desde={scene.version.pk}"),
        ("top", "st2-criterio-retirar", url("criteria_withdraw", scene.version.pk)),
        ("top", "st2-ensayo-nuevo", f"{trial}?version={scene.version.pk}"),
        ("top", "st2-ensayos", trial),
        ("coordination", "st2-variantes", url("variants")),
        ("coordination", "st2-variante", url("variant", scene.variant.pk)),
        ("coordination", "st2-variante-escribir", f"{url('variant_editor')}?desde={scene.variant.pk}"),
        ("coordination", "st2-personas", url("professionals")),
        ("coordination", "st2-persona", url("professional", "reviewer")),
        ("coordination", "st2-equipos", url("teams")),
        ("coordination", "st2-equipo-nuevo", url("new_member")),
        ("reviewer", "st2-intereses", url("interests")),
        ("reviewer", "st2-interes-nuevo", url("new_interest")),
        ("watcher", "st2-intereses-auditoria", url("interests")),
        ("watcher", "st2-senales", url("signals")),
        ("watcher", "st2-senal", url("signal", scene.signal.pk)),
        ("watcher", "st2-lecturas", url("reads")),
        ("watcher", "st2-consultas", url("number_look_ups")),
        ("reviewer", "st2-como-funciona", url("flow")),
    ]  # fmt: skip


def test_every_page_is_accessible_and_fits_a_phone(page, sign_in, scene, check_axe, screenshots):
    problems = []
    for who, name, address in pages(scene):
        sign_in(getattr(scene, who))
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        answer = page.goto(address)
        if answer.status != 200:
            problems.append(f"{name}: {answer.status}")
            continue
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
        try:
            check_axe(page)
        except AssertionError as found:
            problems.append(str(found))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=screenshots / f"{name}-telefono.png", full_page=True)
        if wide > PHONE["width"]:
            problems.append(f"{name} scrolls sideways on a phone: {wide} px")
        try:
            check_axe(page, ("dark",))
        except AssertionError as found:
            problems.append(str(found))
    assert not problems, "\n".join(problems)


def test_criteria_are_tried_on_last_years_requests_and_then_published(
    page, sign_in, scene, check_axe, screenshots
):
    sign_in(scene.top)
    page.goto(url("criteria_editor") + f"?desde={scene.version.pk}")
    text = page.get_by_role("textbox", name="Documento")
    text.fill(CRITERIA.replace("then: approve", "then: deny"))
    page.get_by_role("button", name="Revisar").click()
    page.get_by_text("la revisión automatizada nunca niega").first.wait_for()
    page.screenshot(path=screenshots / "st2-criterio-problemas.png", full_page=True)
    check_axe(page)
    page.emulate_media(color_scheme="light")
    text.fill(CRITERIA.replace("at_least: 50", "at_least: 60"))
    page.get_by_role("button", name="Revisar").click()
    page.get_by_role("heading", name="Así se lee").wait_for()
    assert page.locator(".diff-new").count() == 1
    page.screenshot(path=screenshots / "st2-criterio-revisado.png", full_page=True)
    check_axe(page)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Ensayar con solicitudes pasadas").click()
    assert page.get_by_label("Enviadas desde").input_value() == "2025-05-21"
    page.get_by_role("button", name="Ensayar").click()
    page.get_by_text("Cambian de respuesta").wait_for()
    assert page.locator(".stats dd").all_inner_texts()[:2] == ["4", "1"]
    page.screenshot(path=screenshots / "st2-ensayo.png", full_page=True)
    check_axe(page)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Seguir con este documento").click()
    page.get_by_label("Nota de la versión").fill("Sube la edad a sesenta años")
    page.get_by_role("button", name="Publicar…").click()
    page.get_by_text("otra la sustituye").wait_for()
    assert CriteriaVersion.objects.count() == 1
    page.screenshot(path=screenshots / "st2-criterio-publicar.png", full_page=True)
    check_axe(page)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Publicar").click()
    page.get_by_text("Criterio publicado: versión 2.").wait_for()
    assert CriteriaVersion.objects.get(number=2).note == "Sube la edad a sesenta años"


def test_a_region_adds_a_required_field_and_old_requests_stay_valid(
    page, sign_in, scene, check_axe, screenshots
):
    sign_in(scene.coordination)
    page.goto(url("variant_editor") + f"?desde={scene.variant.pk}")
    page.get_by_label("Cómo se llama").nth(1).fill("Número de cama")
    page.get_by_label("Tipo").nth(1).select_option("number")
    page.get_by_label("Obligatorio").nth(1).check()
    page.get_by_role("button", name="Ver cómo queda").click()
    page.get_by_role("heading", name="Como lo verá el médico").wait_for()
    page.screenshot(path=screenshots / "st2-variante-vista.png", full_page=True)
    check_axe(page)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Publicar…").click()
    page.get_by_role("button", name="Publicar").click()
    page.get_by_text("Campos publicados: versión 2.").wait_for()
    fields = VariantVersion.objects.get(number=2).fields
    assert [(f["key"], f["required"]) for f in fields] == [("turno", True), ("numero_de_cama", True)]
    old = scene.past[0]
    actions.claim_request(by=scene.reviewer, at=AT, request=old)
    actions.decide_items(by=scene.reviewer, at=AT, request=old, decisions=[decision(1)])
    old.refresh_from_db()
    assert (old.state, old.extra) == ("decided", {})
