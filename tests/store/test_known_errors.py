"""What the world does to a library file: a known error with a code, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import KnownError
from app.core.records import Act
from app.store import database
from app.store.library import open_library
from tests.store.conftest import Album, decision, facts, photo_file


def refused(call: Callable[[], object], code: str, path: Path | str | None = None) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    assert caught.value.code == code
    sentence = str(caught.value)
    assert sentence.endswith(".")
    if path is not None:
        assert caught.value.path == str(path)
        assert str(path) in sentence
    return sentence


def test_a_text_file_is_not_a_library(tmp_path: Path) -> None:
    path = tmp_path / "notes.albumen"
    path.write_text("dear diary\n" * 1000)
    before = path.read_bytes()
    for read_only in (False, True):
        refused(lambda r=read_only: open_library(path, read_only=r), "not_a_library", path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_not_a_library(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE song (name TEXT)")
    raw.close()
    before = path.read_bytes()
    for read_only in (False, True):
        refused(lambda r=read_only: open_library(path, read_only=r), "not_a_library", path)
    assert path.read_bytes() == before


def test_a_folder_is_not_a_library(tmp_path: Path) -> None:
    refused(lambda: open_library(tmp_path), "library_is_folder", tmp_path)


def test_an_empty_file_becomes_a_library_but_not_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "empty.albumen"
    path.touch()
    refused(lambda: open_library(path, read_only=True), "library_blank", path)
    open_library(path).close()
    open_library(path, read_only=True).close()


def test_reading_does_not_make_a_library(tmp_path: Path) -> None:
    path = tmp_path / "none.albumen"
    refused(lambda: open_library(path, read_only=True), "library_missing", path)
    assert not path.exists()


def test_a_place_that_does_not_exist(tmp_path: Path) -> None:
    path = tmp_path / "no" / "such" / "place.albumen"
    refused(lambda: open_library(path), "library_unopened", path)


def test_odd_names_are_fine(tmp_path: Path) -> None:
    for name in ("a b%20?#&.albumen", "фото 照片.albumen", os.fsdecode(b"bad\xff.albumen")):
        path = tmp_path / name
        with open_library(path) as library:
            library.set_setting("x", 1)
        with open_library(path, read_only=True) as library:
            assert library.setting("x") == 1
            refused(lambda w=library: w.set_setting("x", 2), "library_read_only")
        assert path.exists()


def test_a_library_that_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "busy.albumen"
    with open_library(path, busy_timeout_ms=50) as library:
        library.set_setting("x", 1)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused(lambda: library.set_setting("x", 2), "library_locked", path)
        assert library.setting("x") == 1, "reading goes on"
        other.execute("ROLLBACK")
        other.close()
        library.set_setting("x", 3)
        assert library.setting("x") == 3


def test_a_library_held_for_itself_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "busy.albumen"
    open_library(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    refused(lambda: open_library(path, busy_timeout_ms=50), "library_locked", path)
    other.close()
    open_library(path).close()


def test_a_damaged_library(album: Album) -> None:
    for k in range(300):
        album.add(f"{k}.jpg", decision())
    path = Path(album.library.path)
    album.library.close()
    content = bytearray(path.read_bytes())
    content[8192 * 4 : 8192 * 30] = os.urandom(8192 * 26)
    path.write_bytes(content)

    def read_all() -> None:
        with open_library(path) as library:
            library.photos.known()
            library.photos.counts()
            library.models.verdicts()
            library.scenes.rows()

    refused(read_all, "library_corrupt", path)


def write_label(album: Album, photo: int) -> None:
    """Label a photo without reading anything first."""
    with album.library.action(Act.LABEL, {}):
        album.library.labels.save({photo: ("lake", ())})


def test_a_library_that_vanished_is_not_written_into_the_void(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    path = Path(album.library.path)
    kept = path.with_suffix(".kept")
    path.rename(kept)
    refused(lambda: write_label(album, photo), "library_gone", path)
    kept.rename(path)
    album.say(photo, "lake")
    assert album.row(photo).label == "lake"


def test_a_library_that_was_replaced(album: Album, tmp_path: Path) -> None:
    path = Path(album.library.path)
    path.rename(tmp_path / "first.albumen")
    open_library(tmp_path / "second.albumen").close()
    (tmp_path / "second.albumen").rename(path)
    refused(lambda: album.library.set_setting("x", 1), "library_replaced", path)


def test_a_disk_that_comes_back(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library on a disk that was unplugged is the same file on another device."""
    photo = album.add("a.jpg", decision())
    path = Path(album.library.path)
    folder = path.parent.rename(path.parent.with_name("unplugged"))
    refused(lambda: write_label(album, photo), "library_gone", path)
    folder.rename(path.parent)
    device, file = database.place_of(str(path))
    monkeypatch.setattr(database, "place_of", lambda _: (device + 1, file))
    album.say(photo, "lake")
    assert album.row(photo).label == "lake"
    with open_library(path) as fresh:
        assert fresh.photos.rows([photo])[0].label == "lake"


