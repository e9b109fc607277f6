"""Shows the photos of the list one after the other, until a person wants something else.

The photo that comes next is chosen as soon as one is shown, and decoded meanwhile; a turn waits for
it, and passes over what cannot be shown. Nothing is kept of the list but what was seen: photos may
come and go.
"""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView

from app.core.settings import Settings
from app.ui.look.awake import Awake
from app.ui.look.show_order import ShowOrder
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import BACK_KEYS, ON_KEYS, Walk
from app.ui.widgets.loupe.shown_photo import ShownPhoto

# A photo that takes longer to decode is shown as it comes.
PATIENCE_MS = 8000
# After so many failures in a row the next is tried a whole turn later: the disk may be away.
FAILURES_AT_ONCE = 20
SHORTEST_S, LONGEST_S = 1, 120


class Slideshow(QObject):
    """One slideshow at a time.

    Signals
    -------
    changed : ()
        It began, paused, went on or ended.
    """

    changed = Signal()

    def __init__(
        self,
        photos: PhotoListModel,
        walk: Walk,
        shown: ShownPhoto,
        settings: Settings,
        *,
        random: Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._walk = walk
        self._shown = shown
        self._settings = settings
        self._random = random or Random()
        self._order: ShowOrder | None = None
        self._next: int | None = None
        self._failures = 0
        self._paused = False
        self.awake = Awake(self)
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._on_turn)
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(self._go_on)
        shown.prepared.connect(self._on_prepared)
        shown.failed.connect(self._on_failed)
        shown.changed.connect(self._on_shown)

    @property
    def is_on(self) -> bool:
        """Whether there is a show, be it paused."""
        return self._order is not None

    @property
    def is_running(self) -> bool:
        """Whether the next photo comes by itself."""
        return self.is_on and not self._paused

    def start(self, only: Collection[int] = ()) -> None:
        """Begin with the current photo; ``only`` keeps to these photos of the list."""
        self._order = ShowOrder(only, self._random)
        self._order.is_shuffled = bool(self._settings.get("slideshow_shuffled"))
        self._failures = 0
        self._walk.steer = self._steer
        if len(self._photos.ids):
            self._walk.go_to(self._walk.current() or 0)
        self._resume()
        self.show_photo()

    def pause_or_go_on(self) -> None:
        """Stay at this photo, or go on."""
        if not self.is_on:
            return
        if self.is_running:
            self._paused = True
            self._rest()
            self.changed.emit()
        else:
            self._resume()

    def stop(self) -> None:
        """End the show; the photo that is shown stays current."""
        if self.is_on:
            self._order = None
            self._walk.steer = None
            self._rest()
            self.changed.emit()

    def set_seconds(self, seconds: int) -> None:
        """Show each photo for so long, from the next one on."""
        self._settings.set("slideshow_s", max(SHORTEST_S, min(LONGEST_S, seconds)))

    def set_shuffled(self, shuffled: bool) -> None:
        """Go by chance from now on, or by the list."""
        self._settings.set("slideshow_shuffled", shuffled)
        if self._order is not None:
            self._order.is_shuffled = shuffled
            self._expect()

    def show_photo(self) -> None:
        """Take note of the current photo, and look for the next one."""
        photo = self._walk.photo()
        if self._order is None or photo is None:
            return
        self._order.saw(self._photos.ids, photo)
        self._waiting.stop()
        if self.is_running:
            self._turn.start(self._interval_ms())
        self._expect()

    # inside

    def _interval_ms(self) -> int:
        return int(self._settings.get("slideshow_s")) * 1000

    def _expect(self) -> None:
        """Choose the next photo, and have it decoded."""
        if self._order is None:
            return

        def can_show(photo: int) -> bool:
            row = self._walk.row_of(photo)
            return row is not None and not self._shown.kept.has_failed(row)

        self._next = self._order.next(self._photos.ids, can_show)
        row = self._walk.row_of(self._next)
        self._shown.expect([row] if row is not None else [])

    def _resume(self) -> None:
        self._paused = False
        self._turn.start(self._interval_ms())
        self.awake.hold(self.tr("Slideshow"))
        self.changed.emit()

    def _rest(self) -> None:
        self._turn.stop()
        self._waiting.stop()
        self.awake.release()

    def _on_turn(self) -> None:
        """Go to the next photo as soon as it is there; where there is none, ask again later."""
        self._waiting.stop()
        if not self.is_running:
            return
        self._expect()  # what was next may have gone, or failed
        row = self._walk.row_of(self._next)
        if row is None:
            self._turn.start(self._interval_ms())
        elif self._shown.is_ready(row):
            self._go_on()
        else:
            self._turn.stop()
            self._waiting.start()

    def _on_prepared(self, photo: int) -> None:
        if self._waiting.isActive() and photo == self._next:
            self._on_turn()

    def _go_on(self) -> None:
        self._turn.start(self._interval_ms())
        if self._next is not None:
            self._walk.go_to_photo(self._next)

    def _on_failed(self) -> None:
        """Do not stay at what cannot be shown."""
        self._failures += 1
        if self.is_running and self._failures < FAILURES_AT_ONCE:
            QTimer.singleShot(0, self, self._on_turn)

    def _on_shown(self) -> None:
        if self._shown.whole is not None:
            self._failures = 0

    def _steer(self, action: QAbstractItemView.CursorAction) -> bool:
        """Go on and back by the show's own order; False leaves other keys to the list."""
        if self._order is None or action not in BACK_KEYS + ON_KEYS:
            return False
        photo = self._next
        if action in BACK_KEYS:
            photo = self._order.before(self._photos.ids)
            if photo is not None:
                self._order.went_back()
        return photo is not None and self._walk.go_to_photo(photo)
