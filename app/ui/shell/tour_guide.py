"""Leads through the window: which parts the tour stops at, and that it is offered once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.core.settings import Settings
from app.ui.help.tour import Tour
from app.ui.shell.panels import Areas


class TourGuide(QObject):
    """Starts the tour, and remembers that it was seen.

    Signals
    -------
    ended : ()
        The tour was finished, skipped or declined.
    """

    ended = Signal()

    def __init__(
        self, settings: Settings, why_wanted: QAction, areas: Areas, frame: QWidget
    ) -> None:
        super().__init__(frame)
        self._settings = settings
        self._why_wanted = why_wanted
        self._areas = areas
        self._frame = frame
        self._tour: Tour | None = None

    def start(self) -> None:
        """Show the parts of the window one after another."""
        if not self._areas.browser.has_folders or self._tour is not None:
            return
        self._areas.browser.set_mode("grid")
        self._why_wanted.setChecked(True)
        self._tour = Tour(self._frame, self._stops())
        self._tour.ended.connect(self.decline)

    def decline(self) -> None:
        """Offer the tour no more; it stays in the menu."""
        self._tour = None
        self._settings.set("tour_seen", True)
        self.ended.emit()
        self._areas.browser.focus_photos()

    def _stops(self) -> list[tuple[QWidget, str, str]]:
        return [
            (
                self._areas.sidebar,
                self.tr("Lists, scenes, folders"),
                self.tr(
                    "Needs review holds what the program is not sure of. Drag photos onto "
                    "a scene to label them."
                ),
            ),
            (
                self._areas.browser,
                self.tr("Your photos"),
                self.tr(
                    "A tick is the program's word, a person is yours, a question waits for "
                    "you. Enter opens a photo, G goes back."
                ),
            ),
            (
                self._areas.why,
                self.tr("Why"),
                self.tr(
                    "The similarity, the range of the scene, and the reason in words. "
                    "Candidates are chosen by number."
                ),
            ),
            (
                self._areas.decisions,
                self.tr("One key a photo"),
                self.tr(
                    "P says yes, X says no, T types a scene, and Ctrl+Z always takes it "
                    "back. After some labels, refresh: similar photos follow."
                ),
            ),
        ]
