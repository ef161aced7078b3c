"""SIHO's identities: those that hold, those broken, those that cannot be told, and bad files by line."""

from fractions import Fraction

import pytest

from cauce.domains.riskplans.rules.evaluation_file import BadInput
from cauce.domains.riskplans.rules.siho import IDENTITIES, Group, check, concept_key
from cauce.domains.riskplans.rules.siho_file import csv_lines, read_groups, text_of

HEADER = ["nivel", "concepto", "cantidad", "departamento", "anio"]
GROUP = Group("Tolima", 2018, 2)


def rows(*figures, header=HEADER):
    return [(1, header), *((n, list(row)) for n, row in enumerate(figures, start=2))]


def line(concept, amount, place="Tolima", year="2018", level="2"):
    return [level, concept, amount, place, year]


def holding():
    """Figures that keep every identity: each part 10, each total the sum of its parts."""
    figures = {}
    for identity in reversed(IDENTITIES):
        for part in identity.parts:
            figures.setdefault(concept_key(part), Fraction(10))
        figures[concept_key(identity.total)] = sum(
            (figures[concept_key(p)] for p in identity.parts), Fraction(0)
        )
    return figures


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("...Egresos obstétricos (partos, cesáreas y otros egresos obstétricos)", "egresos obstetricos"),
        ("...Cirugías grupos 2-6 ", "cirugias grupos 2 6"),
        ("CUENTAS POR PAGAR (Vigencias anteriores)", "cuentas por pagar"),
    ],
)
def test_concepts_are_told_by_their_words(text, key):
    assert concept_key(text) == key


def test_sound_figures_keep_every_identity():
    result = check({GROUP: holding()})
    assert (result.checked, result.broken, result.unchecked) == (len(IDENTITIES), (), ())


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_each_identity_is_broken_by_one_more(identity):
    figures = holding()
    figures[concept_key(identity.total)] += 1
    broken = {b.identity.name: b for b in check({GROUP: figures}).broken}
    found = broken[identity.name]
    assert found.found - found.expected == 1
    assert found.group == GROUP


def test_fewer_occupied_beds_than_there_are_is_no_fault():
    figures = holding() | {concept_key("Total de días cama ocupados"): Fraction(1)}
    assert check({GROUP: figures}).broken == ()


def test_a_missing_concept_is_not_zero():
    figures = holding()
    del figures[concept_key("Egresos salud mental")]
    result = check({GROUP: figures})
    assert [(u.identity.name, u.missing) for u in result.unchecked] == [
        ("total_egresos", ("Egresos salud mental",))
    ]
    assert result.checked == len(IDENTITIES) - 1


def test_groups_are_kept_apart_also_by_ese():
    header = [*HEADER, "codigo_ese"]
    groups = read_groups(
        rows(
            [*line("Total de egresos", "5"), "A"],
            [*line("Total de egresos", "6"), "B"],
            [*line("...Egresos quirúrgicos (sin partos)", "1"), "A"],
            header=header,
        )
    )
    assert {group.ese: len(figures) for group, figures in groups.items()} == {"A": 2, "B": 1}


def refused(*figures, header=HEADER):
    with pytest.raises(BadInput) as error:
        read_groups(rows(*figures, header=header))
    return [(problem.rule, problem.place) for problem in error.value.problems]


def test_each_fault_of_a_file_is_named():
    assert refused(
        line("Total de egresos", "1.000,5"),
        line("Total de egresos", "5", year="18"),
        line("Total de egresos", "5", level="4"),
        line("Total de egresos", "5", place=""),
        line("", "5"),
        ["2", "Total de egresos"],
    ) == [
        ("RP-13", "línea 2, columna cantidad"),
        ("RP-14", "línea 3, columna anio"),
        ("RP-15", "línea 4, columna nivel"),
        ("RP-19", "línea 5, columna departamento"),
        ("RP-19", "línea 6, columna concepto"),
        ("RP-12", "línea 7"),
    ]
    assert refused(header=["nivel", "concepto"]) == [("RP-11", "línea 1")] * 3
    assert refused() == [("RP-17", "archivo")]


def test_negative_amounts_and_doubled_columns_are_refused():
    assert refused(line("Total de egresos", "-5")) == [("RP-04", "línea 2, columna cantidad")]
    assert refused(line("x", "1"), header=[*HEADER, "nivel"]) == [("RP-08", "línea 1, columna nivel")]


def test_a_point_among_semicolons_may_be_of_thousands():
    text = "nivel;concepto;cantidad;departamento;anio\n2;Total de egresos;{};Tolima;2018\n"
    assert read_groups(csv_lines(text.format("12,5"))) == {GROUP: {"total de egresos": Fraction("12.5")}}
    with pytest.raises(BadInput) as error:
        read_groups(csv_lines(text.format("1.234")))
    assert [(p.rule, p.place) for p in error.value.problems] == [("RP-13", "línea 2, columna cantidad")]


def test_a_department_is_one_however_it_is_written():
    groups = read_groups(
        rows(line("Total de egresos", "5", "Chocó"), line("Egresos quirúrgicos", "5", "CHOCO "))
    )
    assert [group.departamento for group in groups] == ["Chocó"]


def test_only_text_is_read():
    assert text_of("año".encode("cp1252")) == text_of("año".encode("utf-8-sig")) == "año"
    with pytest.raises(BadInput) as error:
        text_of("año".encode("utf-16"))
    assert [p.rule for p in error.value.problems] == ["RP-10"]


def test_what_is_to_be_stored_must_fit():
    big, fine = line("Total de egresos", "900000000000001"), line("Egresos quirúrgicos", "1.234")
    with pytest.raises(BadInput) as error:
        read_groups(rows(big, fine), to_store=True)
    assert [p.rule for p in error.value.problems] == ["RP-71", "RP-46"]
    assert len(read_groups(rows(big, fine))[GROUP]) == 2


def test_the_same_concept_twice_must_say_the_same():
    assert refused(line("Total de egresos", "5"), line("TOTAL DE EGRESOS", "6")) == [
        ("RP-16", "línea 3, columna concepto")
    ]
    same = read_groups(rows(line("Total de egresos", "5"), line("Total de egresos", "5.0")))
    assert same == {GROUP: {"total de egresos": Fraction(5)}}


def test_concepts_that_no_identity_uses_may_repeat():
    assert read_groups(rows(line("Otros", "5"), line("Otros", "6"), line("Total de egresos", "1"))) == {
        GROUP: {"total de egresos": Fraction(1)}
    }
