"""What a hand does to the marks of a wall: clicks, drags, frames, ranges."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QRubberBand, QWidget

from app.ui.review.sheets.marked_photos import MarkedPhotos

# Between two places of a fast drag photos are looked for in steps of so many pixels.
STEP_PX = 12


class WallPlaces(Protocol):
    """What a gesture asks of the wall that it is made over."""

    def viewport(self) -> QWidget:
        """Return what photos lie in; frames are drawn over all around it, too."""

    def place_at(self, point: QPoint) -> int:
        """Return the place of the photo at a point, -1 for none."""

    def places_in(self, frame: QRect) -> set[int]:
        """Return the places of the photos that a frame touches."""


class Marking:
    """One gesture at a time, over one wall.

    A range begins at the anchor: the photo that was clicked, marked by Space or walked to last.
    While it grows and shrinks, what was marked outside it stays.
    """

    def __init__(self, photos: MarkedPhotos, wall: WallPlaces) -> None:
        self._photos = photos
        self._wall = wall
        self._anchor = 0
        self._before: frozenset[int] = frozenset()
        self._is_range = False
        self._stroke: bool | None = None
        self._last = QPoint()
        self._frame: QRubberBand | None = None

    def forget(self) -> None:
        """Begin anew on another sheet."""
        self.release()
        self._anchor = 0
        self._is_range = False

    def begin_at(self, at: int) -> None:
        """Let the next range begin at this photo."""
        self._anchor, self._is_range = at, False

    def toggle(self, at: int, *, extend: bool = False) -> None:
        """Mark a photo, or take its mark away; or make all up to it as the anchor is."""
        if at < 0:
            return
        if extend:
            self.extend(self._anchor, at)
            return
        self._photos.mark([at], marked=not self._photos.is_marked(at))
        self.begin_at(at)

    def extend(self, at: int, to: int) -> None:
        """Mark all from the anchor (else from ``at``) to a photo; fewer when it comes back."""
        if not self._is_range:
            self._anchor = at if at >= 0 else to
            self._before = self._photos.marks()
            self._is_range = True
        first, last = sorted((self._anchor, to))
        self._photos.set_marks(self._before | set(range(first, last + 1)))

    def mark_all(self) -> None:
        """Mark all; none where all are marked."""
        every = frozenset(range(self._photos.rowCount()))
        self._photos.set_marks(frozenset() if self._photos.marks() == every else every)
        self._is_range = False

    def clear(self) -> bool:
        """Take all marks away; False where there was none."""
        had = bool(self._photos.marks())
        self._photos.set_marks(frozenset())
        self._is_range = False
        return had

    # the mouse

    def press(self, at: int, point: QPoint, *, extend: bool) -> None:
        """Begin at a photo, or at a point beside all."""
        self.release()
        self._last = point
        if at < 0:
            self._before = self._photos.marks()
            self._frame = QRubberBand(
                QRubberBand.Shape.Rectangle, self._wall.viewport().parentWidget()
            )
            return
        if extend:
            self.extend(self._anchor, at)
            return
        self._stroke = not self._photos.is_marked(at)
        self.toggle(at)

    def drag(self, point: QPoint) -> None:
        """Go on to a point."""
        if self._frame is not None:
            frame = QRect(self._last, point).normalized()
            self._frame.setGeometry(frame.translated(self._wall.viewport().pos()))
            self._frame.show()
            self._photos.set_marks(self._before | self._wall.places_in(frame))
        elif self._stroke is not None:
            passed = {self._wall.place_at(p) for p in _between(self._last, point)} - {-1}
            self._photos.mark(passed, marked=self._stroke)
            self._last = point

    def release(self) -> None:
        """End the gesture."""
        self._stroke = None
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()
            self._frame = None


def _between(first: QPoint, last: QPoint) -> list[QPoint]:
    way = last - first
    steps = max(1, way.manhattanLength() // STEP_PX)
    return [first + way * (n / steps) for n in range(steps + 1)]
