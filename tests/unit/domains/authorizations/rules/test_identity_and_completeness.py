"""CURP, NSS, CIE-10, and what a request needs, case by case."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.completeness import Context, missing
from cauce.domains.authorizations.rules.identity import (
    check_curp,
    check_nss,
    curp_facts,
    normal_diagnosis,
    nss_check_digit,
    tidy,
)
from cauce.domains.authorizations.rules.need import BASIC, EXEMPT, NEEDED, need_of
from cauce.domains.authorizations.rules.reading import read
from cauce.domains.authorizations.rules.values import ItemValues, Policy
from tests.factories.authorizations import curp, nss, typed

ZONE = ZoneInfo("America/Tijuana")
NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
POLICIES = {
    "IMG-RM": Policy("IMG-RM", "Resonancia", "imaging", "RADIO", False, max_units=2),
    "CADERA": Policy("CADERA", "Prótesis", "prosthetics", "ORTO", False, sided=True),
    "QT": Policy("QT", "Quimioterapia", "chemotherapy", "ONCO", False),
}


def found(changes=None, **context):
    """rule → place of every problem of a whole request with some changes."""
    values, unread = read(typed(1, **(changes or {})), ZONE)
    ready = Context(**{"today": date(2026, 5, 20), "now": NOW, "policies": POLICIES, "evidence": 1} | context)
    return {p.rule: p.place for p in [*unread, *missing(values, ready)]}


def patient(**changes):
    return {"patient": typed(1)["patient"] | changes}


def test_a_whole_request_lacks_nothing():
    assert found() == {}


@pytest.mark.parametrize(
    ("changes", "rule", "place"),
    [
        (patient(birth_date="14/03/1971"), "AP-02", "patient.birth_date"),
        (patient(curp="XEXX71"), "AP-05", "patient.curp"),
        (patient(curp=curp(1)[:-1] + str((int(curp(1)[-1]) + 1) % 10)), "AP-06", "patient.curp"),
        (patient(nss="123"), "AP-07", "patient.nss"),
        (patient(nss="１２３４５６７８９０１"), "AP-07", "patient.nss"),
        (patient(nss=nss(1)[:-1] + str((int(nss(1)[-1]) + 1) % 10)), "AP-08", "patient.nss"),
        (patient(curp="", nss=""), "AP-09", "patient.curp"),
        (patient(birth_date="1971-03-15"), "AP-10", "patient.birth_date"),
        (patient(sex="H"), "AP-11", "patient.sex"),
        (patient(curp="", birth_date="2031-01-01"), "AP-31", "patient.birth_date"),
        (patient(curp="", birth_date="1890-01-01"), "AP-31", "patient.birth_date"),
        (patient(given_name=" "), "AP-01", "patient.given_name"),
        ({"diagnosis": "lumbago"}, "AP-12", "diagnosis"),
        ({"desired_date": "2026-05-19"}, "AP-21", "desired_date"),
        ({"justification": "porque sí"}, "AP-13", "justification"),
        ({"priority": "ya"}, "AP-04", "priority"),
        ({"items": []}, "AP-15", "items"),
        ({"items": [{"service": "IMG-RM", "quantity": 1}] * 2}, "AP-26", "items.2"),
        ({"items": [{"service": "IMG-RM", "quantity": 0}]}, "AP-03", "items.1.quantity"),
        ({"items": [{"service": "IMG-RM"}]}, "AP-01", "items.1.quantity"),
        ({"items": [{"quantity": 1}]}, "AP-01", "items.1.service"),
        ({"items": [{"service": "X", "quantity": 1}]}, "AP-16", "items.1.service"),
        ({"items": [{"service": "CADERA", "quantity": 1}]}, "AP-18", "items.1.side"),
        ({"items": [{"service": "IMG-RM", "quantity": 1}] * 31}, "AP-03", "items"),
        ({"emergency": "1", "attended_at": "ayer"}, "AP-34", "attended_at"),
        ({"emergency": "1"}, "AP-22", "attended_at"),
        ({"emergency": "1", "attended_at": "2026-05-21T10:00"}, "AP-22", "attended_at"),
        ({"color": "azul"}, "AP-35", "color"),
    ],
)
def test_each_wrong_thing_is_named_at_its_place(changes, rule, place):
    assert found(changes).get(rule) == place


def test_what_is_only_unusual_warns():
    values, _problems = read(typed(1, **patient(sex="H")), ZONE)
    context = Context(date(2026, 5, 20), NOW, POLICIES, evidence=0)
    assert {p.rule for p in missing(values, context) if p.level == "warning"} == {"AP-11", "AP-20"}


def test_the_annexes_are_filled_whole():
    for code, annex, parts in (
        ("QT", "oncology", {"stage": "II", "prior_treatment": "Cirugía", "cycles": "6"}),
        ("CADERA", "prosthetics", {"device": "Total", "side": "left", "material": "Titanio"}),
    ):
        row = {"service": code, "quantity": 1, "side": "left"}
        assert "AP-19" not in found({"items": [{**row, annex: parts}]})
        for name in parts:
            lacks = {key: value for key, value in parts.items() if key != name}
            assert found({"items": [{**row, annex: lacks}]})["AP-19"] == f"items.1.{annex}.{name}"


def test_an_emergency_needs_no_wished_date_and_its_lateness_only_warns():
    late = {"emergency_until": NOW - timedelta(hours=1)}
    changes = {"emergency": "1", "attended_at": "2026-05-18T01:00", "desired_date": ""}
    assert found(changes, **late) == {"AP-23": "attended_at"}
    assert found(changes) == {}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("M54.5", "M54.5"),
        ("m545", "M54.5"),
        (" I10X ", "I10"),
        ("I10", "I10"),
        ("C50.91", "C50.91"),
        ("U07.1", "U07.1"),
        ("C7A.0", "C7A.0"),
        ("M5", ""),
        ("545", ""),
        ("M54.", ""),
        ("M54.555", ""),
        ("", ""),
    ],
)
def test_a_diagnosis_is_kept_in_one_form(text, kept):
    assert normal_diagnosis(text) == kept


def test_a_curp_says_its_birth_date_and_sex_in_both_centuries():
    for born, sex in ((date(1971, 3, 14), "M"), (date(2012, 12, 1), "H")):
        made = curp(5, sex, born)
        assert check_curp(made) == ""
        assert (curp_facts(made).birth_date, curp_facts(made).sex) == (born, sex)


@given(st.integers(0, 99_999_999))
def test_every_single_wrong_digit_of_an_nss_is_caught(number):
    made = nss(number)
    assert check_nss(made) == ""
    for place, right in enumerate(made):
        for wrong in "0123456789":
            if wrong != right:
                assert check_nss(made[:place] + wrong + made[place + 1 :]) == "AP-08"


def test_the_nss_check_digit_by_hand():
    # 1·1 2·2 3·1 4·2 5·1 6·2=12→3 7·1 8·2=16→7 9·1 0·2: 1+4+3+8+5+3+7+7+9+0 = 47 → 3
    assert nss_check_digit("1234567890") == "3"


@given(st.text(max_size=30))
def test_identifiers_never_fail_otherwise(text):
    assert check_curp(tidy(text)) in ("", "AP-05", "AP-06")
    assert check_nss(tidy(text)) in ("", "AP-07", "AP-08")
    normal_diagnosis(text)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
KEYS = [*sorted(typed(1)), "extra", "emergency", "attended_at"]


@given(st.dictionaries(st.sampled_from(KEYS), anything))
def test_reading_anything_gives_values_and_problems_never_an_error(given_):
    values, problems = read(given_, ZONE)
    assert all(p.rule.startswith("AP-") and p.message for p in problems)
    missing(values, Context(date(2026, 5, 20), NOW, POLICIES))


@pytest.mark.parametrize(
    ("policy", "rule", "needed"),
    [
        (Policy("A", "Uno", "imaging", "R", True), BASIC, False),
        (Policy("A", "Uno", "imaging", "R", True, exempt="Norma"), BASIC, False),
        (Policy("A", "Uno", "imaging", "R", False, exempt="Norma 7"), EXEMPT, False),
        (Policy("A", "Uno", "imaging", "R", False), NEEDED, True),
    ],
)
def test_the_catalogue_decides_whether_it_is_needed(policy, rule, needed):
    need = need_of(ItemValues(1, "A"), policy)
    assert (need.rule, need.needed) == (rule, needed)
    assert "Uno" in need.text
    assert policy.exempt in need.text or rule == BASIC
