"""A search is read along its list, or gathered, or its few photos are looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Connection, delete, select

from app.core.records import Listing, Query
from app.store import first_page, plain_rows
from app.store.care.examine import examine
from app.store.library import open_library
from app.store.query import held_of, whole_list
from app.store.search import translation
from app.store.search.marks import Marks
from app.store.search.tables import RepeatedPixels
from app.store.tables import Photo
from tests.store.conftest import Album, facts, photo_file


@pytest.fixture
def large(album: Album, monkeypatch: pytest.MonkeyPatch) -> Album:
    """Return a library of 60 photos that is read as if it had a million."""
    for at in range(60):
        album.add(f"{'some' if at % 2 else 'other'}_{at}.jpg")
    album.add("neither.jpg")
    monkeypatch.setattr(first_page, "QUICKLY_SEARCHED", 0)
    monkeypatch.setattr(translation, "FEW_PHOTOS", 5)
    monkeypatch.setattr(plain_rows, "STEPS_AT_ONCE", 1)
    return album


def told(album: Album, call: Callable[[Connection], object]) -> tuple[object, list[str]]:
    """Return what a call returns, and the selects by which it read."""
    statements: list[str] = []
    with album.library._database.read() as connection:
        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(statements.append)
        found = call(connection)
        raw.set_trace_callback(None)
    return found, [one for one in statements if one.lstrip().startswith(("SELECT", "WITH"))]


def way(album: Album, statement: str) -> str:
    """Return how SQLite goes about a statement."""
    with album.library._database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    return "; ".join(row[3] for row in rows)


def page(album: Album, text: str) -> list[int] | None:
    found = album.library.photos.first_page(Query(text=text), 100)
    return None if found is None else found.ids.tolist()


def test_what_nobody_comes_upon_is_gathered(large: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = large.library.photos.ids(Query(text="some")).tolist()
    monkeypatch.setattr(first_page, "STEPS_IN_VAIN", 1)
    assert page(large, "some") == whole
    assert len(whole) == 30
    monkeypatch.setattr(first_page, "STEPS_OF_GATHERING", 100)
    assert page(large, "some") is None, "it takes longer than a moment"


def test_more_sets_than_a_moment_takes_are_not_gathered(
    large: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_page, "STEPS_IN_VAIN", 1)
    monkeypatch.setattr(first_page, "SETS_IN_A_MOMENT", 1)
    assert page(large, "some -other") is not None, "found along the list"
    monkeypatch.setattr(first_page, "STEPS_OF_SEARCH", 1)
    assert page(large, "some -other") is None


def test_what_almost_all_photos_are_left_out_by_is_looked_up(
    large: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_page, "STEPS_IN_VAIN", 1)
    query = Query(text="-some -other")
    found, statements = told(large, lambda read: first_page.first_page(read, query, 100))
    assert isinstance(found, Listing)
    assert found.ids.tolist() == [61]
    assert "SEARCH photo USING INTEGER PRIMARY KEY (rowid=?)" in way(large, statements[-1])


def test_of_chosen_photos_each_is_asked_for_itself(large: Album) -> None:
    query = Query(text="some -other width:>=1")
    held, statements = told(large, lambda read: held_of(read, query, [1, 2, 3]))
    assert held == {2}
    gathered = [one for one in statements if "json_group_array" in one]
    assert gathered
    assert all("LIMIT" in one for one in gathered), "no set is read to its end"


def test_copies_are_known_as_the_second_one_comes(album: Album) -> None:
    def save(name: str, pixels: str, known: int | None = None) -> int:
        given = replace(facts(name), pixel_hash=pixels)
        return album.library.photos.save(album.folder, photo_file(name), given, known)

    def copies() -> list[int]:
        return sorted(album.library.photos.ids(Query(text="is:duplicate")).tolist())

    first, second = save("a.jpg", "same"), save("b.jpg", "its own")
    assert copies() == []
    save("b.jpg", "same", second)
    assert copies() == [first, second]
    save("a.jpg", "another", first)
    assert copies() == []
    third = save("c.jpg", "same")
    assert copies() == [second, third]
    album.library.photos.set_missing([third], True)
    assert copies() == [], "what is on no list is no copy"


def test_copies_are_found_from_the_pictures_that_were_two(album: Album) -> None:
    album.add("a.jpg")
    _, statements = told(album, lambda read: whole_list(read, Query(text="is:duplicate")))
    (asked,) = [one for one in statements if "repeated_pixels" in one]
    assert "ix_photo_pixel_hash (pixel_hash=?)" in way(album, asked)
    assert "SCAN photo" not in way(album, asked)


def test_a_picture_that_is_not_noted_is_found_and_mended(album: Album) -> None:
    for name in ("a.jpg", "b.jpg"):
        album.library.photos.save(
            album.folder, photo_file(name), replace(facts(name), pixel_hash="x")
        )
    with album.library._database.write() as connection:
        connection.execute(delete(RepeatedPixels))
    album.library.close()
    (found,) = examine(album.library.path, mend=True)
    assert (found.code, found.details, found.mended) == ("search", "repeated_pixels", True)
    assert examine(album.library.path) == []
    with open_library(album.library.path) as library:
        assert len(library.photos.ids(Query(text="is:duplicate"))) == 2


def test_marks_are_joined_and_left_out(album: Album) -> None:
    photos = [album.add(f"{at}.jpg") for at in range(6)]
    some, more = (Marks.of(np.array(ids), 5) for ids in ([1, 2, 3, 99], [3, 4]))
    for marks, wanted in (
        (some & more, [3]),
        (some | more, [1, 2, 3, 4]),
        (~some, [4, 5]),
        (~some & ~more, [5]),
        (some & ~some, []),
    ):
        assert len(marks) == len(wanted)
        with album.library._database.read() as connection:
            for few in (0, 10):
                asked = select(Photo.id).where(marks.condition(few)).order_by(Photo.id)
                assert list(connection.scalars(asked)) == wanted
    assert photos[-1] == 6, "a photo that came later is not found"
