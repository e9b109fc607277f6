"""The scan when the world changes under it: headers rewritten, disks gone, permissions, battery."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning import scan as scan_module
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench
from tests.tiny_photos import FakeDecoders


class HeaderDecoders(FakeDecoders):
    """Takes the first two words for the pixels and the rest for the header."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for item in super().decode(files):
            if isinstance(item, DecodeFailure):
                yield item
                continue
            words = Path(item.file.path).read_text().split()
            facts = item.facts
            yield DecodedPhoto(
                item.file,
                item.model_input,
                PhotoFacts(2, 2, 1, "TEXT", facts.content_hash, " ".join(words[:2])),
            )


def _scan(bench: Bench) -> dict:
    return run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary


@pytest.fixture
def headers(bench: Bench) -> Bench:
    bench.decoders = HeaderDecoders()
    return bench


def test_rewritten_header_is_not_encoded_again(headers: Bench) -> None:
    path = headers.photo("a.jpg", "beach", 100)
    _scan(headers)
    run_now(label_photos(headers.ctx, [headers.id(path)], "forest"))
    Path(path).write_text("beach 100 with a tag written by another program")
    result = _scan(headers)
    assert result["changed"] == 1
    assert result["labelled"] == 1
    assert headers.encoder.encoded == 1
    assert headers.ctx.library.models.encoded(headers.ctx.pack.backbone.id) == {headers.id(path)}


def test_other_pixels_are_encoded_again(headers: Bench) -> None:
    path = headers.photo("a.jpg", "beach", 100)
    _scan(headers)
    Path(path).write_text("kitchen 100 another picture")
    _scan(headers)
    assert headers.encoder.encoded == 2
    (row,) = headers.ctx.library.photos.rows([headers.id(path)])
    assert row.scene == "kitchen"


def test_moved_file_is_not_encoded_again(headers: Bench) -> None:
    path = headers.photo("a.jpg", "beach", 100)
    headers.photo("b.jpg", "beach", 90)
    _scan(headers)
    os.rename(path, headers.photos / "c.jpg")
    assert _scan(headers)["moved"] == 1
    assert headers.encoder.encoded == 2
    assert len(headers.ctx.library.models.encoded(headers.ctx.pack.backbone.id)) == 2


def test_nothing_to_read_starts_no_encoder(bench: Bench) -> None:
    bench.photo("a.jpg", "beach", 100)
    _scan(bench)
    started: list[int] = []
    bench.encoder.start = lambda: started.append(1)  # type: ignore[method-assign]
    _scan(bench)
    assert started == []


def test_empty_mount_point_is_offline(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(bench.photo("a.jpg", "beach", 100))
    is_mount = os.path.ismount
    with monkeypatch.context() as plugged:
        plugged.setattr(os.path, "ismount", lambda p: p == str(bench.photos) or is_mount(p))
        _scan(bench)
    data, times = path.read_bytes(), path.stat()
    path.unlink()
    result = _scan(bench)
    assert result["offline"] == [str(bench.photos)]
    assert result["vanished"] == 0
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert _scan(bench)["unchanged"] == 1
    assert bench.ctx.library.folders.rows()[0].state == "online"


def test_folder_that_was_emptied_is_not_offline(bench: Bench) -> None:
    paths = [Path(bench.photo(f"{name}.jpg", "beach", 100)) for name in "ab"]
    _scan(bench)
    run_now(label_photos(bench.ctx, [bench.id(str(paths[0]))], "forest"))
    kept = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    result = _scan(bench)
    assert (result["vanished"], result["offline"]) == (2, [])
    assert bench.ctx.library.folders.rows()[0].state == "online"
    assert bench.ctx.library.photos.counts().all == 1, "what a person labelled stays on the lists"
    for path, data in zip(paths, kept, strict=True):
        path.write_bytes(data)
    _scan(bench)
    assert bench.ctx.library.photos.counts().all == 2
    assert bench.status(str(paths[0])) == "labelled"


def test_part_that_was_emptied_is_not_offline(bench: Bench) -> None:
    path = Path(bench.photo("sub/a.jpg", "beach", 100))
    bench.photo("b.jpg", "beach", 100)
    _scan(bench)
    path.unlink()
    result = run_now(scan_folders(bench.ctx, [str(path.parent)])).summary
    assert (result["vanished"], result["offline"]) == (1, [])
    assert bench.ctx.library.folders.rows()[0].state == "online"
    assert bench.ctx.library.photos.counts().all == 1


class UnpluggedDecoders(FakeDecoders):
    """The disk goes away while files are read, and says so for each of them."""

    def __init__(self, after: int, away: Path) -> None:
        super().__init__()
        self._left = after
        self._away = away

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            if self._left == 0:
                root = Path(file.path).parent
                if root.exists():
                    root.rename(self._away)
                yield DecodeFailure(file, Message("vanished"))
            else:
                self._left -= 1
                yield from super().decode([file])


def test_disk_unplugged_while_reading(bench: Bench, tmp_path: Path) -> None:
    for i in range(50):
        bench.photo(f"{i:02}.jpg", "beach", 100)
    away = tmp_path / "away"
    bench.decoders = UnpluggedDecoders(20, away)
    result = _scan(bench)
    assert result["offline"] == [str(bench.photos)]
    assert result["failed"] == 0
    assert bench.ctx.library.folders.rows()[0].state == "offline"
    away.rename(bench.photos)
    bench.decoders = FakeDecoders()
    result = _scan(bench)
    assert (result["unchanged"], result["new"]) == (20, 30)
    assert result["accepted"] == 50


class ForgetfulDecoders(FakeDecoders):
    """Says of one name that it may not be read."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            self.opened.append(file.path)
            yield DecodeFailure(file, Message("forbidden"))


def test_failure_outside_the_file_is_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.photo("a.jpg", "beach", 100)
    bench.decoders = ForgetfulDecoders()
    assert _scan(bench)["failed"] == 1
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda _, mode: mode != os.R_OK)
        bench.decoders.opened.clear()
        assert _scan(bench)["unchanged"] == 1
        assert bench.decoders.opened == []
    bench.decoders = FakeDecoders()
    result = _scan(bench)
    assert (result["changed"], result["accepted"], result["failed"]) == (1, 1, 0)
    assert _scan(bench)["unchanged"] == 1


def test_scan_waits_while_it_should(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(40):
        bench.photo(f"{i:02}.jpg", "beach", 100)
    monkeypatch.setattr(scan_module, "HOLD_S", 0.0)
    reasons = iter(["battery", "battery"])
    bench.ctx.hold = lambda: next(reasons, "")
    steps = list(scan_folders(bench.ctx, [str(bench.photos)]))
    assert [s.waiting for s in steps if s.waiting] == ["battery", "battery"]
    assert bench.ctx.library.photos.counts().all == 40
