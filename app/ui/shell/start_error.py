"""A window for the case that the window cannot open: people who click an icon see no terminal."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMessageBox

from app.core.errors import KnownError
from app.ui.error_wording import error_sentence
from app.ui.i18n import Language
from app.ui.widgets.plain_text import make_question


def show_start_error(error: KnownError, language: str) -> None:
    """Show one sentence in a language of ``i18n``, and wait until it has been read."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    spoken = Language(app, language)
    try:
        box = make_question(QMessageBox.Icon.Critical, "Albumen", error_sentence(error))
        box.exec()
        app.processEvents()
    finally:
        spoken.remove()
