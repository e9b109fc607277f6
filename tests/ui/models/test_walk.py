"""Walking through the list, one photo at a time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

from app.core.records import Query, SortBy
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import Walk

Move = QAbstractItemView.CursorAction


@pytest.fixture
def walk(photos: PhotoListModel) -> Walk:
    photos.set_query(Query(sort=SortBy.NAME, descending=False))
    return Walk(photos, QItemSelectionModel(photos))


def test_keys_lead_to_the_ends_and_no_further(walk: Walk) -> None:
    seen = []
    for move in (
        Move.MoveRight, Move.MoveLeft, Move.MoveLeft, Move.MovePageDown, Move.MoveDown,
        Move.MoveEnd, Move.MoveRight, Move.MoveUp, Move.MoveHome,
    ):  # fmt: skip
        walk.step(move)
        seen.append(walk.current())
    assert seen == [0, 0, 0, 1, 2, 39, 39, 38, 0]


def test_what_is_likely_next_is_named_first(walk: Walk) -> None:
    assert walk.neighbours() == []
    assert walk.go_to_photo(7)
    assert [row.id for row in walk.neighbours()] == [8, 6]
    walk.step(Move.MoveLeft)
    assert [row.id for row in walk.neighbours()] == [5, 7]
    walk.step(Move.MoveEnd)
    assert [row.id for row in walk.neighbours()] == [39]
    assert not walk.go_to_photo(99)
    assert walk.current() == 39


def test_an_empty_list_has_nowhere_to_go(photos: PhotoListModel) -> None:
    walk = Walk(photos, QItemSelectionModel(photos))
    walk.step(Move.MoveRight)
    assert (walk.current(), walk.neighbours()) == (None, [])
