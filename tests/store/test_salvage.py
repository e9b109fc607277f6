"""A damaged library gives back what can still be read."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import KnownError
from app.store.care.backup import backup, set_aside
from app.store.care.examine import examine
from app.store.care.lock import LibraryLock
from app.store.care.salvage import mend_library, salvage_library
from app.store.library import open_library
from tests.examples import examples
from tests.store import next_form
from tests.store.conftest import Album, decision
from tests.store.test_migrations import library_of

PAGE = 8192
PHOTOS = 400


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library of 400 photos that each test copies."""
    path = tmp_path_factory.mktemp("filled") / "filled.albumen"
    shutil.copyfile(empty_library, path)
    album = Album(path)
    with album.library.transaction():
        for k in range(PHOTOS):
            photo = album.add(f"{k}.jpg", decision(accepted=k % 2 == 0, further=("lake",)))
            album.library.models.save_features("bb", {photo: np.full(500, k, np.float32)})
    for photo in range(1, PHOTOS, 10):
        album.say(photo, "kitchen", "beach")
    album.library.close()
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(filled, tmp_path / "test.albumen"))


def pages_of(path: Path, *names: str) -> list[int]:
    """Return the leaf pages of tables and indexes (the raw file has no page map to ask)."""
    raw = sqlite3.connect(path)
    marks = ", ".join("?" * len(names))
    try:
        rows = raw.execute(
            f"SELECT pageno FROM dbstat WHERE name IN ({marks}) AND pagetype = 'leaf'", names
        ).fetchall()
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no dbstat")
    finally:
        raw.close()
    return [row[0] for row in rows]


def spoil(path: Path, pages: list[int]) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            file.write(b"\xff" * PAGE)


