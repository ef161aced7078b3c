"""Bridge "shortage": what is proposed, what it rests on, and that only the entity's confirmation writes it, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cauce.core.audit.log import sentence
from cauce.core.audit.models import Event
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotFound, NotNow
from cauce.core.todo import todo_for
from cauce.domains.authorizations import actions as auth
from cauce.domains.authorizations.models import ServicePolicy
from cauce.domains.bridges.models import ShortageAnswer
from cauce.domains.bridges.shortage.actions import accept_shortage, dismiss_shortage
from cauce.domains.bridges.shortage.demand import Demand, Span, demand_of, span_of
from cauce.domains.bridges.shortage.proposals import proposed
from cauce.domains.exchange.models import Declaration, Line
from tests.factories.authorizations import decision, entitled, make_scene


@pytest.fixture
def scene(world):
    """Prior authorisation in the exchange's world; the MRI is the first product."""
    made = make_scene(world)
    ServicePolicy.objects.filter(code="IMG-RM").update(product_code=world.products[0].code)
    for number in range(8, 20):
        entitled(made, number)
    return made


@pytest.fixture
def declaration(world):
    return Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)


def refused(scene, numbers, **changes):
    """Requests denied for lack of capacity."""
    for number in numbers:
        request = scene.claimed(number, **changes)
        said = decision(1, "denied", reason_code="capacity")
        auth.decide_items(by=scene.reviewer, at=scene.at, request=request, decisions=[said])


def waits(scene, number):
    """A request authorised that waits for capacity; its number."""
    request = scene.claimed(number)
    said = decision(1, "approved", waits_for_capacity=True)
    auth.decide_items(by=scene.reviewer, at=scene.at, request=request, decisions=[said])
    return request.items.get().authorisations.get()


def demand(scene):
    found = demand_of(scene.issste_bc, span_of(90, scene.at))
    return {key: one.patients for key, one in found.items()}


def accept(scene, declaration, **changes):
    given = {
        "by": scene.world.editor, "at": scene.at, "declaration": declaration, "unit": scene.unit,
        "product": scene.world.products[0], "patients": "3", "cause": "equipment", "version": 0,
    } | changes  # fmt: skip
    return accept_shortage(**given)


def dismiss(scene, declaration, reason="Ya se contrató el equipo", **changes):
    return dismiss_shortage(
        **{
            "by": scene.world.editor,
            "at": scene.at,
            "declaration": declaration,
            "unit": scene.unit,
            "product": scene.world.products[0],
            "reason": reason,
        }
        | changes
    )


# --- what is proposed --------------------------------------------------------------------------


def test_different_patients_without_capacity_count_and_nobody_else(scene):
    refused(scene, range(1, 4))
    waits(scene, 4)
    scene.decided(5, "denied")  # for another reason
    scene.decided(6)  # authorised, with room
    scene.submitted(7)
    assert demand(scene) == {(scene.unit.pk, scene.world.products[0].code): 4}


def test_who_was_served_or_belongs_elsewhere_or_is_of_no_product_does_not_count(scene):
    number = waits(scene, 1)
    assert sum(demand(scene).values()) == 1
    scene.used(number)
    assert demand(scene) == {}
    refused(scene, [2], items=[{"service": "REHAB", "quantity": "1"}])  # no product
    assert demand(scene) == {}
    refused(scene, [3])
    assert demand_of(scene.issste_hgo, span_of(90, scene.at)) == {}
    assert demand_of(scene.issste_bc, span_of(90, scene.at + timedelta(days=91))) == {}


@pytest.mark.parametrize(
    ("patients", "days", "monthly"),
    [(4, 90, None), (5, 90, 2), (6, 90, 2), (7, 90, 3), (12, 30, 12), (5, 365, 1)],
)
def test_a_month_is_rounded_up_and_few_people_are_not_told(patients, days, monthly):
    span = span_of(days, datetime(2026, 5, 20, 18, tzinfo=UTC))
    assert Demand(set(range(patients))).monthly(Span(span.since, span.until)) == monthly


@pytest.mark.parametrize(
    ("denied", "waiting", "told"), [(6, 6, True), (6, 0, True), (6, 2, False), (2, 9, False)]
)
def test_parts_are_told_only_when_neither_is_small(denied, waiting, told):
    one = Demand(set(range(denied)), set(range(100, 100 + waiting)))
    assert (one.parts is not None) is told


