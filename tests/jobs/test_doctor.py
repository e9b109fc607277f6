"""The doctor as a job: what it says, and that it mends what lies beside the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.jobs import doctor
from app.jobs.context import JobContext
from app.jobs.doctor import examine_library
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.thumbnails import thumbnail_path
from app.store.library import open_library
from tests.tiny_album import Bench


@pytest.fixture(autouse=True)
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tiny pack has no files: note which pack was verified."""
    seen: list[str] = []
    monkeypatch.setattr(doctor, "verify_pack", lambda pack: seen.append(pack.backbone.id))
    return seen


@contextmanager
def opened(library: Path) -> Iterator[JobContext]:
    with open_library(library) as found:
        yield Bench(found, library.parent).ctx


def test_a_sound_library_is_left_as_it_is(tmp_path: Path, verified: list[str]) -> None:
    library = tmp_path / "library.albumen"
    open_library(library).close()
    with opened(library):
        pass
    report = run_now(examine_library(library, opened, backup=False)).summary
    assert report["ok"]
    assert (report["library"], report["findings"], report["backup"]) == (str(library), [], None)
    assert [report["scene_pack"]] == verified


def test_left_overs_go_missing_thumbnails_come_and_a_copy_is_made(tmp_path: Path) -> None:
    library = tmp_path / "library.albumen"
    with open_library(library) as found:
        bench = Bench(found, tmp_path)
        bench.photo("a.jpg", "beach", 100)
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
        part = thumbnail_path(bench.ctx.thumbnails_dir, "0" * 32).with_suffix(".jpg.123.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    report = run_now(examine_library(library, opened, backup=True)).summary
    assert [(f["code"], f["count"]) for f in report["findings"]] == [
        ("thumbnails_left", 1), ("thumbnails", 1),
    ]  # fmt: skip
    assert not part.exists()
    assert Path(report["backup"]).stat().st_size > 0


def test_where_there_is_no_library_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        run_now(examine_library(tmp_path / "no.albumen", opened, backup=False))
    assert caught.value.code == "no_library"
    assert list(tmp_path.iterdir()) == []