def test_damaged_features_cost_features_alone(path: Path) -> None:
    pages = pages_of(path, "feature")
    spoil(path, pages[len(pages) // 2 : len(pages) // 2 + 5])
    assert [f.code for f in examine(str(path))] == ["damaged"]
    rows = salvage_library(str(path))
    assert rows["photo"] == PHOTOS
    assert rows["label"] == 2 * PHOTOS // 10
    assert 0.8 * PHOTOS < rows["feature"] < PHOTOS
    assert examine(str(path)) == []
    with open_library(path) as library:
        assert library.photos.counts().labelled == PHOTOS // 10
        assert library.photos.counts().unlearned == PHOTOS // 10
        assert library.history.undo() is not None
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_damaged_labels_come_from_the_history(path: Path) -> None:
    with open_library(path) as library:
        before = {row.photo: (row.yes, row.no) for row in library.labels.rows()}
    spoil(path, pages_of(path, "label"))
    salvage_library(str(path))
    assert examine(str(path)) == []
    with open_library(path) as library:
        after = {row.photo: (row.yes, row.no) for row in library.labels.rows()}
    assert after == before


def test_damaged_photos_keep_their_path_and_label(path: Path) -> None:
    pages = pages_of(path, "photo")
    spoil(path, pages[3:6])
    rows = salvage_library(str(path))
    assert rows["photo"] < PHOTOS
    assert examine(str(path)) == []
    with open_library(path) as library:
        known = library.photos.known()
        assert len(known) == PHOTOS
        assert library.photos.counts().labelled == PHOTOS // 10
        blank = [photo for photo in known.values() if photo.size == 0]
        assert blank, "the next scan reads these again"
        assert library.photos.rows([blank[0].id])[0].path == blank[0].path


@pytest.mark.parametrize("seed", range(examples(3, 30)))
def test_damage_anywhere_is_survived_or_refused(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    count = path.stat().st_size // PAGE
    spoil(path, [chance.randrange(2, count + 1) for _ in range(chance.randint(1, 8))])
    before = path.read_bytes()
    code = ""
    try:
        salvage_library(str(path))
    except KnownError as error:
        code = error.code
    assert not list(path.parent.glob("*.salvaged*"))
    if code:
        assert code in {"library_corrupt", "not_a_library"}
        assert path.read_bytes() == before
        return
    assert "damaged" not in [f.code for f in examine(str(path))]
    with open_library(path) as library:
        library.set_setting("x", 1)


def test_the_doctor_says_what_was_saved(path: Path) -> None:
    assert mend_library(str(path)) == []
    pages = pages_of(path, "feature")
    spoil(path, pages[-3:-1])
    with LibraryLock(str(path)), pytest.raises(KnownError) as caught:
        mend_library(str(path))
    assert caught.value.code == "library_in_use"
    (finding,) = mend_library(str(path))
    assert (finding.code, finding.mended) == ("damaged", True)
    assert f"photo {PHOTOS}" in finding.details
    assert mend_library(str(path)) == []


def test_a_damaged_beginning_is_left_for_a_backup(path: Path) -> None:
    spoil(path, [1])
    before = path.read_bytes()
    with pytest.raises(KnownError) as caught:
        salvage_library(str(path))
    assert caught.value.code == "not_a_library"
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("first_page", [False, True])
def test_where_nothing_can_be_read_the_newest_sound_copy_takes_its_place(
    path: Path, first_page: bool
) -> None:
    for day in (1, 2, 3):
        with open_library(path) as library:
            library.set_setting("day", day)
        backup(str(path), today=date(2026, 1, day))
    newest = Path(f"{path}.backup-2026-01-03")
    newest.write_bytes(b"no" * 10_000)
    for day in (1, 2, 3):
        os.utime(f"{path}.backup-2026-01-0{day}", (day, day))
    spoil(path, [1] if first_page else list(range(2, path.stat().st_size // PAGE + 1)))
    damaged = path.read_bytes()
    findings = mend_library(str(path))
    assert [(f.code, f.mended) for f in findings] == [("restored", True)]
    with open_library(path) as library:
        assert library.setting("day") == 2
        assert library.photos.counts().all == PHOTOS
    kept = min(path.parent.glob("*.damaged-*"))
    assert kept.read_bytes() == damaged


def test_an_emptied_file_is_not_taken_for_a_new_library(path: Path) -> None:
    backup(str(path))
    path.write_bytes(b"")
    for read_only in (False, True):
        with pytest.raises(KnownError) as caught:
            open_library(path, read_only=read_only)
        assert caught.value.code == "library_emptied"
    (finding,) = mend_library(str(path))
    assert finding.code == "restored"
    with open_library(path) as library:
        assert library.photos.counts().all == PHOTOS


def test_what_is_set_aside_never_replaces_what_was_before(tmp_path: Path) -> None:
    path = tmp_path / "a.albumen"
    kept = []
    for k in range(3):
        path.write_text(str(k))
        Path(f"{path}-wal").write_text(f"wal {k}")
        kept.append(set_aside(str(path)))
    assert [Path(name).read_text() for name in kept] == ["0", "1", "2"]
    assert [Path(f"{name}-wal").read_text() for name in kept] == ["wal 0", "wal 1", "wal 2"]


def test_an_older_library_is_brought_up_to_date_first(tmp_path: Path) -> None:
    path = library_of("0001", tmp_path)
    with next_form.installed():
        assert mend_library(str(path)) == []
        with open_library(path, read_only=True) as library:
            assert library.photos.counts().all == 3


def test_a_file_that_never_was_a_library_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary")
    with pytest.raises(KnownError):
        mend_library(str(path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_a_sound_library_survives_salvage(path: Path) -> None:
    raw = sqlite3.connect(path)
    tables = [r[0] for r in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    before = {t: set(raw.execute(f"SELECT * FROM {t}")) for t in tables}
    raw.close()
    salvage_library(str(path))
    raw = sqlite3.connect(path)
    after = {t: set(raw.execute(f"SELECT * FROM {t}")) for t in tables}
    raw.close()
    before["tally"] = {row for row in before["tally"] if row[-1]}  # nothing is no count
    assert after == before


def test_nothing_points_at_what_could_not_be_read(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO imported VALUES (999, '', '{}', 'of a photo that is lost')")
    raw.execute("UPDATE photo SET disk_id = 7")
    raw.commit()
    raw.close()
    salvage_library(str(path))
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT count(*) FROM imported WHERE photo_id = 999").fetchone() == (0,)
    assert raw.execute("SELECT count(*) FROM photo WHERE disk_id = 7").fetchone() == (0,)
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()
