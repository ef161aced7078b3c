"""The code lists, counted against the source (004) and paired."""

import pytest

from cauce.domains.oralhealth.codebook import FOLDER, RELEASE, codebook
from cauce.domains.oralhealth.rules.codes import build
from cauce.reference_data.files import read_csv, read_origin

BOOK = codebook()


def two_digits(first: int, last: int) -> list[str]:
    return [f"{n:02d}" for n in range(first, last + 1)]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("procedures", two_digits(1, 79)),
        ("techniques", two_digits(1, 13)),
        ("promotion_types", ["1", "2", "3"]),
        ("administrative", [*two_digits(80, 99), "102", "105"]),
        ("administrative_refused", ["100", "101", "103", "104"]),
        ("other_codes", [*(f"{n:03d}" for n in range(21, 32)), "111"]),
    ],
)
def test_each_set_holds_exactly_the_codes_of_the_source(name, codes):
    assert list(getattr(BOOK, name)) == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("schedule", "1 2 3 4 5 6 7 8 9"),
        ("insured", "1 2"),
        ("ethnic", "1 2 3 4 5 6 7 8 9"),
        ("age_unit", "1 2 3"),
        ("sex", "1 2"),
        ("attendance", "1 2"),
        ("care_type", "1 2 3"),
        ("care_frequency", "1 2 3"),
        ("programme", "1 2 3 4 5 6 7"),
        ("school_programme", "1 2"),
        ("adult_service", "1 2"),
        ("referral", "1RD 2RF 3RHI 4RHN"),
        ("activity_class", "1 2"),
        ("diagnosis_class", "1 2 3"),
        ("completed", "1"),
        ("crown_permanent", "0 1 2 3 4 5 6 7 8 9 T"),
        ("crown_primary", "A B C D E F G T"),
    ],
)
def test_each_box_has_its_list(name, codes):
    assert list(BOOK.lists[name]) == codes.split()


def test_lists_of_surveillance_have_the_source_s_counts():
    counts = {
        name: len(BOOK.lists[name])
        for name in ("surveillance_event", "population_group", "surveillance_phase")
    }
    assert counts == {"surveillance_event": 9, "population_group": 7, "surveillance_phase": 3}


def test_what_does_not_apply_is_marked():
    marked = {(name, c.code) for name, codes in BOOK.lists.items() for c in codes.values() if not c.applies}
    assert marked == {("care_frequency", "1"), ("diagnosis_class", "3")}


def test_groups_follow_the_source_s_headings():
    groups = [p.group for p in BOOK.procedures.values()]
    assert (groups.count("activity"), groups.count("preventive"), groups.count("curative")) == (9, 11, 59)


def test_units_that_the_source_states():
    stated = {p.code: p.unit.code for p in BOOK.procedures.values() if p.unit_stated}
    assert stated == {
        **dict.fromkeys(["01", "15", "22", "30", "73"], "patient"),
        **dict.fromkeys(["03", "08", "09"], "film"),
        "13": "surface",
        "14": "quadrant",
        **dict.fromkeys(["49", "50", "52", "53", "54", "55", "56"], "tooth"),
        "66": "dressing",
    }


def test_settings_and_dentition_that_the_source_states():
    by_setting = {p.code: p.setting for p in BOOK.procedures.values() if p.setting}
    assert by_setting == {"32": "equipped", "42": "hospital", "43": "hospital", "44": "hospital"}
    primary = {p.code for p in BOOK.procedures.values() if p.dentition == "primary"}
    assert {"25", "26", "27"} <= primary


def test_every_code_says_what_it_is_in_words_and_where():
    for items in (
        BOOK.procedures,
        BOOK.techniques,
        BOOK.administrative,
        BOOK.other_codes,
        BOOK.promotion_types,
    ):
        for item in items.values():
            assert item.label
            assert item.definition.endswith(".")
            assert 23 <= int(item.page) <= 43


