"""What others wrote goes with the file: to another row of the same photo, or to a new one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.core.imported import Imported
from app.core.records import Query
from app.store.tables import ImportedWords
from tests.store.conftest import Album, facts, photo_file

SEA = Imported(keywords=("Sea",), title="Île")


def found(album: Album, text: str) -> list[int]:
    return album.library.photos.ids(Query(text=text)).tolist()


def kept(album: Album) -> int:
    with album.library._database.read() as connection:
        return connection.scalar(select(func.count()).select_from(ImportedWords)) or 0


def inside(name: str, said: Imported):
    return replace(facts(name), details={"imported": said.to_json()})


def test_both_places_are_searched_and_each_can_go(album: Album) -> None:
    photo = album.add("a.jpg")
    assert kept(album) == 0, "nobody wrote anything"
    album.library.photos.save(album.folder, photo_file("a.jpg"), inside("a.jpg", SEA), known=photo)
    album.library.photos.save_sidecars({photo: ("state", Imported(keywords=("Nice",), title="B"))})
    detail = album.library.photos.detail(photo)
    assert detail.imported.keywords == ("Sea", "Nice")
    assert detail.imported.title == "B", "a sidecar is later"
    assert found(album, "sea nice") == [photo]
    assert album.library.photos.with_keywords() == [photo]
    album.library.photos.save(album.folder, photo_file("a.jpg"), facts("a.jpg"), known=photo)
    assert found(album, "sea") == []
    assert found(album, "NICE") == [photo]
    album.library.photos.save_sidecars({photo: ("", Imported())})
    assert found(album, "nice") == []
    assert album.library.photos.with_keywords() == []
    assert kept(album) == 0


def test_an_empty_sidecar_is_known_by_its_state_alone(album: Album) -> None:
    photo = album.add("a.jpg")
    album.library.photos.save_sidecars({photo: ("state", Imported())})
    assert album.library.photos.sidecar_states([photo]) == {photo: "state"}
    assert album.library.photos.with_keywords() == []
    assert not album.library.photos.detail(photo).imported


def test_a_joined_row_has_what_was_written_beside_its_file(album: Album) -> None:
    gone, there = album.add("a.jpg"), album.add("b.jpg")
    for photo, said in ((gone, Imported(keywords=("Old",))), (there, SEA)):
        album.library.photos.save_sidecars({photo: ("state", said)})
    album.library.photos.set_missing([gone], True)
    album.library.identity.merge(gone, there)
    assert album.library.photos.detail(gone).imported == SEA
    assert found(album, "old") == []
    assert found(album, "sea") == [gone]
    assert kept(album) == 1


def test_a_split_row_leaves_it_to_the_file(album: Album) -> None:
    photo = album.add("a.jpg")
    album.library.photos.save_sidecars({photo: ("state", SEA)})
    new = album.library.identity.split(photo, "content-a.jpg")
    assert album.library.photos.detail(new).imported == SEA
    assert not album.library.photos.detail(photo).imported


@pytest.mark.parametrize("said", ['"text"', "[1]", '{"keywords": 3, "gps": "x"}'])
def test_a_strangers_library_is_read(album: Album, said: str) -> None:
    photo = album.add("a.jpg")
    album.library.photos.save_sidecars({photo: ("state", SEA)})
    with album.library._database.write() as connection:
        connection.execute(ImportedWords.__table__.update().values(sidecar=said))
    assert not album.library.photos.detail(photo).imported
