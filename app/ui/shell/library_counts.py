"""Counts the library anew when something changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.types import Change
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel


class LibraryCounts(QObject):
    """Reads scenes and counts in the next round of the event loop, so that photos come first.

    Signals
    -------
    counted : (Counts, list of FolderRow)
        The counts and the folders as they are now.
    """

    counted = Signal(object, object)

    def __init__(
        self, scenes: SceneBook, sidebar_model: SidebarModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._sidebar_model = sidebar_model
        self._scenes_changed = False
        self.timer = QTimer(self, singleShot=True, interval=0)
        self.timer.timeout.connect(self.count)

    def take(self, change: Change) -> None:
        """Count soon, once for all changes that come until then."""
        self._scenes_changed |= change.scenes
        self.timer.start()

    def count(self) -> None:
        """Count now."""
        changed, self._scenes_changed = self._scenes_changed, False
        if changed:
            self._scenes.reload()  # which has the sidebar read anew, too
        else:
            self._sidebar_model.reload()
        self.tell()

    def tell(self) -> None:
        """Tell the counts that were read last."""
        self.counted.emit(self._sidebar_model.counts, self._sidebar_model.folders)
