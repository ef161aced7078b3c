"""A run from its request to its results."""

import pytest
from django.db.models import Sum

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import execute_run, matching, reject_proposals, request_run
from cauce.domains.exchange.matching_queries import cause_totals, pair_totals, reason_totals
from cauce.domains.exchange.models import Line, MatchRun, Proposal, Unmet, Unused
from cauce.domains.exchange.rules.matching import TooManyPairs
from cauce.domains.exchange.rules.proposals import Side
from cauce.domains.exchange.rules.states import State
from tests.factories.declared import declare


def terms(proposals):
    """What people would read: from which unit to which, how many, how far."""
    return {(p.demand_unit.code, p.supply_unit.code, p.patients, p.km) for p in proposals}


def test_serves_the_nearest_within_the_limit(run):
    assert terms(run.proposals.all()) == {
        ("BCIMS000001", "BCISS000001", 6, 0.0),
        ("BCIMS000002", "BCISS000001", 4, 11.1),
    }
    assert run.state == MatchRun.State.DONE
    assert (run.served_patients, run.patient_km, run.unused_patients) == (10, 44.4, 0)
    assert (run.supply_patients, run.demand_patients, run.unmet_patients) == (10, 17, 7)


def test_every_declared_patient_is_served_unmet_or_unused(run):
    assert run.served_patients + run.unmet_patients == run.demand_patients
    assert run.served_patients + run.unused_patients == run.supply_patients


def test_unmet_says_why(run, world):
    assert set(Unmet.objects.values_list("unit__code", "patients", "reason", "cause")) == {
        ("BCIMS000002", 3, "insufficient", "equipment"),
        ("HGIMS000001", 4, "out_of_range", "supplies"),
    }
    declare(world, world.issste_hgo_1, world.products[1], shortage=2)
    assert reason_totals(run.unmet.all()) == {"insufficient": 3, "out_of_range": 4}


def test_unused_surplus_is_listed(world, lines, run_match):
    declare(world, world.issste_bc_2, world.products[1], surplus=5)
    run_match()
    assert list(Unused.objects.values_list("unit__code", "patients")) == [("BCISS000002", 5)]


def test_open_declarations_only_if_asked_and_marked(world, run_match, lines):
    declare(world, world.issste_hgo_1, surplus=3, state=State.OPEN)
    assert run_match().proposals.count() == 2
    included = run_match(include_open=True).proposals.get(supply_unit=world.issste_hgo_1)
    assert (included.supply_open, included.demand_open, included.patients) == (True, False, 3)


def test_inside_one_institution_only_if_asked(world, lines, run_match):
    declare(world, world.issste_bc_2, shortage=2)
    assert not run_match().proposals.filter(demand_unit=world.issste_bc_2).exists()
    assert run_match(same_institution=True).served_patients == 10


def test_a_unit_is_never_matched_with_itself(world, run_match):
    declare(world, world.issste_bc_1, surplus=5, shortage=5)
    run = run_match(same_institution=True)
    assert (run.proposals.count(), run.unmet.get().reason) == (0, "no_supply")


def test_a_unit_without_coordinates_stands_at_its_municipalitys_centre_and_is_flagged(
    world, lines, run_match
):
    world.imss_bc_1.latitude = world.imss_bc_1.longitude = None
    world.imss_bc_1.save()
    run = run_match()
    flagged = run.proposals.get(demand_unit=world.imss_bc_1)
    assert (flagged.demand_approximate, flagged.supply_approximate, flagged.km) == (True, False, 11.1)
    assert run.approximate_units == 1


def test_a_unit_without_any_place_is_unmet_for_that_reason(world, lines, run_match):
    for unit in (world.imss_bc_1, world.issste_bc_1):
        unit.latitude = unit.longitude = unit.area = None
        unit.save()
    run = run_match()
    assert run.unmet.get(unit=world.imss_bc_1).reason == "no_location"
    assert run.unused.get().unit == world.issste_bc_1
    assert (run.served_patients, run.demand_patients, run.supply_patients) == (0, 17, 10)


