"""Sidecars beside a photo, by the listing of its folder alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.types import PhotoFile
from app.media.find import find_photos
from app.media.formats import photo_file
from app.media.originals.companions import with_companions


def names(file: PhotoFile) -> list[str]:
    return [os.path.basename(sidecar.path) for sidecar in file.sidecars]


def walk(folder: Path) -> dict[str, list[str]]:
    found = [item for item in find_photos(str(folder)) if isinstance(item, PhotoFile)]
    return {os.path.basename(file.path): names(file) for file in found}


def test_each_photo_has_its_own(tmp_path: Path) -> None:
    for name in (
        *("a.jpg", "a.jpg.xmp", "A.JPG.XMP", "a.png", "a.xmp", "b.JPG", "B.jpg.Xmp", "c.jpg"),
        *("photo", "photo.xmp", ".c.jpg.xmp", "c.jpg.xmp.bak"),
    ):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff" + b"x" * 40)
    (tmp_path / "c.xmp").mkdir()
    assert walk(tmp_path) == {
        "a.jpg": ["a.xmp", "a.jpg.xmp"],
        "a.png": ["a.xmp"],
        "b.JPG": ["B.jpg.Xmp"],
        "c.jpg": [],
        "photo": ["photo.xmp"],
    }
    file = photo_file(str(tmp_path / "a.jpg"), os.stat(tmp_path / "a.jpg"))
    assert names(with_companions(file)) == ["a.xmp", "a.jpg.xmp"]
    assert with_companions(PhotoFile("/not/there.jpg", 1, 1)).sidecars == ()


def test_only_sidecars_are_asked_for_their_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for k in range(20):
        (tmp_path / f"{k}.jpg").write_bytes(b"x")
    (tmp_path / "3.xmp").write_bytes(b"x")
    asked: list[str] = []

    def count(entry: os.DirEntry[str]) -> None:
        asked.append(entry.name)

    monkeypatch.setattr("app.media.xmp.beside._look_at", count)
    assert all(found == [] for found in walk(tmp_path).values())
    assert asked == ["3.xmp"]
