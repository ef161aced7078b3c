"""What every paper does with its blocks: pesos in line, widths that break no figure, no title said twice."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.papers import word_styles
from cauce.domains.riskplans.papers.blocks import Heading, Paper, Table, Words, as_data
from cauce.domains.riskplans.rules.writing import even_cents, in_pesos


def paper(*blocks):
    return Paper(title="T", subtitle="S", issuer="I", blocks=list(blocks))


def test_pesos_of_a_column_carry_cents_all_or_none():
    rows = [("a", "$\u00a01.000", "$\u00a05"), ("b", "-$\u00a07,50", "—"), ("c", "80,00\u00a0%", "$\u00a06")]
    table = Table("T", ["", "x", "y"], rows, ("Total", "$\u00a0993", "$\u00a011"))
    assert [row[1] for row in table.rows] == ["$\u00a01.000,00", "-$\u00a07,50", "80,00\u00a0%"]
    assert table.foot[1] == "$\u00a0993,00"
    assert [row[2] for row in table.rows] == ["$\u00a05", "—", "$\u00a06"]


@given(st.lists(st.decimals(-(10**12), 10**12, places=2)))
def test_evening_the_cents_changes_no_amount(amounts):
    cells = [in_pesos(value) for value in amounts]
    evened = even_cents(cells)
    plain = [float_free(cell) for cell in evened]
    assert plain == [float_free(cell) for cell in cells]
    assert len({"," in cell for cell in evened}) <= 1


def float_free(cell):
    """The amount in cents, whole."""
    whole, _comma, cents = cell.replace("$\u00a0", "").replace(".", "").partition(",")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100 + int(cents or 0))


def test_a_negative_amount_wears_its_minus_before_the_sign():
    assert in_pesos(-1234) == "-$\u00a01.234"
    assert in_pesos(None) == ""


def test_no_column_is_narrower_than_its_figures_nor_than_a_word_of_its_head():
    table = Table("T", ["Concepto", "Saldo al comienzo"], [("x" * 90, "$\u00a01.000.000"), ("y", "3")])
    words, figures = table.widths
    assert figures >= len("$\u00a01.000.000")
    assert figures > len("comienzo")
    assert words < 90
    assert table.fluid == [True, False]


def test_short_words_are_not_broken_and_the_first_column_takes_the_rest():
    table = Table("T", ["Grupo", "Clase", "ESE"], [("Por riesgo", "Riesgo alto", "3")], words=2)
    assert table.fluid == [True, False, False]


@given(
    st.lists(st.integers(1, 44), min_size=2, max_size=5),
    st.sampled_from((16, 14, 13)),
)
def test_the_columns_of_word_fill_the_page_or_say_that_they_cannot(chars, size):
    fluid = [True, *(False for _n in chars[1:])]
    widths = word_styles.widths_for(chars, fluid, [9] * len(chars), size)
    if widths is None:
        assert sum(chars[1:]) > 40
    else:
        assert abs(sum(widths) - word_styles.WIDTH) <= len(chars)
        assert widths[0] >= word_styles.LEAST


def test_a_title_is_not_said_twice_in_a_row_and_still_counts_as_to_be_written():
    made = paper(
        Heading("1. Presentación"),
        Words("presentation", "Presentación"),
        Words("other", "Presentación"),
        Heading("Evaluación ponderada", 3),
        Table("Evaluación ponderada", ["a"], []),
    )
    assert [getattr(b, "titled", None) for b in made.blocks] == [None, False, True, None, False]
    assert made.gaps == ["Presentación", "Presentación"]
    assert as_data(made)["blocks"][4]["widths"] == [3]


def test_word_breaks_no_word_of_a_narrow_column():
    table = Table("T", ["Indicador", "Valor"], [("Endeudamiento total", "x" * 40), ("Otro", "$\u00a01")])
    assert table.longest_words == [13, 40]
    widths = word_styles.widths_for([19, 40, 40], [True, False, False], [13, 40, 40], 13)
    assert widths is None or widths[0] >= word_styles._wide(13, 13)