@pytest.mark.parametrize("same_place", [False, True])
def test_a_copy_put_in_place_is_left_alone(
    album: Album, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_place: bool
) -> None:
    """Its write-ahead log is another one: what we would write would spoil it."""
    photo = album.add("a.jpg", decision())
    path = Path(album.library.path)
    before = database.place_of(str(path))
    other = tmp_path / "other.albumen"
    open_library(other).close()
    path.unlink()
    other.rename(path)
    content = path.read_bytes()
    if same_place:
        monkeypatch.setattr(database, "place_of", lambda _: (before[0] + 1, before[1]))
    refused(lambda: album.say(photo, "lake"), "library_replaced", path)
    assert path.read_bytes() == content


def test_a_full_disk_loses_nothing(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    writing = album.library._database._writing  # the limit holds for one connection
    with writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")

    def fill() -> None:
        with album.library.transaction():
            for k in range(200):
                album.library.photos.save(album.folder, photo_file(f"{k}.jpg"), facts(str(k)))

    sentence = refused(fill, "disk_full", album.library.path)
    assert "make room" in sentence
    assert album.library.photos.counts().all == 1, "the whole transaction is gone"
    assert album.row(photo).label == "lake"
    with writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    fill()
    assert album.library.photos.counts().all == 201


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    album = Album(small_disk / "full.albumen")
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    vector = np.ones(4000, dtype=np.float32)

    def fill() -> None:
        for k in range(500):
            with album.library.transaction():
                made = album.add(f"{k}.jpg", decision())
                album.library.models.save_features("bb", {made: vector})

    refused(fill, "disk_full", album.library.path)
    kept = album.library.photos.counts().all
    assert len(album.library.models.features("bb").ids) == kept - 1, (
        "photo and features go together"
    )
    assert album.row(photo).label == "lake"
    album.library.close()
    with open_library(small_disk / "full.albumen", read_only=True) as library:
        assert library.photos.counts().all == kept
        assert library.labels.rows()[0].yes == "lake"
    raw = sqlite3.connect(small_disk / "full.albumen")
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()


def test_a_disk_too_full_to_make_a_library(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 2_000_000)
    refused(lambda: open_library(small_disk / "new.albumen"), "disk_full")
    (small_disk / "ballast").unlink()
    open_library(small_disk / "new.albumen").close()


def test_a_place_that_may_not_be_written(small_disk: Path) -> None:
    path = small_disk / "fixed.albumen"
    Album(path).library.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused(lambda: open_library(path), "library_read_only", path)
    refused(lambda: open_library(small_disk / "new.albumen"), "library_read_only")
    with open_library(path, read_only=True) as library:
        assert len(library.scenes.rows()) == 3
        refused(lambda: library.set_setting("x", 1), "library_read_only", path)
