"""The parts by which photos are collected, made and joined; the assembly puts them in their places.

Nothing else of the window is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.ui.collecting.rating_desk import RatingDesk
from app.ui.collecting.rating_strip import RatingStrip
from app.ui.command import WindowActions
from app.ui.models.photo_list import PhotoListModel
from app.ui.session import Session


class CollectingRoom(QObject):
    """Rating photos.

    Signals
    -------
    told : (str)
        What was done, where that is not plain to see.

    Attributes
    ----------
    rating : RatingDesk
    strip : RatingStrip
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        actions: WindowActions,
        photos: PhotoListModel,
        selected: Callable[[], Sequence[int]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        commands = session.commands.collecting
        self.strip = RatingStrip(actions)
        self.rating = RatingDesk(commands, photos, selected, actions.undo_keys, self)
        self.rating.told.connect(self.told)
        session.bridge.completed.connect(self.rating.on_completed)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.strip.retranslate()
