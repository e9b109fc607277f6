"""Words are found as soon as they are written, and no more once they are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.core.imported import Imported
from app.core.records import Query, SortBy
from app.core.search.errors import SearchError
from app.core.types import PhotoFile
from app.store import first_page, plain_rows
from app.store.care.examine import examine
from app.store.care.salvage import salvage_library
from app.store.library import open_library
from app.store.search import sets, translation
from app.store.search.index import INDEXES, NAMES, WordIndex, mend_indexes
from tests.store.conftest import Album, facts, photo_file


def found(album: Album, text: str) -> list[int]:
    return sorted(album.library.photos.ids(Query(text=text)).tolist())


def is_true(album: Album) -> bool:
    """Return whether the indexes hold just what their tables do."""
    with album.library._database.write() as connection:
        return mend_indexes(connection) == []


def test_a_renamed_photo_is_found_by_its_new_name_alone(album: Album) -> None:
    photo = album.add("first.jpg")
    album.library.identity.follow({photo: (album.folder, PhotoFile("/photos/x/second.jpg", 1, 1))})
    assert (found(album, "first"), found(album, "second")) == ([], [photo])
    assert found(album, "folder:/photos/x") == [photo]
    assert is_true(album)


def test_a_moved_folder_takes_its_photos_along(album: Album) -> None:
    photo = album.add("a.jpg")
    album.library.folders.update(album.folder, path="/elsewhere/Sommer")
    assert (found(album, "folder:/photos"), found(album, "sommer")) == ([], [photo])


def test_a_word_is_no_folder_above_those_that_were_added(album: Album) -> None:
    added = album.library.folders.add("/home/anna/Pictures")
    photo, other = (
        album.library.photos.save(added, photo_file(name, folder=folder), facts(name))
        for name, folder in (
            ("1.jpg", "/home/anna/Pictures/Annaberg"),
            ("2.jpg", "/home/anna/Pictures"),
        )
    )
    assert found(album, "home") == []
    assert found(album, "anna") == [photo]
    assert found(album, "pictures") == found(album, "folder:anna") == [photo, other]
    assert found(album, "anna/pictures") == [photo, other]


def test_what_sidecars_say_is_found_until_they_say_otherwise(album: Album) -> None:
    photo = album.add("a.jpg")
    for words, hits in (
        (Imported(keywords=("Anna",), caption="Am See"), (True, True, True)),
        (Imported(keywords=("Berta",), caption="Am See"), (False, False, True)),
        (Imported(), (False, False, False)),
    ):
        album.library.photos.save_sidecars({photo: ("state", words)})
        texts = ("anna", "keyword:ANNA", '"am see"')
        assert tuple(bool(found(album, text)) for text in texts) == hits
        assert is_true(album)


def test_what_stands_in_a_file_is_found_and_its_lens(album: Album) -> None:
    said = {"imported": Imported(hierarchies=("People|Anna",)).to_json(), "lens": "XF 35mm"}
    photo = album.library.photos.save(
        album.folder, photo_file("a.jpg"), replace(facts(), details=said)
    )
    for text in ("keyword:people", "keyword:anna", "lens:35MM", "35mm camera:CAMERA"):
        assert found(album, text) == [photo]
    album.library.photos.save(
        album.folder, photo_file("a.jpg"), replace(facts(), details={"lens": 3}), photo
    )
    assert found(album, "keyword:anna") == found(album, "lens:35mm") == []
    assert is_true(album)


def test_rows_that_become_one_are_found_once(album: Album) -> None:
    kept, other = album.add("old.jpg"), album.add("new.jpg")
    album.library.photos.save_sidecars(
        {kept: ("s", Imported(keywords=("was",))), other: ("s", Imported(keywords=("Anna",)))}
    )
    album.library.photos.set_missing([kept], True)
    album.library.identity.merge(kept, other)
    assert found(album, "new") == found(album, "keyword:anna") == found(album, "anna") == [kept]
    assert found(album, "old") == found(album, "keyword:was") == []
    assert is_true(album)


def test_a_photo_that_was_split_off_is_found_by_its_words(album: Album) -> None:
    photo = album.add("a.jpg")
    album.library.photos.save_sidecars({photo: ("s", Imported(keywords=("Anna",)))})
    new = album.library.identity.split(photo, "content-other")
    assert found(album, "keyword:anna") == found(album, "anna") == [new]
    assert is_true(album)


def test_a_transaction_finds_what_it_has_written_and_forgets_what_it_gave_up(album: Album) -> None:
    def give_up() -> None:
        with album.library.transaction():
            photo = album.add("fleeting.jpg")
            assert found(album, "fleeting") == [photo]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert found(album, "fleeting") == []
    album.add("later.jpg")
    assert is_true(album)


def test_the_doctor_makes_a_wrong_index_anew(album: Album) -> None:
    photo = album.add("first.jpg")
    album.library.photos.save_sidecars({photo: ("s", Imported(keywords=("Anna",)))})
    with album.library._database.write() as connection:
        for index in INDEXES:
            connection.exec_driver_sql(
                f"INSERT INTO {index.name}({index.name}) VALUES('delete-all')"
            )
    path = album.library.path
    assert [f.code for f in examine(path) if f.code == "search"] == ["search"]
    (finding,) = [f for f in examine(path, mend=True) if f.code == "search"]
    assert (finding.count, finding.mended) == (2, True)
    assert found(album, "first") == found(album, "anna") == [photo]
    assert [f for f in examine(path) if f.code == "search"] == []


def test_what_is_saved_of_a_damaged_library_is_found(album: Album) -> None:
    photo = album.add("first.jpg")
    album.library.photos.save_sidecars({photo: ("s", Imported(keywords=("Anna",)))})
    album.library.close()
    salvage_library(album.library.path)
    with open_library(album.library.path) as album.library:
        assert found(album, "first") == found(album, "keyword:anna") == [photo]
        assert is_true(album)


def test_a_wrong_search_says_so(album: Album) -> None:
    with pytest.raises(SearchError, match="never closed"):
        found(album, "(beach")


@pytest.mark.parametrize("text", ["'", '"""a""b"', "a\0b", "*", "^a", "NEAR(a", "%_"])
def test_no_sign_means_anything_to_the_index(album: Album, text: str) -> None:
    photo = album.add(f"q{text.replace('(', '')}.jpg".replace("\0", ""))
    wanted = text if text.startswith('"') else f'"{text}"'
    assert found(album, wanted) == ([photo] if text not in ('"""a""b"', "NEAR(a") else [])


def test_a_half_character_is_harmless(album: Album) -> None:
    album.add("a.jpg")
    assert found(album, "\udce9") == found(album, "folder:\udce9") == []


def test_one_sign_or_two_are_found_by_the_index_wherever_they_stand(album: Album) -> None:
    photos = [album.add(f"{name}.jpg") for name in ("海滩", "我的海", "b", "c")]
    words = (Imported(), Imported(), Imported(title="看海"), Imported(keywords=("海", "滩涂")))
    album.library.photos.save_sidecars(
        {photo: ("s", said) for photo, said in zip(photos, words, strict=True)}
    )
    with album.library._database.read() as connection:
        for text, wanted in (("海", photos), ("海滩", photos[:1]), ("看海", photos[2:3])):
            named, said = (_indexed(connection, index, text) for index in INDEXES)
            assert sorted(named | said) == wanted
    assert found(album, "海") == photos
    assert found(album, "滩") == [photos[0], photos[3]]


def _indexed(connection: Connection, index: WordIndex, text: str) -> set[int]:
    phrase = sets._phrase_of(connection, index, text)
    assert phrase is not None
    match = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ?"
    return {photo for (photo,) in connection.exec_driver_sql(match, (phrase,))}


def test_a_text_that_begins_too_many_groups_is_read_through(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = album.add("海滩一.jpg")
    monkeypatch.setattr(sets, "MOST_GROUPS", 0)
    with album.library._database.read() as connection:
        assert sets._phrase_of(connection, NAMES, "海") is None
    assert found(album, "海") == [photo]


def test_a_search_of_a_large_library_stops_after_a_moment_with_what_it_has(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [album.add(f"some_{at}.jpg") for at in range(40)]
    for at in range(40):
        album.add(f"other_{at}.jpg")
    monkeypatch.setattr(first_page, "QUICKLY_SEARCHED", 0)
    monkeypatch.setattr(translation, "FEW_PHOTOS", 5)
    monkeypatch.setattr(translation, "FEW_OF", 20)
    monkeypatch.setattr(plain_rows, "STEPS_AT_ONCE", 1)
    monkeypatch.setattr(first_page, "STEPS_OF_GATHERING", 1)
    query = Query(text="some", sort=SortBy.NAME, descending=True)
    whole = album.library.photos.ids(query).tolist()
    assert sorted(whole) == photos
    pages = []
    for steps in (1, *range(200, 2000, 100), 1_000_000):
        monkeypatch.setattr(first_page, "STEPS_OF_SEARCH", steps)
        pages.append(album.library.photos.first_page(query, 100))
    assert pages[0] is None
    assert pages[-1].ids.tolist() == whole
    assert pages[-1].complete
    parts = [page for page in pages if page is not None and len(page.ids) < 40]
    assert parts
    for part in parts:
        assert len(part.ids) >= first_page.WORTH_A_PAGE
        assert part.ids.tolist() == whole[: len(part.ids)]
        assert not part.complete
    assert album.library.photos.ids(query).tolist() == whole, "no later search is cut off"


def test_few_photos_are_looked_up_and_no_list_is_walked_along(album: Album) -> None:
    photo = album.add("seldom.jpg")
    album.add("other.jpg")
    for text in ("seldom", "seldom -other", "width:>=1 seldom", "camera:camera seldom"):
        told: list[str] = []
        with album.library._database.read() as connection:
            raw = connection.connection.dbapi_connection
            raw.set_trace_callback(told.append)
            page = first_page.first_page(connection, Query(text=text), 20)
            raw.set_trace_callback(None)
            assert page is not None
            assert page.ids.tolist() == [photo]
            (last,) = [s for s in told if "photo.sorted_at DESC" in s]
            plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {last}")]
        assert "SEARCH photo USING INTEGER PRIMARY KEY (rowid=?)" in plan
