"""Role × verb for oral health, written by hand from the spec, and every action against a stranger."""

import uuid
from decimal import Decimal

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.actions import ACTIONS
from cauce.core.audit.titles import action_title
from cauce.core.errors import NotAllowed
from cauce.core.periods.types import parse
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth.actions.exporting import export_rows
from cauce.domains.oralhealth.actions.interchange import export_indicators, export_month
from cauce.domains.oralhealth.actions.papers import issue_bulletin, request_bulletin
from cauce.domains.oralhealth.actions.printed_forms import issue_form
from cauce.domains.oralhealth.listings.spec import Spec
from cauce.domains.oralhealth.models import Claim, Consolidation, Facility, FacilityMonth, Feedback, Listing
from cauce.domains.oralhealth.rules.examples import ADMIN, HEADER, PROMOTION, ROW
from tests.factories import user_with
from tests.factories.epidemiology import epidemiological_values
from tests.factories.panama import DAY, MONTH

# One letter per verb, in the order of VERBS; "·": may not.
VERBS = {
    "R": Permission.ORAL_READ,
    "P": Permission.ORAL_IDENTITY,
    "W": Permission.ORAL_WRITE,
    "V": Permission.ORAL_REVIEW,
    "C": Permission.ORAL_CLAIM,
    "M": Permission.ORAL_CONSOLIDATE,
    "A": Permission.ORAL_AGREE,
    "d": Permission.ORAL_AGREE_DIRECTION,
    "p": Permission.ORAL_AGREE_PLANNING,
    "r": Permission.ORAL_AGREE_REGES,
    "h": Permission.ORAL_AGREE_HEAD,
    "O": Permission.ORAL_REOPEN,
    "T": Permission.ORAL_REMIND,
    "N": Permission.ORAL_ANALYSE,
    "S": Permission.ORAL_STANDARD,
    "E": Permission.ORAL_EXAMINE,
    "G": Permission.ORAL_REGISTER,
    "I": Permission.ORAL_INDICATORS,
    "Y": Permission.ORAL_STUDY,
    "Q": Permission.ORAL_RECORD_AUDIT,
    "L": Permission.ORAL_LISTING_PUBLISH,
    "F": Permission.ORAL_PAPER,
    "K": Permission.ORAL_FEEDBACK,
}
TABLE = {
    "oral_dentist": "RPW············E·I·····",
    "oral_head": "RPWVC·A···h··N·E·IYQ·F·",
    "oral_reges": "RP··CMA··r···N··GI···F·",
    "oral_direction": "R·····Ad·········I···F·",
    "oral_planning": "R·····A·p····N···I···F·",
    "oral_region": "R···C······OTNSEGIYQLFK",
    "oral_nation": "R···C······OTNS·GIY·LFK",
}


@pytest.mark.parametrize("role", TABLE)
def test_a_role_may_exactly_what_the_table_says(role):
    expected = {VERBS[letter] for letter in TABLE[role] if letter != "·"}
    assert {p for p in ROLES[role].permissions if p.value.startswith("oralhealth.")} == expected
    assert len(TABLE[role]) == len(VERBS)


def test_the_table_covers_every_role_and_verb():
    assert {key for key, role in ROLES.items() if role.module == "oralhealth"} == set(TABLE)
    assert set(VERBS.values()) == {p for p in Permission if p.value.startswith("oralhealth.")}


def test_nobody_reviews_or_consolidates_what_they_wrote_alone():
    """The dentist neither reviews nor consolidates; who consolidates does not write."""
    assert not {"V", "M", "O"} & set(TABLE["oral_dentist"])
    assert "W" not in TABLE["oral_reges"]