def test_totals_by_pair_and_by_cause(run, world):
    (pair,) = pair_totals(run.proposals.all())
    assert (pair.supply, pair.demand, pair.proposals) == (world.issste, world.imss, 2)
    assert (pair.patients, pair.patient_km, pair.committed) == (10, 44.4, 0)
    assert pair.km_per_patient == pytest.approx(4.44)
    causes = {c.cause: (c.served, c.unmet) for c in cause_totals(run.proposals.all(), run.unmet.all())}
    assert causes == {"staff": (6, 0), "equipment": (4, 3), "supplies": (0, 4)}


def test_patient_kilometres_beyond_32_bits(world, run_match):
    declare(world, world.issste_bc_1, surplus=9_999_999)
    declare(world, world.imss_hgo_1, shortage=9_999_999)
    run = run_match(max_km=5000)
    (pair,) = pair_totals(run.proposals.all())
    assert pair.patient_km == run.patient_km > 10**10


class TestRerun:
    def test_keeps_what_both_accepted_and_matches_the_rest(self, world, run, proposal, accept, run_match):
        accept(proposal, "supply", "demand")
        again = run_match()
        assert list(again.kept.all()) == [proposal]
        assert (again.kept_patients, again.served_patients, again.unmet_patients) == (6, 4, 7)
        assert terms(again.proposals.all()) == {("BCIMS000002", "BCISS000001", 4, 11.1)}
        proposal.refresh_from_db()
        assert proposal.state == "accepted"

    def test_never_allocates_a_committed_patient_twice(self, world, run, proposal, accept, run_match):
        accept(proposal, "supply", "demand")
        for max_km in (1.0, 5000.0):
            again = run_match(max_km)
            given = again.proposals.aggregate(n=Sum("patients"))["n"] or 0
            assert given + again.kept_patients + again.unused_patients == 10

    def test_supersedes_what_nobody_settled(self, run, run_match):
        again = run_match()
        assert set(run.proposals.values_list("state", "superseded_by")) == {("superseded", again.pk)}
        assert set(again.proposals.values_list("state", flat=True)) == {"proposed"}

    def test_one_sides_yes_is_not_asked_twice_for_the_same_terms(
        self, run, proposal, accept, run_match, world
    ):
        accept(proposal, "supply")
        same = run_match().proposals.get(demand_unit=proposal.demand_unit)
        assert (same.state, same.supply_accepted_by) == ("supply_accepted", world.coordinator)

    def test_but_it_is_when_the_patients_changed(self, run, proposal, accept, run_match, world):
        accept(proposal, "supply")
        Line.objects.filter(unit=world.imss_bc_1).update(shortage_patients=5)
        assert run_match().proposals.get(demand_unit=proposal.demand_unit).state == "proposed"

    def test_does_not_propose_again_what_was_rejected_unless_asked(self, world, run, proposal, run_match):
        reject_proposals(
            by=world.coordinator_imss,
            at=world.now,
            proposals=[proposal],
            side=Side.DEMAND,
            reason="Sin traslado",
        )
        again = run_match()
        assert not again.proposals.filter(demand_unit=world.imss_bc_1).exists()
        assert again.unmet.get(unit=world.imss_bc_1).reason == "insufficient"
        asked = run_match(repeat_rejected=True)
        assert asked.proposals.filter(demand_unit=world.imss_bc_1).exists()

    def test_tells_of_commitments_beyond_what_is_declared_now(self, world, run, proposal, accept, run_match):
        accept(proposal, "supply", "demand")
        Line.objects.filter(unit=world.imss_bc_1).update(shortage_patients=5)
        Line.objects.filter(unit=world.issste_bc_1).delete()
        again = run_match()
        assert sorted((o["side"], o["unit"], o["patients"]) for o in again.overcommitted) == [
            ("demand", world.imss_bc_1.pk, 1),
            ("supply", world.issste_bc_1.pk, 6),
        ]
        assert again.proposals.count() == 0

    def test_commitments_of_a_unit_that_lost_its_place_still_count(
        self, world, run, proposal, accept, run_match
    ):
        accept(proposal, "supply", "demand")
        unit = world.issste_bc_1
        unit.latitude = unit.longitude = unit.area = None
        unit.save()
        again = run_match()
        assert (again.overcommitted, again.kept_patients, again.served_patients) == ([], 6, 0)
        assert again.unused.get().patients == 4
        assert again.kept_patients + again.unmet_patients == again.demand_patients

    def test_sees_an_acceptance_given_while_it_was_solving(self, world, run, proposal, accept, monkeypatch):
        real, calls = matching.matching.solve, []

        def solve(*args):
            result = real(*args)
            if not calls:
                accept(proposal, "supply", "demand")
            calls.append(1)
            return result

        monkeypatch.setattr(matching.matching, "solve", solve)
        asked = request_run(by=world.users["sector"], at=world.now, round_=world.round, max_km=200.0)
        again = execute_run(run=asked, at=world.now)
        assert (len(calls), again.kept_patients, again.served_patients) == (2, 6, 4)


