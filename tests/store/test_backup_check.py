"""Copies beside the library, and its examination."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import KnownError
from app.store.care.backup import backup, copy_library, daily_copies
from app.store.care.examine import examine
from app.store.library import open_library
from tests.store.conftest import Album, decision

DAY = date(2026, 1, 1)


@pytest.fixture
def filled(album: Album) -> Album:
    for k in range(20):
        photo = album.add(f"{k}.jpg", decision(accepted=k % 2 == 0, further=("lake",)))
        album.library.models.save_features("bb", {photo: np.full(8, k, np.float32)})
    album.say(1, "kitchen", "beach")
    return album


def names(copies: list[str]) -> list[str]:
    return [Path(copy).name.rpartition("backup-")[2] for copy in copies]


def test_a_copy_holds_what_is_still_in_the_log(filled: Album, tmp_path: Path) -> None:
    target = tmp_path / "copy.albumen"
    copy_library(filled.library.path, str(target))
    assert sorted(p.name for p in tmp_path.iterdir() if "copy" in p.name) == ["copy.albumen"]
    with open_library(target) as copy:
        assert copy.photos.counts() == filled.library.photos.counts()
        assert copy.labels.rows() == filled.library.labels.rows()
        assert copy.history.rows() == filled.library.history.rows()


def test_one_copy_a_day_and_the_newest_are_kept(filled: Album) -> None:
    path = filled.library.path
    for k in range(5):
        made = backup(path, keep=3, today=DAY + timedelta(days=k))
        assert made is not None
        assert os.path.exists(made)
    assert backup(path, keep=3, today=DAY + timedelta(days=4)) is None
    assert names(daily_copies(path)) == ["2026-01-05", "2026-01-04", "2026-01-03"]


def test_a_clock_set_back_does_not_drop_the_new_copy(filled: Album) -> None:
    path = filled.library.path
    for k in range(3):
        backup(path, keep=3, today=DAY + timedelta(days=k))
    backup(path, keep=3, today=DAY - timedelta(days=400))
    assert names(daily_copies(path)) == ["2026-01-03", "2026-01-02", "2024-11-27"]


def test_other_files_are_no_copies(filled: Album) -> None:
    path = filled.library.path
    for name in (".backup-0001", ".backup-2026-01-01.part", ".backup-old", ".backup-2026-01-01x"):
        Path(path + name).touch()
    assert daily_copies(path) == []


def test_no_copy_of_a_damaged_library_and_the_old_ones_stay(filled: Album) -> None:
    path = Path(filled.library.path)
    backup(str(path), today=DAY)
    filled.library.close()
    content = bytearray(path.read_bytes())
    content[8192 * 3 : 8192 * 20] = os.urandom(8192 * 17)
    path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        backup(str(path), today=DAY + timedelta(days=1))
    assert caught.value.code == "library_not_copied"
    assert names(daily_copies(str(path))) == ["2026-01-01"]
    assert not list(path.parent.glob("*.part"))
    assert [f.code for f in examine(str(path))] == ["damaged"]


def test_a_copy_that_cannot_be_written(filled: Album, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        copy_library(filled.library.path, str(tmp_path / "no" / "copy"))
    assert caught.value.code == "library_unopened"


def test_a_sound_library(filled: Album) -> None:
    assert examine(filled.library.path) == []
    assert examine(filled.library.path, mend=True) == []


def change(path: str, *statements: str) -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("lists", "UPDATE photo SET status = 'accepted', scene = 'lake' WHERE id = 1"),
        ("lists", "DELETE FROM photo_tag"),
        ("lists", "INSERT INTO photo_tag VALUES (2, 'beach')"),
        ("lists", "UPDATE photo SET similarity = NULL WHERE id = 3"),
        ("lists", "UPDATE tally SET photos = photos + 1"),
        ("lists", "DELETE FROM tally"),
        ("label_states", "UPDATE photo SET label_state = 5 WHERE id IN (1, 2)"),
        ("features", "UPDATE feature SET vector = x'0000' WHERE photo_id = 4"),
        ("orphans", "INSERT INTO feature (photo_id, backbone, vector) VALUES (999, 'x', x'00')"),
    ],
)
def test_what_is_wrong_is_found_and_mended(filled: Album, code: str, statement: str) -> None:
    path = filled.library.path
    labels = filled.library.labels.rows()
    filled.library.close()
    change(path, statement)
    before = dump(path)
    (found,) = examine(path)
    assert (found.code, found.mended) == (code, False)
    assert found.count > 0
    assert dump(path) == before, "looking changes nothing"
    (mended,) = examine(path, mend=True)
    assert (mended.code, mended.mended) == (code, True)
    assert examine(path) == []
    with open_library(path) as library:
        assert library.labels.rows() == labels


def test_what_is_found_but_not_mended(filled: Album) -> None:
    path = filled.library.path
    filled.say(2, "garden")
    filled.library.close()
    change(path, "UPDATE model_version SET current = 0")
    for mend in (False, True):
        assert [(f.code, f.mended) for f in examine(path, mend=mend)] == [
            ("unknown_scenes", False),
            ("no_model", False),
        ]


@pytest.mark.parametrize("call", [examine, backup])
def test_what_is_no_library(call: Callable[[str], object], tmp_path: Path) -> None:
    path = tmp_path / "x.albumen"
    path.write_text("no" * 5000)
    with pytest.raises(KnownError) as caught:
        call(str(path))
    assert caught.value.code == "not_a_library"
    assert not list(tmp_path.glob("*backup*"))


def dump(path: str) -> list[str]:
    raw = sqlite3.connect(path)
    lines = list(raw.iterdump())
    raw.close()
    return lines
