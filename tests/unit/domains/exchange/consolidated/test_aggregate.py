"""The aggregates, against a naive sum over the rows."""

from collections import defaultdict
from itertools import combinations

import pytest

from cauce.core.errors import NotAllowed
from cauce.domains.exchange.consolidated import (
    DIMENSIONS,
    Cut,
    consolidate,
    detail_lines,
    detail_rows,
    map_points,
    progress_note,
)
from cauce.domains.exchange.consolidated.detail import COLUMNS
from cauce.domains.exchange.models import Line

EVERY_CUT = [*((d,) for d in DIMENSIONS), *combinations(DIMENSIONS, 2)]


def key_of(line: Line, dimension: str):
    return {
        "institution": lambda: line.declaration.entity.parent_id,
        "state": lambda: line.declaration.entity.area_id,
        "level": lambda: line.unit.care_level,
        "group": lambda: line.speciality.parent_id,
        "speciality": lambda: line.speciality_id,
        "product": lambda: line.product_id,
        "cause": lambda: line.shortage_cause,
    }[dimension]()


def naive(by, include_open):
    """The same figures by walking the rows one by one."""
    lines = [x for x in Line.objects.all() if include_open or x.declaration.state != "open"]
    if "cause" in by:
        lines = [x for x in lines if x.shortage_patients is not None]
    groups = defaultdict(list)
    for line in lines:
        groups[tuple(key_of(line, d) for d in by)].append(line)

    def total(found, name):
        values = [getattr(x, name) for x in found if getattr(x, name) is not None]
        return sum(values) if values else None

    return {
        key: {
            "lines": len(found),
            "units": len({x.unit_id for x in found}),
            "surplus_lines": sum(x.surplus_patients is not None for x in found),
            "shortage_lines": sum(x.shortage_patients is not None for x in found),
            **{
                name: total(found, name)
                for name in ("surplus_events", "surplus_patients", "shortage_events", "shortage_patients")
            },
        }
        for key, found in groups.items()
    }


@pytest.mark.parametrize("include_open", [False, True])
@pytest.mark.parametrize("by", EVERY_CUT, ids="-".join)
def test_every_cut_equals_the_naive_sum(filled, by, include_open):
    cut = Cut(by=by, include_open=include_open)
    table = consolidate(filled.round, filled.users["sector"], filled.now, cut)
    expected = naive(by, include_open)
    found = {tuple(row.keys[d] for d in by): row.values for row in table.rows}
    assert found == {key: {m: v[m] for m in cut.measures} for key, v in expected.items()}


def test_the_total_counts_a_unit_once(filled):
    table = consolidate(filled.round, filled.users["sector"], filled.now, Cut(by=("product",)))
    assert table.total.values["units"] == 4
    assert sum(row.values["units"] for row in table.rows) == 5
    assert table.total.values["surplus_patients"] == 15


def test_nobody_reported_is_not_zero(filled):
    cut = Cut(by=("institution",))
    rows = {
        r.labels["institution"]: r.values
        for r in consolidate(filled.round, filled.users["sector"], filled.now, cut).rows
    }
    assert rows["IMSS"]["shortage_patients"] is None
    assert rows["IMSS"]["surplus_events"] is None


def test_open_declarations_are_left_out_and_marked_when_asked_for(filled):
    sector = filled.users["sector"]
    closed = consolidate(filled.round, sector, filled.now, Cut())
    opened = consolidate(filled.round, sector, filled.now, Cut(include_open=True))
    assert (closed.total.values["lines"], closed.total.open_lines) == (5, 0)
    assert (opened.total.values["lines"], opened.total.open_lines) == (6, 1)
    assert progress_note(filled.round, sector, filled.now) == (3, 4)


@pytest.mark.parametrize(
    ("who", "lines"), [("sector", 5), ("auditor", 5), ("coordinator", 4), ("coordinator_imss", 1)]
)
def test_each_person_consolidates_their_own_places(filled, who, lines):
    table = consolidate(filled.round, filled.users[who], filled.now, Cut())
    assert table.total.values["lines"] == lines


@pytest.mark.parametrize("who", ["head", "editor", "reporter", "admin"])
def test_without_the_permission_there_is_no_consolidated(filled, who):
    with pytest.raises(NotAllowed):
        consolidate(filled.round, filled.users[who], filled.now, Cut())


