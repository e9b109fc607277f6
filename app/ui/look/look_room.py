"""What one looks at photos with: whole screen, slideshow, and what is known of a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.core.records import PhotoDetail
from app.ui.look.full_screen import FullScreen
from app.ui.look.info_overlay import InfoOverlay
from app.ui.look.show_bar import ShowBar
from app.ui.look.slideshow import Slideshow
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.selected_rows import select_photos, selected_ranges
from app.ui.models.walk import Walk
from app.ui.session import Session
from app.ui.widgets.loupe.loupe import Loupe

FULL_MODE = "full"
_Move = QAbstractItemView.CursorAction


@dataclass(frozen=True, slots=True)
class SeenList:
    """The list and the loupe that are looked at.

    Attributes
    ----------
    photos : PhotoListModel
    selection : QItemSelectionModel
    walk : Walk
    loupe : Loupe
    set_mode : callable
        Looks at the list in another way.
    leave : callable
        Goes back to the way before.
    """

    photos: PhotoListModel
    selection: QItemSelectionModel
    walk: Walk
    loupe: Loupe
    set_mode: Callable[[str], None]
    leave: Callable[[], None]


class LookRoom(QObject):
    """The room of looking.

    Attributes
    ----------
    show : Slideshow
    overlay : InfoOverlay
        Over the loupe, also in the full screen.
    bar : ShowBar
    full : FullScreen

    Signals
    -------
    changed : ()
        A slideshow began or ended.
    """

    changed = Signal()

    def __init__(self, session: Session, seen: SeenList, frame: QWidget) -> None:
        super().__init__(frame)
        self._settings = session.settings
        self._seen = seen
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
        self.overlay.set_wanted(bool(settings.get("info_overlay")))
        bar.stepped.connect(self._on_stepped)
        bar.run_asked.connect(self.run)
        bar.info_asked.connect(self.toggle_overlay)
        bar.leave_asked.connect(self._seen.leave)
        bar.seconds_chosen.connect(show.set_seconds)
        bar.shuffle_chosen.connect(show.set_shuffled)
        show.changed.connect(self._on_show_changed)
        self._seen.photos.relisted.connect(self._on_relisted)
        session.scenes.changed.connect(self.overlay.retranslate)

    def toggle_show(self) -> None:
        """Begin a slideshow of the list, or of several selected photos; or end it."""
        if self.show.is_on:
            self._seen.leave()
            return
        ids = self._chosen_ids()
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

    def shuffle(self, shuffled: bool) -> None:
        """Show photos by chance, or in the order of the list."""
        self.bar.shuffle.setChecked(shuffled)

    def toggle_overlay(self) -> None:
        """Write what is known over the photo, or do not."""
        wanted = not self.overlay.is_wanted
        self._settings.set("info_overlay", wanted)
        self.overlay.set_wanted(wanted)

    def show_photo(self, detail: PhotoDetail | None) -> None:
        """Know what is known of the current photo."""
        self.overlay.show_photo(detail)
        self.show.show_photo()

    def on_mode_changed(self, mode: str) -> None:
        """Take the screen, or give it back; a slideshow ends with it."""
        is_full = mode == FULL_MODE
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

    def _chosen_ids(self) -> list[int]:
        ids = self._seen.photos.ids
        parts = sorted(selected_ranges(self._seen.selection))
        return [photo for first, last in parts for photo in ids[first : last + 1].tolist()]

    def _on_stepped(self, step: int) -> None:
        self._seen.walk.step(_Move.MoveRight if step > 0 else _Move.MoveLeft)

    def _on_show_changed(self) -> None:
        self.bar.show_state(is_on=self.show.is_on, is_running=self.show.is_running)
        if not self.show.is_on and len(self._selected) > 1:
            select_photos(self._seen.selection, self._seen.photos, self._selected)
        if not self.show.is_on:
            self._selected = []
        self.changed.emit()

    def _on_relisted(self) -> None:
        photos = self._seen.photos
        if self.full.is_on and photos.is_complete and not len(photos.ids):
            self._seen.leave()
