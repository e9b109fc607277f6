"""Shows errors where the person looks: above the photos, or over the dialog in front of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from app.ui.browse.notices import ErrorStrip
from app.ui.error_wording import error_sentence
from app.ui.widgets.plain_text import make_question


class ErrorTeller(QObject):
    """Tells one sentence about what failed."""

    def __init__(self, strip: ErrorStrip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strip = strip

    def show(self, message: str, _job: str = "") -> None:
        """Show one sentence above the photos; over a dialog, which they are behind, too."""
        self._strip.show_error(message)
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, QMessageBox):
            box = make_question(
                QMessageBox.Icon.Warning, dialog.windowTitle(), message, parent=dialog
            )
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    def on_question_failed(self, _subject: str, error: Exception) -> None:
        """Tell why a question has no answer."""
        self.show(error_sentence(error))
