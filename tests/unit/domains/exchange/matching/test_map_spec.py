"""What the map's drawing must keep: everything inside, no patient lost, marks and words legible."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.domains.exchange.matching_map import outline
from cauce.domains.exchange.matching_map_geometry import (
    HEIGHTS,
    NEEDS,
    OFFERS,
    UNMET,
    Arrow,
    Label,
    Spot,
    frame_of,
    merged,
)
from cauce.domains.exchange.matching_map_spec import MOST_ARROWS, PALETTES, specification, svg

latitudes, longitudes = st.floats(14, 33), st.floats(-118, -86)
points = st.tuples(latitudes, longitudes)


@given(st.lists(points, min_size=1, max_size=20))
def test_frame_holds_every_point_in_a_pleasant_shape(places):
    frame = frame_of(places)
    assert all(frame.holds(*place) for place in places)
    assert HEIGHTS[0] - 1 <= frame.height <= HEIGHTS[1] + 1


@settings(max_examples=50)
@given(st.lists(st.tuples(points, points, st.integers(1, 500)), min_size=1, max_size=40))
def test_merging_near_places_loses_no_patient(flows):
    arrows = [Arrow(*start, *end, patients) for start, end, patients in flows]
    spots = [Spot(OFFERS, *end, patients) for _, end, patients in flows]
    spots += [Spot(NEEDS, *start, patients) for start, _, patients in flows]
    frame = frame_of([(s.lat, s.lon) for s in spots])
    fewer, drawn, within = merged(spots, arrows, frame)
    total = sum(patients for *_, patients in flows)
    assert sum(a.patients for a in drawn) + within == total
    for role in (OFFERS, NEEDS):
        assert sum(s.patients for s in fewer if s.role == role) == total
    assert len({(s.role, s.lat, s.lon) for s in fewer}) == len(fewer)


def layers(spots, arrows, labels=()):
    frame = frame_of([(s.lat, s.lon) for s in spots])
    spec = specification(spots, arrows, labels, [], frame, PALETTES["light"])
    return {layer["mark"]["type"]: layer for layer in spec["layer"]}


def test_marks_of_one_place_stand_side_by_side():
    spots = [Spot(role, 20.0, -99.0, 5) for role in (OFFERS, NEEDS, UNMET)]
    drawn = layers(spots, [])["point"]["data"]["values"]
    assert len({(row["x"], row["y"]) for row in drawn}) == 3


def test_labels_do_not_lie_on_each_other():
    spots = [Spot(OFFERS, 14.0, -118.0, 1), Spot(OFFERS, 33.0, -86.0, 1)]
    labels = [Label("Hidalgo", 20.3, -98.9), Label("Tlaxcala", 20.31, -98.9), Label("Sonora", 29.3, -110.9)]
    shown = [row["text"] for row in layers(spots, [], labels)["text"]["data"]["values"]]
    assert shown == ["Hidalgo", "Sonora"]


def test_only_the_widest_flows_are_drawn_the_widest_last():
    arrows = [Arrow(20, -99, 21, -100, n) for n in range(1, MOST_ARROWS + 50)]
    drawn = [row["patients"] for row in layers([Spot(OFFERS, 20, -99, 1)], arrows)["rule"]["data"]["values"]]
    assert (len(drawn), drawn[-1], drawn[0]) == (MOST_ARROWS, MOST_ARROWS + 49, 50)


@pytest.mark.parametrize("theme", PALETTES)
def test_picture_is_light_and_carries_no_script(theme):
    spots = [Spot(OFFERS, 20.123456, -99.0, 5), Spot(NEEDS, 21.0, -100.0, 5)]
    frame = frame_of([(20, -99), (21, -100)])
    picture = svg(spots, [Arrow(21, -100, 20.123456, -99, 5)], [], outline(), frame, theme)
    assert "<script" not in picture
    assert not re.search(r"\d\.\d{2,}", picture)
    assert PALETTES[theme].surface in picture