def test_overlaps_name_procedures_and_hold_the_decided_pairs():
    pairs = {(o.first, o.second): o.kind for o in BOOK.overlaps}
    assert pairs.items() >= {("17", "60"): "warn", ("54", "71"): "warn", ("57", "77"): "warn"}.items()
    assert pairs[("18", "12")] == "exclude"
    assert all({o.first, o.second} <= set(BOOK.procedures) for o in BOOK.overlaps)


def test_code_sets_are_separate_name_spaces():
    assert BOOK.procedures["01"].label != BOOK.techniques["01"].label
    assert "021" not in BOOK.procedures
    assert "21" not in BOOK.other_codes


def test_285_diagnoses_on_the_pages_of_the_source():
    pages: dict[str, int] = {}
    for diagnosis in BOOK.diagnoses.values():
        pages[diagnosis.page] = pages.get(diagnosis.page, 0) + 1
    assert sum(pages.values()) == 285
    assert pages == {"30": 23, "31": 38, "32": 38, "33": 41, "34": 43, "35": 42, "36": 43, "37": 17}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("K02-9", "K02.9"),
        ("K11,9", "K11.9"),
        ("B001.10", "B00.10"),
        ("B001.11", "B00.11"),
        ("D100", "D10.0"),
        ("D103", "D10.3"),
        ("D165", "D16.5"),
        ("K 02", "K02"),
        ("A 69", "A69"),
        ("A59.10", "A69.10"),
        ("k021", "K02.1"),
        (" k02.1 ", "K02.1"),
        ("b07.x0", "B07.X0"),
        ("Q35.4", "Q35.4"),
        ("J45.9", "J45.9"),  # not in the manual, a CIE-10 code all the same
    ],
)
def test_printed_and_typed_forms_are_normalised(typed, stored):
    assert BOOK.normalise(typed) == stored


@pytest.mark.parametrize("typed", ["", "caries", "K", "K2", "02.1", "U07.1", "K02.123", "K02.", "K0A"])
def test_what_is_no_code_is_not_normalised(typed):
    assert BOOK.normalise(typed) is None


def test_every_printed_form_finds_its_own_diagnosis():
    for diagnosis in BOOK.diagnoses.values():
        assert BOOK.diagnosis(diagnosis.printed) is diagnosis
        assert BOOK.diagnosis(diagnosis.code) is diagnosis


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("B20", "infecciosas y parasitarias"),
        ("C02.4", "amígdala lingual"),
        ("C14", "cavidad oral"),
        ("D11", "glándulas salivales"),
        ("K02.3", "detenida"),
        ("K04.7", "sin fístula"),
        ("K07.6", "articulación temporomaxilar"),
        ("K11.6", "Mucocele"),
        ("K13.2", "Leucoplasia y otras"),
        ("O26.81", "Granuloma"),
        ("Q37.9", "labio leporino, unilateral"),
        ("T18.0", "Cuerpo extraño"),
    ],
)
def test_codes_and_descriptions_are_paired(code, words):
    assert words in BOOK.diagnoses[code].label


def test_kinds_of_diagnosis_codes():
    historic = {d.code for d in BOOK.diagnoses.values() if d.kind == "historic"}
    assert historic == {"Q35.0", "Q35.2", "Q35.4", "Q35.6", "Q35.8"}
    placeholders = {d.code for d in BOOK.diagnoses.values() if d.kind == "placeholder"}
    assert placeholders == {"B07.X0", "B07.X1", "B07.X2", "B07.X8", "B07.X9", "C01.X", "C07.X"}


def test_a_code_used_twice_is_refused():
    tables = {
        name: read_csv(FOLDER / RELEASE / f"{name}.csv")
        for name in (
            "procedures", "units", "overlaps", "techniques", "promotion_types", "administrative",
            "administrative_refused", "other_codes", "diagnoses", "diagnosis_aliases", "lists",
        )
    }  # fmt: skip
    tables["techniques"].append(dict(tables["techniques"][0]))
    with pytest.raises(ValueError, match="01"):
        build(tables)


def test_the_release_says_where_it_comes_from():
    origin = read_origin(FOLDER / RELEASE)
    assert "004_fa8129d4746be402" in origin["source"]
    assert origin["synthetic"] is False
