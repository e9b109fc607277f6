"""The thumbnails of the sheet on the screen and of the next one, kept until both are gone.

The next sheet's are read as soon as those on the screen are there, so that the next sheet comes at
once and whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from app.ui.models.thumbnails import ThumbnailLoader


class SheetPictures(QObject):
    """Holds what the loader, which keeps a fixed amount for all, may have to drop.

    Signals
    -------
    arrived : (str)
        The thumbnail of this content hash can be painted.
    """

    arrived = Signal(str)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._size_px = 1
        self._shown: list[str] = []
        self._next: list[str] = []
        self._held: dict[str, tuple[QPixmap | None, int]] = {}
        thumbnails.arrived.connect(self._on_arrived)

    def show(self, hashes: Sequence[str], size_px: int) -> None:
        """Read the photos of the sheet on the screen, before all others."""
        self._shown, self._size_px = list(hashes), size_px
        self._drop()
        self._ask(self._shown)
        self._go_on()

    def prepare(self, hashes: Sequence[str]) -> None:
        """Read the photos of the sheet that comes next, once those on the screen are there."""
        self._next = list(hashes)
        self._drop()
        self._go_on()

    def is_ready(self, hashes: Sequence[str]) -> bool:
        """Tell whether all these can be painted, or are known to be missing."""
        return all(self._has(name) for name in hashes)

    def get(self, content_hash: str | None, size_px: int) -> QPixmap | None:
        """Return a pixmap to paint now; a sharper one is asked for where it is too small."""
        if content_hash is None:
            return None
        held = self._held.get(content_hash)
        if held is not None and held[1] >= size_px:
            return held[0]
        found = self._thumbnails.get(content_hash, size_px)
        return found if found is not None or held is None else held[0]

    def _has(self, content_hash: str) -> bool:
        held = self._held.get(content_hash)
        return held is not None and held[1] >= self._size_px

    def _ask(self, hashes: Sequence[str]) -> None:
        # The loader begins with what was asked for last.
        for name in reversed(hashes):
            if not self._has(name):
                self._hold(name)

    def _hold(self, content_hash: str) -> None:
        """Keep a thumbnail that is there, and ask for one that is not."""
        is_sharp = self._thumbnails.has(content_hash, self._size_px)
        found = self._thumbnails.get(content_hash, self._size_px)
        if is_sharp:
            self._held[content_hash] = (found, self._size_px)

    def _go_on(self) -> None:
        if self.is_ready(self._shown) and not self.is_ready(self._next):
            self._ask(self._next)

    def _drop(self) -> None:
        kept = {*self._shown, *self._next}
        self._held = {name: held for name, held in self._held.items() if name in kept}

    def _on_arrived(self, content_hash: str) -> None:
        shown = content_hash in self._shown
        if shown or content_hash in self._next:
            self._hold(content_hash)
        if shown:
            self.arrived.emit(content_hash)
            self._go_on()
