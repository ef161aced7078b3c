"""Random documents told in words and compared: nothing is lost, nothing is said that they do not say."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.criteria.document import from_dict, parse
from cauce.domains.authorizations.rules.criteria.lines import compare_texts, line_of
from cauce.domains.authorizations.rules.criteria.words import OUTCOME_WORDS, told

from .test_authorization_criteria import documents

texts = st.lists(st.sampled_from(["a", "b", "c: 1", "  d", "e"]), max_size=12).map("\n".join)


@given(documents())
def test_every_clause_is_told_and_none_denies(raw):
    said = told(from_dict(raw))
    assert [clause.id for clause in said.clauses] == [clause["id"] for clause in raw["clauses"]]
    assert {clause.then for clause in said.clauses} <= set(OUTCOME_WORDS.values())
    for clause in said.clauses:
        assert clause.when.text
        assert "{" not in clause.when.text


@given(documents())
def test_every_clause_has_its_line(raw):
    text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
    parse(text)
    lines = [line_of(text, f"clauses.{n}") for n in range(1, len(raw["clauses"]) + 1)]
    assert None not in lines
    assert lines == sorted(set(lines))


@given(texts, texts)
def test_a_comparison_is_empty_only_for_the_same_text_and_keeps_both_in_order(before, after):
    lines = compare_texts(before, after)
    old, new = before.strip().splitlines(), after.strip().splitlines()
    assert (lines == []) == (old == new)
    assert _within([line.text for line in lines if line.kind in ("same", "gone")], old)
    assert _within([line.text for line in lines if line.kind in ("same", "new")], new)


def _within(part: list[str], whole: list[str]) -> bool:
    """Whether `part` is in `whole`, in order."""
    rest = iter(whole)
    return all(any(one == found for found in rest) for one in part)
