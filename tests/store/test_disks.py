"""Disks in the library file: photos of one that is away are offline, and stay on the lists."""

from __future__ import annotations

from app.core.disks import DiskRow
from app.core.records import Query
from tests.store.conftest import Album, facts, photo_file


def test_photos_of_a_disk_that_is_away(album: Album) -> None:
    library = album.library
    folder = library.folders.add("/photos")
    a, b = (library.photos.save(folder, photo_file(n), facts(n)) for n in ("a.jpg", "b.jpg"))
    stick = library.disks.add("stick")
    assert library.disks.add("stick") == stick
    library.disks.put(stick, [a])
    assert {p.path: p.disk for p in library.photos.known().values()} == {
        "/photos/a.jpg": stick,
        "/photos/b.jpg": 0,
    }
    library.disks.set_online(stick, False)
    assert library.disks.rows() == [DiskRow(stick, "stick", online=False)]
    assert [row.missing for row in library.photos.rows([a, b])] == [True, False]
    assert sorted(library.photos.ids(Query()).tolist()) == [a, b]
    assert library.photos.counts().offline == 1
    library.folders.update(folder, online=False)
    assert library.photos.counts().offline == 2
    other = library.disks.add("other")
    library.disks.rename(stick, other)
    assert [p.disk for p in library.identity.stored([a, b])] == [other, 0]
    assert library.disks.rows() == [DiskRow(other, "other", online=True)]


def test_where_a_moved_folder_lies_is_not_known_before_it_is_scanned(album: Album) -> None:
    library = album.library
    folder = library.folders.add("/photos")
    photo = library.photos.save(folder, photo_file("a.jpg"), facts("a.jpg"))
    library.disks.put(library.disks.add("stick"), [photo])
    library.folders.update(folder, path="/elsewhere")
    assert [p.disk for p in library.identity.stored([photo])] == [0]
