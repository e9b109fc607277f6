"""What lies below what."""

from __future__ import annotations

import os

import pytest

from app.core.paths import beginning_below, is_below, is_in, outermost

ROOT = os.path.abspath(os.sep)


@pytest.mark.parametrize(
    ("path", "folder", "below"),
    [
        ("/p/a.jpg", "/p", True),
        ("/p/a/b.jpg", "/p", True),
        ("/p/a.jpg", "/p/", True),
        ("/p2/a.jpg", "/p", False),
        ("/p", "/p", False),
        ("/p", "/p/a", False),
        (f"{ROOT}a.jpg", ROOT, True),
    ],
)
def test_below(path: str, folder: str, below: bool) -> None:
    path, folder = path.replace("/", os.sep), folder.replace("/", os.sep)
    assert is_below(path, folder) is below
    assert is_below(os.fsencode(path), os.fsencode(folder)) is below
    assert is_in(path, folder) is (below or path == folder)


def test_every_path_below_begins_alike() -> None:
    assert beginning_below("photos") == f"photos{os.sep}" == beginning_below(f"photos{os.sep}")


def test_outermost_folders() -> None:
    places = {"/p/a", "/p", "/p2", "/p/a/b", "/p-2", "/p-2/c"}
    assert outermost(p.replace("/", os.sep) for p in places) == [
        p.replace("/", os.sep) for p in ("/p", "/p-2", "/p2")
    ]
    assert outermost(["/p", "/p"]) == ["/p"]
    assert outermost([]) == []
