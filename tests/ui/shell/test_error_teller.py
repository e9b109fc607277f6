"""Errors are told where the person looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.core.errors import KnownError
from app.ui.background import Background
from app.ui.browse.notices import ErrorStrip
from app.ui.i18n import Language
from app.ui.shell.error_teller import ErrorTeller

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def strip(qapp: QApplication, language: Language, qtbot: QtBot) -> ErrorStrip:
    made = ErrorStrip()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def background(strip: ErrorStrip) -> Iterator[Background]:
    made = Background()
    teller = ErrorTeller(strip, made)
    made.failed.connect(teller.on_question_failed)
    yield made
    made.stop()


def test_a_question_that_fails_is_told(
    strip: ErrorStrip, background: Background, wait_until: Wait
) -> None:
    def fail() -> None:
        raise KnownError("library_gone", path="/disk/my.albumen")

    background.ask("suggestions", fail)
    wait_until(lambda: not strip.isHidden())
    assert "/disk/my.albumen is no longer there" in strip.message.text()
    strip.dismiss.click()
    assert strip.isHidden()
    background.ask("outliers", lambda: 1 / 0)
    wait_until(lambda: not strip.isHidden())
    assert "ZeroDivisionError" in strip.message.text()


def test_errors_are_not_hidden_behind_a_dialog(strip: ErrorStrip, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setModal(True)
    dialog.show()
    ErrorTeller(strip, dialog).show("The disk is full.")
    box = dialog.findChild(QMessageBox)
    assert box.isVisible()
    assert box.text() == "The disk is full."
    box.accept()
    dialog.close()
