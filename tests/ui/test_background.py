"""Questions asked in a thread: what is answered, and that nothing waits for them for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# A window that decides about its events in Python is destroyed while a question runs. With Qt's own
# pool below it, Qt waits for the thread with the interpreter's lock, which the thread waits for.
DESTROYED = """
import faulthandler, threading
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from app.ui.background import Background

faulthandler.dump_traceback_later(50, exit=True)

class Window(QWidget):
    def event(self, event):
        return super().event(event)

app, window, begun, go_on = QApplication([]), Window(), threading.Event(), threading.Event()
answered = []

def question():
    begun.set()
    go_on.wait()
    answered.append(True)

background = Background(window)
background.ask("photos", question)
begun.wait()
threading.Timer(0.05, go_on.set).start()
window.deleteLater()
QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
background.stop()
assert answered == [True]
"""


def test_a_window_destroyed_while_a_question_runs_does_not_hang(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DESTROYED], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_window_has_no_pool_that_waits_as_it_is_destroyed(root: Path) -> None:
    pools = ("QThreadPool", "QtConcurrent")
    users = [
        str(path)
        for path in (root / "app").rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in pools)
    ]
    assert users == []
