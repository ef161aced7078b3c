"""The pages of form D: grids that save what was changed, conflicts by cell, versions, and who may."""

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import load_population, save_hospital_month, save_resource, save_rinses
from cauce.domains.oralhealth.grids import SEPARATOR
from cauce.domains.oralhealth.models import HospitalMonth, Population, PopulationLoad, Resource, RinseRegister
from cauce.domains.oralhealth.rules.forms import HOSPITAL


@pytest.fixture
def nation(client_as, panama):
    return client_as(panama.national)


@pytest.fixture
def reges(client_as, panama):
    return client_as(panama.reges)


def row(key, columns, base=(), version=0, **values):
    """A grid's row as the form sends it."""
    shown = dict(zip(columns, [*base, *[""] * len(columns)], strict=False))
    cells = {f"{key}.{name}": values.get(name, shown[name]) for name in columns}
    return {**cells, f"base.{key}": SEPARATOR.join(shown[n] for n in columns), f"version.{key}": str(version)}


def hospital(panama, **figures):
    version = figures.pop("version", 0)
    return save_hospital_month(
        by=panama.national,
        at=panama.at,
        facility=panama.hospital,
        month=202603,
        typed=figures,
        version=version,
    )


HOSPITAL_PAGE = "/salud-bucal/registros/hospital/"


def test_a_hospital_year_has_its_months_until_now_and_saves_only_what_changed(nation, panama):
    page = nation.get(HOSPITAL_PAGE, {"anio": "2026"}).content.decode()
    assert 'name="202603.operations"' in page
    assert 'name="202606.operations"' not in page  # it is May
    sent = {"anio": "2026", "instalacion": panama.hospital.code}
    sent |= row("202601", HOSPITAL) | row("202603", HOSPITAL, operations="40", postoperative_deaths="0")
    answer = nation.post(HOSPITAL_PAGE, sent, follow=True)
    assert "Renglones guardados: 1." in answer.content.decode()
    saved = HospitalMonth.objects.get()
    assert (saved.month, saved.operations, saved.postoperative_deaths, saved.discharges) == (
        202603,
        40,
        0,
        None,
    )
    again = nation.get(HOSPITAL_PAGE).content.decode()
    assert 'value="40"' in again
    assert "guardó el formulario hospitalario de marzo de 2026" in again