# --- accepting ---------------------------------------------------------------------------------


def test_accepting_writes_through_the_sheet_with_both_events(scene, declaration):
    refused(scene, range(1, 7))
    answer = accept(scene, declaration)
    line = Line.objects.get()
    assert (line.unit, line.product, line.shortage_patients) == (scene.unit, scene.world.products[0], 3)
    assert (line.shortage_cause, line.updated_by) == ("equipment", scene.world.editor)
    assert (answer.proposed, answer.declared) == (2, 3)
    names = list(Event.objects.order_by("pk").values_list("action", flat=True))[-2:]
    assert names == ["exchange.sheet.save", "bridges.shortage.accept"]
    assert "se proponían 2" in sentence(Event.objects.latest("pk"))


def test_accepted_twice_it_is_written_once(scene, declaration):
    refused(scene, range(1, 7))
    first = accept(scene, declaration)
    events = Event.objects.count()
    assert accept(scene, declaration, patients="900", version=1) == first
    assert (Line.objects.get().shortage_patients, Event.objects.count()) == (3, events)
    assert ShortageAnswer.objects.count() == 1


def test_what_the_row_says_besides_stays_and_a_doubt_is_asked(scene, declaration):
    refused(scene, range(1, 7))
    Line.objects.create(
        declaration=declaration, unit=scene.unit, product=scene.world.products[0], speciality=scene.world.speciality,
        surplus_patients=8, updated_at=scene.at, updated_by=scene.world.editor,
    )  # fmt: skip
    with pytest.raises(ConfirmationNeeded):  # EX-08: surplus and shortage of the same product
        accept(scene, declaration)
    assert not ShortageAnswer.objects.exists()
    accept(scene, declaration, confirmed=True)
    line = Line.objects.get()
    assert (line.surplus_patients, line.shortage_patients) == (8, 3)


def test_a_newer_sheet_and_a_wrong_amount_are_refused_and_nothing_is_kept(scene, declaration):
    refused(scene, range(1, 7))
    with pytest.raises(Invalid):
        accept(scene, declaration, patients="muchos")
    accept(scene, declaration)
    ShortageAnswer.objects.all().delete()
    with pytest.raises(Conflict):
        accept(scene, declaration, patients="9", version=0)
    assert not ShortageAnswer.objects.exists()


def test_a_closed_round_refuses_both_with_the_reason(scene, declaration):
    refused(scene, range(1, 7))
    late = scene.at + timedelta(days=25)
    for act in (accept, dismiss):
        with pytest.raises(NotNow) as refusal:
            act(scene, declaration, at=late)
        assert refusal.value.rule == "EX-31"
    assert not Line.objects.exists()


def test_without_demand_nothing_can_be_accepted(scene, declaration):
    with pytest.raises(NotFound) as refusal:
        accept(scene, declaration)
    assert refusal.value.rule == "BR-03"


def test_a_unit_of_another_entity_is_refused(scene, declaration):
    refused(scene, range(1, 7))
    for who in (scene.world.editor, scene.world.head_hgo, scene.physician):
        with pytest.raises(NotAllowed):
            accept(
                scene,
                declaration,
                by=who,
                unit=scene.issste_hgo_1 if who == scene.world.editor else scene.unit,
            )


# --- dismissing --------------------------------------------------------------------------------


def test_dismissing_needs_a_reason_and_lasts_the_round(scene, declaration):
    refused(scene, range(1, 7))
    with pytest.raises(Invalid) as wrong:
        dismiss(scene, declaration, "no")
    assert wrong.value.problems[0].rule == "BR-01"
    first = dismiss(scene, declaration)
    assert dismiss(scene, declaration, "Otro motivo distinto") == first
    with pytest.raises(NotNow) as refusal:
        accept(scene, declaration)
    assert refusal.value.rule == "BR-02"
    assert not Line.objects.exists()
    assert "descartó" in sentence(Event.objects.latest("pk"))


# --- pages -------------------------------------------------------------------------------------


