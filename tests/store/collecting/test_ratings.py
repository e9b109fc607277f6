"""A person's stars and flags: before those of the file, with the photo wherever it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.collecting.ratings import Flag, Rating
from app.core.imported import IMPORTED, Imported
from app.core.records import Act, Query, SortBy
from app.core.types import PhotoFacts
from app.store.care.examine import examine
from app.store.care.salvage import salvage_library
from app.store.library import open_library
from tests.store.conftest import Album, facts, photo_file
from tests.store.test_salvage import pages_of, spoil


def rate(album: Album, photo: int, stars: int | None = None, flag: Flag | None = None) -> None:
    with album.library.action(Act.RATE, {}):
        album.library.ratings.save({photo: Rating(stars, flag)})


def shown(album: Album, photo: int) -> tuple[int, Flag]:
    row = album.row(photo)
    return row.stars, row.flag


def facts_with(name: str, **said: object) -> PhotoFacts:
    known = facts(name)
    known.details[IMPORTED] = Imported(**said).to_json()  # type: ignore[arg-type]
    return known


def test_a_persons_rating_comes_before_a_sidecars_and_that_before_the_files(album: Album) -> None:
    library = album.library
    photo = library.photos.save(album.folder, photo_file("a.jpg"), facts_with("a", rating=2))
    assert shown(album, photo) == (2, Flag.NONE)
    library.photos.save_sidecars({photo: ("1", Imported(rating=-1))})
    assert shown(album, photo) == (0, Flag.REJECT)
    rate(album, photo, stars=5)
    assert shown(album, photo) == (5, Flag.REJECT), "each part by itself"
    library.photos.save_sidecars({photo: ("2", Imported(rating=3, flag="pick"))})
    assert shown(album, photo) == (5, Flag.PICK)
    rate(album, photo, 0, Flag.NONE)
    assert shown(album, photo) == (0, Flag.NONE), "what a person took away stays away"
    library.photos.save(album.folder, photo_file("a.jpg"), facts_with("b", rating=4), photo)
    assert shown(album, photo) == (0, Flag.NONE)
    library.history.undo()
    library.history.undo()
    assert shown(album, photo) == (3, Flag.PICK)
    library.photos.save_sidecars({photo: ("", Imported())})
    assert shown(album, photo) == (4, Flag.NONE)
    assert examine(library.path) == []


def test_a_rating_is_history_and_part_of_a_photos_history(album: Album) -> None:
    photo = album.add("a.jpg")
    rate(album, photo, 3)
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert [row.act for row in detail.history] == [Act.RATE]
    assert (detail.rating.stars, detail.rating.flag) == (3, None)
    assert album.library.history.rows()[0].photos == 1
    assert album.library.history.photos_of(album.newest()) == [photo]
    newest = album.newest()
    rate(album, photo, 3)
    assert album.newest() == newest, "the same again is no action"


def test_two_rows_of_one_photo_keep_what_was_said_of_either(album: Album) -> None:
    old, new = album.add("old.jpg"), album.add("new.jpg")
    rate(album, old, stars=4)
    rate(album, new, flag=Flag.PICK)
    rate(album, old, stars=2)
    album.library.identity.displace([old])
    album.library.identity.merge(old, new)
    assert shown(album, old) == (2, Flag.PICK)
    assert album.library.ratings.given() == [old]
    album.library.history.undo()
    assert shown(album, old) == (4, Flag.PICK)
    album.library.history.undo()
    assert shown(album, old) == (4, Flag.NONE)
    album.library.history.undo()
    assert shown(album, old) == (0, Flag.NONE)
    album.library.history.redo()
    assert shown(album, old) == (4, Flag.NONE)
    assert examine(album.library.path) == []


def test_a_rating_stays_with_the_picture_and_not_with_the_file(album: Album) -> None:
    photo = album.add("a.jpg")
    rate(album, photo, 5, Flag.PICK)
    album.library.identity.remember(photo, "before", 10)
    new = album.library.identity.split(photo, "before")
    assert (shown(album, photo), shown(album, new)) == ((5, Flag.PICK), (0, Flag.NONE))
    (gone,) = album.library.identity.stored([photo])
    assert gone.is_labelled, "a photo that somebody rated is not given up"
    assert photo in album.library.identity.twins(), "and is looked for elsewhere"


def test_lists_filter_and_sort_by_rating(album: Album) -> None:
    days = {name: f"2020-01-0{k}T00:00:00" for k, name in enumerate("abc", 1)}
    a, b, c = (album.add(f"{name}.jpg", taken_at=day) for name, day in days.items())
    rate(album, a, 3, Flag.PICK)
    rate(album, c, 3)
    rate(album, b, flag=Flag.REJECT)

    def ids(**query: object) -> list[int]:
        return album.library.photos.ids(Query(**query)).tolist()  # type: ignore[arg-type]

    assert ids(stars_from=1) == [c, a]
    assert ids(flag=Flag.PICK) == [a]
    assert ids(flag=Flag.NONE) == [c]
    assert ids(sort=SortBy.RATING) == [c, a, b]
    assert ids(sort=SortBy.RATING, descending=False) == [b, a, c]
    assert album.library.photos.held(Query(flag=Flag.REJECT), [a, b, c]) == {b}


@pytest.mark.parametrize("damaged", [False, True])
def test_ratings_survive_salvage(album: Album, damaged: bool) -> None:
    photos = [album.add(f"{k}.jpg") for k in range(20)]
    for photo in photos:
        rate(album, photo, photo % 6, Flag.PICK)
    path = Path(album.library.path)
    album.library.close()
    if damaged:
        spoil(path, pages_of(path, "rating"))
    salvage_library(str(path))
    assert examine(str(path)) == []
    with open_library(path) as library:
        kept = {photo: rating.stars for photo, rating in library.ratings.of(photos).items()}
        assert kept == {photo: photo % 6 for photo in photos}
        assert library.photos.ids(Query(stars_from=5)).tolist() == [
            photo for photo in reversed(photos) if photo % 6 == 5
        ]


def test_a_library_of_a_stranger_with_another_flag_is_read(album: Album) -> None:
    photo = album.add("a.jpg")
    rate(album, photo, 1, Flag.PICK)
    with album.library._database.write() as connection:
        connection.exec_driver_sql("UPDATE photo SET flag = 'maybe'")
        connection.exec_driver_sql("UPDATE rating SET flag = 'maybe'")
    assert shown(album, photo) == (1, Flag.NONE)
    assert album.library.ratings.of([photo])[photo].flag is Flag.NONE
