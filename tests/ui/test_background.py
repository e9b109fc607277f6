"""Questions asked in a thread: what is answered, and that nothing waits for them for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.background import Background

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
app.processEvents()
begun.wait()
threading.Timer(0.05, go_on.set).start()
window.deleteLater()
QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
background.stop()
assert answered == [True]
"""


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    asked = Background()
    yield asked
    asked.stop()


def test_a_question_begins_when_the_window_is_done(background: Background, qtbot: QtBot) -> None:
    began = threading.Event()
    background.ask("photos", began.set)
    assert not began.wait(0.02)  # a thread would have begun long ago
    with qtbot.waitSignal(background.answered) as answered:
        pass
    assert answered.args == ["photos", None]
    assert began.is_set()


def test_only_the_newest_question_of_a_subject_is_asked(
    background: Background, qtbot: QtBot
) -> None:
    answers: list[tuple[str, object]] = []
    background.answered.connect(lambda *answer: answers.append(answer))
    asked: list[int] = []
    for number in (1, 2, 3):
        background.ask("photos", lambda number=number: asked.append(number))
    background.ask("months", lambda: asked.append(4))
    background.ask("gone", lambda: asked.append(5))
    background.forget("gone")
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert sorted(asked) == [3, 4]


def test_after_its_end_nothing_begins(background: Background, qtbot: QtBot) -> None:
    asked: list[int] = []
    background.ask("photos", lambda: asked.append(1))
    background.stop()
    background.ask("photos", lambda: asked.append(2))
    qtbot.wait(1)
    assert asked == []


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
