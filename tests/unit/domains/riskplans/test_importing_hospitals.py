"""The ESE of the public network from a file: looked at first, then all or nothing; who may, page and command."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.imports.actions import discard_import, plan_of, prepare_import, run_import
from cauce.core.imports.cli import app
from cauce.core.imports.kinds import KINDS
from cauce.core.imports.models import Import
from cauce.core.imports.tables import read_table
from cauce.core.organisations.models import Area, OrgUnit
from cauce.domains.riskplans.importing.kinds import KEY
from cauce.domains.riskplans.models import Hospital, RiskCategory
from cauce.domains.riskplans.places import dane_of, department_area, divipola
from tests.factories.colombia import NOON
from tests.factories.people import GrantFactory, user_with
from tests.factories.places import OrgUnitFactory

HEADER = "código,nombre,departamento o distrito,municipio,nivel,carácter"
RISK = f"{HEADER},año,categoría de riesgo,acto\n"
LINE = "733490001,ESE de Honda,Tolima,73349,1,municipal"
NEW = f"{HEADER},población objeto,sintético,origen\n{LINE},25000,SÍ,Prueba\n"


@pytest.fixture
def admin(colombia):
    """Administers the country, and nothing of the risk plans."""
    return user_with("administrator", colombia.places["colombia"], username="co.admin")


@pytest.fixture
def both(colombia, admin):
    """Administers the country and its risk plans."""
    return GrantFactory(role="risk_catalogue", place=colombia.places["colombia"], user=admin).user


def bring(text, by):
    return run_import(by=by, at=NOON, kind=KEY, content=text.encode(), filename="ese.csv")


def problems(text, by):
    return [(p.rule, p.place) for p in plan_of(KEY, text.encode(), "ese.csv", {}, NOON, by).problems]


def test_an_ese_is_registered_with_its_place_and_its_areas(colombia, admin):
    plan = bring(NEW, admin)
    assert plan.added[0].fields == {
        "departamento o distrito": ("", "Tolima"),
        "municipio": ("", "73349 Honda"),
        "nivel": ("", "1"),
        "carácter": ("", "Municipal"),
        "población objeto": ("", "25000"),
        "sintético": ("", "SÍ"),
        "origen": ("", "Prueba"),
    }
    hospital = Hospital.objects.get(code="733490001")
    assert (hospital.level, hospital.character, hospital.population, hospital.synthetic) == (
        1,
        "municipal",
        25000,
        True,
    )
    unit = hospital.unit
    assert (unit.name, unit.parent, unit.origin, unit.country) == (
        "ESE de Honda",
        colombia.tolima,
        "Prueba",
        "CO",
    )
    assert unit.is_within(colombia.tolima)
    assert (unit.area.system, unit.area.code, unit.area.name) == ("DANE", "73349", "Honda")
    assert (unit.area.parent.code, unit.area.parent.name) == ("73", "Tolima")


def test_a_second_time_nothing_changes(colombia, both):
    text = f"{RISK}{LINE},2025,Riesgo medio,Resolución 1\n{LINE},2026,Riesgo alto,Resolución 2\n"
    assert bring(text, both).counts()["added"] == 1
    said = RiskCategory.objects.filter(hospital__code="733490001").values_list("year", "category", "act")
    assert list(said) == [(2025, "medium", "Resolución 1"), (2026, "high", "Resolución 2")]
    before = Event.objects.count(), Area.objects.count()
    again = bring(text, both)
    assert (again.does_something, again.unchanged) == (False, 1)
    assert (Event.objects.count(), Area.objects.count()) == before


def test_what_the_file_says_changes_and_what_it_does_not_say_stays(colombia, both):
    bring(NEW, both)
    OrgUnit.objects.filter(code="733490001").update(valid_to=NOON.date())
    line = LINE.replace(",1,municipal", ",2,departamental")
    plan = bring(f"{RISK}{line},2026,bajo,Resolución 3\n", both)
    assert plan.changed[0].fields == {
        "nivel": ("1", "2"),
        "carácter": ("Municipal", "Departamental"),
        "cierre": ("2026-04-15", ""),
        "riesgo 2026": ("", "Riesgo bajo, Resolución 3"),
    }
    hospital = Hospital.objects.select_related("unit").get(code="733490001")
    assert (hospital.level, hospital.character, hospital.population) == (2, "departmental", 25000)
    assert (hospital.unit.origin, hospital.unit.synthetic, hospital.unit.valid_to) == ("Prueba", True, None)
    bring(f"{HEADER},población,sintético,origen\n{line},,NO,Otra\n", both)
    hospital = Hospital.objects.select_related("unit").get(code="733490001")
    assert (hospital.population, hospital.synthetic) == (None, False)
    assert (hospital.unit.origin, hospital.unit.synthetic) == ("Otra", False)
    plan = bring(f"{RISK}{line},2026,medio,Resolución 4\n", both)
    assert plan.changed[0].fields["riesgo 2026"] == (
        "Riesgo bajo, Resolución 3",
        "Riesgo medio, Resolución 4",
    )
    assert hospital.categories.get().category == "medium"


def test_all_or_nothing(colombia, admin):
    with pytest.raises(Invalid) as refused:
        bring(f"{NEW}733490002,ESE dos,Marte,73349,9,municipal,,,\n", admin)
    assert [p.rule for p in refused.value.problems] == ["RP-111", "RP-15"]
    assert Hospital.objects.count() == 3
    assert not Area.objects.exists()


def test_an_import_moves_no_ese_and_takes_no_code_of_another_place(colombia, admin):
    """RP-119, RP-120"""
    moved = f"{HEADER}\n730010001,ESE honda,Choco,27001,2,municipal\n"
    assert problems(moved, admin) == [("RP-119", "línea 2, columna «departamento o distrito»")]
    OrgUnitFactory(kind="unit", code="733490009", name="Otra cosa")
    taken = f"{HEADER}\n733490009,ESE,Tolima,73349,2,municipal\n"
    assert problems(taken, admin) == [("RP-120", "línea 2, columna «código»")]


def test_the_risk_is_set_by_whoever_may_set_it(colombia, admin, both):
    """RP-121"""
    text = f"{RISK}{LINE},2026,Riesgo alto,Resolución 1\n"
    only = user_with("administrator", colombia.places["colombia"], username="co.solo")
    assert problems(text, only) == [("RP-121", "línea 2, columna «categoría de riesgo»")]
    assert problems(text, both) == []
    bring(text, both)
    names = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert names[-2:] == ["riskplans.category.set", "imports.apply"]


@pytest.mark.parametrize("who", ["officer", "territory", "evaluator", "ministry", "catalogue"])
def test_who_may_not_bring_a_file(colombia, client_as, who):
    with pytest.raises(NotAllowed):
        bring(NEW, colombia.users[who])
    assert client_as(colombia.users[who]).get(reverse("imports:new", args=[KEY])).status_code == 403
    assert (
        "Registrar ESE"
        not in client_as(colombia.users[who]).get(reverse("riskplans:hospitals")).content.decode()
    )


def test_another_countrys_administrator_neither_brings_nor_discards(colombia, admin, client_as):
    """IM-23 row by row, and the whole file before that."""
    panama = user_with(
        "administrator", OrgUnitFactory(kind="sector", code="PANAMA", country="PA"), username="pa"
    )
    file = {"kind": KEY, "content": NEW.encode(), "filename": "ese.csv"}
    with pytest.raises(NotAllowed):
        prepare_import(by=panama, at=NOON, **file)
    waiting = prepare_import(by=admin, at=NOON, **file)
    with pytest.raises(NotAllowed):
        discard_import(by=panama, at=NOON, import_=waiting)
    assert "Registrar ESE" not in client_as(panama).get(reverse("riskplans:hospitals")).content.decode()
    assert KEY not in client_as(panama).get(reverse("imports:list")).content.decode()
    part = user_with("administrator", colombia.places["choco"], username="co.choco")
    assert problems(NEW, part) == [("IM-23", "línea 2, columna «departamento o distrito»")]


def test_without_the_country_nobody_registers(db):
    lost = user_with("administrator", OrgUnitFactory(kind="sector", code="OTRO"))
    with pytest.raises(NotAllowed) as refused:
        bring(NEW, lost)
    assert "CAUCE_ROOTS" in refused.value.remedy


def test_a_territory_is_named_by_its_code_its_dane_code_or_its_name(colombia, admin):
    top = colombia.places["colombia"]
    OrgUnitFactory(kind="entity", code="CO-05", name="Antioquia", parent=top)
    OrgUnitFactory(kind="entity", code="CO-76109", name="Buenaventura (distrito)", parent=top)
    lines = [
        f"0500{n}0001,ESE {n},{said},05001,1,municipal"
        for n, said in enumerate(("CO-05", "05", "5", "ANTIOQUIA"))
    ]
    lines.append("761090001,ESE distrital,76109,76109,1,distrital")
    plan = bring("\n".join([HEADER, *lines]), admin)
    assert plan.counts()["added"] == 5
    assert OrgUnit.objects.filter(parent__code="CO-05").count() == 4


def test_a_district_with_its_own_direction_is_made_beside_the_departments(colombia, admin):
    """RP-123"""
    text = (
        f"{HEADER}\n761090001,ESE uno,76109,76109,1,distrital\n761090002,ESE dos,CO-76109,76109,2,distrital\n"
    )
    assert {rule for rule, _place in problems(text, admin)} == {"RP-123"}
    assert bring(text, admin).added[0].fields["departamento o distrito"] == ("", "Buenaventura (distrito)")
    district = OrgUnit.objects.get(code="CO-76109")
    assert (district.kind, district.parent, district.area.code) == (
        "entity",
        colombia.places["colombia"],
        "76109",
    )
    assert (district.country, district.children.count()) == ("CO", 2)
    assert not bring(text, admin).does_something
    part = user_with("administrator", colombia.places["choco"], username="co.choco")
    assert ("IM-23", "línea 2, columna «departamento o distrito»") in problems(
        text.replace("76109", "13001"), part
    )


def test_a_name_that_two_territories_share_names_neither(colombia, admin):
    for code in ("CO-05", "CO-76109"):
        OrgUnitFactory(kind="entity", code=code, name="Igual", parent=colombia.places["colombia"])
    assert problems(f"{HEADER}\n050010001,ESE,Igual,05001,1,municipal\n", admin)[0][0] == "RP-111"


def test_the_dane_code_comes_from_the_code_the_area_or_the_name(colombia):
    assert dane_of(OrgUnit(code="CO-76109", name="x")) == "76109"
    assert dane_of(OrgUnit(code="X", name="x", area=department_area("05"))) == "05"
    assert dane_of(colombia.choco) == "27"
    assert dane_of(OrgUnit(code="X", name="x")) == ""


def test_every_municipality_has_its_name_and_its_department():
    assert len(divipola()) > 1100
    assert all(town.name and town.department_name for town in divipola().values())
    assert all(code.startswith(town.department) for code, town in divipola().items())
    assert divipola()["11001"].name == "Bogotá, D.C."


def test_the_template_of_the_page_can_be_brought(colombia, both, client_as):
    OrgUnitFactory(kind="entity", code="CO-05", name="Antioquia", parent=colombia.places["colombia"])
    client = client_as(both)
    page = client.get(reverse("imports:new", args=[KEY])).content.decode()
    assert all(column.name in page for column in KINDS[KEY].columns)
    answer = client.get(reverse("imports:template", args=[KEY]))
    content = b"".join(answer.streaming_content)
    assert read_table(content, "p.csv").headers == [column.name for column in KINDS[KEY].columns]
    plan = plan_of(KEY, content, "p.csv", {}, NOON, both)
    assert (plan.problems, plan.counts()["added"]) == ([], 2)


def test_the_page_shows_what_would_change_and_then_does_it(colombia, admin, client_as):
    client = client_as(admin)
    assert "ESE de la red pública" in client.get(reverse("imports:list")).content.decode()
    upload = {"file": SimpleUploadedFile("ese.csv", NEW.encode())}
    answer = client.post(reverse("imports:new", args=[KEY]), upload, follow=True)
    assert "ESE de Honda" in answer.content.decode()
    assert not Hospital.objects.filter(code="733490001").exists()
    digest = answer.context["plan"].digest()
    done = client.post(answer.request["PATH_INFO"], {"accept": digest}, follow=True).content.decode()
    assert "1 altas" in done
    assert Import.objects.get().state == "applied"
    assert Hospital.objects.filter(code="733490001").exists()


def test_the_list_of_ese_offers_it_to_whoever_may(colombia, admin, both, client_as):
    address, target = reverse("riskplans:hospitals"), reverse("imports:new", args=[KEY])
    page = client_as(both).get(address).content.decode()
    assert target in page
    assert "Todavía no hay ESE" not in page
    only = user_with("administrator", colombia.places["colombia"], username="co.solo")
    page = client_as(only).get(address).content.decode()
    assert "Todavía no hay ESE a su alcance" in page
    assert target in page
    nobody = user_with("auditor", colombia.places["choco"])
    page = client_as(nobody).get(address).content.decode()
    assert "Las registra la administración" in page
    assert target not in page
    assert "Ninguna ESE con esos datos" in client_as(both).get(address, {"q": "zzz"}).content.decode()


def test_the_command_line_brings_the_same_file(colombia, admin, tmp_path):
    file = tmp_path / "ese.csv"
    file.write_text(NEW, encoding="utf-8")
    command = ["file", KEY, str(file), "--as", admin.username, "--json"]
    seen = CliRunner().invoke(app, [*command, "--dry-run"])
    assert json.loads(seen.stdout.splitlines()[0])["added"] == 1
    assert not Hospital.objects.filter(code="733490001").exists()
    assert CliRunner().invoke(app, command).exit_code == 0
    assert Hospital.objects.filter(code="733490001").exists()
