"""New photos in watched folders are tagged by themselves."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from app.core.types import Change
from app.jobs.power import PowerWatch
from app.jobs.relabel import label_photos
from app.jobs.runner import JobRunner, run_now
from app.jobs.scanning.folders import watch_folder
from app.jobs.scanning.scan import scan_folders
from app.jobs.scanning.watch import LibraryWatch, submit_to
from tests.tiny_album import Bench


@pytest.fixture
def watch(bench: Bench) -> Iterator[LibraryWatch]:
    bench.photo("first.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    run_now(watch_folder(bench.ctx, bench.ctx.library.folders.rows()[0].id, True))
    runner = JobRunner()
    watch = LibraryWatch(bench.ctx, submit_to(runner), settle_s=0.1, poll_s=0.3)
    yield watch
    watch.close()
    runner.close()


def _wait(until: Callable[[], bool], timeout_s: float = 20.0) -> None:
    end = time.monotonic() + timeout_s
    while not until():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


def test_new_photo_is_tagged_by_itself(bench: Bench, watch: LibraryWatch) -> None:
    watch.refresh()
    assert watch.folders == [str(bench.photos)]
    path = bench.photo("deep/new.jpg", "kitchen", 100)
    _wait(lambda: path in bench.ctx.library.photos.find([path]))
    assert bench.status(path) == "accepted"


def test_a_label_goes_along_between_watched_folders(bench: Bench, watch: LibraryWatch) -> None:
    library, other = bench.ctx.library, bench.photos.with_name("other")
    other.mkdir()
    path = bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos), str(other)]))
    run_now(label_photos(bench.ctx, [bench.id(path)], "forest"))
    for folder in library.folders.rows():
        run_now(watch_folder(bench.ctx, folder.id, True))
    watch.refresh()
    shutil.move(path, other)
    goal = str(other / "a.jpg")
    _wait(lambda: goal in library.photos.find([goal]))
    _wait(lambda: library.photos.counts().all == 2)
    (row,) = library.photos.rows([bench.id(goal)])
    assert row.label == "forest"


def test_what_came_while_nobody_watched_is_found(bench: Bench, watch: LibraryWatch) -> None:
    path = bench.photo("before.jpg", "kitchen", 100)
    watch.refresh()
    _wait(lambda: path in bench.ctx.library.photos.find([path]))


def test_folder_switched_off_is_left_alone(bench: Bench, watch: LibraryWatch) -> None:
    ended: list[Change | None] = []
    watch._on_ended = ended.append
    watch.refresh()
    _wait(lambda: bool(ended))
    run_now(watch_folder(bench.ctx, bench.ctx.library.folders.rows()[0].id, False))
    watch.refresh()
    assert watch.folders == []
    # A scan that was queued while the watch began may still run; it must not find the photo.
    time.sleep(0.5)
    _wait(lambda: not watch._queued)
    path = bench.photo("new.jpg", "kitchen", 100)
    time.sleep(0.8)
    assert bench.ctx.library.photos.find([path]) == {}


def test_folder_that_goes_is_offline_and_comes_back(bench: Bench, watch: LibraryWatch) -> None:
    watch.refresh()
    away = bench.photos.with_name("away")
    shutil.move(bench.photos, away)
    _wait(lambda: bench.ctx.library.folders.rows()[0].state == "offline")
    assert bench.ctx.library.photos.counts().all == 1
    shutil.move(away, bench.photos)
    _wait(lambda: bench.ctx.library.folders.rows()[0].state == "online")


def test_many_changes_are_one_scan(bench: Bench) -> None:
    jobs: list[object] = []
    watch = LibraryWatch(bench.ctx, lambda job, _: jobs.append(job))
    try:
        watch._note([str(bench.photos / "a")])
        watch._note([str(bench.photos / "b"), str(bench.photos)])
        assert len(jobs) == 1
    finally:
        watch.close()


def test_battery_holds_only_where_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core.settings import Settings
    from app.jobs import power

    settings = Settings()
    watch = PowerWatch(settings)
    on_battery = [True]
    monkeypatch.setattr(power, "is_on_battery", lambda: on_battery[0])
    assert watch.reason() == ""
    settings.set("pause_on_battery", True)
    assert watch.reason() == "battery"
    on_battery[0] = False
    assert watch.reason() == "battery"  # asked anew only after a while
    monkeypatch.setattr(power, "ASK_EVERY_S", 0.0)
    assert watch.reason() == ""


def test_machine_without_battery_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.jobs import power

    monkeypatch.setattr(psutil, "sensors_battery", lambda: None, raising=False)
    assert not power.is_on_battery()
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert not power.is_on_battery()
