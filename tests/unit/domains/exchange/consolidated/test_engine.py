"""The engine's consolidated: equal to the naive sum live, from the copy, and from both; never from an old copy."""

from itertools import combinations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.domains.exchange.consolidated import DIMENSIONS, Cut, consolidate, kept
from cauce.domains.exchange.consolidated.engine import COLUMNS, documents, figures
from cauce.domains.exchange.consolidated.kept import copy_due, current_copy, drop_copy, make_copy
from cauce.domains.exchange.facts import FACTS, LINES, VIEWS
from cauce.domains.exchange.models import Declaration, Line

from .test_aggregate import naive

EVERY_CUT = [*((d,) for d in DIMENSIONS), *combinations(DIMENSIONS, 2)]
CAUSE = st.sampled_from(["staff", "equipment", "supplies"])
AMOUNT = st.one_of(st.none(), st.integers(1, 9))
SIDE = st.tuples(AMOUNT, st.integers(1, 9))
ROW = st.tuples(st.one_of(st.none(), SIDE), st.one_of(st.none(), st.tuples(CAUSE, SIDE))).filter(any)


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.CAUCE_SNAPSHOT_DIR = tmp_path / "snapshot"


def found(world, by, include_open):
    table = consolidate(world.round, world.users["sector"], world.now, Cut(by=by, include_open=include_open))
    return {tuple(row.keys[d] for d in by): row.values for row in table.rows}, table


def expected(by, include_open):
    measures = Cut(by=by).measures
    return {key: {m: values[m] for m in measures} for key, values in naive(by, include_open).items()}


@pytest.mark.parametrize("include_open", [False, True])
@pytest.mark.parametrize("by", EVERY_CUT, ids="-".join)
def test_the_copy_gives_what_the_rows_give(filled, own_folder, by, include_open):
    live, live_table = found(filled, by, include_open)
    make_copy(filled.round)
    copied, table = found(filled, by, include_open)
    assert copied == live == expected(by, include_open)
    assert table.total == live_table.total


