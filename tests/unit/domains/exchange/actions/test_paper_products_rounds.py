"""The paper that arrives, the product that is missing, and the round's dates."""

from datetime import date, timedelta

import pytest

from cauce.core.catalogues.models import Release
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import (
    decide_product_request,
    open_round,
    record_paper_receipt,
    request_product,
    set_round_window,
)
from cauce.domains.exchange.models import Declaration, ProductRequest
from cauce.domains.exchange.policies import window_of
from cauce.domains.exchange.queries import entries


@pytest.fixture
def receive(world, declaration):
    def run(*, by=None, received_date=date(2026, 5, 20), reference="OF-123", condition="complete"):
        return record_paper_receipt(
            by=by or world.coordinator,
            at=world.now,
            declaration=declaration,
            received_date=received_date,
            reference=reference,
            condition=condition,
        )

    return run


@pytest.fixture
def finalised(world, save, finalise):
    save({world.products[0]: {"surplus_patients": "4"}})
    return finalise()


@pytest.mark.usefixtures("finalised")
def test_the_paper_is_recorded_against_its_version(receive):
    assert receive().final_version == 1


@pytest.mark.usefixtures("finalised")
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"reference": "  "}, "EX-50"),
        ({"received_date": None}, "EX-50"),
        ({"condition": "lost"}, "EX-50"),
        ({"received_date": date(2026, 5, 21)}, "EX-51"),
        ({"received_date": date(2026, 5, 19)}, "EX-51"),
    ],
)
def test_a_paper_receipt_is_complete_and_dated_in_order(receive, change, rule):
    with pytest.raises(Invalid) as refused:
        receive(**change)
    assert refused.value.problems[0].rule == rule


def test_no_paper_of_what_is_open(receive):
    with pytest.raises(NotNow) as refused:
        receive()
    assert refused.value.rule == "EX-33"


@pytest.fixture
def ask(world, declaration):
    def run(label="Apendicectomía por puerto único"):
        return request_product(
            by=world.editor,
            at=world.now,
            declaration=declaration,
            unit=world.issste_bc_1,
            speciality=world.speciality,
            label=label,
        )

    return run


def test_an_approved_product_is_in_a_new_release(world, ask):
    decided = decide_product_request(by=world.coordinator, at=world.now, request=ask(), approve=True)
    assert decided.state == ProductRequest.State.APPROVED
    assert list(Release.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert entries("product", world.speciality).filter(pk=decided.entry_id).exists()
    assert decided.entry.since == 2


@pytest.mark.parametrize(("label", "rule"), [("", "EX-60"), ("ab", "EX-60"), ("APENDICECTOMÍA", "EX-61")])
def test_a_request_names_a_product_that_is_missing(ask, label, rule):
    with pytest.raises(Invalid) as refused:
        ask(label)
    assert refused.value.problems[0].rule == rule


def test_declining_needs_a_reason_and_happens_once(world, ask):
    request = ask()
    with pytest.raises(Invalid) as refused:
        decide_product_request(by=world.coordinator, at=world.now, request=request, approve=False, reason=" ")
    assert refused.value.problems[0].rule == "EX-62"
    decide_product_request(
        by=world.coordinator, at=world.now, request=request, approve=False, reason="Ya existe."
    )
    with pytest.raises(NotNow) as refused:
        decide_product_request(by=world.coordinator, at=world.now, request=request, approve=True)
    assert refused.value.rule == "EX-63"


def test_two_requests_for_the_same_product_are_not_both_approved(world, ask):
    first, second = ask(), ask()
    decide_product_request(by=world.coordinator, at=world.now, request=first, approve=True)
    with pytest.raises(Invalid) as refused:
        decide_product_request(by=world.coordinator, at=world.now, request=second, approve=True)
    assert refused.value.problems[0].rule == "EX-61"


def test_opening_a_round_gives_every_entity_a_declaration(world):
    opened = open_round(
        by=world.users["sector"],
        at=world.now,
        code="2027",
        name="Captura 2027",
        opens_at=world.now,
        closes_at=world.now + timedelta(days=10),
    )
    assert Declaration.objects.filter(round=opened).count() == 4
    with pytest.raises(NotAllowed):
        open_round(
            by=world.coordinator,
            at=world.now,
            code="2028",
            name="Captura 2028",
            opens_at=world.now,
            closes_at=world.now + timedelta(days=10),
        )


def test_a_round_closes_after_it_opens(world):
    with pytest.raises(Invalid) as refused:
        open_round(
            by=world.users["sector"],
            at=world.now,
            code="2027",
            name="x",
            opens_at=world.now,
            closes_at=world.now,
        )
    assert refused.value.problems[0].rule == "EX-70"


def test_an_institution_has_its_own_window(world, declaration):
    closes_at = world.now + timedelta(days=90)
    set_round_window(
        by=world.users["sector"],
        at=world.now,
        round=world.round,
        institution=world.issste,
        opens_at=world.now,
        closes_at=closes_at,
    )
    assert window_of(declaration).closes_at == closes_at
    other = Declaration.objects.create(round=world.round, entity=world.imss_bc)
    assert window_of(other).closes_at == world.round.closes_at