def calls(scene, reviewed):
    """action → a call that only lacks the person's permission."""
    month = {"facility": scene.pedregal, "month": MONTH}
    claim = Claim(sheet=reviewed, question="¿?", raised_at=scene.at, raised_by=scene.reges)
    claim.save()
    kept = FacilityMonth.objects.get(facility=scene.pedregal, month=MONTH)
    consolidation = Consolidation.objects.create(
        month=kept, version=1, figures={}, sheets=0, patients=0, at=scene.at, by=scene.reges
    )
    sheet, uid = {"sheet": reviewed}, {"uid": uuid.uuid4()}
    listing = Listing.objects.create(
        name="x", spec=Spec().as_document(), owner=scene.reges, place=scene.pedregal, saved_at=scene.at
    )
    new_listing = {"place": scene.pedregal, "name": "x", "spec": Spec()}
    return {
        "form.issue": (issue_form, {"consolidation": consolidation, "number": 2}),
        "bulletin.request": (request_bulletin, {"place": scene.pedregal, "period": "202603"}),
        "bulletin.issue": (issue_bulletin, {"place": scene.pedregal, "made": None}),
        "listing.create": (actions.create_listing, new_listing),
        "listing.export": (actions.export_whole, new_listing),
        "listing.copy": (actions.copy_listing, new_listing),
        "listing.change": (actions.change_listing, {"listing": listing, "version": 1}),
        "listing.delete": (actions.delete_listing, {"listing": listing}),
        "listing.restore": (actions.restore_listing, {"listing": listing}),
        "rows.export": (export_rows, {"place": scene.pedregal, "first": DAY, "last": DAY}),
        "month.export": (export_month, {"place": scene.pedregal, "month": MONTH, "form": "csv"}),
        "indicators.export": (
            export_indicators, {"place": scene.pedregal, "period": parse("202603"), "form": "csv"}
        ),
        "sheet.open": (actions.open_sheet, {"facility": scene.pedregal, "typed": HEADER}),
        "sheet.head": (actions.save_head, {**sheet, "typed": HEADER, "version": 1}),
        "sheet.send": (actions.send_sheet, sheet),
        "sheet.review": (actions.review_sheet, sheet),
        "sheet.return": (actions.return_sheet, {**sheet, "note": "Revisar"}),
        "row.save": (actions.save_row, {**sheet, **uid, "typed": ROW}),
        "row.remove": (actions.remove_row, {**sheet, **uid, "version": 1}),
        "promotion.save": (actions.save_promotion, {**sheet, **uid, "typed": PROMOTION}),
        "admin.save": (actions.save_admin, {**sheet, **uid, "typed": ADMIN}),
        "line.remove": (actions.remove_line, {**sheet, **uid, "kind": "admin", "version": 1}),
        "removed.restore": (actions.restore_removed, {**sheet, **uid}),
        "patient.read": (actions.read_rows, sheet),
        "claim.raise": (actions.raise_claim, {**sheet, "question": "¿?"}),
        "claim.answer": (actions.answer_claim, {"claim": claim, "answer": "Sí"}),
        "claim.correct": (actions.correct_claim, {"claim": claim, "typed": ROW, "version": 1}),
        "claim.close": (actions.close_claim, {"claim": claim}),
        "month.consolidate": (actions.consolidate_month, month),
        "month.agree": (actions.agree_month, {**month, "party": "reges"}),
        "month.lock": (actions.lock_month, month),
        "month.reopen": (actions.reopen_month, {**month, "reason": "Un motivo suficiente"}),
        "reminder.send": (
            actions.send_reminders,
            {"facilities": Facility.objects.filter(unit=scene.pedregal), "month": MONTH},
        ),
        "feedback.send": (actions.send_feedback, {**uid, "consolidation": consolidation, "text": "Revise"}),
        "feedback.answer": (
            actions.answer_feedback,
            {
                "text": "Se hará",
                "feedback": Feedback.objects.create(
                    consolidation=consolidation, place=scene.chiriqui, text="¿Por qué?", sent_at=scene.at,
                    sent_by=scene.regional,
                ),
            },
        ),
        "analysis.write": (actions.write_analysis, {"consolidation": consolidation, "text": "—"}),
        "comparison.write": (
            actions.compare_month,
            {"consolidation": consolidation, "indicator": "I-1", "value": None, "direction": "up", "conclusion": "—"},
        ),
        "standard.set": (
            actions.set_standard,
            {"indicator": "I-1", "place": scene.panama, "year": 2026, "value": Decimal(1), "source": "Norma"},
        ),
        "exam.save": (actions.save_exam, {**uid, "facility": scene.pedregal, "day": DAY, "typed": {"person": "1"}}),
        "hospital.save": (actions.save_hospital_month, {**month, "typed": {}}),
        "rinse.save": (
            actions.save_rinses, {"facility": scene.pedregal, "school": "A", "year": 2026, "typed": {}}
        ),
        "resource.save": (actions.save_resource, {"facility": scene.pedregal, "year": 2026, "dentists": 1}),
        "population.load": (
            actions.load_population,
            {"place": scene.chiriqui, "kind": "residents", "year": 2026, "source": "—", "rows": []},
        ),
        **epidemiological_calls(scene, reviewed.rows.first()),
    }  # fmt: skip