def words(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def address(scene, declaration):
    return reverse("shortage:proposal", args=[declaration.pk, scene.unit.code, scene.world.products[0].pk])


def test_the_entity_reads_edits_and_accepts(client_as, scene, declaration):
    refused(scene, range(1, 7))
    client = client_as(scene.world.editor)
    page = words(client.get(reverse("shortage:proposals")))
    assert scene.world.products[0].label in page
    assert "6 pacientes en 90 días" in page
    one = words(client.get(address(scene, declaration)))
    assert 'value="2"' in one
    assert "Persona Sintética" not in one.split("<main")[1].split("</main")[0]  # counts only, no patient
    wrong = words(
        client.post(address(scene, declaration), {"patients": "x", "cause": "staff", "version": "0"}), 422
    )
    assert "EX-02" in wrong or "número" in wrong
    sent = {"accion": "aceptar", "patients": "4", "cause": "staff", "version": "0"}
    assert client.post(address(scene, declaration), sent).status_code == 302
    assert Line.objects.get().shortage_patients == 4
    assert "Respondidos en este periodo" in words(client.get(reverse("shortage:proposals")))
    client.post(address(scene, declaration), sent)
    assert ShortageAnswer.objects.count() == 1


def test_few_patients_are_not_told_and_the_amount_is_typed(client_as, scene, declaration):
    refused(scene, range(1, 4))
    client = client_as(scene.world.editor)
    for page in (
        words(client.get(reverse("shortage:proposals"))),
        words(client.get(address(scene, declaration))),
    ):
        assert "Menos de 5 pacientes en 90 días" in page
        assert ">3 pacientes" not in page
        assert "3 pacientes en" not in page
    answer = accept(scene, declaration)
    assert answer.proposed is None
    assert "proponían" not in sentence(Event.objects.latest("pk"))


def test_dismissing_from_the_page(client_as, scene, declaration):
    refused(scene, range(1, 7))
    client = client_as(scene.world.editor)
    short = words(client.post(address(scene, declaration), {"accion": "descartar", "reason": "no"}), 422)
    assert "hace falta un motivo" in short
    assert client.post(
        address(scene, declaration), {"accion": "descartar", "reason": "Se compró otro equipo"}
    )
    assert not ShortageAnswer.objects.get().accepted


def test_a_closed_round_says_so_and_offers_no_form(client_as, scene, declaration):
    refused(scene, range(1, 7))
    Declaration.objects.update(state="finalised", finalised_at=scene.at, finalised_by=scene.world.head)
    client = client_as(scene.world.editor)
    page = words(client.get(address(scene, declaration)))
    assert "Aceptar y registrar" not in page
    assert (
        client.post(
            address(scene, declaration), {"patients": "4", "cause": "staff", "version": "0"}
        ).status_code
        == 409
    )


@pytest.mark.parametrize("who", ["reporter", "editor", "head", "head_hgo", "coordinator", "auditor", "admin"])
def test_who_opens_the_pages(client_as, scene, declaration, who):
    refused(scene, range(1, 7))
    client = client_as(scene.world.users[who])
    writes = who in {"reporter", "editor", "head", "head_hgo"}
    assert client.get(reverse("shortage:proposals")).status_code == (200 if writes else 403)
    own = who in {"reporter", "editor", "head"}
    assert client.get(address(scene, declaration)).status_code == (200 if own else 403)
    sent = {"accion": "aceptar", "patients": "4", "cause": "staff", "version": "0"}
    assert client.post(address(scene, declaration), sent).status_code == (302 if own else 403)


def test_it_waits_in_the_to_do_list_until_answered(scene, declaration):
    refused(scene, range(1, 7))

    def told(user):
        return [item.title for item in todo_for(user, scene.at) if "propuesto" in item.title]

    assert told(scene.world.editor) == ["1 faltante propuesto por revisar"]
    assert told(scene.world.head_hgo) == []
    assert told(scene.world.auditor) == []
    accept(scene, declaration)
    assert told(scene.world.editor) == []


def test_the_largest_come_first(scene, declaration):
    refused(scene, range(1, 7))
    span = span_of(90, scene.at)
    found = proposed(declaration, scene.world.editor, span, scene.at)
    assert [one.monthly for one in found] == [2]
    ServicePolicy.objects.update(product_code="")
    assert proposed(declaration, scene.world.editor, span, scene.at) == []
