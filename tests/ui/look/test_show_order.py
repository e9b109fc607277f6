"""The order of a slideshow over a list that changes."""

from __future__ import annotations

from random import Random

import numpy as np

from app.core.types import IdArray
from app.ui.look.show_order import ShowOrder


def ids(*photos: int) -> IdArray:
    return np.array(photos, dtype=np.int64)


def every(_photo: int) -> bool:
    return True


def shown(order: ShowOrder, listed: IdArray, count: int) -> list[int]:
    found = []
    for _ in range(count):
        photo = order.next(listed, every)
        assert photo is not None
        order.saw(listed, photo)
        found.append(photo)
    return found


def test_the_order_of_the_list_round_and_round() -> None:
    order, listed = ShowOrder((), Random(1)), ids(5, 3, 9, 1)
    order.saw(listed, 9)
    assert shown(order, listed, 5) == [1, 5, 3, 9, 1]
    assert order.before(listed) == 9


def test_what_cannot_be_shown_is_passed_over() -> None:
    order, listed = ShowOrder((), Random(1)), ids(1, 2, 3, 4)
    order.saw(listed, 1)
    assert order.next(listed, lambda photo: photo not in (2, 3)) == 4
    assert order.next(listed, lambda photo: photo == 1) is None, "it is shown already"
    assert order.next(ids(), every) is None


def test_photos_that_come_and_go() -> None:
    order, listed = ShowOrder((), Random(1)), ids(1, 2, 3, 4, 5)
    order.saw(listed, 3)
    assert order.next(ids(9, 1, 2, 3, 8, 4, 5), every) == 8
    # The one that is shown has gone: another stands in its place.
    assert order.next(ids(1, 2, 4, 5), every) == 4
    assert order.next(ids(1, 2), every) == 1
    assert order.before(ids(1, 2)) is None


def test_every_photo_once_by_chance_and_then_again() -> None:
    order, listed = ShowOrder((), Random(7)), ids(*range(1, 31))
    order.is_shuffled = True
    order.saw(listed, 4)
    first = shown(order, listed, 29)
    assert sorted([4, *first]) == list(range(1, 31))
    assert first != sorted(first)
    again = shown(order, listed, 29)
    assert len(set(again)) == 29
    assert again[0] != first[-1]


def test_back_is_what_was_shown_before() -> None:
    order, listed = ShowOrder((), Random(7)), ids(*range(1, 31))
    order.is_shuffled = True
    order.saw(listed, 4)
    one, two, three = shown(order, listed, 3)
    for before in (two, one, 4):
        assert order.before(listed) == before
        order.went_back()
        order.saw(listed, before)
    assert order.before(listed) is None
    assert three not in (one, two, 4)


def test_only_what_was_selected() -> None:
    order, listed = ShowOrder((9, 1, 3), Random(1)), ids(5, 3, 9, 1)
    order.saw(listed, 3)
    assert shown(order, listed, 4) == [9, 1, 3, 9]
    order.is_shuffled = True
    assert set(shown(order, listed, 4)) == {1, 3, 9}
