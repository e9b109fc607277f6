"""Albums and kept searches with their counts, which are counted in a thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.collecting.albums import AlbumRow, KeptSearch
from app.core.library import LibraryReader
from app.core.records import Query
from app.ui.background import Background

_QUESTION = "collections"
Counts = tuple[dict[int, int], dict[int, str], dict[int, int]]


class CollectionBook(QObject):
    """What the sidebar, menus and dialogs know of albums and kept searches.

    Without a background counts are read at once.

    Signals
    -------
    changed : ()
        Names or counts are other ones.

    Attributes
    ----------
    albums : list of AlbumRow
    searches : list of KeptSearch
    photos_of_album, photos_of_search : dict of int to int
        How many photos each holds or finds.
    covers : dict of int to str
        The content hash of each album's cover.
    """

    changed = Signal()

    def __init__(
        self,
        reader: LibraryReader,
        background: Background | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._background = background
        self.albums: list[AlbumRow] = []
        self.searches: list[KeptSearch] = []
        self.photos_of_album: dict[int, int] = {}
        self.photos_of_search: dict[int, int] = {}
        self.covers: dict[int, str] = {}
        if background is not None:
            background.answered.connect(self._on_answered)
        self.reload()

    def reload(self) -> None:
        """Read the names again, and have the photos counted."""
        before = (self.albums, self.searches)
        self.albums = self._reader.albums.rows()
        self.searches = self._reader.albums.searches()
        if (self.albums, self.searches) != before:
            self.changed.emit()
        if not (self.albums or self.searches):
            return
        reader, searches = self._reader, list(self.searches)
        if self._background is None:
            self._take(_count(reader, searches))
        else:
            self._background.ask(_QUESTION, lambda: _count(reader, searches))

    def album(self, album: int | None) -> AlbumRow | None:
        """Return an album."""
        return next((row for row in self.albums if row.id == album), None)

    def search(self, search: int | None) -> KeptSearch | None:
        """Return a kept search."""
        return next((row for row in self.searches if row.id == search), None)

    def album_name(self, album: int | None) -> str:
        """Return the name of an album, empty where it is none."""
        row = self.album(album)
        return "" if row is None else row.name

    def _on_answered(self, subject: str, answer: Any) -> None:
        if subject == _QUESTION:
            self._take(answer)

    def _take(self, counts: Counts) -> None:
        before = (self.photos_of_album, self.covers, self.photos_of_search)
        self.photos_of_album, self.covers, self.photos_of_search = counts
        if counts != before:
            self.changed.emit()


def _count(reader: LibraryReader, searches: list[KeptSearch]) -> Counts:
    found = {row.id: len(reader.photos.ids(Query(text=row.text))) for row in searches}
    return reader.albums.counts(), reader.albums.covers(), found
