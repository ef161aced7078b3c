"""Loading extracts of SIHO: all or nothing, each refusal with its line, replaced figures, seven years of efficiency."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import SihoFigure, SihoLoad
from cauce.domains.riskplans.queries.trends import trends_of

HEAD = "nivel,concepto,cantidad,departamento,anio,codigo_ese\n"
HONDA = "730010001"
SAMPLE = Path("src/cauce/reference_data")


def load(colombia, text, by=None, name="siho.csv"):
    upload = SimpleUploadedFile(name, (text if text.startswith("nivel") else HEAD + text).encode())
    return actions.load_siho(
        by=by or colombia.catalogue, at=colombia.at, upload=upload, origin="Extracto de prueba"
    )


def line(concept, amount, year=2020, ese=HONDA):
    return f"2,{concept},{amount},Tolima,{year},{ese}\n"


def test_figures_of_an_ese_are_kept_by_row_and_the_rest_is_told(colombia):
    found, unknown = load(colombia, line("Sellantes aplicados", 120) + line("Personal de aseo", 4))
    assert (found.figures, unknown) == (1, 0)
    row = SihoFigure.objects.get()
    assert (row.hospital.code, row.year, row.cuadro, row.row, row.value) == (
        HONDA,
        2020,
        "produccion",
        "odontologia_sellantes",
        120,
    )


def test_the_sample_of_the_ministry_loads_by_department_and_level(colombia):
    (path,) = SAMPLE.rglob("*siho*.csv")
    upload = SimpleUploadedFile("muestra.csv", path.read_bytes())
    found, _unknown = actions.load_siho(
        by=colombia.catalogue, at=colombia.at, upload=upload, origin="SIHO 2018"
    )
    assert found.figures == SihoFigure.objects.filter(hospital=None, year=2018, level=2).count() > 100


def test_an_extract_completes_the_years_of_efficiency(colombia):
    colombia.uvr()
    report = colombia.report()
    yearly = {
        "Gastos de personal de planta con aportes": 4_000_000,
        "Personal contratista y externalizado": 1_000_000,
        "Gastos generales y transferencias": 0,
        "Gastos de insumos": 1_000_000,
        "Ventas de servicios reconocidas": 5_000_000,
        "Ventas de servicios recaudadas con cuentas por cobrar": 4_000_000,
        "Sellantes aplicados": 1000,
    }
    text = "".join(line(*pair, year) for year in (2017, 2019, 2020) for pair in yearly.items())
    load(colombia, text + line("Exodoncias", 5, 2021))  # 2021 lacks its spending: it is left out, not zero
    years = trends_of(colombia.hospitals["honda"], 2026, report.period).executed
    assert sorted(years) == [2019, 2020, 2026]
    assert years[2020].spending == Fraction(6000)
    assert years[2020].receivables == 1_000_000


def test_loading_again_replaces_and_the_same_file_is_refused(colombia):
    load(colombia, line("Exodoncias", 10))
    load(colombia, line("Exodoncias", 12) + line("Sellantes aplicados", 1))
    assert list(SihoFigure.objects.order_by("row").values_list("row", "value")) == [
        ("odontologia_exodoncias", 12),
        ("odontologia_sellantes", 1),
    ]
    with pytest.raises(NotNow) as refused:
        load(colombia, line("Exodoncias", 12) + line("Sellantes aplicados", 1))
    assert refused.value.rule == "RP-98"


def test_it_may_come_as_excel_in_spanish_saves_it(colombia):
    text = (HEAD + line("Exodoncias", "12,5")).replace(",", ";").replace("12;5", "12,5")
    upload = SimpleUploadedFile("siho.csv", text.replace("Tolima", "Chocó").encode("cp1252"))
    actions.load_siho(by=colombia.catalogue, at=colombia.at, upload=upload, origin="Extracto de prueba")
    row = SihoFigure.objects.get()
    assert (row.department, row.value) == ("Chocó", Fraction("12.5"))


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        (line("Exodoncias", "12,5"), "RP-12", "línea 3"),
        (line("Exodoncias", "doce"), "RP-13", "línea 3, columna cantidad"),
        (line("Exodoncias", 1, "20x"), "RP-14", "línea 3, columna anio"),
        (line("Exodoncias", 1, ese="999"), "RP-97", "codigo_ese"),
        ("nivel,concepto,cantidad,departamento\n", "RP-11", "línea 1"),
        (line("Exodoncias", 1) + line("Exodoncias", 2), "RP-16", "línea 4, columna concepto"),
        ('2,"Exodoncias,1\n', "RP-18", "línea 3"),
        (line("Exodoncias", "-1"), "RP-04", "línea 3, columna cantidad"),
        (line("Exodoncias", "1.234567"), "RP-46", "línea 3, columna cantidad"),
        (line("Exodoncias", "9" * 30), "RP-71", "línea 3, columna cantidad"),
        (line("Total de egresos", 1, ese="999"), "RP-97", "codigo_ese"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_with_its_place(colombia, text, rule, place):
    with pytest.raises(Invalid) as refused:
        load(colombia, line("Sellantes aplicados", 5) + text if not text.startswith("nivel") else text)
    (problem, *_more) = refused.value.problems
    assert (problem.rule, problem.place) == (rule, place)
    assert not SihoLoad.objects.exists()
    assert not SihoFigure.objects.exists()


def test_a_broken_identity_stops_the_file_and_says_which(colombia):
    parts = ("Egresos obstétricos", "Egresos quirúrgicos", "Egresos no quirúrgicos", "Egresos salud mental")
    text = "".join(line(name, 10) for name in parts) + line("Total de egresos", 41)
    with pytest.raises(Invalid) as refused:
        load(colombia, text)
    (problem,) = refused.value.problems
    assert (problem.rule, problem.place) == ("RP-99", "total_egresos")
    assert "40" in problem.message
    assert "41" in problem.message
    assert not SihoFigure.objects.exists()


def test_only_the_catalogue_loads(colombia):
    with pytest.raises(NotAllowed):
        load(colombia, line("Exodoncias", 1), by=colombia.territory)
