"""The same with real pictures: another program writes into their headers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.decode import PhotoDecoder
from tests.tiny_album import Bench
from tests.tiny_photos import FakeDecoders

# The entry of the orientation in little-endian EXIF: tag, type SHORT, count 1, its value.
_UPRIGHT = b"\x12\x01\x03\x00\x01\x00\x00\x00\x01\x00"
_TURNED = b"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00"


class PictureDecoders(FakeDecoders):
    """Decodes pictures as the program does, in this process."""

    def __init__(self, thumbnails: Path) -> None:
        super().__init__()
        self._decode = PhotoDecoder(2, "squash", thumbnails)

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            self.opened.append(file.path)
            yield self._decode(file)


@pytest.fixture
def photo(bench: Bench, tmp_path: Path) -> Path:
    """A labelled photo, 60 x 40, whose header says that it is upright."""
    bench.decoders = PictureDecoders(tmp_path / "thumbs")
    exif = Image.Exif()
    exif.endian = "<"
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.ImageDescription] = "before"
    path = bench.photos / "a.jpg"
    Image.linear_gradient("L").convert("RGB").resize((60, 40)).save(path, exif=exif)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    run_now(label_photos(bench.ctx, [bench.id(str(path))], "forest"))
    return path


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Change bytes of a file in place; its size and its time stay."""
    times, data = path.stat(), path.read_bytes()
    assert data.count(before) == 1
    path.write_bytes(data.replace(before, after))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_turned_by_a_tool_that_sets_the_time_back(bench: Bench, photo: Path) -> None:
    _replace(photo, _UPRIGHT, _TURNED)
    result = run_now(scan_folders(bench.ctx)).summary
    assert (result["changed"], result["unchanged"]) == (1, 0)
    detail = bench.ctx.library.photos.detail(bench.id(str(photo)))
    assert detail is not None
    assert (detail.orientation, detail.row.width, detail.row.height) == (6, 40, 60)
    assert detail.row.label == "forest"


def test_retagged_and_renamed_at_once(bench: Bench, photo: Path) -> None:
    _replace(photo, b"before", b"after!")
    goal = photo.with_name("b.jpg")
    photo.rename(goal)
    encoded = bench.encoder.encoded
    result = run_now(scan_folders(bench.ctx)).summary
    assert (result["moved"], result["new"], result["vanished"]) == (1, 0, 0)
    (row,) = bench.ctx.library.photos.rows([bench.id(str(goal))])
    assert row.label == "forest"
    assert bench.encoder.encoded == encoded