def epidemiological_calls(scene, row):
    """The same for brigades, studies, factors, costs, audits of records and rinses."""
    kept = epidemiological_values(scene, row)
    at, old = {"facility": scene.pedregal}, {"version": 1}
    one = {name: {name: kept[name]} for name in kept}
    return {
        "exam.remove": (actions.remove_exam, {**one["exam"], **old}),
        "exam.import": (actions.add_exams, {**one["brigade"], "exams": [], "file": "x"}),
        "brigade.save": (actions.save_brigade, {**at, "typed": {}, "uid": uuid.uuid4()}),
        "brigade.close": (actions.close_brigade, one["brigade"]),
        "brigade.reopen": (actions.reopen_brigade, {**one["brigade"], "reason": "Un motivo suficiente"}),
        "study.save": (actions.save_study, {"place": scene.chiriqui, "typed": {}}),
        "study.close": (actions.close_study, {**one["study"], **old, "conclusion": "—"}),
        "factor.save": (actions.save_factor, {**at, "typed": {}}),
        "factor.remove": (actions.remove_factor, {**one["factor"], **old}),
        "cost.save": (actions.save_cost, {**at, "typed": {}}),
        "cost.remove": (actions.remove_cost, {**one["cost"], **old}),
        "record_audit.open": (actions.open_record_audit, {**at, "year": 2025, "size": 3, "seed": "s"}),
        "record_audit.look": (actions.look_at_record, {**one["audited"], **old, "typed": {}}),
        "record_audit.close": (
            actions.close_record_audit, {**one["audit"], **old, "findings": "", "result": "—"}
        ),
        "rinse.remove": (actions.remove_rinses, {**one["register"], **old}),
    }  # fmt: skip


@pytest.mark.parametrize("held", [None, "auditor", "oral_dentist at another region"])
def test_every_action_refuses_a_stranger(panama, reviewed, held):
    place = panama.santiago if held and held.startswith("oral") else panama.panama
    stranger = user_with((held or "entity_editor").split()[0], place, username="stranger")
    for name, (act, fields) in calls(panama, reviewed).items():
        with pytest.raises(NotAllowed) as refused:
            act(by=stranger, at=panama.at, **fields)
        assert refused.value.remedy, name


def test_every_action_is_in_the_table_and_has_a_title(panama, reviewed):
    names = {name for name in ACTIONS if name.startswith("oralhealth.")}
    # Of no place: each facility of the file is asked for, row by row (test_importing.py, test_permission_matrix.py).
    by_line = {
        f"oralhealth.{name}" for name in ("rows.import", "import.prepare", "import.accept", "import.discard")
    }
    assert names == {f"oralhealth.{name}" for name in calls(panama, reviewed)} | by_line
    silent = {"oralhealth.row.save", "oralhealth.promotion.save", "oralhealth.admin.save"}
    assert all(action_title(name) != name for name in names - silent)
