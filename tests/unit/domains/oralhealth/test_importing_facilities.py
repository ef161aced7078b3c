"""Facilities from a file: looked at first, every problem at its place, asked region by region, whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.founding.founding import found
from cauce.core.imports.actions import apply_import, discard_import, plan_of, prepare_import, run_import
from cauce.core.imports.cli import app
from cauce.core.imports.models import Import
from cauce.core.organisations.models import OrgUnit
from cauce.domains.oralhealth.actions import open_sheet
from cauce.domains.oralhealth.models import Facility
from cauce.domains.oralhealth.rules.examples import HEADER as SHEET
from tests.factories.panama import NOON, make_panama
from tests.factories.people import user_with

KIND = "oral-facilities"
HEADER = "código,nombre,región de salud,institución,hospital,sedación,red,sintético,origen"
NEW = "0406010899,Centro de Salud Nuevo,CHIRIQUI,MINSA,NO,SÍ,NO,SÍ,Lista de REGES"
HELD = "0808130801,Instalación pedregal,CHIRIQUI,MINSA,NO,NO,SÍ,SÍ,prueba"


@pytest.fixture
def panama(db):
    scene = make_panama()
    scene.users["admin"] = user_with("administrator", scene.panama, username="admin-panama")
    return scene


def text(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def plan(scene, *rows, header=HEADER, by=None):
    return plan_of(KIND, text(*rows, header=header), "i.csv", {}, NOON, by or scene.admin)


def bring(scene, *rows, header=HEADER, by=None):
    content = text(*rows, header=header)
    return run_import(by=by or scene.admin, at=NOON, kind=KIND, content=content, filename="i.csv", options={})


def problems(scene, *rows, **how):
    return [(p.rule, p.place) for p in plan(scene, *rows, **how).problems]


def test_a_facility_is_registered_under_its_region_with_what_its_code_says(panama):
    looked = plan(panama, NEW, HELD)
    assert (looked.counts()["added"], looked.unchanged) == (1, 1)
    assert looked.added[0].fields["según el código"] == (
        "",
        "provincia 04 Chiriquí, distrito 06, corregimiento 01",
    )
    assert not Facility.objects.filter(code="0406010899").exists()
    bring(panama, NEW, HELD)
    made = Facility.objects.select_related("unit").get(code="0406010899")
    assert (made.province, made.district, made.corregimiento) == ("04", "06", "01")
    assert (made.institution, made.is_hospital, made.can_sedate, made.has_network) == (
        "MINSA",
        False,
        True,
        False,
    )
    unit = made.unit
    assert (unit.kind, unit.parent, unit.code) == (
        OrgUnit.Kind.FACILITY,
        panama.chiriqui,
        made.code,
    )
    assert (unit.path, unit.country) == (f"{panama.chiriqui.path}{unit.pk}/", "PA")
    assert (unit.synthetic, unit.origin) == (True, "Lista de REGES")


def test_a_day_can_be_written_in_what_was_imported(panama):
    bring(panama, NEW)
    unit = OrgUnit.objects.get(code="0406010899")
    dentist = user_with("oral_dentist", unit, username="nueva")
    assert open_sheet(by=dentist, at=NOON, facility=unit, typed=dict(SHEET), confirmed=True).facility == unit


def test_from_an_empty_installation_to_a_first_sheet(db):
    """`cauce setup PA`, the file of facilities by their regions' names, a person, her day."""
    profile = {"first_name": "Alba", "last_name": "Cedro", "email": "a@example.org"}
    admin = found("PA", NOON, username="alba", profile=profile).person
    rows = (
        "0808130801,Centro de Salud de Pedregal,Panamá Metro,MINSA,,,,,",
        "0810010801,Otro,PA-08S,MINSA,,,,,",
        "0101010801,Otro más,Región de Salud de Bocas del Toro,CSS,,,,,",
    )
    done = run_import(by=admin, at=NOON, kind=KIND, content=text(*rows), filename="i.csv", options={})
    assert done.counts()["added"] == 3
    regions = OrgUnit.objects.filter(kind=OrgUnit.Kind.FACILITY).order_by("code")
    assert [unit.parent.code for unit in regions] == ["PA-01", "PA-08", "PA-08S"]
    unit = OrgUnit.objects.get(code="0808130801")
    dentist = user_with("oral_dentist", unit, username="odontologa")
    assert open_sheet(by=dentist, at=NOON, facility=unit, typed=dict(SHEET), confirmed=True)


def test_repeating_changes_nothing(panama):
    bring(panama, NEW, HELD)
    before = (list(OrgUnit.objects.values()), list(Facility.objects.values()), Import.objects.count())
    assert not bring(panama, NEW, HELD).does_something
    assert (list(OrgUnit.objects.values()), list(Facility.objects.values()), Import.objects.count()) == before


