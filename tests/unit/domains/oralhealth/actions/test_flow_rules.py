"""The rules of the data's way that block an empty answer or a stale act, each through its action."""

import uuid
from decimal import Decimal

import pytest

from cauce.core.errors import ConfirmationNeeded, Invalid, NotNow, Refusal
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth.models import Claim, Sheet
from cauce.domains.oralhealth.rules.examples import ROW
from tests.factories.panama import DAY, MONTH

from .test_months import APRIL


def refused(kind: type[Refusal], act, **fields) -> Refusal:
    with pytest.raises(kind) as raised:
        act(**fields)
    assert raised.value.remedy
    return raised.value


def test_OH_105_a_sheet_with_nothing_in_it_is_sent_only_on_purpose(panama):
    sheet = {"by": panama.dentist, "at": panama.at, "sheet": panama.sheet()}
    asked = refused(ConfirmationNeeded, actions.send_sheet, **sheet)
    assert [(p.rule, p.level) for p in asked.problems] == [("OH-105", "warning")]
    assert actions.send_sheet(**sheet, confirmed=True).state == "sent"


@pytest.mark.parametrize("note", ["", "  \n"])
def test_OH_107_a_sheet_goes_back_only_with_a_word(panama, reviewed, note):
    who = {"by": panama.chief, "at": panama.at, "sheet": reviewed}
    assert refused(Invalid, actions.return_sheet, **who, note=note).rule == "OH-107"
    assert Sheet.objects.get(pk=reviewed.pk).state == "reviewed"


@pytest.mark.parametrize("answer", ["", "   "])
def test_OH_113_a_claim_is_answered_with_words(panama, reviewed, answer):
    claim = actions.raise_claim(by=panama.reges, at=panama.at, sheet=reviewed, question="¿La edad?")
    who = {"by": panama.dentist, "at": panama.at, "claim": claim}
    assert refused(Invalid, actions.answer_claim, **who, answer=answer).rule == "OH-113"
    assert Claim.objects.get().state == "raised"


def test_OH_124_nobody_agrees_with_a_month_that_is_not_consolidated(panama, reviewed):
    where = {"at": APRIL, "facility": panama.pedregal, "month": MONTH}
    assert refused(NotNow, actions.agree_month, by=panama.reges, **where, party="reges").rule == "OH-124"
    assert refused(NotNow, actions.lock_month, by=panama.reges, **where).rule == "OH-124"


def test_OH_131_and_132_analysis_and_comparison_say_something(panama, reviewed):
    made = actions.consolidate_month(by=panama.reges, at=APRIL, facility=panama.pedregal, month=MONTH)
    who = {"by": panama.planner, "at": APRIL, "consolidation": made}
    assert refused(Invalid, actions.write_analysis, **who, text=" ").rule == "OH-131"
    comparing = {"indicator": "I-4", "value": Decimal(1), "direction": "up"}
    assert refused(Invalid, actions.compare_month, **who, **comparing, conclusion="").rule == "OH-132"
    assert not made.comparisons.exists()


def test_OH_134_a_standard_names_its_norm(panama):
    standard = {"indicator": "I-4", "place": panama.panama, "year": 2026, "value": Decimal(3)}
    who = {"by": panama.national, "at": APRIL}
    assert refused(Invalid, actions.set_standard, **who, **standard, source=" ").rule == "OH-134"


def test_OH_153_an_exam_without_teeth_is_asked(panama):
    exam = {"facility": panama.pedregal, "day": DAY, "typed": {"person": "E-1", "age": "12", "sex": "1"}}
    who = {"by": panama.dentist, "at": panama.at, "uid": uuid.uuid4()}
    asked = refused(ConfirmationNeeded, actions.save_exam, **who, **exam)
    assert [p.rule for p in asked.problems] == ["OH-153"]
    assert actions.save_exam(**who, **exam, confirmed=True).decayed is None


def test_a_row_that_is_right_raises_none_of_them(panama):
    assert panama.row(panama.sheet(), **ROW).changed
