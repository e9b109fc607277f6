"""Counts the library anew when something changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.types import Change
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel


class LibraryCounts(QObject):
    """Reads scenes and counts in a turn of the event loop of their own, so that photos come first.

    In the next turn photos are painted: a key that is pressed meanwhile waits for one of the two.

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
        self._painting = QTimer(self, singleShot=True, interval=0)
        self._counting = QTimer(self, singleShot=True, interval=0)
        self._painting.timeout.connect(self._counting.start)
        self._counting.timeout.connect(self.count)

    @property
    def is_due(self) -> bool:
        """Whether a change was not counted yet."""
        return self._painting.isActive() or self._counting.isActive()

    def take(self, change: Change) -> None:
        """Count soon, once for all changes that come until then."""
        self._scenes_changed |= change.scenes
        self._painting.start()

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