class TestRequest:
    def test_numbers_the_rounds_runs(self, lines, run_match):
        assert [run_match().number, run_match().number] == [1, 2]

    @pytest.mark.parametrize("max_km", [0, 0.9, -1, 5001, float("nan"), float("inf")])
    def test_refuses_a_limit_out_of_bounds(self, lines, run_match, max_km):
        with pytest.raises(Invalid) as refused:
            run_match(max_km)
        assert refused.value.rule == "EX-80"

    def test_refuses_a_round_without_lines(self, world, run_match):
        declare(world, world.issste_hgo_1, surplus=3, state=State.OPEN)
        with pytest.raises(Invalid, match="cuenta: 0") as refused:
            run_match()
        assert refused.value.rule == "EX-81"
        assert run_match(include_open=True).state == "done"

    @pytest.mark.parametrize("who", ["reporter", "editor", "head", "coordinator", "auditor", "admin"])
    def test_is_the_sector_coordinators_alone(self, world, lines, who):
        with pytest.raises(NotAllowed):
            request_run(by=world.users[who], at=world.now, round_=world.round, max_km=200.0)
        assert not MatchRun.objects.exists()

    def test_one_at_a_time_in_a_round(self, world, lines, run_match):
        first = request_run(by=world.users["sector"], at=world.now, round_=world.round, max_km=200.0)
        with pytest.raises(NotNow, match="corrida 1 de este periodo") as refused:
            run_match()
        assert refused.value.rule == "EX-88"
        first.job.state, first.job.finished_at = "failed", world.now  # its worker died
        first.job.save()
        assert run_match().number == 2

    def test_a_job_started_again_does_no_harm(self, run, world):
        before = list(run.proposals.values_list("pk", flat=True))
        execute_run(run=run, at=world.now)
        assert list(run.proposals.values_list("pk", flat=True)) == before

    def test_is_written_down(self, run):
        asked, finished = Event.objects.filter(action__startswith="exchange.match").order_by("sequence")
        assert asked.data["max_km"] == 200
        assert (finished.data["served_patients"], finished.data["proposals"]) == (10, 2)


def test_a_run_that_fails_says_so_and_stores_nothing(world, lines, run_match, monkeypatch):
    def solve(*args):
        raise TooManyPairs("P005")

    monkeypatch.setattr(matching.matching, "solve", solve)
    with pytest.raises(Invalid) as refused:
        run_match()
    assert refused.value.rule == "EX-86"
    run = MatchRun.objects.get()
    assert (run.state, run.failure) == ("failed", str(refused.value))
    assert "P005" in run.failure
    assert not Proposal.objects.exists()


def test_a_cancelled_run_stores_nothing(world, lines):
    def cancel(done, total, message):
        raise KeyboardInterrupt

    asked = request_run(by=world.users["sector"], at=world.now, round_=world.round, max_km=200.0)
    with pytest.raises(KeyboardInterrupt):
        execute_run(run=asked, at=world.now, progress=cancel)
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert not Proposal.objects.exists()
