"""Random criteria over random facts: never a denial, always an explanation; only three answers load."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.criteria import BadCriteria, Outcome, judge, judge_all, parse
from cauce.domains.authorizations.rules.criteria.document import OPERATORS, from_dict
from cauce.domains.authorizations.rules.criteria.dry_run import Past, compare
from cauce.domains.authorizations.rules.criteria.facts import FACTS, FactType

words = st.sampled_from(["M54", "M54.5", "left", "urgent", "imaging", "H", "x"])
_LISTS = ("in", "not_in", "starts_with")


@st.composite
def comparisons(draw):
    name = draw(st.sampled_from([*FACTS, "extra.folio_local"]))
    kind = FACTS[name].type if name in FACTS else FactType.ANY
    operator = draw(st.sampled_from(OPERATORS[kind]))
    if operator == "known" or kind == FactType.YES_NO:
        value = draw(st.booleans())
    elif operator in _LISTS:
        value = draw(st.lists(words, min_size=1, max_size=3))
    elif operator in ("is", "is_not"):
        value = draw(words)
    else:
        value = draw(st.integers(-5, 120))
    return {"fact": name, operator: value}


conditions = st.recursive(
    comparisons(),
    lambda inner: st.tuples(
        st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda pair: {pair[0]: pair[1]}),
    max_leaves=6,
)


@st.composite
def documents(draw):
    clauses = []
    for n in range(draw(st.integers(1, 5))):
        then = draw(st.sampled_from(["approve", "review", "ask"]))
        clause = {"id": f"c{n}", "text": "Fracción", "when": draw(conditions), "then": then}
        clauses.append(clause | ({"question": "¿Qué falta?"} if then == "ask" else {}))
    return {
        "criteria": "al-azar",
        "title": "Al azar",
        "source": "prueba",
        "services": ["S1"],
        "clauses": clauses,
        "otherwise": draw(st.sampled_from(["approve", "review"])),
    }


def _value(kind):
    some = {FactType.NUMBER: st.integers(-5, 120), FactType.TEXT: words, FactType.YES_NO: st.booleans()}
    return st.none() | some[kind]


facts = st.fixed_dictionaries({name: _value(fact.type) for name, fact in FACTS.items()})


@given(documents(), facts)
def test_screening_never_denies_and_explains_every_clause(document, known):
    criteria = from_dict(document)
    judgement = judge(criteria, known)
    assert judgement.outcome in (Outcome.APPROVE, Outcome.REVIEW, Outcome.ASK)
    assert [line.clause for line in judgement.lines] == [c.id for c in criteria.clauses]
    assert all(line.text.endswith(".") for line in judgement.lines)
    if judgement.outcome == Outcome.ASK:
        assert judgement.questions
    assert len(Outcome) == 3


@given(documents())
def test_nothing_known_approves_only_what_asks_for_nothing(document):
    """Without facts, an approval rests on clauses that hold whatever the facts (or on `otherwise`)."""
    judgement = judge(from_dict(document), {})
    doubtful = [line for line in judgement.lines if line.met is None and line.outcome != Outcome.APPROVE]
    assert not (doubtful and judgement.outcome == Outcome.APPROVE)


@given(st.lists(documents(), max_size=3), facts)
def test_together_the_most_careful_answer_wins(several, known):
    criteria = [from_dict(document) for document in several]
    alone = [judge(one, known).outcome for one in criteria]
    together = judge_all(criteria, known).outcome
    order = [Outcome.ASK, Outcome.REVIEW, Outcome.APPROVE]
    assert together == (min(alone, key=order.index) if alone else Outcome.REVIEW)


@given(documents(), facts)
def test_json_and_yaml_say_the_same(document, known):
    assert judge(parse(json.dumps(document)), known) == judge(from_dict(document), known)


@given(
    documents(), st.sampled_from(["deny", "denied", "DENY", "reject", "", None, 0, "niega"]), st.booleans()
)
def test_a_document_that_denies_does_not_load(document, outcome, last):
    if last:
        document["otherwise"] = outcome
    else:
        document["clauses"][0]["then"] = outcome
    with pytest.raises(BadCriteria, match="nunca niega"):
        from_dict(document)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_anything_else_is_refused_with_the_place(raw):
    with pytest.raises(BadCriteria) as refused:
        from_dict(raw)
    assert all(issue.path and issue.message for issue in refused.value.issues)


@given(documents(), documents(), st.lists(facts, max_size=4))
def test_a_dry_run_counts_every_item_once(now, new, many):
    past = [Past(f"F{n}", 1, "S1", "imaging", known, "denied") for n, known in enumerate(many)]
    run = compare(past, [from_dict(now)], [from_dict(new)])
    assert run.items == sum(run.moves.values()) == len(many)
    assert len(run.changes) == sum(n for (before, after), n in run.moves.items() if before != after)
    assert run.against == sum(n for (_before, after), n in run.moves.items() if after == Outcome.APPROVE)
