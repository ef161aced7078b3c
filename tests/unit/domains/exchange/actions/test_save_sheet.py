"""Step 6: one bad cell saves nothing, and nobody overwrites anybody silently."""

from datetime import timedelta

import pytest

from cauce.core.audit.log import history, verify
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import answer_declaration
from cauce.domains.exchange.models import Line

SURPLUS = {"surplus_patients": "4"}
SHORTAGE = {"shortage_cause": "staff", "shortage_patients": "2"}


def test_saves_rows_and_says_what_it_did(world, declaration, save):
    first, second, _third = world.products
    saved = save({first: SURPLUS, second: SHORTAGE})
    assert (saved.version, saved.added, saved.changed, saved.removed) == (1, 2, 0, 0)
    assert Line.objects.get(product=first).surplus_patients == 4
    assert Line.objects.get(product=second).shortage_cause == "staff"
    event = history(declaration).first()
    assert event.action == "exchange.sheet.save"
    assert set(event.data["added"]) == {first.code, second.code}
    assert verify().whole


def test_one_bad_cell_saves_nothing_and_all_problems_are_told(world, save):
    first, second, third = world.products
    with pytest.raises(Invalid) as refused:
        save({first: SURPLUS, second: {"surplus_patients": "0"}, third: {"shortage_patients": "1"}})
    places = {(p.rule, p.place) for p in refused.value.problems}
    assert places == {
        ("EX-01", f"rows.{second.pk}.surplus_patients"),
        ("EX-04", f"rows.{third.pk}.shortage_cause"),
    }
    assert not Line.objects.exists()


def test_rows_not_sent_stay_and_an_emptied_row_goes(world, save):
    first, second, _third = world.products
    save({first: SURPLUS, second: SHORTAGE})
    saved = save({first: {}}, version=1)
    assert (saved.version, saved.removed) == (2, 1)
    assert list(Line.objects.values_list("product", flat=True)) == [second.pk]


def test_saving_the_same_again_changes_nothing(world, declaration, save):
    save({world.products[0]: SURPLUS})
    events = history(declaration).count()
    saved = save({world.products[0]: {"surplus_patients": 4}}, version=1)
    assert (saved.version, saved.added, saved.changed, saved.removed) == (1, 0, 0, 0)
    assert history(declaration).count() == events


def test_warnings_are_asked_once_and_then_saved(world, save):
    both = {world.products[0]: SURPLUS | SHORTAGE}
    with pytest.raises(ConfirmationNeeded) as asked:
        save(both)
    assert [p.rule for p in asked.value.problems] == ["EX-08"]
    assert not Line.objects.exists()
    assert save(both, confirmed=True).added == 1


def test_confirming_does_not_wave_an_error_through(world, save):
    with pytest.raises(Invalid) as refused:
        save({world.products[0]: {"surplus_patients": "0"}}, confirmed=True)
    assert refused.value.problems[0].rule == "EX-01"


def test_the_later_of_two_people_sees_what_changed_and_who(world, save):
    first, second, _third = world.products
    save({first: SURPLUS})  # the editor, from version 0
    with pytest.raises(Conflict) as conflict:
        save({second: SHORTAGE}, version=0, by=world.head)
    assert conflict.value.rule == "EX-40"
    assert world.editor.display_name in str(conflict.value)
    theirs = conflict.value.theirs
    assert (theirs.version, theirs.lines[first.pk].surplus_patients) == (1, 4)
    assert Line.objects.count() == 1
    assert save({second: SHORTAGE}, version=1, by=world.head).version == 2


def test_a_product_of_another_speciality_is_refused(world, save):
    other = world.entries["Vitrectomía"]
    with pytest.raises(Invalid) as refused:
        save({other: SURPLUS})
    assert refused.value.problems[0].rule == "EX-11"


def test_a_unit_of_another_entity_is_refused(world, save):
    with pytest.raises(NotAllowed):
        save({world.products[0]: SURPLUS}, unit=world.issste_hgo_1)


def test_a_declaration_of_another_entity_is_refused_even_with_an_own_unit(world, declaration, save):
    declaration.entity = world.issste_hgo
    declaration.save()
    with pytest.raises(NotNow) as refused:
        save({world.products[0]: SURPLUS}, by=world.editor)
    assert refused.value.rule == "EX-37"


def test_a_unit_reporter_saves_its_own_unit_only(world, save):
    assert save({world.products[0]: SURPLUS}, by=world.reporter).added == 1
    with pytest.raises(NotAllowed):
        save({world.products[0]: SURPLUS}, by=world.reporter, unit=world.issste_bc_2)


@pytest.mark.parametrize(("days", "rule"), [(-11, "EX-30"), (21, "EX-31")])
def test_outside_the_round_it_says_when_and_who_lifts(world, save, days, rule):
    with pytest.raises(NotNow) as refused:
        save({world.products[0]: SURPLUS}, at=world.now + timedelta(days=days))
    assert refused.value.rule == rule
    if rule == "EX-31":
        assert "Coordinación de la institución" in str(refused.value)


def test_not_after_answering_no(world, declaration, save):
    answer_declaration(by=world.editor, at=world.now, declaration=declaration, answer=False)
    with pytest.raises(NotNow) as refused:
        save({world.products[0]: SURPLUS})
    assert refused.value.rule == "EX-22"
