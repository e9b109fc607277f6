"""A window over a large library, used: times and memory, as JSON.

python -m tests.benchmarks.window_use PLACE LIBRARY

The process of :mod:`tests.benchmarks.window`, which prepares both: it imports what the program
imports, and does what the program does, so that its memory is the window's. It starts as the
program does, too: what the start makes is no garbage, and is not searched for it later.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.pack import load_pack
from app.core.records import NO_GROUP, Query, View
from app.core.settings import Settings
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner
from app.store.library import LibraryFile, open_library
from app.ui.i18n import Language
from app.ui.resources import resource_path
from app.ui.shell.main_window import MainWindow
from app.ui.spare_memory import QUIET_MS, keep_start, share_arenas
from app.ui.theme import Theme

# What the place holds, beside pictures in the folder of that name.
PLAN, FOUND, PICTURES = "plan.npz", "found.json", "pictures"
DECISIONS = 30
SHEETS = 30
SCROLLS = 120
PATIENCE_S = 20
Found = dict[str, Any]


def main() -> int:
    """Open a window over a library and use it."""
    gc.disable()  # as the program does
    place = Path(sys.argv[1])
    with open_library(sys.argv[2]) as library:
        found = measure(library, place)
    plain = {name: [round(float(v), 2) for v in values] for name, values in found.items()}
    (place / FOUND).write_text(json.dumps(plain), "utf-8")
    return 0


def clock() -> np.ndarray:
    """Return wall and CPU seconds of this thread."""
    return np.array([time.perf_counter(), time.thread_time()])


class Stalls:
    """Measures the longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)
        self._last = clock()
        self.longest_s = np.zeros(2)

    def start(self) -> None:
        """Begin anew."""
        self.longest_s = np.zeros(2)
        self._last = clock()
        self._timer.start()

    def stop(self) -> np.ndarray:
        """Return the longest stall in milliseconds."""
        self._timer.stop()
        return self.longest_s * 1000

    def _on_turn(self) -> None:
        now = clock()
        self.longest_s = np.maximum(self.longest_s, now - self._last)
        self._last = now


def measure(library: LibraryFile, place: Path) -> Found:
    """Use the window; return milliseconds (and megabytes) by name."""
    share_arenas()  # as where the window is started
    app = QApplication(sys.argv[:1])
    theme, language = Theme(app, "light"), Language(app, "en")
    context: Any = JobContext(
        library=library,
        pack=load_pack(resource_path("scene_pack"), at_once=False),
        thumbnails_dir=place / "thumbnails",
        decoders=_none,
        encoder=_none,
    )
    blob = context.pack.model.to_bytes()
    library.models.seed(blob)
    runner = JobRunner()
    found: Found = {}

    def build() -> MainWindow:
        settings = Settings()
        settings.set("review_sheets", False)
        made = MainWindow(settings, theme, language).open(context, runner)
        made.parts.session.thumbnails._path_of = _pick_from(place / PICTURES)
        made.parts.why.hide()
        made.resize(1440, 900)
        made.show()
        app.processEvents()
        return made

    started = clock()
    window = build()
    found["window with the first page"] = (clock() - started) * 1000
    keep_start()
    for view in (*list(View)[1:], View.ALL):
        found[f"first page: {view}"] = timed(partial(_show, window, view))
    if forget_pages(library.path):
        found["from the disk: first page: review"] = timed(partial(_show, window, View.REVIEW))
    found["(memory with all lists, MB)"] = memory(app)
    window.parts.actions["why_panel"].setChecked(True)
    _settle(app, 1.0)
    found |= _scroll(app, window)
    found |= _decide(app, window)
    found |= _answer_sheets(app, window, place)
    found["(memory, MB)"] = memory(app)
    window.close()
    runner.close()
    return found


def _show(window: MainWindow, view: View) -> None:
    window.parts.sidebar.choose("view", view)
    window.parts.browser.repaint()


