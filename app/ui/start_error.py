"""A window for the case that the window cannot open: people who click an icon see no terminal."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMessageBox


def show_start_error(message: str) -> None:
    """Show one sentence and wait until it has been read."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Critical, "Albumen", message)
    box.exec()
    app.processEvents()
