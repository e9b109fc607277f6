"""Thumbnails: read and scaled in threads, delivered by content hash, kept as pixmaps.

A tile asks with :meth:`ThumbnailLoader.get` and paints what is there. What is missing is read
newest request first, because that is what the person looks at now; requests that have been
scrolled away are dropped. Results carry the generation that asked for them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QFile, QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

KEPT_BYTES = 32 * 2**20
QUEUED_AT_MOST = 400
THREADS = 2


class _ThumbnailWorker(QThread):
    """Takes the newest request, reads, scales, emits."""

    loaded = Signal(str, int, int, QImage)

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__(loader)
        self._loader = loader

    def run(self) -> None:
        while (request := self._loader.next_request()) is not None:
            content_hash, path, generation, size_px = request
            self.loaded.emit(content_hash, generation, size_px, read_scaled(path, size_px))


def read_scaled(path: str | Path, size_px: int) -> QImage:
    """Read an image upright, its shorter side at most ``size_px``; null when it cannot be read."""
    file = QFile(str(path))
    if not file.open(QFile.OpenModeFlag.ReadOnly):
        return QImage()  # of one that is not there yet Qt's reader would complain on the terminal
    reader = QImageReader(file, b"jpg")
    reader.setAutoDetectImageFormat(False)  # whatever lies there: only our own format is decoded
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        wanted = size.scaled(QSize(size_px, size_px), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if wanted.width() * 2 < size.width():
            # Let the decoder halve cheaply, and do the rest smoothly.
            reader.setScaledSize(wanted * 2)
    image = reader.read()
    if image.isNull() or min(image.width(), image.height()) <= size_px:
        return image
    return image.scaled(
        QSize(size_px, size_px),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )


class Pixmaps(Protocol):
    """What tiles are painted from."""

    def get(self, content_hash: str | None, size_px: int) -> QPixmap | None:
        """Return a pixmap to paint now, None while there is none."""


class ThumbnailLoader(QObject):
    """Pixmaps by content hash.

    Signals
    -------
    arrived : (str)
        The thumbnail of this content hash can be painted (or is known to be missing).
    """

    arrived = Signal(str)

    def __init__(self, path_of: Callable[[str], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path_of = path_of
        self._pixmaps: OrderedDict[str, tuple[QPixmap, int]] = OrderedDict()
        self._bytes = 0
        self._wanted: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._generation = 0
        self._condition = threading.Condition()
        self._closed = False
        self._workers = [_ThumbnailWorker(self) for _ in range(THREADS)]
        for worker in self._workers:
            worker.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)
            worker.start(QThread.Priority.LowPriority)

    def get(self, content_hash: str | None, size_px: int) -> QPixmap | None:
        """Return a pixmap to paint now, and ask for a sharper one where it is too small.

        Parameters
        ----------
        content_hash : str or None
            Of the photo; None for files that could not be read.
        size_px : int
            Device pixels of the shorter side.
        """
        if content_hash is None:
            return None
        kept = self._pixmaps.get(content_hash)
        if kept is not None:
            self._pixmaps.move_to_end(content_hash)
            if kept[1] >= size_px:
                return None if kept[0].isNull() else kept[0]
        self._ask(content_hash, size_px)
        return kept[0] if kept is not None and not kept[0].isNull() else None

    def has(self, content_hash: str, size_px: int) -> bool:
        """Tell whether nothing sharper would come: it is there, or known to be missing."""
        kept = self._pixmaps.get(content_hash)
        return kept is not None and kept[1] >= size_px

    def forget(self) -> None:
        """Drop everything, for example after the cache was rebuilt."""
        with self._condition:
            self._generation += 1
            self._wanted.clear()
        self._pixmaps.clear()
        self._bytes = 0

    def close(self) -> None:
        """Stop the threads."""
        with self._condition:
            self._closed = True
            self._wanted.clear()
            self._condition.notify_all()
        for worker in self._workers:
            worker.wait()

    def next_request(self) -> tuple[str, str, int, int] | None:
        """Wait for a request; called by the workers. None means: stop."""
        with self._condition:
            while not self._wanted and not self._closed:
                self._condition.wait()
            if self._closed:
                return None
            content_hash, (path, size_px) = self._wanted.popitem(last=True)
            return content_hash, path, self._generation, size_px

    def _ask(self, content_hash: str, size_px: int) -> None:
        with self._condition:
            self._wanted[content_hash] = (str(self._path_of(content_hash)), size_px)
            self._wanted.move_to_end(content_hash)
            while len(self._wanted) > QUEUED_AT_MOST:
                self._wanted.popitem(last=False)
            self._condition.notify()

    def _on_loaded(self, content_hash: str, generation: int, size_px: int, image: QImage) -> None:
        if generation != self._generation or self._closed:
            return
        pixmap = QPixmap.fromImage(image)
        old = self._pixmaps.pop(content_hash, None)
        if old is not None:
            self._bytes -= _bytes(old[0])
        # Kept under the size that was asked for, even if the file is smaller: it is not asked
        # for again and again.
        self._pixmaps[content_hash] = (pixmap, size_px)
        self._bytes += _bytes(pixmap)
        while self._bytes > KEPT_BYTES and len(self._pixmaps) > 1:
            _, (dropped, _) = self._pixmaps.popitem(last=False)
            self._bytes -= _bytes(dropped)
        self.arrived.emit(content_hash)


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def thumbnail_path(folder: Path, content_hash: str) -> Path:
    """Return where the cache keeps the thumbnail of a content hash."""
    return folder / content_hash[:2] / f"{content_hash[2:]}.jpg"