@pytest.mark.parametrize("by", [("institution",), ("level", "cause"), ("product", "state")], ids="-".join)
def test_every_number_is_the_count_of_its_rows(filled, by):
    sector = filled.users["sector"]
    table = consolidate(filled.round, sector, filled.now, Cut(by=by))
    for row in table.rows:
        narrowed = table.cut.narrowed(row.keys)
        assert detail_lines(filled.round, sector, filled.now, narrowed).count() == row.values["lines"]


@pytest.mark.parametrize(
    ("filters", "lines"),
    [
        ({"level": 1}, 4),
        ({"level": 2}, 1),
        ({"level": 0}, 0),
        ({"cause": "staff"}, 2),
        ({"kind": "surplus"}, 3),
        ({"kind": "shortage"}, 3),
        ({"cause": "equipment", "kind": "surplus"}, 1),
    ],
)
def test_filters(filled, filters, lines):
    cut = Cut(**filters)
    assert detail_lines(filled.round, filled.users["sector"], filled.now, cut).count() == lines


def test_sorting(filled):
    def labels(sort):
        table = consolidate(filled.round, filled.users["sector"], filled.now, Cut(sort=sort))
        return [row.labels["institution"] for row in table.rows]

    assert labels("institution") == ["IMSS", "ISSSTE"]
    assert labels("-institution") == ["ISSSTE", "IMSS"]
    assert labels("surplus_patients") == ["ISSSTE", "IMSS"]
    assert labels("-surplus_patients") == ["IMSS", "ISSSTE"]


def test_the_detail_reads_as_people_do(filled):
    rows = list(detail_rows(filled.round, filled.users["sector"], filled.now, Cut(include_open=True)))
    names = list(COLUMNS)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    assert len(found) == 6
    states = {row["Entidad que reporta"]: row["Estado del registro"] for row in found}
    assert states["IMSS Hidalgo"] == "Abierto"
    assert states["IMSS Baja California"] == "Finalizado"
    assert {row["Causa principal del faltante"] for row in found} == {
        "",
        "Falta de personal",
        "Falta de equipo",
    }
    assert {row["Dato sintético"] for row in found} == {"SI"}


def test_the_map_shows_states_and_then_units(filled):
    sector = filled.users["sector"]
    states = map_points(filled.round, sector, filled.now, Cut())
    assert {(p.label, p.surplus_patients, p.shortage_patients) for p in states} == {
        ("Baja California", 15, 12),
        ("Hidalgo", 0, 1),
    }
    area = filled.issste_bc.area
    units = map_points(filled.round, sector, filled.now, Cut(state=area.pk))
    assert len(units) == 3
    assert not any(p.approximate for p in units)


def test_a_unit_without_coordinates_is_at_its_areas_centre_and_flagged(filled):
    unit = filled.issste_bc_1
    unit.latitude = unit.longitude = None
    unit.save()
    points = map_points(filled.round, filled.users["sector"], filled.now, Cut(state=unit.area_id))
    point = next(p for p in points if p.key == unit.pk)
    assert (point.latitude, point.longitude, point.approximate) == (32.0, -115.0, True)


def test_what_is_remembered_is_forgotten_at_the_next_act(filled, django_assert_num_queries):
    from cauce.domains.exchange.actions import save_sheet

    sector, declaration = filled.users["sector"], filled.issste_bc.declarations.get()
    declaration.state, declaration.finalised_at, declaration.finalised_by = "open", None, None
    declaration.save()

    def save(patients: str, version: int) -> None:
        rows = {filled.products[2].pk: {"surplus_patients": patients}}
        save_sheet(
            by=filled.head, at=filled.now, declaration=declaration, unit=filled.issste_bc_1,
            speciality=filled.speciality, rows=rows, version=version,
        )  # fmt: skip

    def total() -> int:
        table = consolidate(filled.round, sector, filled.now, Cut(include_open=True))
        return table.total.values["surplus_patients"]

    save("7", 0)
    assert total() == 115 + 7
    with django_assert_num_queries(3):  # reach twice, and the log's last event
        assert total() == 115 + 7
    save("9", 1)
    assert total() == 115 + 9
