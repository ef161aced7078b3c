"""Claims: asked from above, answered by the writer, corrected with trace, closed."""

import pytest

from cauce.core.audit.log import PRESENTERS
from cauce.core.audit.models import Event
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import answer_claim, close_claim, correct_claim, raise_claim
from cauce.domains.oralhealth.models import PatientRow
from cauce.domains.oralhealth.rules.examples import ROW


@pytest.fixture
def row(reviewed):
    return reviewed.rows.first()


@pytest.fixture
def claim(panama, reviewed, row):
    return raise_claim(
        by=panama.reges, at=panama.at, sheet=reviewed, row=row, field="sex", question="¿Es de sexo femenino?"
    )


@pytest.mark.parametrize("who", ["reges", "chief", "regional", "national"])
def test_any_level_above_may_ask(panama, reviewed, who):
    made = raise_claim(by=panama.users[who], at=panama.at, sheet=reviewed, question="Revise el renglón 2")
    assert made.state == "raised"


@pytest.mark.parametrize("who", ["dentist", "director", "other_region", "surgeon"])
def test_who_may_not_ask(panama, reviewed, who):
    with pytest.raises(NotAllowed):
        raise_claim(by=panama.users[who], at=panama.at, sheet=reviewed, question="¿?")


def test_a_claim_asks_something(panama, reviewed):
    with pytest.raises(Invalid) as refused:
        raise_claim(by=panama.reges, at=panama.at, sheet=reviewed, question="  ")
    assert refused.value.rule == "OH-110"


def test_it_returns_to_the_one_who_wrote_it(panama, claim):
    with pytest.raises(NotAllowed) as refused:
        answer_claim(by=panama.colleague, at=panama.at, claim=claim, answer="Sí")
    assert refused.value.rule == "OH-112"
    with pytest.raises(Invalid):
        answer_claim(by=panama.dentist, at=panama.at, claim=claim, answer="")
    answered = answer_claim(by=panama.dentist, at=panama.at, claim=claim, answer="Sí, lo es")
    assert (answered.state, answered.answered_by) == ("answered", panama.dentist)
    closed = close_claim(by=panama.reges, at=panama.at, claim=claim)
    assert (closed.state, closed.closed_by) == ("closed", panama.reges)


def test_a_correction_changes_the_reviewed_row_and_keeps_what_it_was(panama, claim, row):
    saved = correct_claim(
        by=panama.dentist,
        at=panama.at,
        claim=claim,
        typed={**ROW, "age": "35", "identity": "8-123-457"},
        version=1,
    )
    claim.refresh_from_db()
    assert (saved.row.version, saved.row.age, saved.row.sheet.state) == (2, 35, "reviewed")
    assert claim.changes == {"identity": ["•••456", "•••457"], "age": [34, 35]}
    event = Event.objects.get(action="oralhealth.claim.correct")
    assert event.data["changes"] == claim.changes
    assert PRESENTERS[event.action](event).startswith("corrigió casilla 3, casilla 5-6 por")


def test_a_correction_obeys_every_rule_and_the_version(panama, claim, row):
    with pytest.raises(Invalid) as refused:
        correct_claim(by=panama.dentist, at=panama.at, claim=claim, typed={**ROW, "sex": "9"}, version=1)
    assert refused.value.problems[0].place == "rows.1.sex"
    with pytest.raises(Conflict):
        correct_claim(by=panama.dentist, at=panama.at, claim=claim, typed={**ROW, "age": "40"}, version=3)
    assert PatientRow.objects.get(pk=row.pk).version == 1


def test_a_claim_on_the_whole_sheet_has_no_row_to_correct(panama, reviewed):
    claim = raise_claim(by=panama.reges, at=panama.at, sheet=reviewed, question="¿Son correctas las horas?")
    with pytest.raises(Invalid):
        correct_claim(by=panama.dentist, at=panama.at, claim=claim, typed=ROW, version=1)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("raised", {"answer", "correct"}),
        ("answered", {"correct", "close"}),
        ("corrected", {"close"}),
        ("closed", set()),
    ],
)
@pytest.mark.parametrize("act", ["answer", "correct", "close"])
def test_the_whole_transition_matrix(panama, claim, state, allowed, act):
    claim.state = state
    claim.save()
    acts = {
        "answer": lambda: answer_claim(by=panama.dentist, at=panama.at, claim=claim, answer="Sí"),
        "correct": lambda: correct_claim(
            by=panama.dentist, at=panama.at, claim=claim, typed={**ROW, "age": "36"}, version=1
        ),
        "close": lambda: close_claim(by=panama.reges, at=panama.at, claim=claim),
    }
    if act in allowed:
        acts[act]()
    else:
        with pytest.raises(NotNow) as refused:
            acts[act]()
        assert refused.value.rule == "OH-111"
