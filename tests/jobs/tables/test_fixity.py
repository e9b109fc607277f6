"""A report of checksums, and what it finds when files are other than they were."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.tables.fixity import export_fixity, verify_fixity, verify_fixity_report
from tests.tiny_album import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for name in ("a.jpg", "b.jpg", "deep/c.jpg"):
        bench.photo(name, "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def report(album: Bench) -> tuple[Path, dict]:
    path = album.photos.with_name("report.sha256")
    return path, run_now(export_fixity(album.ctx, str(path))).summary


def verify(path: Path) -> dict:
    return run_now(verify_fixity(str(path))).summary


def test_nothing_differs_from_a_fresh_report(album: Bench) -> None:
    path, result = report(album)
    assert result["files"] == 3
    assert result["changed"] == result["missing"] == result["unread"] == []
    found = verify(path)
    assert (found["same"], found["unchanged"], found["files"]) == (True, 3, 3)
    assert run_now(verify_fixity_report(album.ctx, str(path))).summary == found
    photo = album.photos / "a.jpg"
    assert f"{hashlib.sha256(photo.read_bytes()).hexdigest()}  {photo}\n" in path.read_text()
    facts = next(
        json.loads(line[2:])
        for line in path.read_text().splitlines()
        if line.startswith("# ") and "first_seen" in line
    )
    assert facts["as_scanned"] is True
    assert facts["bytes"] == photo.stat().st_size
    assert facts["changed"] is None


def test_what_differs_is_found(album: Bench) -> None:
    path, _ = report(album)
    times = os.stat(album.photos / "a.jpg")
    text = (album.photos / "a.jpg").read_text()
    (album.photos / "a.jpg").write_text(text[::-1])
    os.utime(album.photos / "a.jpg", ns=(times.st_atime_ns, times.st_mtime_ns))
    (album.photos / "b.jpg").unlink()
    (album.photos / "deep/c.jpg").unlink()
    (album.photos / "deep/c.jpg").mkdir()
    album.photo("new.jpg", "beach", 90)
    found = verify(path)
    assert not found["same"]
    assert found["unchanged"] == 0
    assert found["changed"] == [str(album.photos / "a.jpg")]
    assert found["missing"] == [str(album.photos / "b.jpg")]
    assert [one["path"] for one in found["unread"]] == [str(album.photos / "deep/c.jpg")]
    assert found["added"] == [str(album.photos / "new.jpg")]


def test_a_report_tells_what_changed_since_the_scan(album: Bench) -> None:
    (album.photos / "a.jpg").write_text("rotten")
    label = album.id(str(album.photos / "b.jpg"))
    run_now(label_photos(album.ctx, [label], "kitchen"))
    (album.photos / "b.jpg").unlink()
    path, result = report(album)
    assert result["changed"] == [str(album.photos / "a.jpg")]
    assert result["missing"] == [str(album.photos / "b.jpg")]
    assert verify(path)["same"], "it tells of the files as they were when it was made"