FILTERS = [
    {"institution": "issste"}, {"state": "state"}, {"level": 1}, {"level": 0}, {"product": 0}, {"kind": "surplus"},
    {"cause": "staff"}, {"unit": "issste_bc_1"}, {"group": "group"},
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_are_the_same_over_the_copy(filled, own_folder, filters):
    named = {
        "issste": filled.issste.pk, "state": filled.issste_bc.area_id, "issste_bc_1": filled.issste_bc_1.pk,
        "group": filled.speciality.parent_id,
    }  # fmt: skip
    fields = {k: named.get(v, v) if isinstance(v, str) else v for k, v in filters.items()}
    if "product" in fields:
        fields["product"] = filled.products[0].pk
    cut = Cut(by=("product",), include_open=True, **fields)
    sector = filled.users["sector"]
    live = consolidate(filled.round, sector, filled.now, cut)
    make_copy(filled.round)
    copied = consolidate(filled.round, sector, filled.now, cut)
    assert (copied.rows, copied.total) == (live.rows, live.total)


@given(st.lists(ROW, max_size=8), st.lists(st.booleans(), min_size=4, max_size=4), st.sampled_from(EVERY_CUT))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_whoever_has_finalised(filled, own_folder, rows, final, by):
    """Old and new at once: the naive walk over the rows is what the GROUP BY gave before."""
    Line.objects.all().delete()
    units = [filled.places[k] for k in ("issste_bc_1", "issste_bc_2", "issste_hgo_1", "imss_bc_1")]
    declarations = list(Declaration.objects.order_by("pk"))
    own = {d.entity_id: d for d in declarations}
    for declaration, closed in zip(declarations, final, strict=True):
        Declaration.objects.filter(pk=declaration.pk).update(
            state="finalised" if closed else "open", finalised_at=filled.now, answer=True, final_version=1
        )
    for number, (surplus, shortage) in enumerate(rows):
        unit = units[number % len(units)]
        cause, (events, patients) = shortage or ("", (None, None))
        Line.objects.create(
            declaration=own[unit.parent_id], unit=unit, product=filled.products[number // len(units)],
            speciality=filled.speciality, surplus_events=surplus and surplus[0], surplus_patients=surplus and surplus[1],
            shortage_cause=cause, shortage_events=events, shortage_patients=patients,
            updated_at=filled.now, updated_by=filled.head,
        )  # fmt: skip
    for make in (drop_copy, make_copy):
        make(filled.round)
        for include_open in (False, True):
            wanted = expected(by, include_open)
            everything = Declaration.objects.filter(round=filled.round)
            chosen = everything if include_open else everything.exclude(state="open")
            cut = Cut(by=by, include_open=include_open)
            got = figures(filled.round, chosen, cut)
            assert len(got.groups) == len(wanted)
            for key, values in wanted.items():
                named = dict(
                    zip(
                        got.measures,
                        got.groups[key],
                        strict=True,
                    )
                )
                assert {m: named[m] or None for m in values} == {m: v or None for m, v in values.items()}


def test_a_reopened_declaration_is_counted_live_again_at_once(filled, own_folder):
    make_copy(filled.round)
    declaration = Declaration.objects.get(entity=filled.issste_bc)
    Declaration.objects.filter(pk=declaration.pk).update(state="open")
    Line.objects.filter(declaration=declaration, surplus_patients=2).update(surplus_patients=50)
    by = ("institution",)
    assert found(filled, by, True)[0] == expected(by, True)
    Declaration.objects.filter(pk=declaration.pk).update(state="finalised", final_version=2)
    assert found(filled, by, False)[0] == expected(by, False)


def test_a_unit_moved_to_another_level_counts_there_without_a_new_copy(filled, own_folder):
    make_copy(filled.round)
    unit = filled.issste_bc_1
    unit.care_level = 3
    unit.save()
    assert found(filled, ("level",), False)[0] == expected(("level",), False)


def test_a_unit_that_two_declarations_report_is_left_out_of_the_copy(filled, own_folder):
    line = Line.objects.get(unit=filled.imss_bc_1)
    line.pk, line.declaration = None, Declaration.objects.get(entity=filled.issste_bc)
    line.product = filled.products[1]
    line.save()
    copy = make_copy(filled.round)
    assert set(copy.versions) == {Declaration.objects.get(entity=filled.issste_hgo).pk}
    for by in (("institution",), ("state",), ("level",)):
        assert found(filled, by, False)[0] == expected(by, False)


def test_copies_are_made_when_something_was_finalised_and_the_old_file_goes(filled, own_folder, monkeypatch):
    assert copy_due(filled.now) == []  # a small round is not worth it
    monkeypatch.setattr(kept, "MIN_ROWS", 1)
    assert copy_due(filled.now) == [filled.round.code]
    first = current_copy(filled.round)
    assert copy_due(filled.now) == []
    Declaration.objects.filter(entity=filled.imss_hgo).update(
        state="finalised", finalised_at=filled.now, final_version=1
    )
    assert copy_due(filled.now) == [filled.round.code]
    second = current_copy(filled.round)
    assert first.path.exists()  # somebody may be reading it
    make_copy(filled.round)
    assert not first.path.exists()
    assert second.path.exists()


def test_a_lost_file_means_live(filled, own_folder):
    make_copy(filled.round).path.unlink()
    assert current_copy(filled.round) is None
    assert found(filled, ("product",), True)[0] == expected(("product",), True)


def test_the_documents_fit_the_schema_and_the_cut():
    assert len(documents()) == 9
    for document in documents().values():
        document.check(FACTS)
        assert document.source["document"] == "000"
        assert document.why.endswith(".")
        assert set(COLUMNS.values()) <= set(document.dimensions)
    assert set(Cut().measures) < set(documents())
    assert len({document.numerator for document in documents().values()}) == 9


@pytest.mark.django_db
def test_the_view_has_the_columns_of_the_schema():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS['exchange_lines']} WHERE 1 = 0")
        columns = {column[0] for column in cursor.description}
    assert columns == {"period", "declaration_id", *LINES.columns}


def test_nobodys_declarations_give_nothing(filled, own_folder):
    got = figures(filled.round, [], Cut())
    assert got.groups == {}
    assert set(got.total) == {None}


def test_the_command_line_reads_the_same_figures_with_their_words(filled):
    import json

    from typer.testing import CliRunner

    from cauce.indicators.cli import app

    arguments = [
        "compute",
        "E-5",
        "--period",
        str(filled.round.opens_at.year),
        "--by",
        "institution",
    ]
    said = CliRunner().invoke(app, [*arguments, "--where", "record=finalised"])
    assert said.exit_code == 0, said.output
    assert "ISSSTE" in said.output
    total = found(filled, ("institution",), False)[1].total.values["surplus_patients"]
    plain = CliRunner().invoke(app, [*arguments, "--where", "record=finalised", "--json"])
    assert json.loads(plain.stdout)["cells"][-1]["value"] == str(total)
