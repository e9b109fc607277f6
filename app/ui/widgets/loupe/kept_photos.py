"""Whole photos as large as they are shown: those looked at before, and those that come next."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPixmap

from app.core.records import PhotoRow
from app.core.types import Status

# The one that is shown, the one before, and one or two that may come: of large screens fewer.
MOST_KEPT = 4
KEPT_BYTES = 96 * 2**20
# A larger one would take the place of the photo that is looked at.
EXPECTED_PX = 50_000_000
Size = tuple[int, int]
File = tuple[int, str, str | None, bool]


def file_of(row: PhotoRow) -> File:
    """Return what is another when a photo must be decoded anew."""
    return row.id, row.path, row.content_hash, row.missing


class KeptPhotos:
    """Pixmaps by file and by the size that was asked for; the newest are kept.

    Attributes
    ----------
    most : int
        So many at the most.
    """

    def __init__(self) -> None:
        self._pixmaps: OrderedDict[tuple[File, Size], tuple[QPixmap, QSizeF]] = OrderedDict()
        self._failed: set[File] = set()
        self._bytes = 0
        self.most = MOST_KEPT

    def put(self, row: PhotoRow, asked: Size, pixmap: QPixmap, whole: QSizeF) -> None:
        """Keep what came for a photo; ``whole`` is its own size in pixels."""
        self._failed.discard(file_of(row))
        self._drop((file_of(row), asked))
        self._pixmaps[file_of(row), asked] = pixmap, whole
        self._bytes += _bytes(pixmap)
        while len(self._pixmaps) > 1 and not self._fits():
            self._drop(next(iter(self._pixmaps)))

    def get(self, row: PhotoRow, asked: Size) -> tuple[QPixmap, QSizeF] | None:
        """Return the pixmap of a photo and the photo's own size."""
        key = file_of(row), asked
        if key in self._pixmaps:
            self._pixmaps.move_to_end(key)
        return self._pixmaps.get(key)

    def fail(self, row: PhotoRow) -> None:
        """Know that a photo cannot be shown."""
        self._failed.add(file_of(row))

    def has_failed(self, row: PhotoRow) -> bool:
        """Tell whether a photo is known not to be shown: unreadable, away, or tried in vain."""
        return row.missing or row.status is Status.FAILED or file_of(row) in self._failed

    def is_wanted(self, row: PhotoRow, asked: Size) -> bool:
        """Tell whether a photo is worth decoding before anybody looks at it."""
        if self.has_failed(row) or (file_of(row), asked) in self._pixmaps:
            return False
        return row.width * row.height <= EXPECTED_PX

    def clear(self) -> None:
        """Forget all; what failed may be there by now."""
        self._pixmaps.clear()
        self._failed.clear()
        self._bytes = 0

    def _fits(self) -> bool:
        return self._bytes <= KEPT_BYTES and len(self._pixmaps) <= self.most

    def _drop(self, key: tuple[File, Size]) -> None:
        old = self._pixmaps.pop(key, None)
        if old is not None:
            self._bytes -= _bytes(old[0])


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