def test_what_the_file_says_of_a_registered_one_is_corrected_and_the_rest_stays(panama):
    short = "código,nombre,región,institución"
    changed = plan(panama, "0808130801,Centro de Salud de Pedregal,CHIRIQUI,CSS", header=short).changed
    assert changed[0].fields == {
        "nombre": ("Instalación pedregal", "Centro de Salud de Pedregal"),
        "institución": ("MINSA", "CSS"),
    }
    bring(panama, "0406010501,Hospital,CHIRIQUI,CSS", header=short)
    held = Facility.objects.select_related("unit").get(code="0406010501")
    assert (held.unit.name, held.is_hospital, held.can_sedate) == ("Hospital", True, True)


def test_one_that_had_closed_is_open_again(panama):
    OrgUnit.objects.filter(pk=panama.pedregal.pk).update(valid_to=NOON.date())
    assert bring(panama, HELD).changed[0].fields == {"cierre": ("2026-03-20", "")}
    panama.pedregal.refresh_from_db()
    assert panama.pedregal.valid_to is None


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("08081308,N,CHIRIQUI,MINSA,,,,,", "OH-01", "código"),
        ("08O8130801,N,CHIRIQUI,MINSA,,,,,", "OH-01", "código"),
        (",N,CHIRIQUI,MINSA,,,,,", "IM-10", "código"),
        ("9908130801,N,CHIRIQUI,MINSA,,,,,", "OD-34", "código"),
        ("0408130801,,CHIRIQUI,MINSA,,,,,", "IM-10", "nombre"),
        (f"0408130801,{'N' * 201},CHIRIQUI,MINSA,,,,,", "IM-20", "nombre"),
        ("0408130801,N,MARTE,MINSA,,,,,", "OD-30", "región de salud"),
        ("0408130801,N,PANAMA,MINSA,,,,,", "OD-30", "región de salud"),
        ("0408130801,N,CHIRIQUI,Cruz Roja,,,,,", "OD-31", "institución"),
        ("0408130801,N,CHIRIQUI,MINSA,tal vez,,,,", "IM-21", "hospital"),
        ("0408130801,N,CHIRIQUI,MINSA,,,tal vez,,", "IM-21", "red"),
        ("0808130801,N,VERAGUAS,MINSA,,,,,", "OD-32", "región de salud"),
    ],
)
def test_what_is_wrong_and_where(panama, row, rule, column):
    assert problems(panama, row) == [(rule, f"línea 2, columna «{column}»")]


def test_a_code_of_another_place_and_one_twice_in_the_file(panama):
    """OD-33, IM-12"""
    OrgUnit.objects.filter(pk=panama.veraguas.pk).update(code="0999999999")
    taken = "0999999999,N,CHIRIQUI,MINSA,,,,,"
    assert problems(panama, taken) == [("OD-33", "línea 2, columna «código»")]
    assert problems(panama, NEW, HELD, NEW) == [("IM-12", "línea 4, columna «código»")]


def test_without_regions_it_says_what_comes_first(db):
    """OD-35"""
    top = OrgUnit.objects.create(kind=OrgUnit.Kind.SECTOR, code="PANAMA", name="Panamá", path="/1/")
    OrgUnit.objects.filter(pk=top.pk).update(path=f"/{top.pk}/")
    top.refresh_from_db()
    admin = user_with("administrator", top, username="primera")
    wrong = plan_of(KIND, text(NEW), "i.csv", {}, NOON, admin).problems
    assert [(p.rule, "cauce setup PA" in p.remedy) for p in wrong] == [("OD-35", True)]


def test_a_spreadsheet_may_have_eaten_the_zero_and_a_region_goes_by_its_name(panama):
    OrgUnit.objects.filter(pk=panama.chiriqui.pk).update(name="Región de Salud de Chiriquí", code="PA-04")
    for region in ("PA-04", "pa 04", "chiriqui", "Región de Salud de Chiriquí"):
        row = f"406010899,N,{region},Caja de Seguro Social,,,,,"
        assert [(c.code, c.fields["institución"]) for c in plan(panama, row).added] == [
            ("0406010899", ("", "CSS"))
        ]


def test_one_bad_row_registers_nothing(panama):
    before = OrgUnit.objects.count()
    with pytest.raises(Invalid):
        bring(panama, NEW, "0408130801,N,MARTE,MINSA,,,,,")
    assert OrgUnit.objects.count() == before


