"""Thumbnails that are missing are made again; nothing else is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scanning.thumbnails import restore_thumbnails
from app.media.thumbnails import thumbnail_path, write_thumbnail
from tests.tiny_album import Bench
from tests.tiny_photos import FakeDecoders


class ThumbnailDecoders(FakeDecoders):
    """Writes thumbnails, as real decoders do."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._folder = bench.ctx.thumbnails_dir

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for item in super().decode(files):
            if isinstance(item, DecodedPhoto):
                write_thumbnail(self._folder, item.facts.content_hash, b"jpeg")
            yield item


def test_missing_thumbnails_come_back(bench: Bench) -> None:
    bench.decoders = ThumbnailDecoders(bench)
    paths = [bench.photo(f"{i}.jpg", "beach", 100) for i in range(3)]
    (bench.photos / "broken.jpg").write_text("garbage")
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    (row,) = bench.ctx.library.photos.rows([bench.id(paths[1])])
    assert row.content_hash is not None
    file = thumbnail_path(bench.ctx.thumbnails_dir, row.content_hash)
    file.unlink()
    bench.decoders.opened.clear()
    result = run_now(restore_thumbnails(bench.ctx)).summary
    assert result == {"missing": 1, "made": 1, "failed": 0}
    assert bench.decoders.opened == [paths[1]]
    assert file.exists()
    assert run_now(restore_thumbnails(bench.ctx)).summary["missing"] == 0
