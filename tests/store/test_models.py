"""A stored model that was damaged is noticed, and the newest sound one takes its place."""

from __future__ import annotations

import sqlite3
import sys

import pytest

from app.core.errors import KnownError
from app.store.care.examine import examine
from tests.store.conftest import Album
from tests.tiny_pack import tiny_pack


def _save(album: Album, blob: bytes) -> int:
    return album.learn(blob)


def _spoil(album: Album, version: int, *, forget: bool = False) -> None:
    raw = sqlite3.connect(album.library.path)
    (blob,) = raw.execute("SELECT blob FROM model_version WHERE id = ?", (version,)).fetchone()
    at = len(blob) // 2
    spoilt = b"\0" * 20 if forget else blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]
    raw.execute("UPDATE model_version SET blob = ? WHERE id = ?", (spoilt, version))
    if forget:  # as in a library of an older version, without checksums
        raw.execute("UPDATE model_version SET figures = '{}'")
    raw.commit()
    raw.close()


def test_one_wrong_bit_is_noticed(album: Album) -> None:
    version = _save(album, tiny_pack().model.to_bytes())
    assert album.library.models.blob() == (version, tiny_pack().model.to_bytes())
    assert album.library.models.versions()[0].figures == {"new": 2}
    _spoil(album, version)
    with pytest.raises(KnownError, match="doctor") as caught:
        album.library.models.blob()
    assert caught.value.code == "damaged_version"


@pytest.mark.parametrize("forget", [False, True])
def test_the_newest_sound_version_takes_over(album: Album, forget: bool) -> None:
    photo = album.add("a.jpg")
    first = _save(album, tiny_pack().model.to_bytes())
    second = _save(album, tiny_pack().model.to_bytes())
    album.say(photo, "kitchen")
    third = _save(album, tiny_pack().model.to_bytes())
    _spoil(album, third, forget=forget)
    path = album.library.path
    (found,) = examine(path)
    assert (found.code, found.mended) == ("model", False)
    (found,) = examine(path, mend=True)
    assert (found.code, found.mended) == ("model", True)
    assert f"version {second}" in found.details
    assert examine(path) == []
    library = album.library
    assert library.models.blob()[0] == second
    assert [row.id for row in library.models.versions() if row.id >= first] == [second, first]
    assert {row.photo: row.yes for row in library.labels.rows()} == {photo: "kitchen"}
    assert library.photos.counts().unlearned == 1, "the version before had not learned the label"


def test_without_any_sound_version_the_next_opening_takes_the_packs(album: Album) -> None:
    for row in album.library.models.versions():
        _spoil(album, row.id)
    last = _save(album, tiny_pack().model.to_bytes())
    _spoil(album, last)
    (found,) = examine(album.library.path, mend=True)
    assert "scene pack" in found.details
    assert album.library.models.blob() is None


def test_a_stored_model_stays_in_the_file_alone(album: Album) -> None:
    blob = tiny_pack().model.to_bytes()
    before = sys.getrefcount(blob)
    album.library.models.seed(blob)
    assert sys.getrefcount(blob) == before


def test_the_version_in_force_is_told_without_its_model(album: Album) -> None:
    assert album.library.models.current() == 1
    following = _save(album, tiny_pack().model.to_bytes())
    assert album.library.models.current() == following
