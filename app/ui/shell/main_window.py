"""The window: a frame that stands at once, and the library's parts that are put into it.

What the parts are and how they hang together is in ``assembly``; what happens when something
changed, in ``reactions``. Neither they nor the store are imported before the frame is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter

from app.core.settings import Settings
from app.ui.i18n import Language
from app.ui.icons import app_icon
from app.ui.theme import Theme
from app.ui.widgets.labels import make_label

if TYPE_CHECKING:
    from app.core.library import LibraryReader
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner
    from app.ui.actions import Actions
    from app.ui.background import Background
    from app.ui.browse.browser import Browser
    from app.ui.browse.sidebar import Sidebar
    from app.ui.commands import Commands
    from app.ui.job_bridge import JobBridge
    from app.ui.models.photo_list import PhotoListModel
    from app.ui.models.query_state import QueryState
    from app.ui.models.scene_book import SceneBook
    from app.ui.models.sidebar_model import SidebarModel
    from app.ui.models.thumbnails import ThumbnailLoader
    from app.ui.review.decision_bar import DecisionBar
    from app.ui.review.desk import Desk
    from app.ui.review.samples import SampleFinder
    from app.ui.review.why_panel import WhyPanel
    from app.ui.shell.dialogs import Dialogs
    from app.ui.shell.job_bar import JobBar
    from app.ui.shell.library_desk import LibraryDesk
    from app.ui.shell.menus import MenuBar
    from app.ui.shell.reactions import Reactions
    from app.ui.shell.toolbar import MainToolBar
    from app.ui.shell.watching import Watching
    from app.ui.widgets.scene_input import SceneInput


class MainWindow(QMainWindow):
    """The window of one library.

    Attributes
    ----------
    is_open : bool
        Whether a library is in it; all parts below are made by :meth:`open`.

    Parameters
    ----------
    settings : Settings
    theme : Theme
    language : Language
    """

    reader: LibraryReader
    bridge: JobBridge
    commands: Commands
    background: Background
    scenes: SceneBook
    thumbnails: ThumbnailLoader
    photos: PhotoListModel
    sidebar_model: SidebarModel
    state: QueryState
    desk: Desk
    samples: SampleFinder
    actions_by_id: Actions
    library: LibraryDesk
    toolbar: MainToolBar
    sidebar: Sidebar
    browser: Browser
    why: WhyPanel
    decisions: DecisionBar
    jobs: JobBar
    scene_input: SceneInput
    menus: MenuBar
    splitter: QSplitter
    dialogs: Dialogs
    reactions: Reactions
    watching: Watching

    def __init__(self, settings: Settings, theme: Theme, language: Language) -> None:
        super().__init__()
        self.setWindowIcon(app_icon())
        self.setWindowTitle("Albumen")
        self.settings, self.theme, self.language = settings, theme, language
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
        from app.ui.shell.assembly import assemble

        self.setUpdatesEnabled(False)  # nothing half made is shown
        assemble(self, context, runner)
        if self.settings.get("splitter"):
            self.splitter.restoreState(_bytes(self.settings.get("splitter")))
        self.is_open = True
        self.setUpdatesEnabled(True)
        return self

    def ask_scene(self) -> None:
        """Open the input for a scene over its button."""
        self.scene_input.ask(self.decisions.type.mapToGlobal(QPoint(0, -8)))

    def _save(self) -> None:
        put = self.settings.set
        put("window_geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        put("splitter", bytes(self.splitter.saveState().toBase64().data()).decode())
        put("thumbnail_px", self.toolbar.size.value())
        put("why_panel", self.actions_by_id["why_panel"].isChecked())
        put("whole_photos", self.actions_by_id["whole"].isChecked())
        kind, key = self.sidebar.current_entry()
        put("view", key if kind == "view" else "all")

    # Qt's events

    def changeEvent(self, event: QEvent) -> None:
        """Set all texts again when the language changed; nothing else moves."""
        if event.type() == QEvent.Type.LanguageChange and self.is_open:
            self.dialogs.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files from the file manager."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.browser.welcome.set_dragged_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget a drop that went elsewhere."""
        self.browser.welcome.set_dragged_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.browser.welcome.set_dragged_over(False)
        self.library.add_folders([u.toLocalFile() for u in event.mimeData().urls()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left, and stop its threads."""
        if self.is_open:
            self._save()
            self.dialogs.pages.stop()
            self.browser.loupe.stop()
            self.background.stop()
            self.watching.stop()
            self.thumbnails.close()
        super().closeEvent(event)


def _bytes(setting: object) -> QByteArray:
    return QByteArray.fromBase64(str(setting).encode())
