"""The scan: new, changed, moved, gone, unreadable; cancelled and taken up again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.core.messages import Message
from app.core.records import Query, View
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench


def _scan(bench: Bench, *folders: Path) -> dict:
    return run_now(scan_folders(bench.ctx, [str(f) for f in folders or (bench.photos,)])).summary


def test_first_scan_counts_every_photo_once(bench: Bench) -> None:
    good = bench.photo("a.jpg", "beach", 100)
    bench.photo("deep/er/b.jpg", "kitchen", 100)
    odd = bench.photo("c.jpg", "none", 0)
    broken = bench.photos / "d.jpg"
    broken.write_text("garbage")
    result = _scan(bench)
    assert result["found"] == result["new"] == 4
    assert result["accepted"] + result["rejected"] + result["failed"] == 4
    assert (result["accepted"], result["failed"]) == (2, 1)
    assert bench.status(good) == "accepted"
    assert bench.status(odd) == "rejected"
    (row,) = bench.ctx.library.photos.rows([bench.id(str(broken))])
    assert row.failure == Message("damaged")
    assert bench.decoders.closed == 1


def test_second_scan_opens_no_file(bench: Bench) -> None:
    for i in range(5):
        bench.photo(f"{i}.jpg", "beach", 100)
    (bench.photos / "broken.jpg").write_text("garbage")
    _scan(bench)
    bench.decoders.opened.clear()
    result = _scan(bench)
    assert bench.decoders.opened == []
    assert result["unchanged"] == 6
    assert result["new"] == result["changed"] == result["vanished"] == 0
    assert (result["accepted"], result["failed"]) == (5, 1)


def test_changed_file_is_read_again(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    _scan(bench)
    Path(path).write_text("kitchen 100 now another picture")
    result = _scan(bench)
    assert (result["changed"], result["new"]) == (1, 0)
    (row,) = bench.ctx.library.photos.rows([bench.id(path)])
    assert row.scene == "kitchen"
    assert bench.ctx.library.photos.counts().all == 1


def test_vanished_file_leaves_the_lists_and_comes_back(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    bench.photo("b.jpg", "beach", 100)
    _scan(bench)
    kept = Path(path).read_bytes()
    stat = os.stat(path)
    os.unlink(path)
    assert _scan(bench)["vanished"] == 1
    assert bench.ctx.library.photos.counts().all == 1
    Path(path).write_bytes(kept)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    bench.decoders.opened.clear()
    assert _scan(bench)["unchanged"] == 2
    assert bench.decoders.opened == []
    assert bench.ctx.library.photos.counts().all == 2


def test_moved_file_keeps_label_and_id(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    _scan(bench)
    photo = bench.id(path)
    run_now(label_photos(bench.ctx, [photo], "forest"))
    target = bench.photos / "else where" / "renamed.jpg"
    target.parent.mkdir()
    os.rename(path, target)
    result = _scan(bench)
    assert (result["moved"], result["new"], result["vanished"]) == (1, 0, 0)
    assert bench.id(str(target)) == photo
    assert bench.status(str(target)) == "labelled"


def test_offline_folder_is_not_deleted(bench: Bench, tmp_path: Path) -> None:
    bench.photo("a.jpg", "beach", 100)
    _scan(bench)
    os.rename(bench.photos, tmp_path / "unplugged")
    result = _scan(bench)
    assert result["offline"] == [str(bench.photos)]
    assert result["vanished"] == 0
    assert bench.ctx.library.folders.rows()[0].state == "offline"
    os.rename(tmp_path / "unplugged", bench.photos)
    assert _scan(bench)["unchanged"] == 1
    assert bench.ctx.library.folders.rows()[0].state == "online"


def test_folder_that_does_not_exist(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="does not exist") as caught:
        _scan(bench, tmp_path / "nowhere")
    assert caught.value.path == str(tmp_path / "nowhere")
    assert bench.ctx.library.folders.rows() == []


def test_file_instead_of_folder(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    with pytest.raises(KnownError, match="not a folder"):
        _scan(bench, Path(path))


def test_empty_folder_is_no_error(bench: Bench) -> None:
    assert _scan(bench)["found"] == 0


def test_part_of_a_folder_belongs_to_it(bench: Bench) -> None:
    bench.photo("a.jpg", "beach", 100)
    bench.photo("sub/b.jpg", "beach", 100)
    _scan(bench)
    result = _scan(bench, bench.photos / "sub")
    assert result["unchanged"] == 1
    assert result["vanished"] == 0
    assert len(bench.ctx.library.folders.rows()) == 1


def test_cancelled_scan_goes_on_where_it_was(make_bench: Callable[[], Bench]) -> None:
    bench = make_bench()
    for i in range(40):
        bench.photo(f"{i:02}.jpg", "beach", 100)
    job = scan_folders(bench.ctx, [str(bench.photos)])
    for progress in job:
        if progress.change is not None:
            break
    job.close()
    written = len(bench.ctx.library.photos.ids(Query(view=View.ALL)))
    assert 0 < written < 40
    assert bench.decoders.closed == 1
    bench.decoders.opened.clear()
    result = _scan(bench)
    assert result["unchanged"] == written
    assert len(bench.decoders.opened) == 40 - written
    assert bench.ctx.library.photos.counts().all == 40


def test_label_survives_a_changed_and_a_broken_file(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    _scan(bench)
    run_now(label_photos(bench.ctx, [bench.id(path)], "forest"))
    Path(path).write_text("kitchen 100 edited")
    assert _scan(bench)["labelled"] == 1
    Path(path).write_text("garbage now")
    _scan(bench)
    (row,) = bench.ctx.library.photos.rows([bench.id(path)])
    assert row.label == "forest"


def test_two_folders_one_inside_the_other(bench: Bench) -> None:
    bench.photo("sub/a.jpg", "beach", 100)
    _scan(bench, bench.photos / "sub")
    result = _scan(bench)
    assert result["found"] == 1
    assert result["unchanged"] == 1
    assert bench.ctx.library.photos.counts().all == 1
