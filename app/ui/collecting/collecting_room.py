"""The parts by which photos are collected, made and joined; the assembly puts them in their places.

Nothing else of the window is known here.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.collecting.album_desk import AlbumDesk
from app.ui.collecting.collected_from import CollectedFrom
from app.ui.collecting.rating_desk import RatingDesk
from app.ui.collecting.rating_strip import RatingStrip
from app.ui.command import WindowActions
from app.ui.models.collection_book import CollectionBook
from app.ui.session import Session


class CollectingRoom(QObject):
    """Ratings, albums and kept searches.

    Signals
    -------
    told : (str)
        What was done, where that is not plain to see.

    Attributes
    ----------
    rating : RatingDesk
    strip : RatingStrip
    albums : AlbumDesk
    book : CollectionBook
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        actions: WindowActions,
        seen: CollectedFrom,
        frame: QWidget,
    ) -> None:
        super().__init__(frame)
        commands, undo_keys = session.commands.collecting, actions.undo_keys
        self.strip = RatingStrip(actions)
        self.rating = RatingDesk(commands, seen.photos, seen.selected, undo_keys, self)
        self.book = CollectionBook(session.reader, session.background, self)
        self.albums = AlbumDesk(commands, self.book, seen, undo_keys, frame)
        for desk in (self.rating, self.albums):
            desk.told.connect(self.told)
            session.bridge.completed.connect(desk.on_completed)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.strip.retranslate()
