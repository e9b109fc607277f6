"""Spots and localities in the library: what changes them, and what is looked up anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.imported import Imported
from app.core.types import PhotoFacts
from app.core.world.localities import Locality
from tests.store.conftest import Album, decision, facts, photo_file

QINGDAO = Locality(1797929, "Qingdao", "青岛", "CN", "China", "中国", ("Tsingtao",))
NIMES = Locality(2990363, "Nîmes", "尼姆", "FR", "France", "法国")


def at(name: str, **details: Any) -> PhotoFacts:
    return replace(facts(name), details=details)


def add(album: Album, name: str, **details: Any) -> int:
    return album.library.photos.save(album.folder, photo_file(name), at(name, **details))


def unplaced(album: Album) -> dict[int, tuple[float, float]]:
    photos, spots = album.library.localities.unplaced()
    return {int(p): (float(s[0]), float(s[1])) for p, s in zip(photos, spots, strict=True)}


def test_photos_with_a_spot_wait_for_their_place_once(album: Album) -> None:
    a = add(album, "a", latitude=36.06, longitude=120.33)
    add(album, "b")
    add(album, "c", latitude=0.0, longitude=0.0)
    add(album, "d", latitude="x", longitude=7.0)
    localities = album.library.localities
    assert unplaced(album) == {a: (36.06, 120.33)}
    localities.place({a: QINGDAO})
    assert unplaced(album) == {}
    detail = album.library.photos.detail(a)
    assert detail is not None
    assert detail.locality == replace(QINGDAO, words=())
    localities.forget()
    assert list(unplaced(album)) == [a]
    localities.place({a: None})
    assert unplaced(album) == {}
    assert album.library.photos.details([a])[0].locality is None
    localities.forget([a])
    assert list(unplaced(album)) == [a]


def test_another_spot_asks_for_another_place(album: Album) -> None:
    a = add(album, "a", latitude=36.06, longitude=120.33)
    localities, photos = album.library.localities, album.library.photos
    localities.place({a: QINGDAO})
    photos.save_sidecars({a: ("state", Imported(gps=(43.84, 4.36)))})
    assert unplaced(album) == {a: (43.84, 4.36)}
    localities.place({a: NIMES})
    photos.save_sidecars({a: ("other", Imported(gps=(43.84, 4.36), title="x"))})
    assert unplaced(album) == {}, "the same spot is in the same place"
    # The file is read again: what the sidecar says still goes first.
    photos.save(album.folder, photo_file("a"), at("a", latitude=1.0, longitude=2.0), a)
    assert unplaced(album) == {a: (43.84, 4.36)}
    photos.save_sidecars({a: ("", Imported())})
    assert unplaced(album) == {a: (1.0, 2.0)}


def test_a_spot_in_the_xmp_of_the_file(album: Album) -> None:
    a = add(album, "a", imported={"gps": [43.84, 4.36]}, latitude=1.0, longitude=2.0)
    assert unplaced(album) == {a: (43.84, 4.36)}


def test_places_are_counted_with_the_box_around_their_photos(album: Album) -> None:
    spots = [(36.0, 120.3), (36.2, 120.4), (43.8, 4.3)]
    photos = [
        add(album, f"p{k}", latitude=north, longitude=east) for k, (north, east) in enumerate(spots)
    ]
    localities = album.library.localities
    localities.place({photos[0]: QINGDAO, photos[1]: QINGDAO, photos[2]: NIMES})
    found = [(c.locality.town_en, c.photos, c.box) for c in localities.counts()]
    assert found == [
        ("Qingdao", 2, (36.0, 120.3, 36.2, 120.4)),
        ("Nîmes", 1, (43.8, 4.3, 43.8, 4.3)),
    ]
    album.library.photos.set_missing([photos[0]], True)
    assert [c.photos for c in localities.counts()] == [1, 1], "what is gone is on no list"
    ids, at_ = localities.spots()
    assert dict(zip(ids.tolist(), map(tuple, at_.tolist()), strict=True)) == {
        photos[1]: (36.2, 120.4),
        photos[2]: (43.8, 4.3),
    }


def test_a_lost_locality_is_looked_up_again(album: Album) -> None:
    a = add(album, "a", latitude=36.06, longitude=120.33)
    album.library.localities.place({a: QINGDAO})
    with album.library._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM locality")
    assert list(unplaced(album)) == [a]


def test_a_moved_file_takes_its_place_along(album: Album) -> None:
    a = add(album, "a", latitude=36.06, longitude=120.33)
    album.library.localities.place({a: QINGDAO})
    album.judge({a: decision()})
    album.library.identity.follow({a: (album.folder, photo_file("new"))})
    assert album.library.localities.counts()[0].photos == 1
    # Two rows of one photo become one: the file that is there brings its place.
    b = add(album, "b", latitude=43.8, longitude=4.3)
    album.library.localities.place({b: NIMES})
    album.library.photos.set_missing([a], True)
    album.library.identity.merge(a, b)
    assert [c.locality.town_en for c in album.library.localities.counts()] == ["Nîmes"]