def test_a_wrong_cell_is_named_and_nothing_is_saved(nation, panama):
    sent = {"anio": "2026", **row("202601", HOSPITAL, operations="3")}
    sent |= row("202602", HOSPITAL, operations="3", postoperative_deaths="4")
    answer = nation.post(HOSPITAL_PAGE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-rows.202602.postoperative_deaths"' in page
    assert 'value="4"' in page
    assert not HospitalMonth.objects.exists()


def test_two_people_in_one_month_settle_it_cell_by_cell(nation, panama):
    hospital(panama, operations="40", discharges="50")
    base = ["", "40", "50"]
    sent = {"anio": "2026", **row("202603", HOSPITAL, base, 1, operations="41", bed_days="9")}
    hospital(panama, operations="44", discharges="50", version=1)
    answer = nation.post(HOSPITAL_PAGE, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="choose-202603.operations"' in page
    assert 'name="choose-202603.bed_days"' not in page  # only one of the two wrote there
    assert 'name="version.202603" value="2"' in page
    assert HospitalMonth.objects.get().operations == 44
    shown = ["", "44", "50"]
    settled = {"anio": "2026", **row("202603", HOSPITAL, shown, 2, operations="41", bed_days="9")}
    assert nation.post(HOSPITAL_PAGE, {**settled, "choose-202603.operations": "theirs"}).status_code == 302
    saved = HospitalMonth.objects.get()
    assert (saved.operations, saved.bed_days, saved.version) == (44, 9, 3)


def test_two_people_in_different_cells_of_one_month_keep_both(nation, panama):
    hospital(panama, operations="40")
    sent = {"anio": "2026", **row("202603", HOSPITAL, ["", "40"], 1, bed_days="9")}
    hospital(panama, operations="44", version=1)
    assert nation.post(HOSPITAL_PAGE, sent).status_code == 302
    saved = HospitalMonth.objects.get()
    assert (saved.operations, saved.bed_days) == (44, 9)


def test_a_month_by_sex_and_age_is_summed_in_the_year(nation, panama):
    address = reverse("oralhealth:hospital_month", args=[panama.hospital.code, 202603])
    sent = row("1_5-9", HOSPITAL, operations="4") | row("2_60+", HOSPITAL, operations="6", discharges="0")
    assert nation.post(address, sent).status_code == 302
    assert {(h.sex, h.age_group, h.operations) for h in HospitalMonth.objects.all()} == {
        ("1", "5-9", 4), ("2", "60+", 6),
    }  # fmt: skip
    page = nation.get(HOSPITAL_PAGE).content.decode()
    assert "Suma del desglose por sexo y edad" in page
    assert 'name="202603.operations"' not in page
    assert ">10</td>" in page
    assert (
        nation.get(reverse("oralhealth:hospital_month", args=[panama.hospital.code, 202613])).status_code
        == 404
    )


def test_a_month_told_whole_is_not_broken_down(nation, panama):
    hospital(panama, operations="40")
    address = reverse("oralhealth:hospital_month", args=[panama.hospital.code, 202603])
    assert "El mes se registró sin desglose" in nation.get(address).content.decode()


RINSES_PAGE = "/salud-bucal/registros/enjuagatorios/"
SCHOOL = ("school", "enrolled", "covered", "weeks")


def test_schools_are_added_changed_and_taken_off(reges, panama):
    sent = {"anio": "2026", **row("n1", SCHOOL, school="Escuela A", enrolled="100", covered="90", weeks="35")}
    sent |= row("n2", SCHOOL)
    assert reges.post(RINSES_PAGE, sent).status_code == 302
    kept = RinseRegister.objects.get()
    changed = {"anio": "2026", **row(str(kept.pk), SCHOOL, ["Escuela A", "100", "90", "35"], 1, weeks="36")}
    assert reges.post(RINSES_PAGE, changed).status_code == 302
    kept.refresh_from_db()
    assert (kept.weeks, kept.version) == (36, 2)
    reges.post(reverse("oralhealth:remove_rinses", args=[kept.pk]), {"version": "1"})
    assert RinseRegister.objects.exists()
    page = reges.post(reverse("oralhealth:remove_rinses", args=[kept.pk]), {"version": "2"}, follow=True)
    assert "quitó los enjuagatorios de Escuela A" in page.content.decode()
    assert not RinseRegister.objects.exists()


def test_a_school_without_its_figures_is_named(reges, panama):
    answer = reges.post(RINSES_PAGE, {"anio": "2026", **row("n1", SCHOOL, enrolled="9")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'id="error-rows.n1.{name}"' in page for name in ("school", "covered", "weeks"))


RESOURCES_PAGE = "/salud-bucal/registros/recursos/"


def test_dentists_are_written_where_one_keeps_the_registers(client_as, panama):
    reges = client_as(panama.reges)
    code = panama.pedregal.code
    assert (
        reges.post(RESOURCES_PAGE, {"anio": "2026", **row(code, ["dentists"], dentists="3")}).status_code
        == 302
    )
    assert Resource.objects.get().dentists == 3
    cleared = {"anio": "2026", **row(code, ["dentists"], ["3"], 1, dentists="")}
    reges.post(RESOURCES_PAGE, cleared)
    assert not Resource.objects.exists()
    region = client_as(panama.regional)
    both = row(code, ["dentists"], dentists="2") | row(panama.hospital.code, ["dentists"], dentists="1")
    region.post(RESOURCES_PAGE, {"anio": "2026", **both})
    assert Resource.objects.count() == 2
    assert "<dd>3</dd>" in region.get(RESOURCES_PAGE).content.decode()


POPULATION_PAGE = "/salud-bucal/registros/poblacion/"
AGES = (0, 1, 4, 5, 10, 15, 20, 50, 60, -1)
SEXES = ("s1", "s2", "s0")


def grid(panama, base=None, **cells):
    """The population's form: every row, with what was shown and what is typed."""
    sent = {"clase": "residents", "lugar": panama.chiriqui.code, "anio": "2026", "province": "04",
            "district": "", "corregimiento": "", "fuente": "Proyección sintética"}  # fmt: skip
    for age in AGES:
        shown = [(base or {}).get((age, sex), "") for sex in SEXES]
        typed = {sex: cells.get(f"{sex}_{age}", value) for sex, value in zip(SEXES, shown, strict=True)}
        sent |= row(f"a{age}", SEXES, shown, **typed)
    return sent


def test_an_area_is_written_on_a_grid_and_the_others_stay(nation, panama):
    load_population(
        by=panama.national, at=panama.at, place=panama.chiriqui, kind="residents", year=2026, source="Censo",
        rows=[{"province": "05", "sex": "1", "age": 0, "persons": 7}],
    )  # fmt: skip
    answer = nation.post(POPULATION_PAGE, grid(panama, s1_0="5", s2_0="0"), follow=True)
    assert "versión nueva" in answer.content.decode()
    held = Population.objects.order_by("province", "sex").values_list("province", "sex", "age", "persons")
    assert list(held) == [("04", "1", 0, 5), ("04", "2", 0, 0), ("05", "1", 0, 7)]
    assert PopulationLoad.objects.first().version == 2
    page = answer.content.decode()
    assert "Vigente" in page
    assert "Proyección sintética" in page


def test_wrong_cells_and_a_missing_source_are_named(nation, panama):
    answer = nation.post(POPULATION_PAGE, grid(panama, s1_0="muchos"))
    assert answer.status_code == 422
    assert 'id="error-rows.a0.s1"' in answer.content.decode()
    answer = nation.post(POPULATION_PAGE, {**grid(panama, s1_0="5"), "fuente": ""})
    assert "de dónde sale" in answer.content.decode()
    answer = nation.post(POPULATION_PAGE, grid(panama, s1_0="5", **{"s0_-1": "9"}))
    assert "contarían dos veces" in answer.content.decode()
    assert not Population.objects.exists()


def test_two_people_in_one_area_keep_both_changes_or_settle_a_cell(nation, panama):
    assert nation.post(POPULATION_PAGE, grid(panama, s1_0="5", s1_1="6")).status_code == 302
    shown = {(0, "s1"): "5", (1, "s1"): "6"}
    ages = [0, 1]

    def second(**cells):
        sent = {k: v for k, v in grid(panama, **cells).items() if "." not in k}
        for age in ages:
            base = [shown.get((age, sex), "") for sex in SEXES]
            typed = {sex: cells.get(f"{sex}_{age}", value) for sex, value in zip(SEXES, base, strict=True)}
            sent |= row(f"a{age}", SEXES, base, **typed)
        return sent

    assert nation.post(POPULATION_PAGE, second(s1_0="50")).status_code == 302
    assert nation.post(POPULATION_PAGE, second(s1_1="60")).status_code == 302  # another cell: both stay
    assert set(Population.objects.values_list("age", "persons")) == {(0, 50), (1, 60)}
    answer = nation.post(POPULATION_PAGE, second(s1_0="99"))
    assert answer.status_code == 409
    assert 'name="choose-a0.s1"' in answer.content.decode()
    shown[0, "s1"] = "50"  # what the page with the conflict shows
    nation.post(POPULATION_PAGE, {**second(s1_0="99"), "choose-a0.s1": "mine"})
    assert set(Population.objects.values_list("age", "persons")) == {(0, 99), (1, 60)}
    assert PopulationLoad.objects.count() == 4


def test_a_version_is_a_file_that_can_be_imported(nation, panama):
    nation.post(POPULATION_PAGE, grid(panama, s1_0="5"))
    answer = nation.get(reverse("oralhealth:population_version", args=[PopulationLoad.objects.get().pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1] == f"residents,{panama.chiriqui.code},2026,04,,,1,0,5"


@pytest.mark.parametrize("page", [HOSPITAL_PAGE, RINSES_PAGE, RESOURCES_PAGE, POPULATION_PAGE])
def test_who_only_reads_gets_no_boxes_and_changes_nothing(client_as, panama, page):
    director = client_as(panama.director)
    assert director.get(page).status_code == 200
    assert '<input class="form-control" id="rows.' not in director.get(page).content.decode()
    director.post(page, {"anio": "2026", **row(panama.pedregal.code, ["dentists"], dentists="3")})
    assert not Resource.objects.exists()
    assert client_as(panama.other_region).get(page, {"instalacion": panama.pedregal.code}).status_code in {
        200,
        404,
    }


def test_a_facility_out_of_reach_is_not_found(client_as, panama):
    save_rinses(
        by=panama.reges, at=panama.at, facility=panama.pedregal, school="A", year=2026,
        typed={"enrolled": "1", "covered": "1", "weeks": "1"},
    )  # fmt: skip
    save_resource(by=panama.reges, at=panama.at, facility=panama.pedregal, year=2026, dentists=4)
    stranger = client_as(panama.other_region)
    assert stranger.get(RINSES_PAGE, {"instalacion": panama.pedregal.code}).status_code == 404
    assert "pedregal" not in stranger.get(RESOURCES_PAGE).content.decode()
    kept = RinseRegister.objects.get()
    assert (
        stranger.post(reverse("oralhealth:remove_rinses", args=[kept.pk]), {"version": "1"}).status_code
        == 403
    )