def _scroll(app: QApplication, window: MainWindow) -> Found:
    window.parts.sidebar.choose("view", View.ALL)
    _settle(app, 0.5)
    bar = window.parts.browser.grid.verticalScrollBar()
    stalls = Stalls()
    stalls.start()
    for step in range(SCROLLS):
        bar.setValue(bar.maximum() * (step * 7919 % SCROLLS) // SCROLLS)
        app.processEvents()
        app.processEvents()
    jump = stalls.stop()
    stalls.start()
    for step in range(SCROLLS):
        bar.setValue(step * 60)
        app.processEvents()
        app.processEvents()
    return {"scrolling by jumps: stall": jump, "scrolling by steps: stall": stalls.stop()}


def _decide(app: QApplication, window: MainWindow) -> Found:
    window.parts.sidebar.choose("view", View.REVIEW)
    _settle(app, 1.0)
    shown: list[Any] = []
    done: list[Any] = []
    stalls = Stalls()
    stalls.start()
    for step in range(DECISIONS):
        before = window.parts.sidebar_model.counts.labelled
        started = clock()
        window.parts.desk.choose_candidate(2 + step % 3)
        window.parts.browser.grid.repaint()
        shown.append(clock() - started)
        _wait(app, window, before)
        done.append(clock() - started)
    longest = stalls.stop()
    undone = clock()
    before = window.parts.sidebar_model.counts.labelled
    window.parts.session.commands.review.undo()
    _wait(app, window, before)
    return {
        "decision shown, median": np.median(shown, axis=0) * 1000,
        "decision shown, longest": np.max(shown, axis=0) * 1000,
        "decision stored and list renewed, median": np.median(done, axis=0) * 1000,
        "deciding: stall": longest,
        "undo": (clock() - undone) * 1000,
    }


def _answer_sheets(app: QApplication, window: MainWindow, place: Path) -> Found:
    room = window.parts.sheets
    queue = room.desk.queue
    plan = _made_plan(window, place)
    queue._make_plan = lambda size: replace(plan, size=size)
    window.parts.navigator.show_sheets()
    page = room.page
    assert page is not None
    shown: list[Any] = []
    ready: list[Any] = []
    photos = 0
    for _ in range(SHEETS):
        _wait_for(app, window, lambda: room.desk.sheet is not None and bool(queue.ready))
        _wait_for(app, window, lambda: not queue.unwritten() and not queue._is_planning)
        _settle(app, 0.3)
        before, state = room.desk.sheet, queue.state
        assert before is not None
        photos += len(before.sheet.photos)
        started = clock()
        window.parts.actions["sheet_answer"].trigger()
        page.repaint()
        shown.append(clock() - started)
        assert room.desk.sheet not in (None, before), "the next sheet is there at once"
        _wait_for(app, window, lambda state=state: queue.state is not state and bool(queue.ready))
        ready.append(clock() - started)
    return {
        f"next sheet ({photos // SHEETS} photos) painted, median": np.median(shown, axis=0) * 1000,
        "next sheet painted, longest": np.max(shown, axis=0) * 1000,
        "the sheet after it ready, median": np.median(ready, axis=0) * 1000,
    }


def _made_plan(window: MainWindow, place: Path) -> Any:
    """Make a plan over the photos that need review now, with the chances that were drawn."""
    from app.core.method.chances import TagTable
    from app.core.method.sheet_plan import SheetPlan
    from app.core.method.tree import bare_tree

    drawn = np.load(place / PLAN)
    photos = drawn["photos"]
    now = window.parts.session.reader.photos.ids(Query(view=View.REVIEW))
    kept = np.isin(photos, now)
    names = tuple(drawn["tags"].tolist())
    count = int(kept.sum())
    return SheetPlan(
        photos=photos[kept],
        tags=TagTable(names, bare_tree(len(names) - 1)),
        table=drawn["chances"][kept],
        looks=np.full(count, NO_GROUP),
        sketches=drawn["sketches"][kept],
        was_refused=np.zeros(count, dtype=np.bool_),
        bears=np.full(count, -1),
        is_check=np.zeros(count, dtype=np.bool_),
        is_tagged=np.zeros(count, dtype=np.bool_),
        size=1,
    )


def _wait(app: QApplication, window: MainWindow, labelled: int) -> None:
    """Wait until the sidebar counts another number of labels."""
    _wait_for(app, window, lambda: window.parts.sidebar_model.counts.labelled != labelled)


def _wait_for(app: QApplication, window: MainWindow, condition: Callable[[], bool]) -> None:
    end = clock()[0] + PATIENCE_S
    while not condition():
        app.processEvents()
        if clock()[0] > end:
            raise TimeoutError(window.parts.browser.errors.message.text() or "no change came")


def _settle(app: QApplication, seconds: float) -> None:
    end = clock()[0] + seconds
    while clock()[0] < end:
        app.processEvents()


def memory(app: QApplication) -> np.ndarray:
    """Return megabytes of this process when nothing happens: all, and those that are its own."""
    _settle(app, QUIET_MS / 1000 + 1)
    import psutil

    used = psutil.Process().memory_full_info()
    return np.array([used.rss, used.uss]) / 2**20


def timed(call: Callable[[], object]) -> np.ndarray:
    """Return the milliseconds of a call."""
    started = clock()
    call()
    return (clock() - started) * 1000


def forget_pages(path: str) -> bool:
    """Let the system forget what it has of a file in memory; False where it cannot be asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)
    return True


def _pick_from(folder: Path) -> Callable[[str], Path]:
    pictures = sorted(folder.iterdir())
    return lambda digest: pictures[int(digest, 16) % len(pictures)]


def _none() -> Any:
    raise RuntimeError("nothing is decoded or encoded here")


if __name__ == "__main__":
    sys.exit(main())
