"""Full disks, read-only disks, disks that go and come, clocks that go back, other machines."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.core.errors import KnownError
from app.core.records import Query, View
from app.jobs.doctor import examine_library
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.folders import relocate_folder
from app.jobs.scanning.scan import scan_folders
from app.places import Places
from app.store.care.lock import LibraryLock
from app.store.library import open_library
from app.ui.shell import first_window
from tests.tiny_album import Bench


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can make a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def _scan(bench: Bench) -> dict:
    return run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary


def test_scan_onto_a_full_disk_goes_on_when_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    with open_library(small_disk / "l.albumen") as library:
        bench = Bench(library, tmp_path)
        first = bench.photo("first.jpg", "beach", 100)
        _scan(bench)
        run_now(label_photos(bench.ctx, [bench.id(first)], "forest"))
        for i in range(600):
            bench.photo(f"{i:03}.jpg", "beach", 100)
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
            file.write(b"\0" * (free - 400_000))
        with pytest.raises(KnownError, match="its disk is full") as caught:
            _scan(bench)
        assert caught.value.code == "disk_full"
        written = bench.ctx.library.photos.counts().all
        assert 0 < written < 601
        assert bench.status(first) == "labelled"
        filler.unlink()
        result = _scan(bench)
        assert result["unchanged"] == written
        assert bench.ctx.library.photos.counts().all == 601
        assert bench.status(first) == "labelled"


def test_library_on_a_read_only_disk_can_be_read(
    small_disk: Path, tmp_path: Path, root: Path
) -> None:
    path = small_disk / "l.albumen"
    with open_library(path) as library:
        bench = Bench(library, tmp_path)
        bench.photo("a.jpg", "beach", 100)
        _scan(bench)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    def albumen(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app", "--library", str(path), *words]
        environment = {**os.environ, "ALBUMEN_HOME": str(tmp_path / "home")}
        return subprocess.run(
            command, cwd=root, env=environment, check=False, capture_output=True, text=True
        )

    listed = albumen("list", "--json")
    assert listed.returncode == 0, listed.stderr
    assert '"beach"' in listed.stdout
    refused = albumen("scan", str(bench.photos))
    assert refused.returncode == 1
    (sentence,) = refused.stderr.strip().splitlines()
    assert str(path) in sentence
    assert "may not be written" in sentence


def test_disk_that_vanishes_under_the_library(small_disk: Path, tmp_path: Path) -> None:
    with open_library(small_disk / "l.albumen") as library:
        bench = Bench(library, tmp_path)
        bench.photo("a.jpg", "beach", 100)
        _scan(bench)
        bench.photo("b.jpg", "beach", 100)
        subprocess.run(["umount", "-l", str(small_disk)], check=True)
        with pytest.raises(KnownError) as caught:
            _scan(bench)
        assert caught.value.code in {"library_gone", "library_unreachable"}
        assert str(small_disk) in str(caught.value)


def test_library_on_another_machine_with_other_paths(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    with open_library(here / "l.albumen") as library:
        bench = Bench(library, here)
        for i in range(5):
            bench.photo(f"{2000 + i}/a.jpg", "beach", 100, salt=str(i))
        _scan(bench)
        run_now(label_photos(bench.ctx, [1, 2], "forest"))
    there = tmp_path / "there"
    shutil.copytree(here, there)
    shutil.rmtree(here)
    (there / "photos").rename(there / "pictures")
    with open_library(there / "l.albumen") as library:
        bench = Bench(library, there)
        result = run_now(scan_folders(bench.ctx)).summary
        assert result["offline"] == [str(here / "photos")]
        assert len(bench.ctx.library.photos.ids(Query(view=View.LABELLED))) == 2
        folder = bench.ctx.library.folders.rows()[0].id
        run_now(relocate_folder(bench.ctx, folder, str(there / "pictures")))
        bench.decoders.opened.clear()
        result = run_now(scan_folders(bench.ctx)).summary
        assert (result["unchanged"], result["vanished"], result["offline"]) == (5, 0, [])
        assert bench.decoders.opened == []
        rows = bench.ctx.library.photos.rows([1, 2])
        assert {row.label for row in rows} == {"forest"}
        assert all(row.path.startswith(str(there)) and not row.missing for row in rows)


def test_clock_that_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_library(tmp_path / "l.albumen") as library:
        bench = Bench(library, tmp_path)
        bench.photo("a.jpg", "beach", 100)
        _scan(bench)
        run_now(label_photos(bench.ctx, [1], "forest"))
        real = time.time_ns
        monkeypatch.setattr(time, "time_ns", lambda: real() - 10**9 * 86400 * 400)
        path = bench.photo("b.jpg", "beach", 100)
        os.utime(path, ns=(real() - 10**18, real() - 10**18))
        result = _scan(bench)
        assert (result["new"], result["unchanged"], result["vanished"]) == (1, 1, 0)
        run_now(label_photos(bench.ctx, [2], "forest"))
        assert [row.params["scene"] for row in bench.ctx.library.history.rows()] == ["forest"] * 2
        assert bench.ctx.library.history.next_undo() == bench.ctx.library.history.rows()[0]


def test_second_window_says_so(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_window, "PAUSE_S", 0.01)
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    library = tmp_path / "l.albumen"
    with LibraryLock(str(library)), pytest.raises(KnownError, match="another window") as caught:
        program._run_window(library, [])
    assert caught.value.code == "library_in_use"


def test_terminal_may_run_beside_the_window(tmp_path: Path) -> None:
    path = tmp_path / "l.albumen"
    with open_library(path) as window, open_library(path) as terminal:
        one, two = Bench(window, tmp_path), Bench(terminal, tmp_path)
        with LibraryLock(str(path)):
            for i in range(40):
                one.photo(f"{i:02}.jpg", "beach", 100)
            jobs = [scan_folders(b.ctx, [str(one.photos)]) for b in (one, two)]
            going = dict(enumerate(jobs))
            while going:
                for number, job in list(going.items()):
                    try:
                        next(job)
                    except StopIteration:
                        del going[number]
        assert one.ctx.library.photos.counts().all == 40
        assert len(one.ctx.library.models.encoded(one.encoder.backbone_id)) == 40


def test_daily_copy_is_made_beside_the_work(tmp_path: Path) -> None:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    path = tmp_path / "l.albumen"
    with program.open(path):
        pass
    assert list(tmp_path.glob("*.backup-*")) == [], "a new library has nothing to copy"
    with program.open(path):
        pass
    (copy,) = tmp_path.glob("*.backup-*")
    with open_library(copy, read_only=True) as kept:
        assert kept.scenes.names()


def test_doctor_mends_a_damaged_model(tmp_path: Path) -> None:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    path = tmp_path / "l.albumen"
    with program.open(path) as context:
        blob = context.library.models.blob()[1]
    raw = sqlite3.connect(path)
    raw.execute("UPDATE model_version SET blob = ?", (blob[:-1] + bytes([blob[-1] ^ 255]),))
    raw.commit()
    raw.close()
    with pytest.raises(KnownError, match="doctor"), program.open(path):
        pass
    report = run_now(examine_library(path, program.open, backup=False)).summary
    assert report["ok"]
    assert [finding["code"] for finding in report["findings"]] == ["model"]
    with program.open(path) as context:
        assert context.library.models.blob()[1] == blob
