# ruff: noqa: E501  (a table is read by rows)
"""Every rule of the daily record at its border, read from the source a second time.

Apart from the examples that the reference prints (rules/examples.py): other values, next to the limit on either
side, and the box that each refusal points at. Pages in the rules' table.
"""

import pytest

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.examples import ADMIN, MORE, ROW, SIX, acts, dx, read_example
from cauce.domains.oralhealth.rules.table import RULES
from tests.factories.panama import DAY

BOOK = codebook()
CHILD = {"age": "07"}
AGAIN = {"new_in_institution": "2", "new_in_service": "2", "care_frequency": "3"}
SECOND = {**ROW, "identity": "4-700-1"}


def row(**fields):
    return {"row": fields}


# rule, what keeps it, what breaks it, where
BORDERS = [
    ("OH-01", {"header": {"facility": "0000000000"}}, {"header": {"facility": "08081308011"}}, "header.facility"),
    ("OH-02", {"header": {"date": "2026-02-28"}}, {"header": {"date": "2026-02-29"}}, "header.date"),
    ("OH-03", {"header": {"date": "20/03/2026"}}, {"header": {"date": "21/03/2026"}}, "header.date"),
    ("OH-04", {}, {"context": {"closed": True}}, "header.date"),
    ("OH-05", {"header": {"professional": "X"}}, {"header": {"professional": ""}}, "header.professional"),
    ("OH-06", {"header": {"registration": "99999"}}, {"header": {"registration": "12 34"}}, "header.registration"),
    ("OH-07", {"header": {"chair_hours": "0"}}, {"header": {"chair_hours": "-1"}}, "header.chair_hours"),
    ("OH-08", {"header": {"chair_hours": "12.00"}}, {"header": {"chair_hours": "12.01"}}, "header.chair_hours"),
    ("OH-09", {"header": {"schedule": "1"}}, {"header": {"schedule": "10"}}, "header.schedule"),
    ("OH-10", {"header": {"centre": "C"}}, {"header": {"centre": "  "}}, "header.centre"),
    ("OH-11", row(insured="1"), row(insured=""), "rows.1.insured"),
    ("OH-12", row(ethnic="9D"), row(ethnic="0"), "rows.1.ethnic"),
    ("OH-13", row(identity="N" * 20), row(identity="N" * 21), "rows.1.identity"),
    ("OH-14", row(age_unit="1", age="06"), row(age_unit="0"), "rows.1.age_unit"),
    ("OH-15", row(age="99"), row(age="9A"), "rows.1.age"),
    ("OH-16", row(age_unit="2", age="11"), row(age_unit="1", age="32"), "rows.1.age"),
    ("OH-17", row(age="99", over_100="1"), row(age="99", age_unit="2", over_100="1"), "rows.1.over_100"),
    ("OH-18", row(sex="2"), row(sex="3"), "rows.1.sex"),
    ("OH-19", row(new_in_institution="1"), row(new_in_institution="3"), "rows.1.new_in_institution"),
    ("OH-20", row(new_in_service="1"), row(new_in_service="3"), "rows.1.new_in_service"),
    ("OH-21", row(**AGAIN), row(**{**AGAIN, "new_in_institution": "1"}), "rows.1.new_in_service"),
    ("OH-22", row(province="13"), row(province="1A"), "rows.1.province"),
    ("OH-23", row(district="08"), row(district="", corregimiento=""), "rows.1.corregimiento"),
    ("OH-24", row(care_type="3"), row(care_type="0"), "rows.1.care_type"),
    ("OH-25", row(**AGAIN), row(care_frequency="4"), "rows.1.care_frequency"),
    ("OH-26", row(**AGAIN), row(**{**AGAIN, "care_frequency": "2"}), "rows.1.care_frequency"),
    ("OH-27", row(programme="1"), row(programme="0"), "rows.1.programme"),
    ("OH-28", row(box_17=""), row(box_19="2"), "rows.1.box_19"),
    ("OH-29", row(school_programme=""), row(school_programme="0"), "rows.1.school_programme"),
    ("OH-30", row(**CHILD, school_programme="1", school="Z"), row(**CHILD, school_programme="1", school="5"), "rows.1.school"),
    ("OH-31", row(**CHILD, school_programme="1", school="A"), row(**CHILD, school="A"), "rows.1.school"),
    ("OH-32", row(programme="7", adult_service="2"), row(programme="7", adult_service="0"), "rows.1.adult_service"),
    ("OH-33", row(programme="7", adult_service="1"), row(adult_service="1"), "rows.1.adult_service"),
    ("OH-34", row(referral="4RHN", surco="1", referred_service="3"), row(referral="1RF"), "rows.1.referral"),
    ("OH-35", row(referral="1RD"), row(referral="4RHN", referred_service="3"), "rows.1.surco"),
    ("OH-36", row(referral="4RHN", surco="1", referred_service="3"), row(referral="4RHN", surco="1"), "rows.1.referred_service"),
    ("OH-37", row(referral="2RF", surco="1", referred_service="3"), row(surco="1"), "rows.1.referral"),
    ("OH-38", row(completed=""), row(completed="0"), "rows.1.completed"),
    ("OH-39", {"row": {"completed": "1"}, "context": {"completed": {"9-9-9": DAY}}}, {"row": {"completed": "1"}, "context": {"completed": {"8-123-456": DAY}}}, "rows.1.completed"),
    ("OH-40", row(**acts("79 1 1")), row(activities=[{}]), "rows.1.activities"),
    ("OH-41", row(**SIX), row(**acts("01 1 1", "02 1 1", "07 1 1", "10 1 1", "13 1 1", "47 1 1", "48 1 1")), "rows.1.activities"),
    ("OH-42", row(**acts("79 1 1")), row(**acts("00 1 1")), "rows.1.activities.1.code"),
    ("OH-43", row(**acts("48 1 1")), row(**acts("48 1.5 1")), "rows.1.activities.1.number"),
    ("OH-44", row(**acts("48 1 1")), row(**acts("48 1 0")), "rows.1.activities.1.class"),
    ("OH-45", row(**acts("73 1 1")), row(**acts("73 2 1")), "rows.1.activities.1.number"),
    ("OH-46", row(**acts("14 4 2")), row(**acts("14 6 2")), "rows.1.activities.1.number"),
    ("OH-47", row(**acts("60 1 2")), row(**acts("60 9 2")), "rows.1.activities.1.number"),
    ("OH-48", row(**acts("09 20 1")), row(**acts("09 17 1")), "rows.1.activities.1.number"),
    ("OH-49", row(**acts("12 1 1")), row(**acts("12 1 1", "18 1 1")), "rows.1.activities.1.code"),
    ("OH-50", row(**acts("60 2 1")), row(**acts("60 2 1", "17 1 1")), "rows.1.activities.1.code"),
    ("OH-51", {**row(**acts("32 1 1")), "context": {"equipped": True}}, {**row(**acts("32 1 1")), "context": {"equipped": False}}, "rows.1.activities.1.code"),
    ("OH-52", {**row(**acts("42 1 1")), "context": {"hospital": True}}, {**row(**acts("43 1 1")), "context": {"hospital": False}}, "rows.1.activities.1.code"),
    ("OH-53", row(**CHILD, **acts("27 1 1")), row(age="40", **acts("26 1 1")), "rows.1.activities.1.code"),
    ("OH-54", row(**acts("48 1 1", "48 1 2")), row(**acts("48 1 1", "49 1 1", "48 2 1")), "rows.1.activities.3.code"),
    ("OH-55", row(activities=[{}, {"code": "07", "number": "1", "class": "1"}]), row(activities=[{"class": "2"}]), "rows.1.activities.1.code"),
    ("OH-56", row(age="12", **acts("74 1 1")), row(age="60", **acts("74 1 1")), "rows.1.activities.1.code"),
    ("OH-60", row(**dx(("", "k029", "1"))), row(**dx(("Caries", "99.9", "1"))), "rows.1.diagnoses.1.code"),
    ("OH-61", row(**dx(("", "K02.9", "1"))), row(**dx(("Hipertensión", "I10", "1"))), "rows.1.diagnoses.1.code"),
    ("OH-62", row(diagnoses=[]), row(**dx(("Gingivitis", "", "1"))), "rows.1.diagnoses.1.code"),
    ("OH-63", row(**dx(("", "K02.1", "1"))), row(**dx(("", "K02.1", "0"))), "rows.1.diagnoses.1.class"),
    ("OH-64", {**row(**dx(("", "K02.1", "3"))), "context": {"physician": True}}, row(**dx(("", "K02.1", "3"))), "rows.1.diagnoses.1.class"),
    ("OH-65", row(**dx(("", "K02.1", "1"), ("", "K02.0", "1"))), row(**dx(("", "K02.1", "1"), ("", "K02.1", "1"))), "rows.1.diagnoses.2.code"),
    ("OH-66", row(care_type="1", diagnoses=[]), row(care_type="3", diagnoses=[]), "rows.1.diagnoses"),
    ("OH-67", row(violence=""), row(violence="0"), "rows.1.violence"),
    ("OH-68", row(**dx(*(("", c, "1") for c in ("K02.0", "K02.1", "K02.2", "K02.3", "K02.4", "K02.8")))), row(**dx(*(("", c, "1") for c in ("K02.0", "K02.1", "K02.2", "K02.3", "K02.4", "K02.8", "K02.9")))), "rows.1.diagnoses"),
    ("OH-69", row(sex="2", **dx(("", "O26.80", "1"))), row(sex="1", **dx(("", "O26.80", "2"))), "rows.1.diagnoses.1.code"),
    ("OH-70", row(programme="4", age="10"), row(programme="4", age="60"), "rows.1.programme"),
    ("OH-71", row(programme="2", age="09"), row(programme="3", age="60"), "rows.1.programme"),
    ("OH-72", row(school_programme="1", age="06"), row(school_programme="1", age="50"), "rows.1.school_programme"),
    ("OH-75", {"rows": [{**ROW, **SIX}, MORE]}, {"rows": [MORE, ROW]}, "rows.1.continuation"),
    ("OH-76", {"rows": [{**ROW, **SIX}, MORE]}, {"rows": [{**ROW, **SIX}, {**MORE, "province": "08"}]}, "rows.2.province"),
    ("OH-77", {"rows": [{**ROW, **SIX}, MORE]}, {"rows": [{**ROW, **acts("01 1 1", "07 1 1")}, MORE]}, "rows.2.continuation"),
    ("OH-78", {"rows": [ROW, SECOND]}, {"rows": [ROW, SECOND, ROW]}, "rows.3.identity"),
    ("OH-80", {"promotion": {"technique": "13", "men": "9"}}, {"promotion": {"technique": "14"}}, "promotion.1.technique"),
    ("OH-81", {"promotion": {"promotion_type": "1"}}, {"promotion": {"promotion_type": "0"}}, "promotion.1.promotion_type"),
    ("OH-82", {"promotion": {"topic": "T"}}, {"promotion": {"topic": " "}}, "promotion.1.topic"),
    ("OH-83", {"promotion": {"time": "24:00"}}, {"promotion": {"time": "24:01"}}, "promotion.1.time"),
    ("OH-84", {"promotion": {"programme": "P"}}, {"promotion": {"programme": " "}}, "promotion.1.programme"),
    ("OH-85", {"promotion": {"women": "0"}}, {"promotion": {"women": "1.5"}}, "promotion.1.women"),
    ("OH-86", {"promotion": {"men": "0", "women": "6"}}, {"promotion": {"men": "0", "women": "0"}}, "promotion.1.men"),
    ("OH-87", {"promotion": {"men": "0", "women": "5"}}, {"promotion": {"men": "0", "women": "4"}}, "promotion.1.men"),
    ("OH-88", {"promotion": {"place": "L"}}, {"promotion": {"place": " "}}, "promotion.1.place"),
    ("OH-89", {"promotion": {"technique": "", "other_code": "031"}}, {"promotion": {"technique": "", "other_code": "032"}}, "promotion.1.other_code"),
    ("OH-90", {"promotion": {"technique": "", "other_code": "021"}}, {"promotion": {"technique": "", "other_code": ""}}, "promotion.1.technique"),
    ("OH-91", {"admin": {"code": "99"}}, {"admin": {"code": "106"}}, "admin.1.code"),
    ("OH-92", {"admin": {"code": "102"}}, {"admin": {"code": "104"}}, "admin.1.code"),
    ("OH-93", {"admins": [{"code": "81", "time": "30"}]}, {"admins": [{"code": "81", "time": "30"}, {"code": "81", "time": "10"}]}, "admin.2.code"),
    ("OH-94", {"admins": [{"code": "98", "time": "60"}]}, {"admins": [{"code": "98", "time": "60"}, ADMIN, {"code": "92", "time": "5"}]}, "admin.3.code"),
    ("OH-95", {"header": {"chair_hours": "12"}, "admin": {"time": "12:00"}}, {"header": {"chair_hours": "12"}, "admin": {"time": "12:01"}}, "header.chair_hours"),
    ("OH-96", {"promotion": {"invited": "27", "beneficiaries": "27"}}, {"promotion": {"invited": "1", "beneficiaries": "0"}}, "promotion.1.invited"),
]  # fmt: skip


def found(change, rule):
    return [p for p in read_example(change, BOOK).problems if p.rule == rule]


@pytest.mark.parametrize(("rule", "kept", "broken", "place"), BORDERS, ids=[b[0] for b in BORDERS])
def test_one_step_over_the_border_is_refused_at_its_box(rule, kept, broken, place):
    assert found(kept, rule) == []
    assert place in {p.place for p in found(broken, rule)}


def test_every_rule_has_its_border():
    assert {border[0] for border in BORDERS} == set(RULES)
