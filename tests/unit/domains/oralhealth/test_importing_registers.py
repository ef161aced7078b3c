"""Form D and a brigade's exams from files: looked at first, every problem at its place, then whole or not at all."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from cauce.core.errors import Invalid, NotAllowed, NotFound
from cauce.core.imports.actions import plan_of, run_import
from cauce.core.imports.cli import app
from cauce.core.imports.models import Import
from cauce.domains.oralhealth.actions import save_brigade, save_hospital_month
from cauce.domains.oralhealth.dmft_export import HEADER
from cauce.domains.oralhealth.models import (
    Exam,
    HospitalMonth,
    Population,
    PopulationLoad,
    Resource,
    RinseRegister,
)

AT = datetime(2026, 5, 20, 17, 0, tzinfo=UTC)
HOSPITAL = "instalacion,mes,sexo,grupo de edad,Operaciones,Defunciones posoperatorias\n"
RINSES = "instalacion,escuela,anio,Escolares incluidos,Escolares cubiertos,semanas\n"
RESOURCES = "instalacion,anio,odontologos\n"
PEOPLE = "clase,lugar,anio,provincia,sexo,edad,personas\n"


def bring(kind, text, by, **options):
    return run_import(by=by, at=AT, kind=kind, content=text.encode(), filename="x.csv", options=options)


def problems(kind, text, by, **options):
    plan = plan_of(kind, text.encode(), "x.csv", options, AT, by)
    return [(p.rule, p.place) for p in plan.problems]


def test_hospital_months_are_added_changed_and_left_alone(panama):
    code = panama.hospital.code
    plan = bring("oral-hospital", f"{HOSPITAL}{code},2026-01,,,40,0\n{code},202602,,,,\n", panama.national)
    assert plan.counts()["added"] == 1  # a month without any figure adds nothing
    plan = bring("oral-hospital", f"{HOSPITAL}{code},2026-01,,,41,0\n", panama.national)
    assert plan.changed[0].fields == {"Operaciones": ("40", "41")}
    assert HospitalMonth.objects.get().version == 2
    assert not bring("oral-hospital", f"{HOSPITAL}{code},2026-01,,,41,0\n", panama.national).does_something


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        ("0000000000,2026-01,,,1,0", "OD-20", "instalacion"),
        ("0808130801,2026-01,,,1,0", "OD-01", "instalacion"),
        ("0406010501,enero,,,1,0", "OH-130", "mes"),
        ("0406010501,2026-07,,,1,0", "OD-03", "mes"),
        ("0406010501,2026-01,X,,1,0", "OD-04", "sexo"),
        ("0406010501,2026-01,,5-8,1,0", "OD-04", "grupo de edad"),
        ("0406010501,2026-01,,,uno,0", "OH-140", "Operaciones"),
        ("0406010501,2026-01,,,1,2", "OH-141", "Defunciones posoperatorias"),
    ],
)
def test_what_is_wrong_in_a_hospital_file_and_where(panama, line, rule, column):
    assert problems("oral-hospital", f"{HOSPITAL}{line}\n", panama.national) == [
        (rule, f"línea 2, columna «{column}»")
    ]


def test_a_file_repeats_nothing_and_never_tells_a_month_both_ways(panama):
    """OD-22, OD-02"""
    code = panama.hospital.code
    twice = f"{HOSPITAL}{code},2026-01,,,1,0\n{code},202601,,,2,0\n"
    assert problems("oral-hospital", twice, panama.national) == [("OD-22", "línea 3, columna «instalacion»")]
    both = f"{HOSPITAL}{code},2026-01,,,1,0\n{code},2026-01,1,5 a 9,1,0\n"
    assert problems("oral-hospital", both, panama.national) == [("OD-02", "línea 2")]
    save_hospital_month(
        by=panama.national, at=AT, facility=panama.hospital, month=202601, typed={"operations": "9"}
    )
    emptied = f"{HOSPITAL}{code},2026-01,F,60 y más,1,0\n{code},2026-01,,,,\n"
    bring("oral-hospital", emptied, panama.national)
    assert HospitalMonth.objects.get(sex="2", age_group="60+").operations == 1
    assert HospitalMonth.objects.get(sex="").operations is None


def test_rinses_and_dentists_come_by_their_rules(panama):
    code = panama.pedregal.code
    bring("oral-rinses", f"{RINSES}{code},Escuela A,2026,100,90,35\n", panama.reges)
    assert RinseRegister.objects.get().covered == 90
    assert problems("oral-rinses", f"{RINSES}{code},Escuela B,2026,10,11,35\n", panama.reges) == [
        ("OH-141", "línea 2, columna «Escolares cubiertos»")
    ]
    bring("oral-resources", f"{RESOURCES}{code},2026,3\n", panama.reges)
    assert problems("oral-resources", f"{RESOURCES}{code},2026,tres\n", panama.reges)[0][0] == "OH-140"
    assert bring("oral-resources", f"{RESOURCES}{code},2026,\n", panama.reges).counts()["changed"] == 1
    assert not Resource.objects.exists()


def test_each_row_is_asked_at_its_own_place(panama):
    """OD-21"""
    line = f"{RESOURCES}{panama.santiago.code},2026,3\n"
    assert problems("oral-resources", line, panama.reges) == [("OD-21", "línea 2, columna «instalacion»")]
    with pytest.raises(Invalid):
        bring("oral-resources", line, panama.reges)
    with pytest.raises(NotAllowed):
        bring("oral-resources", line, panama.dentist)


def people(panama, *rows):
    return PEOPLE + "".join(f"residents,{panama.chiriqui.code},2026,{row}\n" for row in rows)


def test_population_replaces_what_the_file_names_and_keeps_the_version_before(panama):
    bring("oral-population", people(panama, "04,1,0,5", "04,F,0,6"), panama.regional, source="Censo")
    plan = bring("oral-population", people(panama, "04,1,0,7"), panama.regional, source="Proyección")
    assert plan.changed[0].fields["personas"] == ("11", "7")
    assert [p.persons for p in Population.objects.all()] == [7]
    assert PopulationLoad.objects.count() == 2
    assert not bring(
        "oral-population", people(panama, "04,1,0,7"), panama.regional, source="x"
    ).does_something


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("todos,CHIRIQUI,2026,04,1,0,5", "OD-10", "clase"),
        ("residents,MARTE,2026,04,1,0,5", "OD-20", "lugar"),
        ("responsibility,CHIRIQUI,2026,04,1,0,5", "OD-11", "lugar"),
        ("residents,VERAGUAS,2026,04,1,0,5", "OD-21", "lugar"),
        ("residents,CHIRIQUI,26,04,1,0,5", "OD-06", "anio"),
        ("residents,CHIRIQUI,2026,4,1,0,5", "OD-17", "provincia"),
        ("residents,CHIRIQUI,2026,04,X,0,5", "OD-14", "sexo"),
        ("pregnancies,CHIRIQUI,2026,04,1,15,5", "OD-15", "sexo"),
        ("residents,CHIRIQUI,2026,04,1,999,5", "OD-16", "edad"),
        ("residents,CHIRIQUI,2026,04,1,0,-5", "OD-13", "personas"),
    ],
)
def test_what_is_wrong_in_a_population_file_and_where(panama, row, rule, column):
    assert problems("oral-population", f"{PEOPLE}{row}\n", panama.regional, source="x") == [
        (rule, f"línea 2, columna «{column}»")
    ]


@pytest.fixture
def brigade(panama):
    return save_brigade(
        by=panama.dentist, at=AT, facility=panama.pedregal, uid=uuid.uuid4(),
        typed={"date": "2026-03-14", "school": "Escuela A", "group": "6.º A"},
    )  # fmt: skip


def test_the_commands_file_enters_a_brigade_with_the_same_counts(panama, brigade):
    text = "id,age,sex,group,16,26,55\n1,12,M,,1,3,\n2,8,F,2.º,0,,B\n"
    plan = bring("oral-exams", text, panama.dentist, brigade=str(brigade.uid))
    assert [change.fields["CPOD"][1] for change in plan.added] == [
        "CPOD 2 (C 1 · P 0 · O 1)",
        "CPOD 0 (C 0 · P 0 · O 0)",
    ]
    held = Exam.objects.order_by("person").values_list("person", "sex", "group", "decayed", "primary_decayed")
    assert list(held) == [("1", "1", "6.º A", 1, None), ("2", "2", "2.º", 0, 1)]
    assert bring("oral-exams", text, panama.dentist, brigade=str(brigade.uid)).counts()["unchanged"] == 2


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("id,16\n1,Z\n", "DMFT", "línea 2, columna «16»"),
        ("id,16\n1,0\n1,0\n", "DMFT", "línea 3, columna «id»"),
        ("id,19\n1,0\n", "DMFT", "línea 1, columna «19»"),
        ("id,16\n1\n", "DMFT", "línea 2"),
        ("id,15,55\n1,0,A\n", "OE-10", "línea 2, columna «55»"),
        ("id,16\n8-123-4567,0\n", "OE-02", "línea 2, columna «id»"),
        ("id,age,cpod\n1,12,3\n", "OE-29", "línea 2"),
    ],
)
def test_what_is_wrong_in_a_file_of_exams_and_where(panama, brigade, text, rule, place):
    assert (rule, place) in problems("oral-exams", text, panama.dentist, brigade=str(brigade.uid))
    assert not Exam.objects.exists()


def test_a_warning_is_shown_and_kept_with_the_exam(panama, brigade):
    text = "id,age,18\n1,12,0\n"
    assert problems("oral-exams", text, panama.dentist, brigade=str(brigade.uid)) == [
        ("OE-11", "línea 2, columna «18»")
    ]
    bring("oral-exams", text, panama.dentist, brigade=str(brigade.uid))
    assert Exam.objects.get().warnings == "OE-11"


def test_an_exam_that_is_there_is_not_overwritten(panama, brigade):
    bring("oral-exams", "id,16\n1,0\n", panama.dentist, brigade=str(brigade.uid))
    assert problems("oral-exams", "id,16\n1,1\n", panama.dentist, brigade=str(brigade.uid)) == [
        ("OE-03", "línea 2, columna «id»")
    ]


def test_a_brigade_that_is_not_there_or_not_ones_own(panama, brigade):
    for wrong in ("x", str(uuid.uuid4())):
        with pytest.raises(NotFound):
            problems("oral-exams", "id,16\n1,0\n", panama.dentist, brigade=wrong)
    with pytest.raises(NotAllowed):
        problems("oral-exams", "id,16\n1,0\n", panama.surgeon, brigade=str(brigade.uid))


def test_on_the_page_a_file_is_looked_at_accepted_and_leads_back(client_as, panama, brigade):
    dentist = client_as(panama.dentist)
    address = reverse("imports:new", args=["oral-exams"])
    assert str(brigade.uid) in dentist.get(address, {"brigade": str(brigade.uid)}).content.decode()
    upload = SimpleUploadedFile("examenes.csv", b"id,age,16\n001,12,1\n")
    answer = dentist.post(address, {"file": upload, "brigade": str(brigade.uid)})
    review = answer.url
    page = dentist.get(review)
    assert "CPOD 1 (C 1 · P 0 · O 0)" in page.content.decode()
    assert not Exam.objects.exists()
    answer = dentist.post(review, {"accept": page.context["plan"].digest()})
    assert answer.url == reverse("oralhealth:brigade", args=[brigade.uid])
    assert Exam.objects.count() == 1
    assert "examenes.csv" in dentist.get(reverse("imports:list")).content.decode()


def test_a_file_is_seen_only_by_who_brought_it(client_as, panama):
    upload = SimpleUploadedFile("odontologos.csv", f"{RESOURCES}{panama.pedregal.code},2026,3\n".encode())
    client_as(panama.reges).post(reverse("imports:new", args=["oral-resources"]), {"file": upload})
    kept = Import.objects.get()
    other = client_as(panama.regional)
    assert other.get(reverse("imports:review", args=[kept.pk])).status_code == 404
    assert "odontologos.csv" not in other.get(reverse("imports:list")).content.decode()
    assert client_as(panama.director).get(reverse("imports:list")).status_code == 403


@pytest.mark.parametrize(
    "kind", ["oral-hospital", "oral-rinses", "oral-resources", "oral-population", "oral-exams"]
)
def test_each_kind_has_its_page_and_a_template_with_an_example(client_as, panama, kind):
    client = client_as(panama.dentist if kind == "oral-exams" else panama.national)
    assert client.get(reverse("imports:new", args=[kind])).status_code == 200
    text = b"".join(client.get(reverse("imports:template", args=[kind])).streaming_content).decode(
        "utf-8-sig"
    )
    assert len(text.splitlines()) >= 2
    if kind == "oral-exams":
        assert text.splitlines()[0] == ",".join(HEADER)


def test_an_unknown_kind_is_not_found(client_as, panama, world):
    """IM-07"""
    assert client_as(world.admin).get(reverse("imports:new", args=["nada"])).status_code == 404
    assert client_as(panama.national).get(reverse("imports:new", args=["nada"])).status_code == 403


def test_the_command_line_brings_the_same_kinds(panama, tmp_path):
    path = tmp_path / "odontologos.csv"
    path.write_text(f"{RESOURCES}{panama.pedregal.code},2026,3\n", encoding="utf-8")
    line = ["file", "oral-resources", str(path), "--as", panama.reges.username]
    looked = CliRunner().invoke(app, [*line, "--dry-run"])
    assert (looked.exit_code, "1 altas" in looked.output, Resource.objects.exists()) == (0, True, False)
    assert CliRunner().invoke(app, line).exit_code == 0
    assert Resource.objects.get().dentists == 3
    path.write_text(f"{RESOURCES}{panama.santiago.code},2026,3\n", encoding="utf-8")
    assert CliRunner().invoke(app, line).exit_code == 2
    assert CliRunner().invoke(app, ["file", "nada", str(path)]).exit_code == 2
    people_file = tmp_path / "poblacion.csv"
    people_file.write_text(people(panama, "04,1,0,5"), encoding="utf-8")
    brought = [
        "file",
        "oral-population",
        str(people_file),
        "--as",
        panama.regional.username,
        "--option",
        "source=Censo",
    ]
    assert CliRunner().invoke(app, brought).exit_code == 0
    assert Population.objects.get().source == "Censo"
