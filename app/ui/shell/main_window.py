"""The window: a frame that stands at once, and the library's parts that are put into it.

What the parts are and how they hang together is in ``assembly``. Neither it nor the store is
imported before the frame is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QWidget

from app.core.settings import Settings
from app.ui.i18n import Language
from app.ui.icons import app_icon
from app.ui.theme import Theme
from app.ui.widgets.labels import make_label

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner
    from app.ui.shell.window_parts import WindowParts


class MainWindow(QMainWindow):
    """The window of one library.

    Attributes
    ----------
    is_open : bool
        Whether a library is in it.
    parts : WindowParts
        What :meth:`open` made.

    Parameters
    ----------
    settings : Settings
    theme : Theme
    language : Language
    """

    parts: WindowParts

    def __init__(self, settings: Settings, theme: Theme, language: Language) -> None:
        super().__init__()
        self.setWindowIcon(app_icon())
        self.setWindowTitle("Albumen")
        self._settings, self._theme, self._language = settings, theme, language
        self.is_open = False
        waiting = make_label("muted", self.tr("Opening the library…"))
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCentralWidget(waiting)
        self.setMinimumSize(880, 600)
        self.resize(1280, 800)
        if settings.get("window_geometry"):
            self.restoreGeometry(_bytes(settings.get("window_geometry")))

    def open(self, context: JobContext, runner: JobRunner) -> MainWindow:
        """Put a library's parts into the frame, and return the window."""
        from app.ui.session import open_session
        from app.ui.shell.assembly import assemble

        self.setUpdatesEnabled(False)  # nothing half made is shown
        session = open_session(context, runner, self._settings, self._language.code, self)
        self.parts = assemble(self, session, self._theme, self._language)
        if self._settings.get("splitter"):
            self.parts.splitter.restoreState(_bytes(self._settings.get("splitter")))
        self.is_open = True
        self.setUpdatesEnabled(True)
        return self

    def _save(self) -> None:
        put, parts = self._settings.set, self.parts
        parts.look.leave_full()
        put("window_geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        put("splitter", bytes(parts.splitter.saveState().toBase64().data()).decode())
        put("thumbnail_px", parts.toolbar.tile_size.value())
        put("why_panel", parts.actions["why_panel"].isChecked())
        put("whole_photos", parts.actions["whole"].isChecked())
        put("timeline", parts.actions["timeline"].isChecked())
        kind, key = parts.sidebar.current_entry()
        put("view", key if kind == "view" else "all")

    # Qt's events

    def event(self, event: QEvent) -> bool:
        """Leave Enter to a button that has the keyboard, whatever command has it as its key."""
        if event.type() == QEvent.Type.ShortcutOverride and _presses_button(self, event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the keyboard by Enter, as Space does."""
        button = self.focusWidget()
        if isinstance(button, QAbstractButton) and _presses_button(self, event):
            button.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Set all texts again when the language changed; nothing else moves."""
        if event.type() == QEvent.Type.LanguageChange and self.is_open:
            self.parts.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files from the file manager, but not our own photos."""
        from app.ui.models.photo_list import PHOTOS_MIME

        data = event.mimeData()
        if data.hasUrls() and not data.hasFormat(PHOTOS_MIME):
            event.acceptProposedAction()
            self.parts.browser.welcome.set_dragged_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget a drop that went elsewhere."""
        self.parts.browser.welcome.set_dragged_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.parts.browser.welcome.set_dragged_over(False)
        self.parts.library.add_dropped(event.mimeData().urls())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left, and stop its threads."""
        if self.is_open:
            self._save()
            self.parts.stop()
        super().closeEvent(event)


def _presses_button(window: QWidget, event: QEvent) -> bool:
    enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    is_enter = isinstance(event, QKeyEvent) and event.key() in enter
    return is_enter and isinstance(window.focusWidget(), QAbstractButton)


def _bytes(setting: object) -> QByteArray:
    return QByteArray.fromBase64(str(setting).encode())
