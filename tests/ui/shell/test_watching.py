"""New photos in a watched folder reach the window by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.jobs.runner import JobRunner, Lane, run_now
from app.jobs.scanning.folders import add_folders, watch_folder
from app.store.library import open_library
from app.ui.job_bridge import JobBridge
from app.ui.shell.watching import Watching
from tests.tiny_album import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_library(tmp_path / "l.albumen") as library:
        yield Bench(library, tmp_path)


@pytest.fixture
def bridge(qapp: QObject) -> Iterator[JobBridge]:
    runner = JobRunner()
    yield JobBridge(runner)
    runner.close()


def test_new_photo_is_scanned(qtbot: QtBot, bench: Bench, bridge: JobBridge) -> None:
    run_now(add_folders(bench.ctx, [str(bench.photos)]))
    watching = Watching(bench.ctx, bridge, bridge)
    try:
        watching.refresh()
        folder = bench.ctx.reader.folders.rows()[0].id
        # Switched on in the window: a change of folders is noticed.
        bridge.submit("folder", watch_folder(bench.ctx, folder, True), Lane.SHORT)
        qtbot.waitUntil(lambda: watching._watch is not None, timeout=20_000)
        qtbot.waitUntil(lambda: watching._watch.folders == [str(bench.photos)], timeout=20_000)
        path = bench.photo("new.jpg", "beach", 100)
        qtbot.waitUntil(lambda: path in bench.ctx.reader.photos.find([path]), timeout=30_000)
        qtbot.waitUntil(lambda: not bridge.active(), timeout=20_000)
    finally:
        watching.stop()


def test_nothing_is_watched_unasked(qtbot: QtBot, bench: Bench, bridge: JobBridge) -> None:
    run_now(add_folders(bench.ctx, [str(bench.photos)]))
    watching = Watching(bench.ctx, bridge, bridge)
    watching.refresh()
    watching._thread.submit(bool).result()  # after what was asked before it
    assert watching._watch is None
    watching.stop()
    watching.refresh()
    assert watching._watch is None
