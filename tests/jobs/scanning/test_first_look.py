"""Photos of a new folder are shown before they are decoded, and then replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.messages import Message
from app.core.records import Query, View
from app.core.types import (
    DecodedPhoto,
    DecodeFailure,
    PhotoFacts,
    PhotoFile,
    Status,
)
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.thumbnails import thumbnail_path, write_thumbnail
from tests.tiny_album import Bench
from tests.tiny_photos import FakeDecoders


class Heads:
    """Looks at headers: every file whose name does not begin with x has a small picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[str] = []

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            self.opened.append(file.path)
            name = Path(file.path).stem
            if name.startswith("x"):
                yield DecodeFailure(file, Message("no_head"))
                continue
            key = f"first-{name}"
            write_thumbnail(self.folder, key, b"jpeg")
            facts = PhotoFacts(4, 3, 1, "JPEG", key, "", "2020-01-02T03:04:05")
            yield DecodedPhoto(file, np.zeros((0, 0, 3), np.uint8), facts)

    def close(self) -> None:
        pass


@pytest.fixture
def heads(bench: Bench) -> Heads:
    found = Heads(bench.ctx.thumbnails_dir)
    bench.ctx.first_looks = lambda: found
    return found


def _first_paint(bench: Bench) -> None:
    """Scan up to the first decode."""
    job = scan_folders(bench.ctx, [str(bench.photos)])
    while not bench.ctx.library.photos.counts().all:
        next(job)
    assert bench.decoders.opened == []
    job.close()


def test_rows_and_pictures_come_before_the_tags(bench: Bench, heads: Heads) -> None:
    paths = [bench.photo(f"{i:02}.jpg", "beach", 100) for i in range(40)]
    bench.photo("x.png", "beach", 100)
    _first_paint(bench)
    library = bench.ctx.library
    rows = library.photos.rows(library.photos.ids(Query()).tolist())
    assert {row.status for row in rows} == {Status.WAITING}
    assert rows[0].taken_at == "2020-01-02T03:04:05"
    assert all(
        thumbnail_path(bench.ctx.thumbnails_dir, row.content_hash or "").exists() for row in rows
    )
    assert library.photos.counts().review == 0
    assert library.photos.ids(Query(view=View.REVIEW)).tolist() == []
    result = run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary
    assert (result["found"], result["new"], result["unchanged"]) == (41, 41, 0)
    assert "waiting" not in result
    rows = library.photos.rows(library.photos.ids(Query()).tolist())
    assert len(rows) == 41
    assert {row.status for row in rows} == {Status.ACCEPTED}
    assert not any((row.content_hash or "").startswith("first") for row in rows)
    assert sorted(row.path for row in rows)[:40] == paths


def test_what_is_shown_during_a_long_walk_is_not_taken_for_gone(bench: Bench, heads: Heads) -> None:
    for i in range(40):
        bench.photo(f"{i // 5}/{i:02}.jpg", "beach", 100)
    result = run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary
    assert 0 < len(heads.opened) < 40  # it came while the walk went on
    assert (result["new"], result["vanished"]) == (40, 0)
    assert len(bench.ctx.library.photos.ids(Query())) == 40
    (bench.photos / "0" / "00.jpg").unlink()
    assert run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary["vanished"] == 1


def test_small_pictures_go_when_the_scan_is_done(bench: Bench, heads: Heads) -> None:
    for i in range(30):
        bench.photo(f"{i:02}.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    assert heads.opened
    assert list(bench.ctx.thumbnails_dir.rglob("*.jpg")) == []


def test_small_pictures_that_a_cut_off_scan_left_go_with_the_next(
    bench: Bench, heads: Heads
) -> None:
    folder = bench.ctx.thumbnails_dir
    left = thumbnail_path(folder, "first-0123456789abcdef")
    other = thumbnail_path(folder, "f1234567")
    for path in (left, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"jpeg")
    bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    assert not left.exists()
    assert other.exists()


def test_a_label_on_a_photo_that_waits_stays(bench: Bench, heads: Heads) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    _first_paint(bench)
    run_now(label_photos(bench.ctx, [bench.id(path)], "forest"))
    assert bench.status(path) == "labelled"
    result = run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary
    assert result["labelled"] == 1
    (row,) = bench.ctx.library.photos.rows([1])
    assert (row.label, bench.ctx.library.photos.counts().all) == ("forest", 1)


def test_a_photo_that_cannot_be_read_is_failed_once(bench: Bench, heads: Heads) -> None:
    (bench.photos / "broken.jpg").write_text("not a photo")
    _first_paint(bench)
    result = run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary
    assert (result["failed"], bench.ctx.library.photos.counts().all) == (1, 1)
    assert bench.status(str(bench.photos / "broken.jpg")) == "failed"


def test_only_new_folders_are_shown_so(bench: Bench, heads: Heads, tmp_path: Path) -> None:
    bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    bench.photo("b.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    assert len(heads.opened) == 1
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.jpg").write_text("beach 100 c")
    run_now(scan_folders(bench.ctx, [str(other)]))
    assert len(heads.opened) == 2


def test_photos_that_may_have_been_moved_keep_their_rows(
    bench: Bench, heads: Heads, tmp_path: Path
) -> None:
    path = Path(bench.photo("a.jpg", "beach", 100))
    bench.photo("b.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    run_now(label_photos(bench.ctx, [bench.id(str(path))], "forest"))
    other = tmp_path / "other"
    other.mkdir()
    path.rename(other / "a.jpg")
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    result = run_now(scan_folders(bench.ctx, [str(other)])).summary
    assert (result["moved"], bench.ctx.library.photos.counts().all) == (1, 2)
    assert bench.status(str(other / "a.jpg")) == "labelled"


@pytest.mark.parametrize("said_meanwhile", [None, "forest", "kitchen"])
def test_a_photo_that_is_shown_turns_out_to_have_moved_here(
    bench: Bench, heads: Heads, tmp_path: Path, said_meanwhile: str | None
) -> None:
    path = Path(bench.photo("a.jpg", "beach", 100))
    bench.photo("b.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    run_now(label_photos(bench.ctx, [bench.id(str(path))], "forest"))
    other = tmp_path / "other"
    other.mkdir()
    path.rename(other / "a.jpg")
    reader = bench.ctx.library
    job = scan_folders(bench.ctx, [str(other)])
    while reader.photos.find([str(other / "a.jpg")]) == {}:
        next(job)
    if said_meanwhile is not None:
        run_now(label_photos(bench.ctx, [bench.id(str(other / "a.jpg"))], said_meanwhile))
    for _ in job:
        pass
    rows = reader.photos.rows(reader.photos.ids(Query()).tolist())
    labels = {Path(row.path).parent.name: row.label for row in rows if row.label is not None}
    if said_meanwhile == "kitchen":  # both words of the person stay
        assert labels == {"photos": "forest", "other": "kitchen"}
    else:
        assert labels == {"other": "forest"}
        assert len(rows) == 2


def test_a_process_that_cannot_start_stops_nothing(bench: Bench) -> None:
    from app.core.errors import KnownError

    class Refuses(FakeDecoders):
        def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
            raise KnownError("no_decoder")

    bench.ctx.first_looks = Refuses
    bench.photo("a.jpg", "beach", 100)
    assert run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary["accepted"] == 1
