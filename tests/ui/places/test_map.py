"""Mercator there and back, zooming that keeps the spot, and dots that lose no photo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui.i18n import Language
from app.ui.places.clusters import CELL_PX, cluster
from app.ui.places.dots import short_number
from app.ui.places.viewport import HIGHEST, LARGEST_PX, Viewport, to_map, to_spot

norths, easts = st.floats(-85, 85), st.floats(-180, 180)
views = st.builds(
    lambda x, y, scale, width, height: Viewport(width, height, x, y, scale).within(),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(200, LARGEST_PX),
    st.integers(100, 3000),
    st.integers(100, 2000),
)


@settings(deadline=None)
@given(norths, easts)
def test_a_spot_comes_back_from_the_map(north: float, east: float) -> None:
    (point,) = to_map(np.array([[north, east]]))
    assert to_spot(*point.tolist()) == pytest.approx((north, east), abs=1e-9)


def test_poles_and_date_line_lie_on_the_edges() -> None:
    points = to_map(np.array([[90.0, -180.0], [-90.0, 180.0], [0.0, 0.0]]))
    assert points == pytest.approx(np.array([[0, 0], [1, 1], [0.5, 0.5]]), abs=1e-3)
    assert to_spot(-1.0, -1.0) == (HIGHEST, -180.0)


@settings(deadline=None)
@given(views, st.floats(0.1, 10), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_the_spot_under_the_pointer(
    view: Viewport, factor: float, right: float, down: float
) -> None:
    at = right * view.width, down * view.height
    after = view.zoomed(factor, *at)
    assert view.width <= after.scale <= LARGEST_PX
    # At the edges of the map the part is moved, so that nothing beyond is seen.
    if after.within() == after and 0.4 < after.x < 0.6 and 0.4 < after.y < 0.6:
        inner = after.width / after.scale < 0.5 and after.height / after.scale < 0.5
        if inner:
            assert after.point(*at) == pytest.approx(view.point(*at), abs=1e-6)


@settings(deadline=None)
@given(views, st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_no_part_lies_beyond_the_map(view: Viewport, right: float, down: float) -> None:
    after = view.moved(right, down)
    left, _ = after.point(0, 0)
    end, _ = after.point(after.width, after.height)
    assert left >= -1e-9
    assert end <= 1 + 1e-9


@settings(deadline=None)
@given(norths, easts, st.floats(0, 20), st.floats(0, 20))
def test_a_box_is_shown_whole(south: float, west: float, more: float, wide: float) -> None:
    box = south, west, min(85.0, south + more), min(180.0, west + wide)
    view = Viewport(900, 600).around(box)
    corners = view.place(to_map(np.array([box[:2], box[2:]])))
    assert (corners >= -1e-6).all()
    assert (corners <= np.array([900, 600]) + 1e-6).all()


spots_ = st.lists(st.tuples(norths, easts), max_size=80).map(
    lambda found: np.array(found, dtype=np.float64).reshape(-1, 2)
)


@settings(deadline=None)
@given(spots_, st.floats(200, LARGEST_PX))
def test_each_photo_is_in_one_dot(spots: np.ndarray, scale: float) -> None:
    points = to_map(spots)
    found = cluster(points, spots, scale)
    assert int(found.counts.sum()) == len(spots)
    for which in range(len(found.counts)):
        south, west, north, east = found.box(which)
        inside = ((spots >= (south, west)) & (spots <= (north, east))).all(axis=1)
        assert inside.sum() >= found.counts[which]
        away = np.abs(points[inside][:, None] - found.points[which]).max(axis=2)
        assert (away * scale).min() <= CELL_PX
    # The whole is one dot where it is small, and each spot is its own where it is large.
    assert len(cluster(points, spots, 1.0).counts) <= 4


@pytest.mark.parametrize(
    ("count", "text"), [(7, "7"), (999, "999"), (9999, "9,999"), (10_000, "10k"), (123_456, "123k")]
)
def test_counts_fit_into_dots(language: Language, count: int, text: str) -> None:
    assert short_number(count) == text
