"""Leads through the window: which parts the tour stops at, and that it is offered once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.core.settings import Settings
from app.ui.help.tour import Stop, Tour
from app.ui.shell.navigator import Navigator
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
        self,
        settings: Settings,
        why_wanted: QAction,
        areas: Areas,
        navigator: Navigator,
        frame: QWidget,
    ) -> None:
        super().__init__(frame)
        self._settings = settings
        self._why_wanted = why_wanted
        self._areas = areas
        self._navigator = navigator
        self._frame = frame
        self._list_before: tuple[str, object] | None = None
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
        if self._list_before is not None:
            self._areas.browser.set_mode("grid")
            self._areas.sidebar.choose(*self._list_before)
            self._list_before = None
        self.ended.emit()
        self._areas.browser.focus_photos()

    def _show_sheet(self) -> None:
        self._list_before = self._areas.sidebar.current_entry()
        self._navigator.show_sheets()

    def _stops(self) -> list[Stop]:
        """Return the parts that can be seen now, and a sheet where there is one."""
        stops = [stop for stop in self._parts() if stop.part.isVisibleTo(self._frame)]
        if self._navigator.has_sheets:
            stops.append(
                Stop(
                    self._areas.browser,
                    self.tr("By the sheet"),
                    self.tr(
                        "One question about many photos of yours. Mark what the line at the top "
                        "asks for, by clicks or a drag; Enter answers for all at once, Backspace "
                        "takes it back. V leads here at any time."
                    ),
                    self._show_sheet,
                )
            )
        return stops

    def _parts(self) -> list[Stop]:
        return [
            Stop(
                self._areas.sidebar,
                self.tr("Lists, scenes, folders"),
                self.tr(
                    "Needs review holds what the program is not sure of. Drag photos onto "
                    "a scene to label them."
                ),
            ),
            Stop(
                self._areas.browser,
                self.tr("Your photos"),
                self.tr(
                    "A tick is the program's word, a person is yours, a question waits for "
                    "you. Enter opens a photo, G goes back."
                ),
            ),
            Stop(
                self._areas.why,
                self.tr("Why"),
                self.tr(
                    "The similarity, the range of the scene, and the reason in words. "
                    "Candidates are chosen by number."
                ),
            ),
            Stop(
                self._areas.decisions,
                self.tr("One key a photo"),
                self.tr(
                    "P says yes, X says no, T types a scene, and Ctrl+Z always takes it "
                    "back. After some labels, refresh: similar photos follow."
                ),
            ),
        ]
