"""A facility's month: consolidated, agreed by all, locked, reopened with a reason, analysed and compared."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import (
    agree_month,
    answer_claim,
    close_claim,
    compare_month,
    consolidate_month,
    correct_claim,
    lock_month,
    parties_of,
    raise_claim,
    reopen_month,
    return_sheet,
    set_standard,
    write_analysis,
)
from cauce.domains.oralhealth.models import PARTIES, Consolidation, FacilityMonth
from cauce.domains.oralhealth.rules.examples import ROW
from tests.factories.panama import MONTH

APRIL = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
SPEAKS = {
    "direccion-medica": "director",
    "planificacion": "planner",
    "reges": "reges",
    "jefe-clinica": "chief",
}


@pytest.fixture
def where(panama):
    return {"at": APRIL, "facility": panama.pedregal, "month": MONTH}


@pytest.fixture
def consolidated(panama, reviewed, where):
    return consolidate_month(by=panama.reges, **where)


@pytest.fixture
def locked(panama, consolidated, where):
    for party, who in SPEAKS.items():
        agree_month(by=panama.users[who], **where, party=party)
    return lock_month(by=panama.reges, **where)


def month_now(panama) -> FacilityMonth:
    return FacilityMonth.objects.get(facility=panama.pedregal, month=MONTH)


def test_formulario_2_in_three_sheets(consolidated):
    figures = consolidated.figures
    assert figures["professionals"] == [
        {
            "registration": "01234",
            "professional": "Odontóloga de ejemplo",
            "sheets": 1,
            "days": 1,
            "chair_hours": "6.00",
            "patients": 2,
            "new": 2,
            "subsequent": 0,
            "completed": 1,
            "violence": 0,
            "activities": 2,
        }
    ]
    assert figures["service"]["total"]["patients"] == 2
    assert [(g["sex"], g["band"], g["patients"]) for g in figures["service"]["by_sex_age"]] == [
        ("1", "5-9", 1), ("2", "20-59", 1),
    ]  # fmt: skip
    assert figures["activities"] == [{"code": "07", "lines": 2, "number": 2, "new": 2, "subsequent": 0}]
    assert figures["diagnoses"][0]["code"] == "K02.1"
    assert (consolidated.sheets, consolidated.patients, consolidated.with_data) == (1, 2, True)


def test_totals_equal_the_sum_of_their_parts(consolidated):
    service = consolidated.figures["service"]
    for breakdown in (name for name in service if name not in {"total", "by_referral"}):
        for measure in ("patients", "new", "completed"):
            assert sum(line[measure] for line in service[breakdown]) == service["total"][measure]


def test_unreviewed_sheets_are_not_consolidated(panama, where):
    panama.row(panama.sheet())
    with pytest.raises(Invalid) as refused:
        consolidate_month(by=panama.reges, **where)
    assert refused.value.rule == "OH-120"


def test_an_empty_or_unfinished_month_is_asked(panama, where):
    with pytest.raises(ConfirmationNeeded) as asked:
        consolidate_month(by=panama.reges, **{**where, "at": panama.at})
    assert {p.rule for p in asked.value.problems} == {"OH-122", "OH-123"}
    made = consolidate_month(by=panama.reges, **where, confirmed=True)
    assert not made.with_data


@pytest.mark.parametrize("month", [0, 202613, 20263])
def test_a_month_is_a_month(panama, where, month):
    with pytest.raises(Invalid) as refused:
        consolidate_month(by=panama.reges, **{**where, "month": month})
    assert refused.value.rule == "OH-130"


@pytest.mark.parametrize("who", ["dentist", "chief", "director", "regional", "national"])
def test_only_reges_consolidates(panama, reviewed, where, who):
    with pytest.raises(NotAllowed):
        consolidate_month(by=panama.users[who], **where)


@pytest.mark.parametrize("party", SPEAKS)
@pytest.mark.parametrize("who", ["director", "planner", "reges", "chief", "dentist", "regional"])
def test_each_party_speaks_for_itself(panama, consolidated, where, who, party):
    if SPEAKS[party] == who:
        assert agree_month(by=panama.users[who], **where, party=party).party == party
        assert parties_of(panama.users[who], panama.pedregal, APRIL) == [party]
    else:
        with pytest.raises(NotAllowed):
            agree_month(by=panama.users[who], **where, party=party)


def test_the_month_locks_when_all_agreed(panama, consolidated, where):
    for party, who in list(SPEAKS.items())[:-1]:
        agree_month(by=panama.users[who], **where, party=party)
    with pytest.raises(NotNow) as refused:
        lock_month(by=panama.reges, **where)
    assert refused.value.rule == "OH-127"
    assert dict(PARTIES)["jefe-clinica"] in refused.value.message
    with pytest.raises(NotNow) as twice:
        agree_month(by=panama.reges, **where, party="reges")
    assert twice.value.rule == "OH-126"
    agree_month(by=panama.chief, **where, party="jefe-clinica")
    month = lock_month(by=panama.reges, **where)
    assert (month.state, month.locked_by, month.sent_at) == ("locked", panama.reges, APRIL)


def test_an_open_claim_holds_the_lock(panama, reviewed, consolidated, where):
    claim = raise_claim(by=panama.reges, at=APRIL, sheet=reviewed, question="¿Seguro?")
    for party, who in SPEAKS.items():
        agree_month(by=panama.users[who], **where, party=party)
    with pytest.raises(NotNow) as refused:
        lock_month(by=panama.reges, **where)
    assert refused.value.rule == "OH-121"
    answer_claim(by=panama.dentist, at=APRIL, claim=claim, answer="Sí")
    close_claim(by=panama.reges, at=APRIL, claim=claim)
    assert lock_month(by=panama.reges, **where).state == "locked"


def test_a_correction_after_consolidating_makes_it_outdated(panama, reviewed, consolidated, where):
    claim = raise_claim(
        by=panama.reges, at=APRIL, sheet=reviewed, row=reviewed.rows.first(), question="¿Edad?"
    )
    correct_claim(by=panama.dentist, at=APRIL, claim=claim, typed={**ROW, "age": "35"}, version=1)
    consolidated.refresh_from_db()
    assert consolidated.outdated
    assert month_now(panama).outdated
    with pytest.raises(NotNow) as refused:
        agree_month(by=panama.reges, **where, party="reges")
    assert refused.value.rule == "OH-125"
    again = consolidate_month(by=panama.reges, **where)
    assert (again.version, again.outdated) == (2, False)
    assert Consolidation.objects.count() == 2


def test_nothing_moves_in_a_locked_month(panama, reviewed, locked, where):
    for act in (
        lambda: panama.sheet(schedule="2"),
        lambda: return_sheet(by=panama.chief, at=APRIL, sheet=reviewed, note="Revisar"),
        lambda: raise_claim(by=panama.reges, at=APRIL, sheet=reviewed, question="¿?"),
        lambda: consolidate_month(by=panama.reges, **where),
        lambda: agree_month(by=panama.reges, **where, party="reges"),
    ):
        with pytest.raises(NotNow) as refused:
            act()
        assert refused.value.rule == "OH-102"
        assert "región" in refused.value.remedy


def test_reopening_needs_a_reason_and_marks_what_depends_on_the_month(panama, locked, where):
    consolidation = Consolidation.objects.get()
    analysis = write_analysis(
        by=panama.chief, at=APRIL, consolidation=consolidation, text="Sube la cobertura."
    )
    comparison = compare_month(
        by=panama.planner,
        at=APRIL,
        consolidation=consolidation,
        indicator="I-4",
        value=Decimal("1.25"),
        direction="up",
        conclusion="Adecuada.",
    )
    with pytest.raises(Invalid) as refused:
        reopen_month(by=panama.regional, **where, reason="porque sí")
    assert refused.value.rule == "OH-129"
    for who in ("reges", "chief", "other_region"):
        with pytest.raises(NotAllowed):
            reopen_month(by=panama.users[who], **where, reason="Falta una jornada completa")
    reopen_month(by=panama.regional, **where, reason="Falta una jornada completa")
    for stored in (consolidation, analysis, comparison):
        stored.refresh_from_db()
        assert stored.outdated
    assert month_now(panama).state == "open"
    with pytest.raises(NotNow) as again:
        reopen_month(by=panama.regional, **where, reason="Falta una jornada completa")
    assert again.value.rule == "OH-128"
    with pytest.raises(NotNow) as stale:
        write_analysis(by=panama.chief, at=APRIL, consolidation=consolidation, text="Otro", version=1)
    assert stale.value.rule == "OH-125"


def test_an_analysis_is_rewritten_with_its_version(panama, consolidated):
    who = {"by": panama.planner, "at": APRIL, "consolidation": consolidated}
    assert write_analysis(**who, text="Primera lectura.").version == 1
    assert write_analysis(**who, text="Segunda lectura.", version=1).version == 2
    with pytest.raises(Conflict):
        write_analysis(**who, text="Otra.", version=1)
    with pytest.raises(Invalid):
        write_analysis(**who, text=" ", version=2)
    with pytest.raises(NotAllowed):
        write_analysis(**{**who, "by": panama.dentist}, text="No.", version=2)


def test_the_nearest_standard_decides(panama, consolidated):
    nation = {"by": panama.national, "at": APRIL, "indicator": "I-4", "source": "Norma sintética 2025"}
    set_standard(**nation, place=panama.panama, year=2025, value=Decimal("3"))
    set_standard(**nation, place=panama.chiriqui, year=2024, value=Decimal("2"))
    set_standard(**nation, place=panama.chiriqui, year=2027, value=Decimal("9"))
    who = {
        "by": panama.planner,
        "at": APRIL,
        "consolidation": consolidated,
        "indicator": "I-4",
        "direction": "up",
    }
    met = compare_month(**who, value=Decimal("2"), conclusion="Alcanza.")
    assert (met.standard, met.meets) == (2, True)
    assert compare_month(**who, value=Decimal("1.99"), conclusion="No alcanza.").meets is False
    assert compare_month(**who, value=None, conclusion="No se puede calcular.").meets is None
    assert consolidated.comparisons.count() == 1
    with pytest.raises(Invalid) as refused:
        compare_month(**{**who, "indicator": "I-20"}, value=None, conclusion="—")
    assert refused.value.rule == "OH-133"
    with pytest.raises(NotAllowed):
        set_standard(**{**nation, "by": panama.reges}, place=panama.pedregal, year=2026, value=Decimal(1))