def test_each_row_is_asked_at_its_region(panama):
    """IM-23"""
    local = user_with("administrator", panama.veraguas, username="admin-veraguas")
    assert problems(panama, NEW, by=local) == [("IM-23", "línea 2, columna «región de salud»")]
    bring(panama, "0908010399,Nueva,VERAGUAS,CSS,,,,,", by=local)
    assert Facility.objects.get(code="0908010399").unit.parent == panama.veraguas


@pytest.mark.parametrize("who", ["national", "regional", "reges", "dentist"])
def test_who_may_not(panama, who):
    with pytest.raises(NotAllowed):
        bring(panama, NEW, by=panama.users[who])


def test_another_countrys_administration_neither_brings_accepts_nor_sees_it(panama, world, client_as):
    with pytest.raises(NotAllowed):
        bring(panama, NEW, by=world.admin)
    kept = prepare_import(by=panama.admin, at=NOON, kind=KIND, content=text(NEW), filename="panama.csv")
    with pytest.raises(NotAllowed):
        apply_import(by=world.admin, at=NOON, import_=kept, digest=plan(panama, NEW).digest())
    with pytest.raises(NotAllowed):
        discard_import(by=world.admin, at=NOON, import_=kept)
    listed = client_as(world.admin).get(reverse("imports:list")).content.decode()
    assert "Instalaciones de salud bucal" not in listed
    assert "panama.csv" not in listed
    assert client_as(world.admin).get(reverse("imports:review", args=[kept.pk])).status_code == 403


def test_on_the_pages_it_is_offered_explained_looked_at_and_accepted(panama, client_as):
    client = client_as(panama.admin)
    address = reverse("imports:new", args=[KIND])
    assert address in client.get(reverse("imports:list")).content.decode()
    page = client.get(address).content.decode()
    assert "Registrar las instalaciones de salud bucal" in page
    upload = SimpleUploadedFile("instalaciones.csv", text(NEW))
    review = client.post(address, {"file": upload}).url
    page = client.get(review)
    assert "Centro de Salud Nuevo" in page.content.decode()
    assert "Registrar las instalaciones de salud bucal" in page.content.decode()
    assert not Facility.objects.filter(code="0406010899").exists()
    client.post(review, {"accept": page.context["plan"].digest()})
    assert Facility.objects.filter(code="0406010899").exists()
    event = Event.objects.filter(action="imports.apply").get()
    assert (event.data["kind"], event.data["added"]) == (KIND, 1)


def test_the_template_can_be_imported(panama, client_as):
    OrgUnit.objects.filter(pk=panama.chiriqui.pk).update(code="PA-08")
    answer = client_as(panama.admin).get(reverse("imports:template", args=[KIND]))
    content = b"".join(answer.streaming_content)
    looked = plan_of(KIND, content, "plantilla.csv", {}, NOON, panama.admin)
    assert (looked.problems, [c.code for c in looked.changed]) == ([], ["0808130801"])


def test_the_command_line_brings_the_same(panama, tmp_path):
    path = tmp_path / "instalaciones.csv"
    path.write_bytes(text(NEW))
    line = ["file", KIND, str(path), "--as", panama.admin.username]
    assert CliRunner().invoke(app, line).exit_code == 0
    assert Facility.objects.filter(code="0406010899").exists()


LISTS = ("months", "late", "resources")


@pytest.mark.parametrize("name", LISTS)
def test_where_facilities_are_listed_who_may_import_is_led_there(panama, client_as, name):
    both = user_with("oral_nation", panama.panama, username="ambas")
    link = f'href="{reverse("imports:new", args=[KIND])}"'
    assert link not in client_as(both).get(reverse(f"oralhealth:{name}")).content.decode()
    both.grants.create(role="administrator", place=panama.panama, starts_at=NOON.replace(year=2020))
    assert link in client_as(both).get(reverse(f"oralhealth:{name}")).content.decode()


@pytest.mark.parametrize("name", [*LISTS, "home", "rinses", "factors", "costs"])
def test_while_there_is_none_the_pages_say_what_to_do(panama, client_as, name):
    Facility.objects.all().delete()
    page = client_as(panama.national).get(reverse(f"oralhealth:{name}")).content.decode()
    assert "Todavía no hay instalaciones registradas" in page
    assert "Las registra la administración del sistema" in page
    admin = client_as(panama.admin).get(reverse("oralhealth:months")).content.decode()
    assert "Impórtelas de un archivo" in admin


def test_a_new_sheet_needs_a_facility(panama, client_as):
    Facility.objects.all().delete()
    page = client_as(panama.dentist).get(reverse("oralhealth:new_sheet")).content.decode()
    assert "Todavía no hay instalaciones registradas" in page
    assert 'name="facility"' not in page
