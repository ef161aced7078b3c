"""Every page of forms C and D: nothing for axe to find, light and dark; none scrolls sideways on a phone."""

import uuid

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import (
    load_population,
    open_record_audit,
    save_brigade,
    save_cost,
    save_exam,
    save_factor,
    save_hospital_month,
    save_rinses,
    save_study,
)
from cauce.domains.oralhealth.models import HospitalMonth
from tests.factories.panama import DAY, make_panama
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def panama(transactional_db):
    scene = make_panama()
    at, nation, region, dentist = scene.at, scene.national, scene.regional, scene.dentist
    typed = {
        "phase": "centinela",
        "name": "Sitio centinela sintético",
        "starts_on": "2026-01-01",
        "frequency": "mensual",
    }
    scene.study = save_study(by=region, at=at, place=scene.chiriqui, typed=typed)
    scene.brigade = save_brigade(
        by=dentist, at=at, facility=scene.pedregal, uid=uuid.uuid4(), study=scene.study,
        typed={"date": "2026-03-14", "school": "Escuela sintética A", "group": "6.º A", "pupils": "2"},
    )  # fmt: skip
    for n, teeth in enumerate(({"16": "1", "26": "3"}, {"36": "0"}), start=1):
        scene.exam = save_exam(
            by=dentist, at=at, facility=scene.pedregal, day=DAY, brigade=scene.brigade, uid=uuid.uuid4(),
            typed={"person": f"{n:03d}", "age": "12", "sex": str(n), "teeth": teeth},
        )  # fmt: skip
    save_hospital_month(
        by=nation,
        at=at,
        facility=scene.hospital,
        month=202603,
        typed={"operations": "40", "discharges": "50"},
    )
    save_rinses(
        by=scene.reges, at=at, facility=scene.pedregal, school="Escuela sintética A", year=2026,
        typed={"enrolled": "100", "covered": "90", "weeks": "35"},
    )  # fmt: skip
    rows = [
        {"province": "04", "sex": sex, "age": age, "persons": 400}
        for sex in "12"
        for age in (0, 1, 4, 5, 10, 15, 20, 50, 60)
    ]
    load_population(
        by=nation,
        at=at,
        place=scene.chiriqui,
        kind="residents",
        year=2026,
        source="Proyección sintética",
        rows=rows,
    )
    water = {"kind": "fluor-agua", "date": "2026-03-10", "point": "Acueducto sintético", "value": "1.8"}
    save_factor(by=dentist, at=at, facility=scene.pedregal, typed=water, confirmed=True)
    scene.row(scene.sheet())
    save_cost(
        by=scene.reges,
        at=at,
        facility=scene.pedregal,
        typed={"month": "2026-03", "activity": "07", "amount": "12.50"},
    )
    scene.audit = open_record_audit(
        by=scene.chief, at=at, facility=scene.pedregal, year=2026, size=1, seed="s"
    )
    return scene


def address(name, *args):
    return reverse(f"oralhealth:{name}", args=args)


def pages(scene):
    """(who, name of the picture, address)"""
    brigade, audit = scene.brigade.uid, scene.audit.pk
    return [
        ("dentist", "jornadas", address("brigades")),
        ("dentist", "jornada-encabezado", address("brigade_head", brigade)),
        ("dentist", "examen-guardado", address("exam", brigade, scene.exam.uid)),
        ("dentist", "jornada-importar", reverse("imports:new", args=["oral-exams"]) + f"?brigade={brigade}"),
        ("regional", "estudios", address("studies")),
        ("regional", "estudio-nuevo", address("new_study")),
        ("regional", "estudio", address("study", scene.study.pk)),
        ("dentist", "factores", address("factors")),
        ("reges", "costos", address("costs")),
        ("chief", "auditorias", address("record_audits")),
        ("chief", "auditoria", address("record_audit", audit)),
        ("chief", "auditoria-expediente", address("audited_record", audit, 1)),
        ("national", "hospital", address("hospital")),
        ("national", "hospital-mes", address("hospital_month", scene.hospital.code, 202602)),
        ("reges", "enjuagatorios", address("rinses")),
        ("regional", "recursos", address("resources")),
        (
            "national",
            "poblacion",
            address("population") + f"?lugar={scene.chiriqui.code}&anio=2026&province=04",
        ),
        ("national", "poblacion-importar", reverse("imports:new", args=["oral-population"])),
    ]


def test_every_page_is_accessible_and_fits_a_phone(page, sign_in, panama, check_axe, screenshots):
    for who, name, url in pages(panama):
        sign_in(getattr(panama, who))
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        page.goto(url)
        page.get_by_role("heading", level=1).wait_for()
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
        check_axe(page)
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        page.screenshot(path=screenshots / f"{name}-telefono.png", full_page=True)


def test_problems_and_conflicts_are_accessible_too(page, sign_in, panama, check_axe, screenshots):
    sign_in(panama.national)
    page.goto(address("hospital"))
    page.locator("[id='rows.202603.postoperative_deaths']").fill("41")
    page.keyboard.press("Control+Enter")
    page.get_by_text("es más que Operaciones").first.wait_for()
    check_axe(page, ("light",))
    page.locator("[id='rows.202603.postoperative_deaths']").fill("1")
    page.locator("[id='rows.202603.operations']").fill("41")
    save_hospital_month(
        by=panama.regional, at=panama.at, facility=panama.hospital, month=202603, version=1,
        typed={"operations": "45", "discharges": "50"},
    )  # fmt: skip
    page.keyboard.press("Control+Enter")
    page.get_by_text("Otra persona guardó estos datos").wait_for()
    page.screenshot(path=screenshots / "hospital-conflicto.png", full_page=True)
    check_axe(page, ("light",))
    page.get_by_label("41").check()
    page.get_by_role("button", name="Guardar").click()
    page.get_by_text("Renglones guardados: 1").wait_for()
    saved = HospitalMonth.objects.get()
    assert (saved.operations, saved.postoperative_deaths, saved.discharges) == (41, 1, 50)
