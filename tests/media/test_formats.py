"""The ending of a name, which a walk asks several times a file, is that of the system's rule."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.formats import extension, raws_of_pairs


@pytest.mark.parametrize(
    "name",
    ["a.JPG", ".jpg", "..jpg", "a..jpg", "a.", "a", "", "d.x/a", "d.x/.jpg", "/a.b/c.Tar.GZ"],
)
def test_an_ending_is_what_follows_the_last_dot_of_a_name(name: str) -> None:
    assert extension(name) == os.path.splitext(name)[1][1:].lower()


@given(st.text(alphabet="aB./\\: \u00e9", max_size=12))
def test_any_name_has_the_ending_of_the_systems_rule(name: str) -> None:
    assert extension(name) == os.path.splitext(name)[1][1:].lower()


def test_a_raw_file_is_one_of_a_pair_beside_its_picture_alone() -> None:
    names = ["A.ARW", "a.jpg", "b.arw", "c.jpg", "d.tif", "d.arw"]
    assert raws_of_pairs(iter(names)) == {"A.ARW"}
    assert raws_of_pairs(["a.jpg"]) == frozenset()
