"""A set of numbers in runs is a set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.jobs.scanning.runs import PhotoRuns


@given(st.lists(st.integers(0, 40), max_size=60))
def test_it_holds_what_a_set_holds_in_as_few_runs_as_can_be(photos: list[int]) -> None:
    runs, known = PhotoRuns(), set()
    for photo in photos:
        runs.add(photo)
        known.add(photo)
    assert {photo for photo in range(-1, 43) if photo in runs} == known
    assert runs.runs == sum(photo - 1 not in known for photo in known)


def test_a_scan_of_new_photos_is_one_run() -> None:
    runs = PhotoRuns()
    for photo in range(7, 5000):
        runs.add(photo)
    assert runs.runs == 1
