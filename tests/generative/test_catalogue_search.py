"""Whatever is typed, search answers; whatever slips, the rare word is found."""

from hypothesis import assume, given
from hypothesis import strategies as st

from cauce.core.catalogues.search import SearchIndex
from cauce.core.catalogues.text import normalise
from cauce.reference_data.files import CATALOGUE, read_csv

NAMES = [row["label"] for row in read_csv(CATALOGUE / "1" / "entries.csv") if row["kind"] == "product"]
SAMPLE = NAMES[::7]
INDEX = SearchIndex((n, name, ()) for n, name in enumerate(SAMPLE))
COUNT: dict[str, int] = {}
for _name in SAMPLE:
    for _word in set(normalise(_name).split()):
        COUNT[_word] = COUNT.get(_word, 0) + 1
RARE = sorted(word for word, count in COUNT.items() if count == 1 and len(word) >= 6)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def slip(draw):
    """A rare word and the same with one slip: drop, double, swap or replace."""
    word = draw(st.sampled_from(RARE))
    at = draw(st.integers(0, len(word) - 2))
    kind = draw(st.sampled_from(["drop", "double", "swap", "replace"]))
    changed = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[: at + 1] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "replace": word[:at] + draw(st.sampled_from(LETTERS)) + word[at + 1 :],
    }
    return word, changed[kind]


@given(st.text())
def test_search_never_fails(text):
    hits = INDEX.search(text)
    assert len(hits) <= 20
    assert len({hit.key for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(st.lists(st.tuples(st.text(), st.lists(st.text(), max_size=2)), max_size=6), st.text())
def test_any_names_can_be_indexed(names, text):
    index = SearchIndex((n, label, aliases) for n, (label, aliases) in enumerate(names))
    assert len(index) == len(names)
    index.search(text)


@given(st.sampled_from(SAMPLE))
def test_accents_and_case_do_not_matter(name):
    assert INDEX.search(name) == INDEX.search(name.upper()) == INDEX.search(normalise(name))


@given(st.sampled_from(SAMPLE))
def test_the_exact_name_comes_first(name):
    assert normalise(SAMPLE[INDEX.search(name)[0].key]) == normalise(name)


@given(slip())
def test_one_slip_in_a_rare_word_is_forgiven(words):
    word, slipped = words
    assume(slipped not in COUNT)  # a slip that makes another known word means that word
    answers = [normalise(SAMPLE[hit.key]).split() for hit in INDEX.search(slipped, limit=10)]
    assert any(word in answer for answer in answers), (word, slipped)


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)
