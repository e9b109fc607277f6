"""The ledger follows its photos: merged, dropped, salvaged with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.keywords import Keywords
from app.core.ledger import Entry
from app.store.care.examine import examine
from app.store.care.salvage import salvage_library
from app.store.library import LibraryFile, open_library
from tests.store.conftest import facts, photo_file

OURS = Keywords(("海", "Sea"), ("Water|Sea",), ("Water/Sea",))


def entry(photo: int, target: str = "/photos/a.jpg.xmp") -> Entry:
    return Entry(photo, target, OURS, Keywords(("x",)), Keywords(("y",)), ("sea@1",), "hash")


@pytest.fixture
def two(tmp_path: Path) -> LibraryFile:
    with open_library(tmp_path / "l.albumen") as library:
        folder = library.folders.add("/photos")
        for name in ("a.jpg", "b.jpg"):
            library.photos.save(folder, photo_file(name), facts(name))
        yield library


def test_entries_are_kept_replaced_and_dropped(two: LibraryFile) -> None:
    odd = entry(2, "/photos/\udce4.jpg.xmp")
    two.ledger.save([entry(1), odd])
    (found,) = two.ledger.of([1])
    assert found.at
    assert Entry(**{**{k: getattr(found, k) for k in Entry.__slots__}, "at": ""}) == entry(1)
    assert [e.photo for e in two.ledger.at([odd.target, "/elsewhere"])] == [2]
    assert two.ledger.photos() == [1, 2]
    two.ledger.save([Entry(1, entry(1).target, written=Keywords(("z",)))])
    assert two.ledger.of([1])[0].written == Keywords(("z",))
    two.ledger.save([Entry(1, entry(1).target)])
    two.ledger.drop([odd])
    assert two.ledger.photos() == []


def test_two_rows_of_one_photo_have_one_ledger(two: LibraryFile) -> None:
    two.ledger.save([entry(1), entry(2, "/photos/b.jpg.xmp")])
    two.identity.merge(1, 2)
    assert {e.target for e in two.ledger.of([1])} == {"/photos/a.jpg.xmp", "/photos/b.jpg.xmp"}


def test_a_photo_that_goes_over_to_its_twin_hands_on_its_entries(two: LibraryFile) -> None:
    copy = two.folders.add("/copy")
    two.photos.save(copy, photo_file("a.jpg", folder="/copy"), facts("a.jpg"))
    two.ledger.save([entry(3, "/copy/a.jpg.xmp")])
    two.folders.update(copy, path="/photos")
    assert [(e.photo, e.target) for e in two.ledger.of([1, 2, 3])] == [(1, "/copy/a.jpg.xmp")]


def test_check_and_salvage_know_the_ledger(two: LibraryFile) -> None:
    two.ledger.save([entry(1)])
    path = two.path
    two.close()
    assert [f.code for f in examine(path)] == ["no_model"]
    assert salvage_library(path)["export_ledger"] == 1
    with open_library(path) as library:
        assert library.ledger.of([1])[0].written == OURS
