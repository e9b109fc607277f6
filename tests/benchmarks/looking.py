"""How fast one leafs through photos in the window: a table and JSON, on real photos.

xvfb-run -a python -m tests.benchmarks.looking PHOTOS [--library PLACE] [--json FILE]

Milliseconds from a key to the next photo painted sharp, that is decoded as large as it is shown, by
way of looking: with a pause between two keys, as one looks; without a pause; and, to compare, with
nothing decoded ahead. The memory is that of the window and of its decoder processes, in megabytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from app.bootstrap import DesktopProgram
from app.core.settings import Settings
from app.jobs.runner import JobRunner, run_now
from app.jobs.scanning.scan import scan_folders
from app.places import Places
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from app.ui.widgets.loupe.loupe import Loupe

STEPS = 12
PAUSE_S = 1.0
PATIENCE_S = 30
SIZE = (1440, 900)
Found = dict[str, list[float]]


class Sharp(QObject):
    """Knows when a loupe last painted its photo as large as it is shown."""

    def __init__(self, loupe: Loupe) -> None:
        super().__init__(loupe)
        self._loupe = loupe
        self.at: dict[int, float] = {}

    def __enter__(self) -> Sharp:
        self._loupe.installEventFilter(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loupe.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of a paint, which comes right after."""
        shown = self._loupe.shown
        if event.type() == QEvent.Type.Paint and shown.whole is not None and shown.row is not None:
            self.at.setdefault(shown.row.id, time.perf_counter())
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Turn the event loop until something is so."""
    end = time.perf_counter() + PATIENCE_S
    while not condition():
        QApplication.processEvents()
        if time.perf_counter() > end:
            raise TimeoutError("the photo did not come")
        time.sleep(0.001)


def rest(seconds: float) -> None:
    """Let a person look."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.002)


def leaf(window: MainWindow, *, pause_s: float, steps: int) -> list[float]:
    """Press Right, and return the milliseconds until each next photo was sharp."""
    parts = window.parts
    loupe = parts.browser.loupe
    parts.browser.walk.go_to(0)
    wait_for(lambda: loupe.shown.whole is not None)
    rest(PAUSE_S)
    took = []
    for _ in range(min(steps, len(parts.photos.ids) - 1)):
        with Sharp(loupe) as sharp:
            pressed = time.perf_counter()
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Right)
            photo = parts.browser.walk.photo()
            wait_for(lambda photo=photo, sharp=sharp: photo in sharp.at)
            took.append((sharp.at[photo or 0] - pressed) * 1000)
        rest(pause_s)
    return took


def memory_mb(when: str) -> Found:
    """Return the memory of this process, and of all that it started."""
    own = psutil.Process()
    others = [child.memory_info().rss for child in own.children(recursive=True)]
    return {
        f"({when}: window, MB)": [own.memory_info().rss / 2**20],
        f"({when}: {len(others)} processes, MB)": [sum(others) / 2**20],
    }


def measure(window: MainWindow) -> Found:
    """Look in all ways."""
    parts = window.parts
    found: Found = {}
    shown = parts.browser.loupe.shown
    rest(PAUSE_S)
    found |= memory_mb("grid")
    for mode in ("loupe", "filmstrip", "full"):
        parts.browser.set_mode(mode)
        rest(PAUSE_S)
        found[f"{mode}: a look at each"] = leaf(window, pause_s=PAUSE_S, steps=STEPS)
        shown.kept.clear()
        found[f"{mode}: without a pause"] = leaf(window, pause_s=0, steps=STEPS)
        shown.kept.clear()
    expect = shown.expect
    shown.expect = lambda rows: None  # type: ignore[method-assign]
    found["full: nothing ahead"] = leaf(window, pause_s=PAUSE_S, steps=STEPS)
    shown.expect = expect  # type: ignore[method-assign]
    found |= memory_mb("after looking")
    parts.browser.set_mode("grid")
    parts.chosen.selection.clear()
    parts.browser.walk.go_to(0)
    parts.browser.grid.selectAll()
    parts.look.compare.toggle()
    rest(PAUSE_S)
    page = parts.look.compare.page
    assert page is not None
    started = time.perf_counter()
    wait_for(lambda: all(p.loupe.shown.whole is not None for p in page.panes if p.isVisible()))
    page.loupe().toggle_zoom()
    wait_for(lambda: all(p.loupe.shown.part is not None for p in page.panes if p.isVisible()))
    found["compare: four photos at 100 %"] = [(time.perf_counter() - started) * 1000]
    found |= memory_mb("comparing")
    return found


def main() -> int:
    """Open a window over photos, and look at them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--library", type=Path, help="keep library and thumbnails here")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as temporary:
        place = options.library or Path(temporary)
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        with program.open(place / "library.albumen", watched=True) as context:
            if not context.reader.folders.rows():
                run_now(scan_folders(context, [str(options.photos)]))
            settings, runner = Settings(), JobRunner()
            settings.set("tour_seen", True)
            window = MainWindow(settings, Theme(app, "light"), Language(app, "en"))
            window.open(context, runner)
            window.resize(*SIZE)
            window.show()
            QTest.qWaitForWindowActive(window)
            found: dict[str, Any] = measure(window)
            window.close()
            runner.close()
    table = Table("milliseconds", "median", "longest", "times")
    for name, values in found.items():
        table.add_row(name, f"{np.median(values):,.0f}", f"{np.max(values):,.0f}", str(len(values)))
    Console(width=80).print(table)
    plain = {name: [round(value, 1) for value in values] for name, values in found.items()}
    if options.json is not None:
        options.json.write_text(json.dumps(plain), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
