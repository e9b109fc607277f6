"""What one looks at photos with: whole screen, slideshow, and what is known of a photo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.core.records import PhotoDetail
from app.core.types import Change
from app.ui.look.compare_room import CompareRoom
from app.ui.look.full_screen import FullScreen
from app.ui.look.info_overlay import InfoOverlay
from app.ui.look.seen_list import COMPARE_MODE, FULL_MODE, SeenList
from app.ui.look.show_bar import ShowBar
from app.ui.look.slideshow import Slideshow
from app.ui.session import Session

_Move = QAbstractItemView.CursorAction


class LookRoom(QObject):
    """The room of looking.

    Attributes
    ----------
    show : Slideshow
    overlay : InfoOverlay
        Over the loupe, also in the full screen.
    bar : ShowBar
    full : FullScreen
    compare : CompareRoom

    Signals
    -------
    changed : ()
        A slideshow, or comparing, began or ended.
    """

    changed = Signal()

    def __init__(self, session: Session, seen: SeenList, frame: QWidget) -> None:
        super().__init__(frame)
        self._settings = session.settings
        self._seen = seen
        self.compare = CompareRoom(session, seen, self)
        self._selected: list[int] = []
        self.full = FullScreen(frame, seen.loupe, seen.leave)
        self.overlay = InfoOverlay(seen.loupe, session.scenes)
        self.bar = ShowBar(seen.loupe)
        self.show = Slideshow(
            seen.photos, seen.walk, seen.loupe.shown, session.settings, parent=self
        )
        self._connect(session)

    def _connect(self, session: Session) -> None:
        settings, bar, show = self._settings, self.bar, self.show
        bar.show_choices(
            int(settings.get("slideshow_s")), shuffled=bool(settings.get("slideshow_shuffled"))
        )
        wanted = bool(settings.get("info_overlay"))
        for part in (self.overlay.set_wanted, self.compare.set_informed):
            part(wanted)
        bar.stepped.connect(self._on_stepped)
        bar.run_asked.connect(self.run)
        bar.info_asked.connect(self.toggle_overlay)
        bar.leave_asked.connect(self._seen.leave)
        bar.seconds_chosen.connect(show.set_seconds)
        bar.shuffle_chosen.connect(show.set_shuffled)
        show.changed.connect(self._on_show_changed)
        self._seen.photos.relisted.connect(self._on_relisted)
        session.scenes.renamed.connect(self.retranslate)

    def toggle_show(self) -> None:
        """Begin a slideshow of the list, or of several selected photos; or end it."""
        if self.show.is_on:
            self._seen.leave()
            return
        ids = self._seen.selected()
        self._seen.set_mode(FULL_MODE)
        if self.full.is_on:
            self._selected = ids
            self.show.start(ids if len(ids) > 1 else ())

    def run(self) -> None:
        """Begin a slideshow, pause it, or go on."""
        if self.show.is_on:
            self.show.pause_or_go_on()
        else:
            self.show.start()

    def zoom(self) -> None:
        """Open the loupe; or show one pixel for one pixel, and back."""
        compared = self.compare.loupe()
        if compared is not None:
            compared.toggle_zoom()
        else:
            self._seen.zoom()

    def zoom_by(self, factor: float) -> None:
        """Zoom what is seen."""
        (self.compare.loupe() or self._seen.loupe).zoom_by(factor)

    def take(self, change: Change) -> None:
        """Know what a job changed."""
        self.compare.desk.take(change)

    def shuffle(self, shuffled: bool) -> None:
        """Show photos by chance, or in the order of the list."""
        self.bar.shuffle.setChecked(shuffled)

    def toggle_overlay(self) -> None:
        """Write what is known over the photo, or do not."""
        wanted = not self.overlay.is_wanted
        self._settings.set("info_overlay", wanted)
        self.overlay.set_wanted(wanted)
        self.compare.set_informed(wanted)

    def show_photo(self, detail: PhotoDetail | None) -> None:
        """Know what is known of the current photo."""
        self.overlay.show_photo(detail)
        self.show.show_photo()
        self.compare.desk.show_current(detail.row if detail is not None else None)

    def on_mode_changed(self, mode: str) -> None:
        """Take the screen, or give it back; a slideshow ends with it."""
        is_full = mode == FULL_MODE
        if mode not in (FULL_MODE, COMPARE_MODE):
            self.compare.end()
        self.full.set_on(is_full)
        self.bar.set_active(is_full)
        if not is_full:
            self.show.stop()

    def leave_full(self) -> None:
        """Give the screen back before the window goes."""
        if self.full.is_on:
            self._seen.leave()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.overlay.retranslate()
        self.bar.retranslate()
        self.compare.retranslate()

    def stop(self) -> None:
        """End what runs, and expect no more pictures."""
        self.show.stop()
        self.compare.stop()

    def _on_stepped(self, step: int) -> None:
        self._seen.walk.step(_Move.MoveRight if step > 0 else _Move.MoveLeft)

    def _on_show_changed(self) -> None:
        self.bar.show_state(is_on=self.show.is_on, is_running=self.show.is_running)
        if not self.show.is_on and not self.compare.desk.is_on:
            chosen, self._selected = self._selected, []
            self._seen.select_again(chosen)
        self.changed.emit()

    def _on_relisted(self) -> None:
        photos = self._seen.photos
        if self.full.is_on and photos.is_complete and not len(photos.ids):
            self._seen.leave()
